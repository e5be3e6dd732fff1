"""Asking for a place, confirming it, coming back to it, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from amtslotse.appointments.rules.requests import Requested
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError

if TYPE_CHECKING:
    from amtslotse.appointments.rules.access import RequestAccess
    from amtslotse.appointments.rules.parties import PartyInput


class EntryNotOpen(DomainError):
    """Her title ends later than the entry allows. ``facts["opens_on"]`` is the day on which it opens."""

    code = "entry_not_open"


class NotDrawn(DomainError):
    """Places of this class are not allocated: they are booked, or the emergency list takes them."""

    code = "not_drawn"


def request(
    *,
    kind: str,
    matters: Sequence[str],
    party: PartyInput,
    sites: Sequence[str] = (),
    weekdays: Sequence[int] = (),
    not_on: Sequence[date] = (),
    reasons: Sequence[str] = (),
    proof_pending: bool = False,
    idempotency_key: UUID,
    by: Actor,
    now: datetime,
) -> Requested:
    """There is a request, and from here its day counts. Made by staff it is confirmed at once, else a code was sent.

    ``kind``: allocation | waiting | emergency. Raises ``EntryNotOpen``, ``NotDrawn``, ``InvalidInput``, ``AlreadyCommitted``
    (a proven person only), ``Conflict`` (same key, other content).
    """
    raise NotImplementedError


def confirm_request(*, request: UUID, code: str, network: str, now: datetime) -> RequestAccess | None:
    """The contact is confirmed and the request waits; ``None``: wrong code or locked, the answer is the same."""
    raise NotImplementedError


def enter_request(*, number: str, code: str, network: str, now: datetime) -> RequestAccess | None:
    """The access to a request, or ``None``: unknown, wrong or locked; the answer is the same."""
    raise NotImplementedError


def withdraw_request(*, request: UUID, by: Actor, now: datetime) -> None:
    """She no longer asks. Doing it again changes nothing. Raises ``NotFound``, and ``NotAllowed`` once she has a place."""
    raise NotImplementedError


def expire_requests(*, now: datetime) -> int:
    """Requests that were not confirmed in time are gone; returns how many."""
    raise NotImplementedError


def forget_requests(*, now: datetime) -> int:
    """Reasons, wishes and written reasons of settled requests are deleted; returns of how many. ``forget`` calls it."""
    raise NotImplementedError


def mark_told(*, request: UUID, by: Actor, now: datetime) -> None:
    """Somebody at the desk told her the result or the offer. Raises ``NotAllowed``, ``NotFound``."""
    raise NotImplementedError
