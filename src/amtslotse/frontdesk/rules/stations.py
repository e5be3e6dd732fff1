"""Which stations somebody sees, and what a visit of several stations came to."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from amtslotse.frontdesk.rules.words import OFFICE

#: What a visit came to when its stations differ: the first of these that one of them had.
_WEIGHT = ("left", "appointment", "filed", "done", "referred")


def bodies_of(teams: Collection[str], bodies: Iterable[str]) -> frozenset[str]:
    """The bodies among somebody's teams; the office's own for whoever belongs to none (R78, R88)."""
    return frozenset(teams) & frozenset(bodies) or frozenset({OFFICE})


def outcome_of(outcomes: Collection[str]) -> str:
    """The outcome of a visit from those of its stations: who was called in vain after another station left."""
    came = [outcome for outcome in outcomes if outcome != "no_show"]
    if not came:
        return "no_show"
    if len(came) < len(outcomes):
        return "left"
    return next(outcome for outcome in _WEIGHT if outcome in came)
