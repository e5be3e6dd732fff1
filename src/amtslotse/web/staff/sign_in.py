"""The way in and out: password, second factor, their set-up."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import segno
from allauth.account.internal.flows import logout
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from amtslotse.accounts import actions, queries
from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices.queries import office
from amtslotse.web.staff.access import forgive, has_second_factor
from amtslotse.web.staff.forms import NewFactorForm, PasswordForm, SecondFactorForm, SignInForm
from amtslotse.web.staff.presenters import demo_person
from amtslotse.web.ui.staff_request import StaffRequest

SECRET = "staff.new_totp_secret"  # noqa: S105 - the name of a place in the session


class SignIn(LoginView):
    """User name and password. The session gets a new id at once, and again when the second factor was right."""

    form_class = SignInForm
    template_name = "staff/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"issuer": bool(settings.OIDC_ISSUER), "demo": (), "demo_password": ""}
        if settings.DEMO:
            access = queries.demo_access()
            shown |= {"demo": [demo_person(each) for each in access], "demo_password": access[0].password}
        return {**super().get_context_data(**kwargs), **shown}

    def get_initial(self) -> dict[str, Any]:
        return {"login": self.request.GET.get("as", "")} if settings.DEMO else {}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        forgive(self.request)
        response: HttpResponse = super().form_valid(form)
        self.request.session.cycle_key()
        return response


class SecondFactor(AuthenticateView):
    """A one-time code. In the demonstration the page shows the code itself, for invented people only."""

    form_class = SecondFactorForm
    template_name = "staff/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.stage.login.user
        code = queries.demo_code(person.pk, now=self.request.now) if settings.DEMO else None
        return {**super().get_context_data(**kwargs), "demo_code": code, "person": person}

    def form_valid(self, form: SecondFactorForm) -> HttpResponse:
        forgive(self.request)
        response: HttpResponse = super().form_valid(form)  # logs in, and with it gives the session a new id
        return response


@sensitive_post_parameters("code")
def set_up_second_factor(request: StaffRequest) -> HttpResponse:
    """A secret to scan; its first code switches it on and opens the session. The recovery codes are shown this once."""
    if has_second_factor(request):
        return redirect("staff:home")
    secret = request.session.setdefault(SECRET, generate_totp_secret())
    form = NewFactorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            recovery = actions.set_second_factor(
                staff_id=request.user.pk,
                secret=secret,
                code=form.cleaned_data["code"].strip(),
                by=request.actor,
                now=request.now,
            )
        except InvalidInput:
            form.add_error("code", _("Dieser Code passt nicht. Bitte den Code eingeben, den die App jetzt zeigt."))
        else:
            forgive(request)
            del request.session[SECRET]
            record_authentication(request, request.user, "mfa", type="totp")
            request.session.cycle_key()
            return render(request, "staff/recovery_codes.html", {"codes": recovery})
    return render(request, "staff/set_up_second_factor.html", {"form": form, "secret": secret, "qr": _qr(request, secret)})


@sensitive_post_parameters("old", "new")
def change_password(request: StaffRequest) -> HttpResponse:
    """The new password counts at once; this session goes on, every other one ends."""
    form = PasswordForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        forgive(request)
        actions.change_password(staff_id=request.user.pk, password=form.cleaned_data["new"], by=request.actor, now=request.now)
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        return redirect("staff:home")
    return render(request, "staff/password.html", {"form": form, "initial": request.user.password_is_initial})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session is over, also when it was only half signed in."""
    logout.logout(request, show_message=False)
    request.session.flush()
    return redirect("account_login")


def _qr(request: HttpRequest, secret: str) -> str:
    """The secret as authenticator apps scan it, as an SVG data address."""
    label = quote(f"{office().name}:{request.user.get_username()}")
    address = f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': office().name}, quote_via=quote)}"
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white"))
