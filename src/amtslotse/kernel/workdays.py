"""Working days of a Land: Monday to Friday without its public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def _holidays(land: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=land, years=year))


def holidays_of(year: int, *, land: str) -> frozenset[date]:
    """The public holidays of a year in the Land."""
    return _holidays(land, year)


def is_workday(day: date, *, land: str) -> bool:
    """Whether ``day`` is a working day in the Land (two-letter code, for example ``BW``)."""
    return day.weekday() < 5 and not is_holiday(day, land=land)


def is_holiday(day: date, *, land: str) -> bool:
    """Whether ``day`` is a public holiday of the Land."""
    return day in _holidays(land, day.year)


def between(first: date, last: date, *, land: str) -> int:
    """How many working days after ``first`` the day ``last`` lies: 0 on the same day, never less."""
    return sum(is_workday(first + timedelta(days=n), land=land) for n in range(1, (last - first).days + 1))


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
