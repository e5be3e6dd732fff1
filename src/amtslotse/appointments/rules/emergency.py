"""The emergency list: who comes first, by what would happen to her, never by speed (R07, R08).

The order is the office's own rule as its council was told it; domain.md knows no legal one. Whoever has the same rule goes
by the day of the harm, then by the day on which she asked, then by the hash of her random ticket: by no hour and no minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from amtslotse.kernel.errors import InvalidInput

#: Ended, or ending within so many days: she gets a place, or her application is filed and looked at on the same day.
URGENT_DAYS: Final = 7

LIFTED: Final = "lifted"
TITLE: Final = "title"
NO_REASON: Final = "none"
#: What she may say, and which rule it counts under. In the order of the list.
RULE_OF: Final = {
    TITLE: TITLE,
    "work": "loss",
    "training": "loss",
    "benefits": "loss",
    "court": "court",
    "illness": "family",
    "death": "family",
    "violence": "violence",
    "travel": "travel",
}
REASONS: Final = tuple(RULE_OF)
#: The rules from the first to the last.
RULES: Final = (LIFTED, *dict.fromkeys(RULE_OF.values()), NO_REASON)


@dataclass(frozen=True, slots=True)
class Urgency:
    """What ranks somebody. ``reasons`` as stored: a code, perhaps with the day of the harm after a colon."""

    ticket: str
    requested_on: date
    title_expires_on: date | None = None
    reasons: tuple[str, ...] = ()
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """Her place on the list, the rule that gave it, and the day of the harm where there is one."""

    rank: int
    ticket: str
    rule: str
    harm_on: date | None
    urgent: bool


def checked_reasons(reasons: Sequence[str]) -> list[str]:
    """The reasons as they are stored, each once. Raises ``InvalidInput`` (``unknown``, ``not_a_date``)."""
    for reason in reasons:
        code, colon, day = reason.partition(":")
        if code not in RULE_OF:
            raise InvalidInput(field="reasons", reason="unknown", value=code, known=REASONS)
        try:
            valid = not colon or date.fromisoformat(day).isoformat() == day
        except ValueError:
            valid = False
        if not valid:
            raise InvalidInput(field="reasons", reason="not_a_date", value=code)
    return list(dict.fromkeys(reasons))


def is_urgent(title_expires_on: date | None, *, today: date) -> bool:
    """Whether her title or certificate has ended, or ends within seven days."""
    return title_expires_on is not None and title_expires_on <= today + timedelta(days=URGENT_DAYS)


def rank(urgencies: Iterable[Urgency], *, today: date) -> tuple[Ranked, ...]:
    """The emergency list. The same people give the same list, in whatever order they are handed in."""
    judged = sorted(((_key(each, today), each) for each in urgencies), key=lambda pair: pair[0])
    return tuple(
        Ranked(
            number,
            each.ticket,
            RULES[key[0]],
            key[1] if key[1] != date.max else None,
            is_urgent(_title_end(each), today=today),
        )
        for number, (key, each) in enumerate(judged, start=1)
    )


def _title_end(urgency: Urgency) -> date | None:
    said = [day for code, day in map(_parted, urgency.reasons) if code == TITLE and day]
    return urgency.title_expires_on or (min(said) if said else None)


def _parted(reason: str) -> tuple[str, date | None]:
    code, _, day = reason.partition(":")
    return code, date.fromisoformat(day) if day else None


def _key(urgency: Urgency, today: date) -> tuple[int, date, date, str]:
    """Rule, day of the harm, day of request, hash of the ticket."""
    ends_on = _title_end(urgency)
    found: list[tuple[int, date]] = [(RULES.index(NO_REASON), date.max)]
    if is_urgent(ends_on, today=today) and ends_on:
        found.append((RULES.index(TITLE), ends_on))
    for code, day in map(_parted, urgency.reasons):
        if code != TITLE:
            found.append((RULES.index(RULE_OF[code]), day or date.max))
    rule, harm_on = min(found)
    if urgency.lifted:
        rule = RULES.index(LIFTED)
    return rule, harm_on, urgency.requested_on, hashlib.sha256(urgency.ticket.encode()).hexdigest()
