"""The third next available appointment: a measure of access that one cancelled appointment cannot flatter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def third_next(starts: Iterable[datetime]) -> datetime | None:
    """The third of the free times in order of time; ``None`` when there are fewer than three.

    Source: Murray and Berwick, "Advanced Access", JAMA 289(8), 2003: the first and the second free time are often a
    cancellation of the moment; the third says what somebody who asks now can count on.
    """
    ordered = sorted(starts)
    return ordered[2] if len(ordered) >= 3 else None
