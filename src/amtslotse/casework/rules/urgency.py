"""How urgent a case is, and why, in rules a clerk can check. Guarantees: docs/algorithms/urgency.md.

Nationality, name, age of the person and language are not parameters and can have no part in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: (days left, urgency): the first that fits counts.
TITLE_DAYS = ((7, 4), (28, 3), (90, 2))
NEEDED_DAYS = ((7, 4), (28, 3), (60, 2))
#: (days since receipt, urgency). 90 days: an action for failure to act becomes possible (§ 75 VwGO).
AGE_DAYS = ((75, 4), (42, 3), (21, 2))

#: Effects under which the end of the title takes nothing from her while she waits.
_COVERED = frozenset({"fortgeltung", "fortgeltung_restricted", "none_needed", "erlaubnis"})


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that spoke: its code, the urgency it asks for, and the days it counted."""

    code: str
    urgency: int
    days: int


@dataclass(frozen=True, slots=True)
class Urgency:
    """1 can wait … 4 now, with every rule that asks for more than 1, strongest first."""

    value: int
    why: tuple[Why, ...]


def _by(steps: tuple[tuple[int, int], ...], days: int) -> int:
    return next((urgency for limit, urgency in steps if days <= limit), 1)


def urgency(*, today: date, received_on: date, title_expires_on: date | None, needed_on: date | None, effect: str) -> Urgency:
    """The highest urgency that any rule asks for.

    A title that ends is one step less urgent while the law covers the stay (``effect``): she may stay and work.
    """
    spoke = []
    if title_expires_on is not None:
        days = (title_expires_on - today).days
        asked = _by(TITLE_DAYS, days)
        if effect in _COVERED:
            spoke.append(Why("title_ends_covered" if days >= 0 else "title_ended_covered", max(1, asked - 1), abs(days)))
        else:
            spoke.append(Why("title_ends" if days >= 0 else "title_ended", asked, abs(days)))
    if needed_on is not None and needed_on >= today:
        days = (needed_on - today).days
        spoke.append(Why("needed_on", _by(NEEDED_DAYS, days), days))
    age = (today - received_on).days
    spoke.append(Why("waits", next((level for limit, level in AGE_DAYS if age >= limit), 1), age))
    strongest = sorted((why for why in spoke if why.urgency > 1), key=lambda why: (-why.urgency, why.code))
    return Urgency(max((why.urgency for why in strongest), default=1), tuple(strongest))
