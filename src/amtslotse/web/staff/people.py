"""Accounts of staff, for the administrator. Whatever takes something away is asked about first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from amtslotse.accounts import actions, queries
from amtslotse.accounts.actions import LastAdministrator
from amtslotse.accounts.rules import require
from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices.queries import team_names
from amtslotse.web.staff.forms import NewStaffForm, RightsForm
from amtslotse.web.staff.presenters import Person, person
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is asked about first: what will be true, the button, and the action."""

    question: str
    consequence: str
    button: str
    action: Callable[..., str | None]


STEPS = {
    "close": Step(
        gettext_lazy("Zugang sperren?"),
        gettext_lazy("Die Person wird sofort abgemeldet und kann sich nicht mehr anmelden. Das lässt sich rückgängig machen."),
        gettext_lazy("Zugang sperren"),
        actions.close,
    ),
    "open": Step(
        gettext_lazy("Zugang wieder öffnen?"),
        gettext_lazy("Die Person kann sich wieder anmelden und hat die Rollen, die sie vorher hatte."),
        gettext_lazy("Zugang öffnen"),
        actions.open_again,
    ),
    "second-factor": Step(
        gettext_lazy("Zweiten Faktor zurücksetzen?"),
        gettext_lazy(
            "App und Wiederherstellungscodes der Person gelten nicht mehr; sie wird abgemeldet. "
            "Bei der nächsten Anmeldung richtet sie einen neuen zweiten Faktor ein."
        ),
        gettext_lazy("Zweiten Faktor zurücksetzen"),
        actions.reset_second_factor,
    ),
    "password": Step(
        gettext_lazy("Neues Anfangspasswort vergeben?"),
        gettext_lazy("Das bisherige Passwort gilt nicht mehr; die Person wird abgemeldet. Das neue wird einmal angezeigt."),
        gettext_lazy("Neues Anfangspasswort vergeben"),
        actions.reset_password,
    ),
}


def accounts(request: StaffRequest) -> HttpResponse:
    """Everybody who can sign in."""
    return render(request, "staff/accounts.html", {"people": _people(request)})


def accounts_export(request: StaffRequest, form: str) -> HttpResponse:
    """The same list as a file."""
    header = [
        _("Name"),
        _("Benutzername"),
        _("Rollen"),
        _("Sachgebiete"),
        _("Zweiter Faktor"),
        _("Zuletzt angemeldet"),
        _("Zugang"),
    ]
    rows: list[list[exports.Cell]] = [
        [
            each.view.name,
            each.view.username,
            ", ".join(each.roles),
            ", ".join(each.teams),
            _("eingerichtet") if each.view.has_second_factor else _("fehlt noch"),
            each.view.last_login,
            _("offen") if each.view.is_active else _("gesperrt"),
        ]
        for each in _people(request)
    ]
    return exports.answer(form, "konten", header, rows, right_to_left=get_language_bidi())


def _people(request: StaffRequest) -> list[Person]:
    language, teams = _language(), _teams()
    return [person(view, language=language, teams=teams) for view in queries.all_staff(by=request.actor)]


def new(request: StaffRequest) -> HttpResponse:
    """A new account; its initial password is shown once, on the answer to the POST."""
    require(request.actor, "accounts.staff")
    form = NewStaffForm(request.POST if request.method == "POST" else None, language=_language(), teams=_teams())
    if request.method == "POST" and form.is_valid():
        try:
            password = actions.create_staff(**form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field, _problem(error))
        else:
            shown = {"username": form.cleaned_data["username"].strip().lower(), "password": password}
            return render(request, "staff/initial_password.html", shown)
    return render(request, "staff/account_new.html", {"form": form})


def account(request: StaffRequest, account: int) -> HttpResponse:
    """One account: its rights to change, and what can be taken from it."""
    language, teams = _language(), _teams()
    view = queries.one_staff(account, by=request.actor)
    start = {"roles": list(view.roles), "teams": list(view.teams)}
    form = RightsForm(request.POST if request.method == "POST" else None, initial=start, language=language, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rights(staff_id=account, **form.cleaned_data, by=request.actor, now=request.now)
        except LastAdministrator:
            form.add_error("roles", _("Das ist der letzte Zugang mit der Rolle Fachadministration. Sie muss jemandem bleiben."))
        else:
            messages.success(request, _("Die Rechte von %(name)s sind geändert.") % {"name": view.name})
            return redirect("staff:accounts")
    shown = person(view, language=language, teams=teams)
    return render(request, "staff/account.html", {"person": shown, "form": form})


def confirm(request: StaffRequest, account: int, step: str) -> HttpResponse:
    """Asks first (GET), then does it (POST)."""
    view = queries.one_staff(account, by=request.actor)
    if step not in STEPS:
        raise Http404(step)
    chosen = STEPS[step]
    problem = ""
    if request.method == "POST":
        try:
            password = chosen.action(staff_id=account, by=request.actor, now=request.now)
        except LastAdministrator:
            problem = _("Das ist der letzte Zugang mit der Rolle Fachadministration. Sie muss jemandem bleiben.")
        else:
            if password:
                return render(request, "staff/initial_password.html", {"username": view.username, "password": password})
            messages.success(request, _("Erledigt: %(name)s.") % {"name": view.name})
            return redirect("staff:account", account=account)
    return render(request, "staff/account_confirm.html", {"view": view, "step": chosen, "problem": problem})


def _problem(error: InvalidInput) -> str:
    words = {
        "taken": _("Das gibt es schon bei einem anderen Zugang."),
        "required": _("Bitte ausfüllen."),
        "too_long": _("Das ist zu lang."),
    }
    return words.get(error.reason, _("Das kann so nicht gespeichert werden. Bitte Zeichen prüfen."))


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _teams() -> dict[str, str]:
    return team_names(_language(), on=timezone.localdate())
