"""Requests: when somebody may ask, when she hears, how long an offer stands, when a freed place comes back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from amtslotse.kernel import workdays
from amtslotse.kernel.localtime import at, day_of

#: An offer stands so long, and no longer than until so long before the place begins.
OFFER_HOURS: Final = 24
OFFER_ENDS_BEFORE: Final = timedelta(hours=2)
#: Whoever is offered a place has at least so long to answer.
LEAST_TO_ANSWER: Final = timedelta(minutes=30)
#: A freed place that nobody waits for comes back into the calendar after a random delay between these.
DELAY: Final = (timedelta(minutes=10), timedelta(hours=6))


@dataclass(frozen=True, slots=True)
class Requested:
    """A new request, its number and its code as they are printed and read out. Unconfirmed unless the desk made it."""

    request: UUID
    number: str
    code: str


def entry_opens_on(*, title_expires_on: date | None, weeks: int) -> date | None:
    """The first day on which she may enter the allocation; ``None``: at any time (she has no title that ends)."""
    return None if title_expires_on is None else title_expires_on - timedelta(weeks=weeks)


def next_result_at(now: datetime, *, hour: time, land: str) -> datetime:
    """The next time at which results are told: the office's hour, local time, on a working day."""
    day = workdays.next_or_same(day_of(now), land=land)
    if at(day, hour) <= now:
        day = workdays.next_or_same(day + timedelta(days=1), land=land)
    return at(day, hour)


def offered_until(now: datetime, *, starts_at: datetime, hours: int) -> datetime | None:
    """When an offer made now ends; ``None``: too near, nobody could answer in time."""
    until = min(now + timedelta(hours=hours), starts_at - OFFER_ENDS_BEFORE)
    return until if until - now >= LEAST_TO_ANSWER else None


def random_moment(now: datetime, *, starts_at: datetime) -> datetime:
    """A moment nobody can know: between the two delays from now, sooner for a place that begins soon (at most half the time).

    Drawn to the microsecond by the system's random source, once a place: when it was cancelled tells nothing but the bounds.
    """
    least, most = DELAY
    most = min(most, max(timedelta(minutes=2), (starts_at - now) / 2))
    least = min(least, most / 4)
    span = int((most - least) / timedelta(microseconds=1))
    return now + least + timedelta(microseconds=secrets.randbelow(span + 1))
