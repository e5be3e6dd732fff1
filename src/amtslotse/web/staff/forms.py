"""What staff type to sign in. Validates input; rights and limits are checked elsewhere."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amtslotse.accounts import actions
from amtslotse.accounts.rules import ROLES

_REQUIRED = {"required": _("Bitte ausfüllen.")}


class SignInForm(LoginForm):
    """User name and password."""

    error_messages = {"wrong": _("Benutzername oder Passwort stimmen nicht. Bitte beides noch einmal eingeben.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Benutzername")
        self.fields["password"].label = _("Passwort")
        for field in self.fields.values():
            field.error_messages.update(_REQUIRED)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()  # type: ignore[no-any-return]
        except ValidationError:
            raise ValidationError(self.error_messages["wrong"], code="wrong") from None


class SecondFactorForm(AuthenticateForm):
    """A code from the authenticator, or a recovery code; each is taken once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].error_messages.update(_REQUIRED)
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        wrong = ValidationError(
            _("Dieser Code passt nicht oder wurde schon benutzt. Bitte den nächsten Code abwarten."), code="wrong"
        )
        try:
            code: str = super().clean_code()
        except ValidationError:
            raise wrong from None
        if not actions.use_code(staff_id=self.user.pk, code=code, now=timezone.now()):
            raise wrong
        return code


class NewFactorForm(forms.Form):
    """The first code of a new authenticator."""

    code = forms.CharField(label=_("Code aus der App"), max_length=16, error_messages=_REQUIRED)


class PasswordForm(forms.Form):
    """The old password once and the new one once: managers and paste are welcome."""

    old = forms.CharField(label=_("Bisheriges Passwort"), widget=forms.PasswordInput, strip=False, error_messages=_REQUIRED)
    new = forms.CharField(
        label=_("Neues Passwort"),
        widget=forms.PasswordInput,
        strip=False,
        error_messages=_REQUIRED,
        help_text=_("Mindestens 12 Zeichen. Einige zufällige Wörter sind besser als Sonderzeichen."),
    )

    def __init__(self, *args: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(_("Das bisherige Passwort stimmt nicht."), code="wrong")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        if self.user.check_password(new):
            raise ValidationError(_("Bitte ein anderes als das bisherige Passwort wählen."), code="same")
        return new


class RightsForm(forms.Form):
    """Roles and teams of an account. Whether they exist, the action says."""

    roles = forms.MultipleChoiceField(
        label=_("Rollen"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte mindestens eine Rolle wählen.")},
    )
    teams = forms.MultipleChoiceField(label=_("Sachgebiete"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, language: str, teams: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(key, role.name[language]) for key, role in ROLES.items()]
        self.fields["teams"].choices = list(teams.items())


class NewStaffForm(RightsForm):
    """A new account."""

    username = forms.CharField(
        label=_("Benutzername"), max_length=60, error_messages=_REQUIRED, help_text=_("Kleinbuchstaben, ohne Leerzeichen")
    )
    first_name = forms.CharField(label=_("Vorname"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Nachname"), max_length=150, error_messages=_REQUIRED)
    email = forms.EmailField(
        label=_("Dienstliche Mailadresse"),
        required=False,
        help_text=_("Nötig für die Anmeldung über das Verwaltungskonto"),
        error_messages={"invalid": _("Bitte eine vollständige Mailadresse eingeben, zum Beispiel name@stadt.de.")},
    )
    field_order = ["username", "first_name", "last_name", "email", "roles", "teams"]
