"""Allocation rounds, for everybody: nothing in them is about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from amtslotse.appointments.models import Round
from amtslotse.engines.allocation import closed_file, opened_file
from amtslotse.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class RoundView:
    """One allocation. ``placed`` and ``without`` are ``None`` until it is opened."""

    id: UUID
    klass: str
    entries_until: datetime
    announced_for: datetime
    committed_at: datetime
    commitment: str
    entries: int
    opened_at: datetime | None
    placed: int | None
    without: int | None


def rounds(*, limit: int | None = None) -> tuple[RoundView, ...]:
    """The allocations, newest first."""
    return tuple(_view(row) for row in Round.objects.order_by("-committed_at")[:limit])


def _view(row: Round) -> RoundView:
    placed = None if row.result is None else sum(number is not None for _, number in row.result)
    return RoundView(
        id=row.pk,
        klass=row.klass,
        entries_until=row.entries_until,
        announced_for=row.announced_for,
        committed_at=row.committed_at,
        commitment=row.commitment,
        entries=len(row.entries),
        opened_at=row.opened_at,
        placed=placed,
        without=None if placed is None else len(row.entries) - placed,
    )


def round_file(*, round: UUID) -> bytes:
    """The public file of the allocation (``engines/allocation/publishing.py``); before it is opened without seed and entries.

    Raises ``NotFound``.
    """
    row = Round.objects.filter(pk=round).first()
    if row is None:
        raise NotFound(f"round {round}")
    if row.opened_at is None or row.result is None:
        return closed_file(
            round=str(row.pk),
            klass=row.klass,
            entries_until=row.entries_until,
            announced_for=row.announced_for,
            committed_at=row.committed_at,
            commitment=row.commitment,
            entries=len(row.entries),
        )
    return opened_file(
        round=str(row.pk),
        klass=row.klass,
        entries_until=row.entries_until,
        announced_for=row.announced_for,
        committed_at=row.committed_at,
        commitment=row.commitment,
        opened_at=row.opened_at,
        seed=row.seed,
        entries=[(ticket, date.fromisoformat(day)) for ticket, day in row.entries],
        result=[(ticket, number) for ticket, number in row.result],
    )
