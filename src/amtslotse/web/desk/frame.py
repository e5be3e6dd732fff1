"""What every page of the desk shares: who asks, in which house, which other pages she may open, and how refusals are told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import may
from amtslotse.frontdesk.rules.stations import bodies_of
from amtslotse.frontdesk.rules.words import OFFICE
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound
from amtslotse.offices import queries as offices
from amtslotse.offices.queries import SiteView
from amtslotse.web.desk import words
from amtslotse.web.ui.staff_request import StaffRequest

#: The pages of the desk: name, right, label.
_TABS = (
    ("today", "desk.today", lambda: _("Heute")),
    ("counter", "desk.call", lambda: _("Mein Schalter")),
    ("information", "desk.contacts", lambda: _("Auskunft")),
    ("call_backs", "desk.contacts", lambda: _("Rückrufe")),
    ("book", "appointments.book_for", lambda: _("Termin machen")),
    ("emergency", "appointments.emergency_list", lambda: _("Notfallliste")),
    ("contested", "appointments.book_for", lambda: _("Zu klären")),
    ("day_list", "desk.day_list", lambda: _("Tagesliste")),
    ("telephone", "desk.telephone_counts", lambda: _("Telefonzahlen")),
    ("partners", "appointments.partners", lambda: _("Partner")),
    ("robots", "appointments.automated_report", lambda: _("Automaten")),
)


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def tabs(request: StaffRequest, current: str) -> list[dict[str, Any]]:
    """The pages this person may open. Somebody of another body sees the hall, not the office's appointments."""
    guest = bool(foreign_bodies(request))
    hall = {"today", "counter"}
    return [
        {"url": f"desk:{name}", "label": label(), "current": name == current}
        for name, right, label in _TABS
        if may(request.actor, right) and (not guest or name in hall)
    ]


def foreign_bodies(request: StaffRequest) -> frozenset[str]:
    """The bodies somebody works for who does not work for the office itself; empty for the office's own people."""
    seen = bodies_of(request.actor.teams, offices.bodies(language()))
    return frozenset() if OFFICE in seen else seen


def only_office(request: StaffRequest) -> None:
    """Nothing happens for the office's own people; what concerns its appointments is not there for another body's."""
    if foreign_bodies(request):
        raise NotFound("another body's page")


def site_of(request: HttpRequest, houses: tuple[SiteView, ...]) -> str:
    """The house the address names, else the first. Raises ``NotFound`` where the office has none."""
    codes = [house.code for house in houses]
    if not codes:
        raise NotFound("site")
    asked = request.GET.get("site", "") or request.POST.get("site", "")
    return asked if asked in codes else codes[0]


def key_of(request: HttpRequest) -> UUID:
    """The form's idempotency key. Raises ``NotFound`` for a form that is not ours."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise NotFound("key") from None


def number_of(request: HttpRequest, name: str) -> int:
    """A number a form of ours sends. Raises ``NotFound`` for anything else."""
    typed = request.POST.get(name, "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 16):
        raise NotFound(name)
    return int(typed)


def refuse(request: HttpRequest, error: DomainError) -> None:
    """The next page says what happened and what to do; what is not hers stays not there."""
    if isinstance(error, NotFound):
        raise error
    messages.warning(request, words.refused(error))


def blame(form: Any, error: DomainError) -> None:
    """The form says what happened, beside the field where there is one."""
    if isinstance(error, NotFound):
        raise error
    field = error.field if isinstance(error, InvalidInput) and error.field in form.fields else None
    form.add_error(field, words.refused(error))
