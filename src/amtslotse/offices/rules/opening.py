"""When a counter is open: opening hours without closures, without holidays of the Land."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from amtslotse.kernel.localtime import at
from amtslotse.kernel.workdays import is_holiday

#: Half-open, in local time.
Period = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on this weekday (0 is Monday) from ``opens`` to ``closes``, from a day and perhaps to a day (half-open)."""

    weekday: int
    opens: time
    closes: time
    valid_from: date
    valid_to: date | None = None

    def hold_on(self, day: date) -> bool:
        """Whether these hours are those of ``day``."""
        return self.weekday == day.weekday() and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def open_on(day: date, hours: Iterable[Hours], *, land: str) -> tuple[Period, ...]:
    """The periods of ``day``, joined and in order; none on a public holiday of the Land.

    A day of 23 or 25 hours comes out right: the hours are those of the clock on the wall.
    """
    if is_holiday(day, land=land):
        return ()
    return _joined((at(day, each.opens), at(day, each.closes)) for each in hours if each.hold_on(day))


def without(periods: Iterable[Period], closures: Iterable[Period]) -> tuple[Period, ...]:
    """``periods`` without what falls into one of ``closures``."""
    left = list(periods)
    for closed_from, closed_to in closures:
        left = [
            piece
            for begin, end in left
            for piece in ((begin, min(end, closed_from)), (max(begin, closed_to), end))
            if piece[0] < piece[1]
        ]
    return tuple(left)


def _joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    joined: list[Period] = []
    for begin, end in sorted(period for period in periods if period[0] < period[1]):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)
