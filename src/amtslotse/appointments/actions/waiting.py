"""The waiting list: freed places are offered by need, then by day of request; never back at a predictable moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from amtslotse.kernel.errors import DomainError

if TYPE_CHECKING:
    from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess


class OfferGone(DomainError):
    """The offer ended, was declined, or its place is taken. She keeps her day on the list."""

    code = "offer_gone"


def answer_offer(*, access: RequestAccess, accept: bool, idempotency_key: UUID, now: datetime) -> AppointmentAccess | None:
    """Accepted: she has the place (again: the same answer). Declined: the next is asked, and she keeps her day (``None``).

    Raises ``NotFound``, ``OfferGone``.
    """
    raise NotImplementedError


def back_fill(*, now: datetime) -> int:
    """Freed places went to the emergency list or are offered to those who wait; returns how many."""
    raise NotImplementedError


def release_late(*, now: datetime) -> int:
    """Freed places that nobody waits for return to the calendar at a moment nobody can know; returns how many."""
    raise NotImplementedError
