"""How long a visit takes, of which class it is, and between when and when places can be booked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from amtslotse.appointments.rules.codes import LOCAL, local_day

#: How long a time is held for somebody who has not confirmed it.
HOLD = timedelta(minutes=5)

#: Which contingents' places somebody may take.
REACH: dict[str, tuple[str, ...]] = {
    "public": ("public",),
    "partner": ("partner", "public"),
    "internal": ("internal", "public"),
}


@dataclass(frozen=True, slots=True)
class Effort:
    """What one matter takes: minutes for the first person and for each further one."""

    klass: str
    minutes: int
    minutes_each_more: int


def minutes_for(efforts: Iterable[Effort], *, persons: int) -> int:
    """The length of one visit of so many persons with all these matters."""
    return sum(each.minutes + each.minutes_each_more * (persons - 1) for each in efforts)


def class_of(efforts: Sequence[Effort]) -> str:
    """The class a visit with these matters belongs to: the one that needs most."""
    classes = {each.klass for each in efforts}
    return next(klass for klass in ("emergency", "regular", "short") if klass in classes)


def window(now: datetime, *, notice_minutes: int, horizon_days: int) -> tuple[datetime, datetime]:
    """From when to when (half-open) places can be booked: whole local days, right in both clock-change nights."""
    last = local_day(now) + timedelta(days=horizon_days + 1)
    return now + timedelta(minutes=notice_minutes), datetime.combine(last, time(), tzinfo=LOCAL)


def permits_in(*, share_percent: int, free: int, taken: Sequence[int], wanted: int = 1) -> list[int]:
    """The permits that may still be given to places that are only held.

    ``free`` counts the places that are free or only held, ``taken`` the permits in use. One visit of ``wanted`` places may
    always be held, however little is free.
    Permits above today's cap (the calendar has become fuller since) count against it. Whoever takes one of these numbers,
    at whatever moment: there are never more held places than the cap, because a number is given once.
    """
    cap = max(wanted, free * share_percent // 100)
    used = set(taken)
    highest, above = cap, sum(permit > cap for permit in used)
    while highest > 0 and highest + above > cap:
        above += highest in used
        highest -= 1
    return [permit for permit in range(1, highest + 1) if permit not in used]
