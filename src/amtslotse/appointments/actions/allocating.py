"""Allocation: commit to seed and list, open, place by need, by day of request, by lot inside a day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError


class RoundStillClosed(DomainError):
    """There is a committed allocation that was not opened yet, or one that is open already."""

    code = "round_still_closed"


class NobodyWaits(DomainError):
    """There is nobody to allocate to, or no place to allocate."""

    code = "nobody_waits"


def commit_round(*, klass: str, by: Actor, now: datetime) -> UUID:
    """Who is in need has a place; seed and list of the others are fixed, and their commitment is public.

    Raises ``NotAllowed``, ``NotDrawn``, ``RoundStillClosed`` (one is committed and not opened), ``NobodyWaits``.
    """
    raise NotImplementedError


def open_round(*, round: UUID, by: Actor, now: datetime) -> None:
    """Seed and list are public, places are booked by day of request and lot; results are told at the announced hour.

    Opening it again changes nothing. Raises ``NotAllowed``, ``NotFound``.
    """
    raise NotImplementedError


def tell_results(*, now: datetime) -> int:
    """Everybody whose announced hour has come was told; returns how many."""
    raise NotImplementedError
