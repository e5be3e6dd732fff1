"""The cockpit's figures: eight bounded statements, whatever the size of the office."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.catalogue import queries as catalogue
from amtslotse.engines.throughput import BANDS, FEWEST, Band
from amtslotse.kernel.actor import Actor
from amtslotse.reporting.queries.sources import State, state
from amtslotse.reporting.rules import UNASSIGNED, Selection


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Days at which half, eight in ten and nine in ten of ``n`` cases were done; None for fewer than ``FEWEST``."""

    n: int = 0
    p50: float | None = None
    p80: float | None = None
    p90: float | None = None

    @classmethod
    def of(cls, n: int, values: Sequence[float] | None) -> Percentiles:
        """The three values as ``percentile_cont`` answers them, hidden where they would speak of single cases."""
        return cls(n, *values) if values and n >= FEWEST else cls(n)

    @property
    def is_hidden(self) -> bool:
        """There are cases, but too few to show a percentile."""
        return 0 < self.n < FEWEST


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """``stock``: at the end of the month, or at the as-of time in the month that is running."""

    month: date
    received: int
    decided: int
    stock: int
    throughput: Percentiles
    first_touch: Percentiles


@dataclass(frozen=True, slots=True)
class RowFigures:
    """One row of the council's table; ``key`` is empty for all together, ``UNASSIGNED`` for title codes without a row."""

    key: str
    received: int
    decided: int
    stock: int
    throughput: Percentiles
    first_touch: Percentiles


@dataclass(frozen=True, slots=True)
class Cockpit:
    """Everything on the page. ``stock`` and ``ages`` are as of ``as_of``, whatever the period."""

    selection: Selection
    state: State
    as_of: datetime
    months: tuple[MonthFigures, ...]
    rows: tuple[RowFigures, ...]
    total: RowFigures
    ages: tuple[tuple[Band, int], ...]
    untouched: int
    invented: int

    @property
    def stock(self) -> int:
        return sum(count for _, count in self.ages)


_WHOSE = "(%(any_row)s OR row = %(row)s) AND (%(source)s = '' OR source = %(source)s)"
_IN_PERIOD = "{day} >= %(first)s AND {day} < %(end)s AND " + _WHOSE

_COUNTS = f"""
SELECT date_trunc('month', {{day}}::timestamp)::date, row, count(*), count(*) FILTER (WHERE invented)
FROM reporting_casefacts WHERE {_IN_PERIOD} GROUP BY 1, 2
"""  # noqa: S608
_PERCENTILES = f"""
SELECT date_trunc('month', {{day}}::timestamp)::date AS month, row, count(*),
    percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY {{days}})
FROM reporting_casefacts WHERE {_IN_PERIOD} GROUP BY GROUPING SETS ((month), (row), ())
"""  # noqa: S608
_OPENING = f"""
SELECT row, count(*) FROM reporting_casefacts
WHERE received_on < %(first)s AND (closed_on IS NULL OR closed_on >= %(first)s) AND {_WHOSE} GROUP BY 1
"""  # noqa: S608
_OPEN_NOW = f"""
SELECT floor(extract(epoch FROM %(as_of)s - received_at) / 86400)::int, count(*), count(*) FILTER (WHERE first_touch_at IS NULL)
FROM reporting_casefacts WHERE closed_at IS NULL AND received_at <= %(as_of)s AND {_WHOSE} GROUP BY 1
"""  # noqa: S608


def cockpit(*, selection: Selection, by: Actor, now: datetime) -> Cockpit:
    """The figures of a selection. Raises ``NotAllowed``."""
    require(by, "reporting.cockpit")
    known = state()
    as_of = known.as_of(selection.source, now=now)
    period = selection.period
    asked = {
        "any_row": not selection.row,
        "row": "" if selection.row == UNASSIGNED else selection.row,
        "source": selection.source,
        "first": period.first,
        "end": period.end,
        "as_of": as_of,
    }
    received, invented_received = _counts("received_on", asked)
    closed, _ = _counts("closed_on", asked)
    opening = Counter(dict(_rows(_OPENING, asked)))
    throughput = _percentiles("decided_on", "gross_days", asked)
    first_touch = _percentiles("touched_on", "touch_days", asked)
    ages, untouched = _ages(asked)
    keys = [row.key for row in catalogue.report_table().rows]
    seen = {row for _, row in received} | {row for _, row in closed} | set(opening)

    def figures(key: str, row: str | None) -> RowFigures:
        one = throughput.get((None, row), Percentiles())
        came = sum(count for (_, of), count in received.items() if row in (None, of))
        went = sum(count for (_, of), count in closed.items() if row in (None, of))
        stock = sum(count for of, count in opening.items() if row in (None, of)) + came - went
        return RowFigures(key, came, one.n, stock, one, first_touch.get((None, row), Percentiles()))

    months, stock = [], opening.total()
    for month in period.months:
        came = sum(count for (when, _), count in received.items() if when == month)
        stock += came - sum(count for (when, _), count in closed.items() if when == month)
        one = throughput.get((month, None), Percentiles())
        months.append(MonthFigures(month, came, one.n, stock, one, first_touch.get((month, None), Percentiles())))
    return Cockpit(
        selection=selection,
        state=known,
        as_of=as_of,
        months=tuple(months),
        rows=tuple(figures(key or UNASSIGNED, key) for key in [*keys, ""] if key in seen),
        total=figures("", None),
        ages=tuple((band, ages[band.key]) for band in BANDS),
        untouched=untouched,
        invented=invented_received,
    )


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())


def _counts(day: str, asked: dict[str, Any]) -> tuple[dict[tuple[date, str], int], int]:
    """Cases by month and row, and how many of them are invented."""
    found = _rows(_COUNTS.format(day=day), asked)
    return {(month, row): count for month, row, count, _ in found}, sum(invented for *_, invented in found)


def _percentiles(day: str, days: str, asked: dict[str, Any]) -> dict[tuple[date | None, str | None], Percentiles]:
    """By month, by row, and of all together: ``(None, None)``."""
    return {
        (month, row): Percentiles.of(n, values)
        for month, row, n, values in _rows(_PERCENTILES.format(day=day, days=days), asked)
        if n
    }


def _ages(asked: dict[str, Any]) -> tuple[dict[str, int], int]:
    """The open cases by band of ages, and how many of them nobody has touched yet."""
    ages: dict[str, int] = defaultdict(int)
    untouched = 0
    for age, count, fresh in _rows(_OPEN_NOW, asked):
        ages[next(band.key for band in BANDS if band.end is None or age < band.end)] += count
        untouched += fresh
    return ages, untouched
