"""Whether what comes in is still mixed as it was: the population stability index, and how large it is by chance alone.

The index is the sum over groups of (a - b) · ln(a / b) for shares a now and b before. Its rule of thumb (0.1 look, 0.25
changed) comes from credit scoring (N. Siddiqi, Credit Risk Scorecards, 2006) and forgets that few cases scatter. So a change
counts only where the index is also beyond what chance alone gives in 19 of 20 months: for unchanged shares nearly chi-square,
with one degree of freedom less than groups, times 1 / n now + 1 / n before (B. Yurdakul and J. Naranjo, J. Risk Model
Validation 2020).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt
from typing import Literal

#: Urgency and difficulty of a case.
Group = tuple[int, int]
#: No word about fewer cases on either side.
FEWEST = 30
LOOK, CHANGED = 0.1, 0.25
_Z95 = 1.644854  # one-sided
#: Half a case in each group: a group that was empty is no infinite change.
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Shift:
    """The share of one group before and now, as counted."""

    group: Group
    before: float
    now: float
    part: float

    @property
    def by(self) -> float:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Drift:
    """``verdict``: steady, look or changed. ``chance``: the index that chance alone exceeds in one month of twenty.

    ``shifts``: every group, the one that moves the index most first; their parts sum to the index.
    """

    n_before: int
    n_now: int
    index: float
    chance: float
    verdict: Literal["steady", "look", "changed"]
    shifts: tuple[Shift, ...]


def drift(before: Mapping[Group, int], now: Mapping[Group, int]) -> Drift | None:
    """How far the mix of ``now`` lies from that of ``before``; None where a side has fewer than ``FEWEST`` cases."""
    n_before, n_now = sum(before.values()), sum(now.values())
    if min(n_before, n_now) < FEWEST:
        return None
    groups = sorted({*before, *now})
    all_before, all_now = n_before + _HALF * len(groups), n_now + _HALF * len(groups)
    shifts = []
    for group in groups:
        a, b = (now.get(group, 0) + _HALF) / all_now, (before.get(group, 0) + _HALF) / all_before
        shifts.append(Shift(group, before.get(group, 0) / n_before, now.get(group, 0) / n_now, (a - b) * log(a / b)))
    index = sum(each.part for each in shifts)
    chance = _chi_square(len(groups) - 1) * (1 / n_now + 1 / n_before)
    verdict: Literal["steady", "look", "changed"] = "steady"
    if index > chance and index >= LOOK:
        verdict = "changed" if index >= CHANGED else "look"
    ordered = tuple(sorted(shifts, key=lambda each: (-each.part, each.group)))
    return Drift(n_before, n_now, index, chance, verdict, ordered)


def _chi_square(freedom: int) -> float:
    """Its 95 % point by Wilson and Hilferty (1931), right to one per cent from two degrees of freedom on."""
    if freedom < 1:
        return 0.0
    part = 2 / (9 * freedom)
    return freedom * (1 - part + _Z95 * sqrt(part)) ** 3
