"""What we change about django-allauth: no sign-up, an issuer that vouches, secrets encrypted. See docs/adr (login)."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from amtslotse.accounts import queries

#: Methods of RFC 8176, by what they prove. One factor is what she knows, has, or is; two need two of these sets.
FACTORS = (
    frozenset({"pwd", "pin", "kba"}),
    frozenset({"otp", "hwk", "swk", "sc", "sms", "tel"}),
    frozenset({"face", "fpt", "iris", "retina", "vbm"}),
)

#: A working day. Then staff sign in again, whatever the browser keeps open.
STAFF_SESSION = timedelta(hours=10)


class AccountAdapter(DefaultAccountAdapter):
    """Passwords and sessions of staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """A closed account reads like a wrong password."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        login = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if login is not None and login.state.get("vouched"):
            record_authentication(request, user, "mfa", type="issuer")
        request.session.set_expiry(STAFF_SESSION)
        return super().post_login(request, user, **kwargs)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own messages are not shown: our pages say what happened."""


class IssuerAdapter(DefaultSocialAccountAdapter):
    """Sign-in through the office's own OpenID issuer. It opens accounts that exist; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The sign-in belongs to the open account with the issuer's mail address, or ends here."""
        claims = sociallogin.account.extra_data
        identity = {**claims.get("id_token", {}), **claims.get("userinfo", {})}
        sociallogin.state["vouched"] = vouches_for_two_factors(claims.get("id_token", {}))
        sociallogin.account.extra_data = {}  # we keep who it is, not what else the issuer knows
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            if sociallogin.user.is_active:
                return
        elif identity.get("email_verified") is not False:
            user = queries.with_mail(str(identity.get("email", "")))
            if user is not None:
                sociallogin.connect(request, user)
                return
        raise ImmediateHttpResponse(_refused(request))

    def on_authentication_error(self, request: HttpRequest, provider: object, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(_refused(request))


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted in the database: a backup of the data alone opens no account."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def vouches_for_two_factors(id_token: dict[str, Any]) -> bool:
    """Whether the issuer says, in ``amr`` or ``acr``, that two factors were used."""
    named = id_token.get("amr") or ()
    methods = {named} if isinstance(named, str) else set(named)
    if "mfa" in methods or sum(bool(methods & proof) for proof in FACTORS) > 1:
        return True
    return bool(settings.OIDC_STRONG_ACR) and id_token.get("acr") == settings.OIDC_STRONG_ACR


def _refused(request: HttpRequest) -> HttpResponseRedirect:
    messages.error(request, _("Die Anmeldung über das Verwaltungskonto hat nicht geklappt oder es gibt dafür keinen Zugang."))
    return redirect("account_login")


def _cipher() -> Fernet:
    key = salted_hmac("amtslotse.accounts.factor", "secret", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
