"""Cohen's weighted kappa with linear weights, and its interval by leaving out one case after the other.

One step apart counts as a part of the way from one end of the scale to the other: on a scale of four, a third. Several people
may judge one case; their judgements are not independent, so the interval leaves out whole cases, not single judgements.
J. Cohen, Psychological Bulletin 70 (1968), 213-220; the jackknife: J. W. Tukey, Ann. Math. Stat. 29 (1958), 614.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

#: Below so many cases no interval is shown: it would pretend too much.
ENOUGH = 20
_Z95 = 1.959964

_Counts = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two judgements of one case on the same scale of whole numbers."""

    case: Hashable
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """``kappa``: 1 is full agreement, 0 what chance alone gives, below 0 less; None where one side says the same of all.

    ``n`` pairs of ``cases``; ``same`` of them equal. ``low`` and ``high``: 95 %; None for fewer than ``ENOUGH`` cases, and
    where no pair differs, for then nothing says how rare a difference is.
    """

    n: int
    cases: int
    same: int
    kappa: float | None
    low: float | None
    high: float | None


def agreement(pairs: Iterable[Pair]) -> Agreement:
    """How far the first judgements agree with the second ones. The order of the pairs does not matter."""
    by_case: dict[Hashable, Counter[tuple[int, int]]] = {}
    for pair in pairs:
        by_case.setdefault(pair.case, Counter())[pair.first, pair.second] += 1
    every: Counter[tuple[int, int]] = Counter()
    for counts in by_case.values():
        every.update(counts)
    n, same = every.total(), sum(count for (first, second), count in every.items() if first == second)
    kappa = _kappa(every)
    low = high = None
    if kappa is not None and same < n and len(by_case) >= ENOUGH:
        left_out = [_kappa(every - counts) for counts in by_case.values()]
        known = [each for each in left_out if each is not None]
        if len(known) == len(left_out):
            middle, number = fmean(known), len(known)
            error = sqrt((number - 1) / number * sum((each - middle) ** 2 for each in known))
            low, high = max(-1.0, kappa - _Z95 * error), min(1.0, kappa + _Z95 * error)
    return Agreement(n, len(by_case), same, kappa, low, high)


def _kappa(counts: _Counts) -> float | None:
    """One minus the distance seen over the distance that chance would give; the length of the scale cancels out."""
    n = sum(counts.values())
    firsts: Counter[int] = Counter()
    seconds: Counter[int] = Counter()
    seen = 0
    for (first, second), count in counts.items():
        firsts[first] += count
        seconds[second] += count
        seen += abs(first - second) * count
    if len(firsts) < 2 or len(seconds) < 2:
        return None  # the formula would give 0 whatever the other side says
    chance = sum(abs(a - b) * p * q for a, p in firsts.items() for b, q in seconds.items())
    return 1 - seen * n / chance
