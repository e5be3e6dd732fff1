"""Working days of a Land: Monday to Friday without its public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def _holidays(land: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=land, years=year))


def is_workday(day: date, *, land: str) -> bool:
    """Whether ``day`` is a working day in the Land (two-letter code, for example ``BW``)."""
    return day.weekday() < 5 and day not in _holidays(land, day.year)


def add(day: date, workdays: int, *, land: str) -> date:
    """The day that lies ``workdays`` working days after ``day``."""
    while workdays > 0:
        day += timedelta(days=1)
        workdays -= is_workday(day, land=land)
    return day


def next_or_same(day: date, *, land: str) -> date:
    """``day`` if it is a working day, else the next one."""
    while not is_workday(day, land=land):
        day += timedelta(days=1)
    return day
