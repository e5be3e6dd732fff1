"""The office's promises and what is measured: at most three statements for the words, and one for each figure in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.frontdesk.rules.words import RESULTS
from amtslotse.kernel import workdays
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import queries as offices
from amtslotse.reporting.models import Promise, PromiseText, PromiseVersion
from amtslotse.reporting.queries.sources import State, state
from amtslotse.reporting.rules.promises import MEASURES, Measured, Target, Window, in_force, value_name, windows

#: Working days are counted from this long ago; what is older has taken longer than anything that can be promised.
_CALENDAR = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class TextView:
    """A version's sentence in another language; ``checked_by`` is empty while nobody answers for it."""

    language: str
    sentence: str
    checked_by: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version. ``target`` is ``None`` in a draft that has none yet; ``valid_from`` in every draft."""

    version: int
    value: str
    value_name: Mapping[str, str]
    sentence: str
    owner: str
    target: Target | None
    valid_from: date | None
    texts: tuple[TextView, ...]

    def text(self, language: str) -> TextView | None:
        """The sentence in another language, checked or not."""
        return next((text for text in self.texts if text.language == language), None)


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured in a stretch of days beside what was promised then."""

    window: Window
    target: Target
    measured: Measured

    @property
    def value(self) -> float | None:
        return self.measured.value(self.target)

    @property
    def rate(self) -> float | None:
        return self.measured.rate

    @property
    def kept(self) -> bool | None:
        """``None`` where there is no number, and where nothing was promised yet."""
        return self.measured.kept(self.target) if self.window.judged else None


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise. ``versions``: the published ones, newest first. ``now`` and ``months`` (newest first) need a published one."""

    id: UUID
    withdrawn_on: date | None
    withdrawn_reason: str
    draft: VersionView | None
    versions: tuple[VersionView, ...]
    today: date
    now: Figure | None = None
    months: tuple[Figure, ...] = ()

    @property
    def current(self) -> VersionView | None:
        """The version in force today."""
        number = in_force(_begins(self.versions), self.today)
        return next((each for each in self.versions if each.version == number), None)

    @property
    def planned(self) -> VersionView | None:
        """A version that is published and begins later."""
        newest = self.versions[0] if self.versions else None
        return newest if newest and newest.valid_from and newest.valid_from > self.today else None


@dataclass(frozen=True, slots=True)
class Promises:
    """``living`` ones by their age; ``withdrawn`` ones, the last one first. ``state``: where the figures come from."""

    as_of: datetime
    state: State
    living: tuple[PromiseView, ...]
    withdrawn: tuple[PromiseView, ...]


# A month is found by its first day, the recent days by comparison: a join on comparisons alone looks at each item once a month.
_ASKED = """
asked AS (
    SELECT * FROM unnest(%(numbers)s::int[], %(firsts)s::date[], %(ends)s::date[], %(limits)s::int[]) AS a(number, f, e, l)
), told AS (
    SELECT a.number, a.l, i.* FROM items AS i JOIN asked AS a ON a.f = date_trunc('month', i.day::timestamp)::date
    WHERE a.number <> ALL (%(recent)s)
    UNION ALL SELECT a.number, a.l, i.* FROM items AS i JOIN asked AS a ON i.day >= a.f AND i.day < a.e
    WHERE a.number = ANY (%(recent)s)
)
"""
_DURATION = f"""
WITH counted AS (SELECT * FROM unnest(%(days)s::date[], %(counts)s::int[]) AS c(day, n)),
items AS MATERIALIZED ({{items}}), {_ASKED}
SELECT number, count(took), count(took) FILTER (WHERE took <= l),
    percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY took)
