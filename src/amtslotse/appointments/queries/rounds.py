"""Allocation rounds, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


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
    raise NotImplementedError


def round_file(*, round: UUID) -> bytes:
    """The public file of the allocation; before it is opened without seed and entries. Raises ``NotFound``."""
    raise NotImplementedError
