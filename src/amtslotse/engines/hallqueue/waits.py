"""How long somebody will wait, as a range that is honest about what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Final

#: The standard normal quantile of 0.8.
_Z80: Final = 0.8416


@dataclass(frozen=True, slots=True)
class Pace:
    """Measured: how many services, and mean and variance of the seconds each took a counter."""

    count: int
    mean_seconds: float
    variance: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """In half of such cases the wait is at most ``low_minutes``, in four of five at most ``high_minutes``."""

    low_minutes: int
    high_minutes: int


def _quantile(mean: float, variance: float, z: float) -> float:
    """Of a gamma distribution with this mean and variance (Wilson and Hilferty 1931): positive, and skewed as waits are."""
    if mean <= 0:
        return 0.0
    ninth = variance / (9 * mean * mean)
    return mean * max(0.0, 1 - ninth + z * sqrt(ninth)) ** 3


def _until_one_ends(pace: Pace, counters: int) -> float:
    """Mean seconds until one of so many services under way ends: m/(c+1) if all take equally long, m/c if they are exponential.

    For one counter this is the known mean residual m(1+cv²)/2.
    """
    spread = min(1.0, pace.variance / pace.mean_seconds**2)
    return pace.mean_seconds * (1 + spread / counters) / (counters + 1)


def estimate(*, ahead: Sequence[Pace | None], serving: Pace | None, counters: int, free: int, enough: int) -> Estimate | None:
    """The range for somebody with ``ahead`` before her at ``counters`` open counters, ``free`` of them without a person.

    ``ahead`` holds the pace of each class as it stands in the queue, ``serving`` that of those being served. None while
    fewer than ``enough`` services of any of them were measured, or no counter is open.
    """
    if counters < 1:
        return None
    if len(ahead) < free:
        return Estimate(0, 0)
    known = [pace for pace in (serving, *ahead) if pace is not None and pace.count >= enough]
    if len(known) < 1 + len(ahead):
        return None
    first, *rest = known
    # With many before her, what is left under way is shared by all counters like everything else.
    soonest = _until_one_ends(first, 1) / counters if rest else _until_one_ends(first, counters)
    mean = soonest + sum(pace.mean_seconds for pace in rest) / counters
    variance = soonest**2 + sum(pace.variance for pace in rest) / counters**2
    low, high = _quantile(mean, variance, 0.0), _quantile(mean, variance, _Z80)
    return Estimate(floor(low / 60), max(floor(low / 60) + 1, ceil(high / 60)))
