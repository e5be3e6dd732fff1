"""What applicants, the desk and everybody may know of requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from amtslotse.kernel.actor import Actor

if TYPE_CHECKING:
    from amtslotse.appointments.rules.access import RequestAccess


@dataclass(frozen=True, slots=True)
class Mode:
    """How places of a class are given now, with the numbers that say why (``reason``).

    ``kind``: calendar | allocation. ``reason``: never_drawn (the policy), enough, pressure, backlog (who asked before is served
    before the calendar opens again). Pressure is ``None`` where no place is planned.
    """

    klass: str
    kind: str
    reason: str
    pressure: float | None
    pressure_from: float
    requests: int
    places: int
    requests_a_day: float
    places_a_day: float
    window_workdays: int
    from_day: date
    to_day: date
    waiting: int


@dataclass(frozen=True, slots=True)
class OfferView:
    """A freed place that is kept for her until ``until``."""

    starts_at: datetime
    ends_at: datetime
    site: str
    site_name: str
    address: str
    until: datetime


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as its owner sees it, and as the proof of request prints it. Number and code in their spoken form.

    A result of an allocation shows from its announced hour on (``result_at``). ``latest_reason`` says why there is no
    ``latest_on``: not_planned_yet | not_drawn | settled.
    """

    id: UUID
    number: str
    code: str
    kind: str
    klass: str
    status: str
    confirmed: bool
    matters: tuple[str, ...]
    persons: tuple[str, ...]
    contact_kind: str
    requested_at: datetime
    requested_on: date
    sites: tuple[str, ...]
    weekdays: tuple[int, ...]
    not_on: tuple[date, ...]
    minutes: int
    reasons: tuple[str, ...]
    proof_pending: bool
    title_expires_on: date | None
    ticket: str
    ahead: int | None
    latest_on: date | None
    latest_reason: str
    result_at: datetime | None
    round: UUID | None
    offer: OfferView | None
    appointment: UUID | None
    appointment_token: str
    case_ref: UUID | None
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """A line of the emergency list. ``rule`` is the code of the reason that ranks it (rules/emergency.py), ``facts`` its dates."""

    rank: int
    request: UUID
    number: str
    rule: str
    facts: Mapping[str, object]
    persons: tuple[str, ...]
    matters: tuple[str, ...]
    kind: str
    status: str
    language: str
    contact_kind: str
    phone: str
    requested_at: datetime
    requested_on: date
    title_expires_on: date | None
    reasons: tuple[str, ...]
    proof_pending: bool
    urgent: bool  # seven days or less: a place, or a filed application that was looked at, today
    lifted_at: datetime | None
    lift_reason: str
    filed: bool
    looked_at: datetime | None
    case_ref: UUID | None


@dataclass(frozen=True, slots=True)
class ToTell:
    """Somebody without a mail address who must hear something: by telephone, or at the desk."""

    request: UUID
    number: str
    what: str  # placed | not_placed | offer
    persons: tuple[str, ...]
    language: str
    contact_kind: str  # phone | desk
    phone: str
    starts_at: datetime | None
    site: str
    until: datetime | None
    since: datetime


def mode(*, klass: str, now: datetime) -> Mode:
    """How places of the class are given now, and the numbers behind it."""
    raise NotImplementedError


def request_view(*, access: RequestAccess, language: str, now: datetime) -> RequestView:
    """Her request. Raises ``NotFound``, also when the code was replaced."""
    raise NotImplementedError


def emergency_list(*, actor: Actor, now: datetime) -> tuple[EmergencyRow, ...]:
    """Everybody on the emergency list, in the order in which places are given. Raises ``NotAllowed``."""
    raise NotImplementedError


def unserved_urgent(*, now: datetime) -> tuple[EmergencyRow, ...]:
    """Who has seven days or less and neither a place nor a filed application that a clerk has looked at. Should be empty at night."""
    raise NotImplementedError


def to_tell_by_phone(*, now: datetime) -> tuple[ToTell, ...]:
    """Results and offers for those whose contact is the telephone or the desk and who have not heard yet."""
    raise NotImplementedError
