"""Figures of appointments, visits and contacts: a bounded number of statements, whatever the size of the office."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.appointments.queries.offered import offered_minutes, promises
from amtslotse.engines.throughput import FEWEST
from amtslotse.frontdesk.queries.contacts import telephone
from amtslotse.frontdesk.queries.crew import crew
from amtslotse.frontdesk.rules.words import RESULTS
from amtslotse.journal.rules import OWN
from amtslotse.kernel.actor import Actor
from amtslotse.reporting.models import ReadState
from amtslotse.reporting.queries.figures import Percentiles
from amtslotse.reporting.queries.sources import SourceView, State
from amtslotse.reporting.rules.visits import FEWEST_STAFF, LEADS, VisitSelection

_PUBLIC_DAYS = 90


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``n``; no percentage for fewer than ``FEWEST``."""

    part: int = 0
    n: int = 0

    @property
    def percent(self) -> float | None:
        return None if self.n < FEWEST else 100 * self.part / self.n

    @property
    def is_hidden(self) -> bool:
        return 0 < self.n < FEWEST


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """A class of appointments. ``wait`` in working days from request to appointment; ``kept`` against ``promise``."""

    klass: str
    wait: Percentiles
    promise: int | None
    kept: Share
    missed: Share


@dataclass(frozen=True, slots=True)
class HallFigures:
    """Visits to the hall. ``wait`` in minutes from arrival to the first call; ``served``: with a result or an appointment."""

    klass: str
    arrived: int
    wait: Percentiles
    served: Share


@dataclass(frozen=True, slots=True)
class ContactLine:
    """The contacts of a channel about a reason. ``seconds``: mean length."""

    channel: str
    reason: str
    contacts: int
    settled: Share
    seconds: float


@dataclass(frozen=True, slots=True)
class TelephoneTotals:
    """What the telephone system counted."""

    offered: int
    answered: int
    lost: int
    repeated: int

    @property
    def rate(self) -> float | None:
        return 100 * self.answered / self.offered if self.offered else None


@dataclass(frozen=True, slots=True)
class UseLine:
    """Booked of offered minutes of a class at a site; hidden where fewer than ``FEWEST_STAFF`` people work there."""

    klass: str
    site: str
    booked: int
    offered: int
    is_hidden: bool

    @property
    def percent(self) -> float | None:
        return None if self.is_hidden or not self.offered else 100 * self.booked / self.offered


@dataclass(frozen=True, slots=True)
class SupplyDay:
    """How far the third free appointment of a class was on a morning, in working days."""

    day: date
    klass: str
    third_next: int | None
    free: int


@dataclass(frozen=True, slots=True)
class Visits:
    """Everything on the page."""

    selection: VisitSelection
    as_of: datetime
    classes: tuple[ClassFigures, ...]
    leads: tuple[tuple[str, Share], ...]
    hall: tuple[HallFigures, ...]
    contacts: tuple[ContactLine, ...]
    telephone: TelephoneTotals
    use: tuple[UseLine, ...]
    supply: tuple[SupplyDay, ...]
    same_day: Share

    @property
    def is_empty(self) -> bool:
        return not (self.classes or self.hall or self.contacts or self.supply or self.telephone.offered)


@dataclass(frozen=True, slots=True)
class PublicPromise:
    """What the office promises of a class and what is measured, for everybody; ``None`` where too little is known."""

    klass: str
    promise_workdays: int | None
    kept_percent: float | None
    n: int
    wait_p50: float | None
    wait_p80: float | None
    third_next_workdays: int | None
    from_day: date
    to_day: date


_WHOSE = "{day} >= %(first)s AND {day} < %(end)s AND (%(source)s = '' OR source = %(source)s)"
_SOURCES = """
SELECT source, count(*), min(day), max(day) FROM (
    SELECT source, starts_on AS day FROM reporting_appointmentfacts
    UNION ALL SELECT source, arrived_on FROM reporting_visitfacts UNION ALL SELECT source, day FROM reporting_contactfacts
) AS known GROUP BY source ORDER BY source
"""
_CLASSES = f"""
SELECT klass, count(*) FILTER (WHERE counts), percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY wait_workdays)
        FILTER (WHERE counts),
    count(*) FILTER (WHERE counts AND wait_workdays <= (%(promises)s::jsonb ->> klass)::int),
    count(*) FILTER (WHERE state = 'no_show'), count(*) FILTER (WHERE state IN ('no_show', 'arrived', 'done'))
FROM (SELECT *, state <> 'moved' AND state <> 'cancelled' AS counts FROM reporting_appointmentfacts) AS a
WHERE {_WHOSE.format(day="starts_on")} GROUP BY klass
"""  # noqa: S608
_LEADS = f"""
SELECT (SELECT max(band) FROM unnest(%(leads)s::int[]) AS band WHERE band <= lead_days),
    count(*) FILTER (WHERE state = 'no_show'), count(*)
FROM reporting_appointmentfacts
WHERE state IN ('no_show', 'arrived', 'done') AND {_WHOSE.format(day="starts_on")} GROUP BY 1
"""  # noqa: S608
_HALL = f"""
SELECT klass, count(*), count(waited_seconds),
    percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY waited_seconds / 60.0),
    count(*) FILTER (WHERE outcome = ANY (%(results)s)),
    count(*) FILTER (WHERE outcome NOT IN ('', 'no_show'))
FROM reporting_visitfacts WHERE {_WHOSE.format(day="arrived_on")} GROUP BY klass
"""  # noqa: S608
_CONTACTS = f"""
SELECT channel, reason, sum(contacts)::int, sum(settled)::int, sum(seconds)::float / sum(contacts)
FROM reporting_contactfacts WHERE {_WHOSE.format(day="day")} GROUP BY 1, 2 ORDER BY 3 DESC
"""  # noqa: S608
_USE = f"""
SELECT klass, site, sum(minutes)::int FROM reporting_appointmentfacts
WHERE state NOT IN ('moved', 'cancelled') AND {_WHOSE.format(day="starts_on")} GROUP BY 1, 2
"""  # noqa: S608
_SUPPLY = f"""
SELECT day, klass, third_next_workdays, free FROM reporting_supplyfacts WHERE {_WHOSE.format(day="day")} ORDER BY day, klass
"""  # noqa: S608
_SAME_DAY = f"""
SELECT count(*) FILTER (WHERE made_on IN (starts_on, filed_on, looked_at_on)), count(*)
FROM reporting_requestfacts WHERE kind = 'emergency' AND {_WHOSE.format(day="made_on")}
"""  # noqa: S608


