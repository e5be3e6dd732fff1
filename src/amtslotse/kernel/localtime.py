"""The clock on the wall: every time that a person sees or plans is local time of Germany."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def at(day: date, clock: time) -> datetime:
    """The first instant of ``day`` at which the clock on the wall shows ``clock`` or later.

    So a time that the spring night skips is the moment of the change, and one that the autumn night repeats is its first
    showing: whoever plans in local time never gets an overlap or a gap. Later clock, later instant, always.
    """
    local = datetime.combine(day, clock.replace(fold=0), BERLIN)
    instant = local.astimezone(UTC)
    if instant.astimezone(BERLIN).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant.astimezone(BERLIN)
    earliest = local.replace(fold=1).astimezone(UTC).replace(second=0, microsecond=0)
    minutes = [earliest + timedelta(minutes=n) for n in range(int((instant - earliest).total_seconds()) // 60 + 1)]
    naive = local.replace(tzinfo=None)
    found = bisect_left(minutes, naive, key=lambda minute: minute.astimezone(BERLIN).replace(tzinfo=None))
    return minutes[found].astimezone(BERLIN)


def day_of(when: datetime) -> date:
    """The local day on which ``when`` falls."""
    return when.astimezone(BERLIN).date()


def begins(day: date) -> datetime:
    """The first instant of the local day."""
    return at(day, time(0))
