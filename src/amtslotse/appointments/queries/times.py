"""Which times are free. One statement a question, however many places there are.

A longer visit needs consecutive places of one counter: places that follow each other without a gap are an island, and a visit
can begin at a place when its island reaches far enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db import connection

from amtslotse.appointments.models import ClassPolicy
from amtslotse.appointments.rules.codes import LOCAL, local_day
from amtslotse.appointments.rules.times import REACH, window


@dataclass(frozen=True, slots=True)
class TimeView:
    """A visit can begin here. ``place`` is what ``hold`` and ``book`` take."""

    place: int
    starts_at: datetime
    ends_at: datetime
    site: str
    counter_number: int


@dataclass(frozen=True, slots=True)
class DayView:
    """A local day with its free times in order."""

    day: date
    times: tuple[TimeView, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """Every day of a month and how many free times it has."""

    month: date
    days: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class MatterView:
    """Something people come for, in a language (German where there is no other)."""

    key: str
    name: str
    hint: str
    klass: str
    channel: str
    minutes: int
    minutes_each_more: int
    service: str


@dataclass(frozen=True, slots=True)
class PolicyView:
    """How the places of a class are given."""

    klass: str
    promise_workdays: int | None
    minimum_notice_minutes: int
    horizon_days: int
    draws: bool
    pressure_from: float
    entry_weeks_before_expiry: int
    result_hour: time
    hold_share_percent: int
    no_show_overbooking: bool


_FREE = """
WITH free AS (
    SELECT p.id, p.counter_id, p.starts_at, p.ends_at
    FROM appointments_place p
    WHERE p.klass = %(klass)s AND NOT p.retired AND NOT p.stranded AND p.contingent = ANY(%(reach)s)
      AND p.bookable_from <= %(now)s AND p.starts_at >= %(earliest)s AND p.starts_at < %(latest)s
      AND p.counter_id IN (
          SELECT c.id FROM offices_counter c JOIN offices_site s ON s.id = c.site_id
          WHERE c.in_use AND (%(sites)s::text[] = '{{}}' OR s.code = ANY(%(sites)s))
            AND (NOT %(step_free)s OR (c.step_free AND s.step_free))
            AND (%(languages)s::text[] = '{{}}' OR c.languages ?| %(languages)s))
      AND NOT EXISTS (
          SELECT FROM appointments_seat x WHERE x.place_id = p.id AND x.living
            AND x.appointment_id <> ALL(ARRAY(
                SELECT a.id FROM appointments_appointment a WHERE a.status = 'held' AND a.held_until <= %(now)s)))
), marked AS (
    SELECT *, CASE WHEN lag(ends_at) OVER of_counter = starts_at THEN 0 ELSE 1 END AS begins
    FROM free WINDOW of_counter AS (PARTITION BY counter_id ORDER BY starts_at)
), islands AS (
    SELECT *, sum(begins) OVER (PARTITION BY counter_id ORDER BY starts_at ROWS UNBOUNDED PRECEDING) AS island FROM marked
), reaching AS (
    SELECT *, max(ends_at) OVER (PARTITION BY counter_id, island) AS reaches FROM islands
), fitting AS (
    SELECT id, counter_id, starts_at FROM reaching WHERE reaches - starts_at >= make_interval(mins => %(minutes)s)
)
{answer}
"""

_TIMES = _FREE.format(
    answer="""
SELECT f.id, f.starts_at, s.code, c.number FROM fitting f
JOIN offices_counter c ON c.id = f.counter_id JOIN offices_site s ON s.id = c.site_id
ORDER BY f.starts_at, c.number LIMIT %(limit)s"""
)

_DAYS = _FREE.format(
    answer="SELECT (starts_at AT TIME ZONE 'Europe/Berlin')::date AS day, count(*) FROM fitting GROUP BY day ORDER BY day"
)


def free_times(
    *,
    klass: str,
    minutes: int,
    sites: Sequence[str] = (),
    languages: Sequence[str] = (),
    step_free: bool = False,
    contingent: str = "public",
    from_day: date,
    to_day: date,
    now: datetime,
    limit: int | None = None,
) -> tuple[DayView, ...]:
    """The days from ``from_day`` to before ``to_day`` that have free times, with at most ``limit`` times in all.

    A time is free when consecutive places of one counter cover the minutes, are given out now, keep the class's minimum
    notice and lie within its horizon; a hold that is overdue takes nothing. ``languages``: one of them is spoken at the
    counter; German is everywhere. ``contingent``: whose places are shown (internal and partner see the public ones too).
    """
    values = _values(klass, minutes, sites, languages, step_free, contingent, from_day, to_day, now)
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, {**values, "limit": limit})
        rows = cursor.fetchall()
    length = timedelta(minutes=minutes)
    times = (TimeView(place, starts_at, starts_at + length, site, number) for place, starts_at, site, number in rows)
    return tuple(DayView(day, tuple(group)) for day, group in groupby(times, key=lambda each: local_day(each.starts_at)))


def month(
    *,
    klass: str,
    minutes: int,
    month: date,
    sites: Sequence[str] = (),
    languages: Sequence[str] = (),
    step_free: bool = False,
    contingent: str = "public",
    now: datetime,
) -> MonthView:
    """Every day of the month that ``month`` lies in, and how many free times it has. As ``free_times``."""
    first = month.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    values = _values(klass, minutes, sites, languages, step_free, contingent, first, following, now)
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, values)
        free = dict(cursor.fetchall())
    days = (first + timedelta(days=number) for number in range((following - first).days))
    return MonthView(first, tuple((day, free.get(day, 0)) for day in days))


def _values(
    klass: str,
    minutes: int,
    sites: Sequence[str],
    languages: Sequence[str],
    step_free: bool,
    contingent: str,
    from_day: date,
    to_day: date,
    now: datetime,
) -> dict[str, Any]:
    how = policy(klass)
    earliest, latest = window(now, notice_minutes=how.minimum_notice_minutes, horizon_days=how.horizon_days)
    return {
        "klass": klass,
        "minutes": minutes,
        "sites": list(sites),
        "languages": [] if "de" in languages else list(languages),
        "step_free": step_free,
        "reach": list(REACH[contingent]),
        "earliest": max(earliest, datetime.combine(from_day, time(), tzinfo=LOCAL)),
        "latest": min(latest, datetime.combine(to_day, time(), tzinfo=LOCAL)),
        "now": now,
    }


_MATTERS = """
SELECT key, coalesce(nullif(names ->> %(language)s, ''), names ->> 'de'),
       coalesce(nullif(hints ->> %(language)s, ''), hints ->> 'de', ''), klass, channel, minutes, minutes_each_more, service
FROM appointments_matter WHERE active ORDER BY position, key
"""


def matters(language: str) -> tuple[MatterView, ...]:
    """What people can come for, in the office's order."""
    with connection.cursor() as cursor:  # on the way of every booking
        cursor.execute(_MATTERS, {"language": language})
        return tuple(MatterView(*row) for row in cursor.fetchall())


def policy(klass: str) -> PolicyView:
    """How the places of a class are given; the defaults where the office said nothing."""
    row = ClassPolicy.objects.filter(pk=klass).first() or ClassPolicy(klass=klass)
    hour = row.result_hour if isinstance(row.result_hour, time) else time.fromisoformat(row.result_hour)
    return PolicyView(
        klass,
        row.promise_workdays,
        row.minimum_notice_minutes,
        row.horizon_days,
        row.draws,
        row.pressure_from,
        row.entry_weeks_before_expiry,
        hour,
        row.hold_share_percent,
        row.no_show_overbooking,
    )
