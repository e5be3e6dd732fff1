"""What this browser keeps: the booking that is not finished, and the appointments and requests it entered a code for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest

from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess
from amtslotse.kernel.errors import NotFound

_DRAFT, _APPOINTMENTS, _REQUESTS, _PARTNER, _CASES = "booking", "appointments", "requests", "partner", "cases"
_DRAFTS = "drafts"
#: A library's or a friend's computer forgets by itself.
_FORGET_AFTER = 2 * 60 * 60
#: So long a code can be sent again whose answer was lost on the way.
_ANSWER_LOST_FOR = 15 * 60
#: A lawyer's clients; more than one person needs, so that a session cannot grow without end.
_MOST = 60


@dataclass
class Draft:
    """The answers so far. ``None`` is "not asked yet", empty is an answer. ``key`` changes with every change of an answer.

    ``goal``: time (a place of the calendar), or a request: allocation, waiting, emergency.
    """

    matters: list[str] = field(default_factory=list)
    insists: bool = False
    expires_on: str | None = None
    urgencies: list[str] | None = None
    count: int = 0
    language: str = ""
    needs: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    goal: str = "time"
    place: dict[str, Any] | None = None
    weekdays: list[int] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    persons: list[dict[str, str]] = field(default_factory=list)
    case: str = ""
    email: str = ""
    partner: str = ""
    key: str = field(default_factory=lambda: str(uuid4()))
    held: str = ""
    held_until: str = ""
    sent_to: str = ""
    network_note: str = ""

    @property
    def title_expires_on(self) -> date | None:
        return date.fromisoformat(self.expires_on) if self.expires_on else None

    @property
    def persons_complete(self) -> bool:
        return 0 < self.count <= len(self.persons)


def network(request: HttpRequest) -> str:
    """The address the request came from, for counting tries."""
    return str(request.META.get("REMOTE_ADDR", ""))


def draft(request: HttpRequest) -> Draft:
    """The booking this browser began, or an empty one."""
    kept = request.session.get(_DRAFT) or {}
    return Draft(**{name: value for name, value in kept.items() if name in Draft.__dataclass_fields__})


def keep(request: HttpRequest, booking: Draft, *, changed: bool = True) -> None:
    """The answers are kept on the server. What was held under other answers is no longer what she would confirm."""
    _guard_session(request)
    if changed:
        booking.key = str(uuid4())
    request.session[_DRAFT] = asdict(booking)


def keep_at_once(request: HttpRequest) -> None:
    """What is kept is written in the view's own transaction: it stands exactly when the view's act stands, after one commit."""
    with suppress(UpdateError):  # the session was ended meanwhile: the middleware says so
        request.session.save()
        request.session.modified = False


def drop(request: HttpRequest) -> None:
    request.session.pop(_DRAFT, None)


def _guard_session(request: HttpRequest) -> None:
    if not any(request.session.get(name) for name in (_DRAFT, _APPOINTMENTS, _REQUESTS, _PARTNER, _CASES)):
        request.session.cycle_key()  # a session somebody else prepared is worth nothing
    if not request.user.is_authenticated:
        request.session.set_expiry(_FORGET_AFTER)


# ---- Appointments and requests --------------------------------------------------------------------------------------


def _keep_token(request: HttpRequest, name: str, token: str, of: UUID) -> None:
    _guard_session(request)
    request.session.cycle_key()  # what the code opened is not open in a session that was known before (fault 24)
    kept = [other for other in request.session.get(name, []) if not other.startswith(f"{of}:")]
    request.session[name] = [*kept, token][-_MOST:]


def keep_appointment(request: HttpRequest, access: AppointmentAccess) -> None:
    """This browser may see the appointment, until its code is replaced or the session ends."""
    _keep_token(request, _APPOINTMENTS, access.token, access.appointment)


def keep_request(request: HttpRequest, access: RequestAccess) -> None:
    _keep_token(request, _REQUESTS, access.token, access.request)


def pass_on(request: HttpRequest, booking: Draft) -> None:
    """What this browser keeps goes on in a new session, which nobody knew before; the caller adds what the code opened.

    The answer with the new session may be lost on the way. So the old one stays for a while, with nothing but the way to send
    the code again: it opens nothing to somebody who does not have the code.
    """
    old = request.session
    kept = {name: value for name, value in old.items() if name != _DRAFT}
    again = Draft(
        goal=booking.goal,
        urgencies=booking.urgencies,
        held=booking.held,
        held_until=booking.held_until,
        sent_to=booking.sent_to,
    )
    old.clear()
    old[_DRAFT] = asdict(again)
    old.set_expiry(_ANSWER_LOST_FOR)
    old.save()
    request.session = type(old)()
    request.session.update(kept)


def appointments(request: HttpRequest) -> list[AppointmentAccess]:
    found = (AppointmentAccess.from_token(token) for token in request.session.get(_APPOINTMENTS, []))
    return [access for access in found if access]


def requests(request: HttpRequest) -> list[RequestAccess]:
    found = (RequestAccess.from_token(token) for token in request.session.get(_REQUESTS, []))
    return [access for access in found if access]


def access_to(request: HttpRequest, appointment: UUID) -> AppointmentAccess:
    """Raises ``NotFound`` for an appointment that this browser has no access to."""
    for access in appointments(request):
        if access.appointment == appointment:
            return access
    raise NotFound(str(appointment))


def access_to_request(request: HttpRequest, wish: UUID) -> RequestAccess:
    """Raises ``NotFound`` for a request that this browser has no access to."""
    for access in requests(request):
        if access.request == wish:
            return access
    raise NotFound(str(wish))


def case_accesses(request: HttpRequest) -> set[str]:
    """The cases that the portal opens in this browser."""
    return set(request.session.get(_CASES, {}))


def case_tokens(request: HttpRequest) -> list[str]:
    """The case accesses that the portal keeps for this browser, newest last."""
    return list(request.session.get(_CASES, {}).values())


def portal_drafts(request: HttpRequest) -> list[UUID]:
    """The applications that this browser began in the portal, newest first."""
    return [UUID(kept) for kept in reversed(request.session.get(_DRAFTS, []))]


def keep_case(request: HttpRequest, case: UUID, token: str) -> None:
    """The portal's pages of the case open in this browser, as after filing there."""
    kept = {other: held for other, held in request.session.get(_CASES, {}).items() if other != str(case)}
    request.session[_CASES] = {**kept, str(case): token}


def forget(request: HttpRequest) -> None:
    """This browser knows of no booking, no appointment and no request any more."""
    for name in (_DRAFT, _APPOINTMENTS, _REQUESTS, _PARTNER):
        request.session.pop(name, None)
    request.session.cycle_key()


# ---- Partners -------------------------------------------------------------------------------------------------------


def keep_partner(request: HttpRequest, token: str) -> None:
    _guard_session(request)
    request.session.cycle_key()
    request.session[_PARTNER] = token


def partner_token(request: HttpRequest) -> str:
    return str(request.session.get(_PARTNER, ""))
