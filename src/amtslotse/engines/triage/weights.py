"""What an office may set of the rules of urgency: after how many days a rule asks for which urgency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from amtslotse.kernel.errors import InvalidInput

#: The urgencies that a rule can ask for, strongest first; 1 needs no rule.
LEVELS = (4, 3, 2)
#: (days, urgency), strongest first. At most so many days left; for ``age``: at least so many days since receipt.
Steps = tuple[tuple[int, int], ...]

LONGEST_DAYS = 1000


@dataclass(frozen=True, slots=True)
class Weights:
    """The steps of each rule. ``promise_days`` after completeness the office has promised to decide; 0: it promised nothing."""

    title: Steps = ((7, 4), (28, 3), (90, 2))
    needed: Steps = ((7, 4), (28, 3), (60, 2))
    court: Steps = ((14, 4), (28, 3), (60, 2))
    promise: Steps = ((0, 3), (14, 2))
    # 90 days: an action for failure to act becomes possible (§ 75 VwGO); 75 leaves two weeks to prevent it.
    age: Steps = ((75, 4), (42, 3), (21, 2))
    promise_days: int = 0


DEFAULT = Weights()
#: The rules that count days, in the order in which they are shown.
RULES = ("title", "needed", "court", "promise", "age")


def read(content: Mapping[str, Any]) -> Weights:
    """The weights as an office stored them; a rule that is not named never speaks.

    Raises ``InvalidInput`` naming the rule: days or urgencies out of range, or a step that would make a nearer day less urgent.
    """
    if unknown := sorted(set(content) - {*RULES, "promise_days"}):
        raise InvalidInput(field=unknown[0], reason="unknown")
    promised = content.get("promise_days", 0)
    if type(promised) is not int or not 0 <= promised <= LONGEST_DAYS:
        raise InvalidInput(field="promise_days", reason="not_in_range")
    return Weights(**{rule: _steps(rule, content.get(rule, ())) for rule in RULES}, promise_days=promised)


def as_content(weights: Weights) -> dict[str, Any]:
    """What ``read`` reads."""
    return {rule: [list(step) for step in getattr(weights, rule)] for rule in RULES} | {"promise_days": weights.promise_days}


def _steps(rule: str, given: Any) -> Steps:
    steps = tuple((days, level) for days, level in given)
    for days, level in steps:
        if type(days) is not int or not 0 <= days <= LONGEST_DAYS or level not in LEVELS:
            raise InvalidInput(field=rule, reason="not_in_range")
    for (stronger_days, stronger), (days, level) in pairwise(steps):
        later = days < stronger_days if rule == "age" else days > stronger_days
        if level >= stronger or not later:
            raise InvalidInput(field=rule, reason="not_in_order")
    return steps