def visit_state() -> State:
    """What the visits' read models hold of each source. Two queries."""
    known = ReadState.objects.first()
    return State(
        known.refreshed_at if known else None,
        tuple(SourceView(key, count, first, _midnight(last), 0) for key, count, first, last in _rows(_SOURCES, {})),
    )


def visits(*, selection: VisitSelection, as_of: datetime, by: Actor, now: datetime) -> Visits:
    """The figures of a period and a source; ``as_of`` comes from ``visit_state``. Raises ``NotAllowed``."""
    require(by, "reporting.cockpit")
    period = selection.period
    asked = _asked(period.first, period.end, selection.source)
    own = selection.source in ("", OWN)
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    lines = telephone(from_day=period.first, to_day=period.end) if own else ()
    return Visits(
        selection=selection,
        as_of=as_of,
        classes=_classes(asked),
        leads=_leads(asked),
        hall=tuple(
            HallFigures(klass, count, Percentiles.of(waited, values), Share(served, ended))
            for klass, count, waited, values, served, ended in _rows(_HALL, {**asked, "results": list(RESULTS)})
        ),
        contacts=tuple(
            ContactLine(channel, reason, count, Share(settled, count), seconds)
            for channel, reason, count, settled, seconds in _rows(_CONTACTS, asked)
        ),
        telephone=TelephoneTotals(
            sum(day.offered for day in lines),
            sum(day.answered for day in lines),
            sum(day.lost for day in lines),
            sum(day.repeated for day in lines),
        ),
        use=_use(period.first, min(period.end, today)) if own else (),
        supply=tuple(SupplyDay(*row) for row in _rows(_SUPPLY, asked)),
        same_day=Share(*_rows(_SAME_DAY, asked)[0]),
    )


def public_promises(*, now: datetime) -> tuple[PublicPromise, ...]:
    """Each class's promise beside what the last ninety days say, from this office's own journal. Three statements."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    asked = _asked(today - timedelta(days=_PUBLIC_DAYS), today, OWN)
    known = promises()
    figures = {one.klass: one for one in _classes(asked, known)}
    latest = {row[1]: row[2] for row in _rows(_SUPPLY, {**asked, "end": today + timedelta(days=1)})}
    return tuple(
        PublicPromise(
            klass,
            promise,
            figures[klass].kept.percent if klass in figures and promise is not None else None,
            figures[klass].kept.n if klass in figures else 0,
            figures[klass].wait.p50 if klass in figures else None,
            figures[klass].wait.p80 if klass in figures else None,
            latest.get(klass),
            asked["first"],
            asked["end"],
        )
        for klass, promise in known.items()
    )


def _asked(first: date, end: date, source: str) -> dict[str, Any]:
    return {"first": first, "end": end, "source": source}


def _classes(asked: dict[str, Any], known: dict[str, int | None] | None = None) -> tuple[ClassFigures, ...]:
    known = promises() if known is None else known
    rows = _rows(_CLASSES, {**asked, "promises": json.dumps(known)})
    return tuple(
        ClassFigures(klass, Percentiles.of(n, values), known.get(klass), Share(kept, n), Share(missed, due))
        for klass, n, values, kept, missed, due in rows
    )


def _leads(asked: dict[str, Any]) -> tuple[tuple[str, Share], ...]:
    found = {band: Share(missed, n) for band, missed, n in _rows(_LEADS, {**asked, "leads": [first for _, first in LEADS]})}
    return tuple((key, found[first]) for key, first in LEADS if first in found)


def _use(first: date, end: date) -> tuple[UseLine, ...]:
    """Of the days that are over: what lies ahead is not used yet."""
    stretch = {"from_at": _midnight(first), "to_at": _midnight(max(first, end))}
    offered, people = offered_minutes(**stretch), crew(**stretch)
    booked = {(klass, site): minutes for klass, site, minutes in _rows(_USE, _asked(first, end, OWN))}
    return tuple(
        UseLine(klass, site, booked.get((klass, site), 0), minutes, people.get(site, 0) < FEWEST_STAFF)
        for (klass, site), minutes in sorted(offered.items())
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())
