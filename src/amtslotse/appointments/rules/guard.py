"""What an answer to a booking form costs, and what makes it look as if no person gave it. Numbers of ours, not of the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: 2 ** 17 hashes on average: one to two seconds in the JavaScript of a cheap telephone (ADR 0019).
DIFFICULTY = 17
#: The same price in waiting, where no JavaScript runs.
DELAY = timedelta(seconds=8)
#: A form may lie open that long.
LIFE = timedelta(hours=2)
#: Answers to one purpose and class from one network in five minutes. A shelter or a counselling office shares one address.
BUDGET = {"regular": 30, "short": 30, "emergency": 60}
#: Spent tokens are kept that long for the report on what looks automated.
KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a form carries. With JavaScript the work is done while she types; without, ``earliest_at`` is the price."""

    token: str
    difficulty: int
    earliest_at: datetime

    @property
    def seconds(self) -> int:
        """The delay without JavaScript, for the page's sentence."""
        return int(DELAY.total_seconds())
