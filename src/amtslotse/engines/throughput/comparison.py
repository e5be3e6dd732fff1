"""Two versions of a procedure compared: the restricted mean time to the end, standardised for the mix of cases.

A newer version has had less time, and its slow cases are still open: comparing those that are decided would praise it for being
young. So every case counts up to a horizon of days and no further (restricted mean, Royston and Parmar 2013), open ones
included, and only cases take part that were received at least as long ago. The mix of cases is held equal by direct
standardisation: within each stratum the versions are compared, and the differences are weighted by the newer version's cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from amtslotse.engines.throughput.percentiles import FEWEST

#: The longest horizon that enough cases have reached is taken. 90 days stand for the three months of § 75 VwGO.
HORIZONS = (90, 60, 30)
#: Below this many cases on either side no interval is shown: the normal approximation would pretend too much.
ENOUGH = 30
_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Case:
    """One case: what its mix is judged by, days since its receipt, days from receipt to its end (None: still open)."""

    stratum: str
    age_days: float
    days: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Days to the end, each counted up to ``horizon``; ``difference``: after minus before, with the same mix of cases.

    ``low`` and ``high``: 95 % interval of the difference, None for fewer than ``ENOUGH`` cases on a side. ``left_out``: cases
    of the newer version in strata that the older one hardly knows.
    """

    horizon: int
    n_before: int
    n_after: int
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    left_out: int

    @property
    def is_clear(self) -> bool:
        """The interval does not hold zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def compare(before: Iterable[Case], after: Iterable[Case]) -> Comparison | None:
    """The comparison at the longest horizon with at least ``FEWEST`` cases on each side in some stratum; None: too early."""
    older, newer = list(before), list(after)
    for horizon in HORIZONS:
        found = _at(horizon, older, newer)
        if found is not None:
            return found
    return None


def _at(horizon: int, before: Sequence[Case], after: Sequence[Case]) -> Comparison | None:
    olds, news = _strata(before, horizon), _strata(after, horizon)
    both = [key for key in sorted(news) if len(news[key]) >= FEWEST and len(olds.get(key, ())) >= FEWEST]
    if not both:
        return None
    n_after = sum(len(news[key]) for key in both)
    n_before = sum(len(olds[key]) for key in both)
    weights = {key: len(news[key]) / n_after for key in both}
    mean_after = sum(weights[key] * fmean(news[key]) for key in both)
    mean_before = sum(weights[key] * fmean(olds[key]) for key in both)
    error = sqrt(sum(weights[key] ** 2 * (_squared_error(news[key]) + _squared_error(olds[key])) for key in both))
    difference = mean_after - mean_before
    is_enough = min(n_before, n_after) >= ENOUGH
    return Comparison(
        horizon=horizon,
        n_before=n_before,
        n_after=n_after,
        before=mean_before,
        after=mean_after,
        difference=difference,
        low=difference - _Z95 * error if is_enough else None,
        high=difference + _Z95 * error if is_enough else None,
        left_out=sum(map(len, news.values())) - n_after,
    )


def _strata(cases: Sequence[Case], horizon: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for case in cases:
        if case.age_days >= horizon:
            found.setdefault(case.stratum, []).append(horizon if case.days is None else min(case.days, horizon))
    return found


def _squared_error(values: Sequence[float]) -> float:
    return variance(values) / len(values)
