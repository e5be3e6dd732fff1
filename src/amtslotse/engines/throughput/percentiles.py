"""Percentiles of durations in days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

#: Below this many cases a percentile says more about one case than about the office, and may point at a person.
FEWEST = 5


def days_between(start: datetime, end: datetime) -> float:
    """The time that passed, in days of 24 hours; both ends with their zone, so that a clock change adds no hour."""
    return (end - start) / timedelta(days=1)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that ``share`` (0 to 1) of ``values`` do not exceed, interpolated; None for fewer than ``FEWEST``."""
    if not 0 <= share <= 1:
        raise ValueError("a percentile lies between 0 and 1")
    if len(values) < FEWEST:
        return None
    ordered = sorted(values)
    rank = share * (len(ordered) - 1)
    below = int(rank)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (rank - below)