FROM told GROUP BY 1
"""  # noqa: S608
_SHARE = f"""
WITH items AS MATERIALIZED ({{items}}), {_ASKED}
SELECT number, count(*), count(*) FILTER (WHERE good), NULL FROM told GROUP BY 1
"""  # noqa: S608


def _case_time(days: str, day: str) -> dict[str, str]:
    """From receipt to another day of a case, in days of 24 hours and in working days."""
    begun = f"SELECT {day} AS day, {{took}} AS took FROM reporting_casefacts AS f"  # noqa: S608
    when = f"{day} >= %(first)s AND {day} < %(end)s"
    return {
        "days": f"{begun.format(took=days)} WHERE {when}",
        "workdays": f"{begun.format(took='coalesce(b.n, 0) - coalesce(a.n, 0)')}"
        f" LEFT JOIN counted AS a ON a.day = f.received_on LEFT JOIN counted AS b ON b.day = {day} WHERE {when}",
    }


_COMPLETE_ON = "(f.complete_at AT TIME ZONE %(zone)s)::date"
_ITEMS = {
    "throughput": _case_time("f.gross_days", "f.decided_on"),
    "first_touch": _case_time("f.touch_days", "f.touched_on"),
    "time_to_complete": _case_time("extract(epoch FROM f.complete_at - f.received_at) / 86400", _COMPLETE_ON),
    "answer_time": {
        "hours": "SELECT day, hours AS took FROM reporting_messagefacts"
        " WHERE hours IS NOT NULL AND day >= %(first)s AND day < %(end)s"
    },
    "hall_wait": {
        "minutes": "SELECT arrived_on AS day, waited_seconds / 60.0 AS took FROM reporting_visitfacts"
        " WHERE waited_seconds IS NOT NULL AND arrived_on >= %(first)s AND arrived_on < %(end)s"
    },
    "served": {
        "percent": "SELECT arrived_on AS day, outcome = ANY (%(results)s) AS good"
        " FROM reporting_visitfacts"
        " WHERE outcome NOT IN ('', 'no_show') AND arrived_on >= %(first)s AND arrived_on < %(end)s"
    },
    "same_day": {
        "percent": "SELECT made_on AS day, coalesce(made_on IN (starts_on, filed_on, looked_at_on), false) AS good"
        " FROM reporting_requestfacts WHERE kind = 'emergency' AND made_on >= %(first)s AND made_on < %(end)s"
    },
    "at_once": {
        "percent": f"SELECT {_COMPLETE_ON} AS day, p.early_requests = 0 AS good"  # noqa: S608
        " FROM reporting_casefacts AS f JOIN reporting_processfacts AS p USING (stream_id)"
        f" WHERE {_COMPLETE_ON} >= %(first)s AND {_COMPLETE_ON} < %(end)s"
    },
}


def promises(*, now: datetime) -> Promises:
    """Everything that was ever promised, with what is measured, for everybody. Drafts are left out."""
    return _promises(Promise.objects.filter(versions__published_at__isnull=False).distinct(), now=now, drafts=False)


def all_promises(*, actor: Actor, now: datetime) -> Promises:
    """The same with its drafts, for who writes them. Raises ``NotAllowed``."""
    require(actor, "promises.write")
    return _promises(Promise.objects.all(), now=now, drafts=True)


def promise(*, actor: Actor, promise: UUID, now: datetime) -> PromiseView:
    """One of them, with its draft. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "promises.write")
    found = _promises(Promise.objects.filter(pk=promise), now=now, drafts=True)
    for one in (*found.living, *found.withdrawn):
        return one
    raise NotFound(str(promise))


def measured(*, actor: Actor, target: Target, now: datetime) -> tuple[Figure, ...]:
    """What a target would have been held against: now first, then the months, newest first, without a verdict.

    Raises ``NotAllowed``.
    """
    require(actor, "promises.write")
    today = day_of(now)
    asked = [(window, target) for window in windows([(1, date.max)], today=today)]
    return tuple(_figures(asked, today=today))


def _promises(chosen: Iterable[Promise], *, now: datetime, drafts: bool) -> Promises:
    today, known, own = day_of(now), state(), offices.office().values
    rows = sorted(chosen, key=lambda each: (each.created_at, str(each.pk)))
    texts: dict[int, list[TextView]] = {}
    for text in PromiseText.objects.filter(version__promise__in=rows).order_by("language"):
        view = TextView(text.language, text.sentence, text.checked_by, text.checked_on)
        texts.setdefault(text.version_id, []).append(view)
    versions: dict[UUID, list[VersionView]] = {}
    for row in PromiseVersion.objects.filter(promise__in=rows).order_by("-version"):
        if drafts or row.published_at:
            versions.setdefault(row.promise_id, []).append(_version(row, texts.get(row.pk, ()), own))
    found = [_without_figures(row, versions.get(row.pk, ()), today) for row in rows]
    shown = _with_figures(found, today=today)
    return Promises(
        as_of=known.as_of("", now=now),
        state=known,
        living=tuple(one for one in shown if one.withdrawn_on is None),
        withdrawn=tuple(
            sorted((one for one in shown if one.withdrawn_on), key=lambda one: str(one.withdrawn_on), reverse=True)
        ),
    )


