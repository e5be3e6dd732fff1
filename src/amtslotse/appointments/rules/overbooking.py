"""Extra bookings for those who will not come, only as far as measured: more than the seats come at most once in twenty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from amtslotse.kernel.localtime import BERLIN

#: From so many days between booking and visit on: people who booked long ago stay away more often.
LEAD_TIMES = (0, 4, 14)

#: Fewer visits than this say nothing: nobody is taken to stay away.
ENOUGH = 30

#: In so many half days at most somebody comes for whom there is no seat.
RISK = 0.05


@dataclass(frozen=True, slots=True)
class NoShows:
    """Of so many visits booked from ``from_days`` days ahead on (to the next lead time), so many were missed."""

    from_days: int
    visits: int
    missed: int

    @property
    def rate(self) -> float | None:
        """The share that stayed away; ``None`` when too few visits are measured."""
        return self.missed / self.visits if self.visits >= ENOUGH else None


def lead_time(days: int) -> int:
    """The one of ``LEAD_TIMES`` that so many days belong to."""
    return max(least for least in LEAD_TIMES if least <= max(0, days))


def stays_away(measured: Iterable[NoShows], *, days: int) -> float:
    """How likely somebody who booked so many days ahead does not come; 0 where it is not measured well enough."""
    wanted = lead_time(days)
    return next((each.rate or 0.0 for each in measured if each.from_days == wanted), 0.0)


def overflow(*, seats: int, away: Sequence[float]) -> float:
    """How likely more people come than there are seats, when each stays away with her own probability (exact)."""
    come = [1.0]
    for missing in away:
        come = [
            (come[n] * missing if n < len(come) else 0.0) + (come[n - 1] * (1 - missing) if n else 0.0)
            for n in range(len(come) + 1)
        ]
    return sum(come[seats + 1 :])


def extras(*, seats: int, away: Sequence[float], extra: float) -> int:
    """How many more can be booked who stay away with ``extra`` each, beside those booked; never more than there are seats."""
    booked = list(away)
    while len(booked) < 2 * seats and overflow(seats=seats, away=[*booked, extra]) <= RISK:
        booked.append(extra)
    return len(booked) - len(away)


def half_day(when: datetime) -> str:
    """The local morning or afternoon that ``when`` belongs to, as it is stored: 2026-11-23-am."""
    local = when.astimezone(BERLIN)
    return f"{local.date().isoformat()}-{'am' if local.hour < 12 else 'pm'}"