def _version(row: PromiseVersion, texts: Iterable[TextView], own: Mapping[str, Mapping[str, str]]) -> VersionView:
    target = None if row.share is None else Target(row.measure, row.form, row.share, row.limit, row.unit)
    name = value_name(row.value, own)
    return VersionView(row.version, row.value, name, row.sentence, row.owner, target, row.valid_from, tuple(texts))


def _without_figures(row: Promise, versions: Iterable[VersionView], today: date) -> PromiseView:
    return PromiseView(
        id=row.pk,
        withdrawn_on=day_of(row.withdrawn_at) if row.withdrawn_at else None,
        withdrawn_reason=row.withdrawn_reason,
        draft=next((each for each in versions if each.valid_from is None), None),
        versions=tuple(each for each in versions if each.valid_from is not None),
        today=today,
    )


def _begins(versions: Iterable[VersionView]) -> tuple[tuple[int, date], ...]:
    return tuple((each.version, each.valid_from) for each in versions if each.valid_from is not None)


def _with_figures(found: Sequence[PromiseView], *, today: date) -> list[PromiseView]:
    """All of them measured together; what is withdrawn is no longer measured."""
    asked: list[tuple[Window, Target]] = []
    places: dict[UUID, slice] = {}
    for one in found:
        if one.versions and one.withdrawn_on is None:
            targets = {each.version: each.target for each in one.versions}
            these = [(window, targets[window.version]) for window in windows(_begins(one.versions), today=today)]
            places[one.id] = slice(len(asked), len(asked) + len(these))
            asked += [(window, target) for window, target in these if target is not None]
    figures = _figures(asked, today=today)
    shown = []
    for one in found:
        now, *months = figures[places[one.id]] if one.id in places else (None,)
        shown.append(
            PromiseView(
                one.id, one.withdrawn_on, one.withdrawn_reason, one.draft, one.versions, today, now, tuple(filter(None, months))
            )
        )
    return shown


def _figures(asked: Sequence[tuple[Window, Target]], *, today: date) -> list[Figure]:
    """One statement for each figure and unit that is asked for, whatever the number of promises."""
    together: dict[tuple[str, str], list[int]] = {}
    for number, (_, target) in enumerate(asked):
        together.setdefault((target.measure, target.unit), []).append(number)
    found: dict[int, Measured] = {}
    for (measure, unit), numbers in together.items():
        found |= _measure(measure, unit, {number: asked[number] for number in numbers}, today=today)
    return [Figure(window, target, found.get(number, Measured())) for number, (window, target) in enumerate(asked)]


def _measure(measure: str, unit: str, asked: dict[int, tuple[Window, Target]], *, today: date) -> dict[int, Measured]:
    days, counts = _calendar(offices.office().land, today) if unit == "workdays" else ((), ())
    values: dict[str, Any] = {
        "numbers": list(asked),
        "firsts": [window.first for window, _ in asked.values()],
        "ends": [window.end for window, _ in asked.values()],
        "limits": [target.limit or 0 for _, target in asked.values()],
        "recent": [number for number, (window, _) in asked.items() if not window.is_month],
        "first": min(window.first for window, _ in asked.values()),
        "end": max(window.end for window, _ in asked.values()),
        "days": list(days),
        "counts": list(counts),
        "zone": settings.TIME_ZONE,
        "results": list(RESULTS),
    }
    statement = (_DURATION if MEASURES[measure].units else _SHARE).format(items=_ITEMS[measure][unit])
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {number: Measured(n, good, tuple(each) if each else None) for number, n, good, each in cursor.fetchall()}


@lru_cache(maxsize=4)
def _calendar(land: str, today: date) -> tuple[tuple[date, ...], tuple[int, ...]]:
    """Days, and how many working days there have been from the first of them up to each."""
    days = tuple(today - _CALENDAR + timedelta(days=number) for number in range(_CALENDAR.days + 32))
    counts, so_far = [], 0
    for day in days:
        so_far += workdays.is_workday(day, land=land)
        counts.append(so_far)
    return days, tuple(counts)
