"""What the query of a cockpit page asks for. What it does not understand, it leaves out."""

from __future__ import annotations

from datetime import date, datetime

from django.http import QueryDict
from django.utils import timezone

from amtslotse.engines.throughput import BANDS
from amtslotse.reporting.queries import State
from amtslotse.reporting.rules import SHOWN, UNASSIGNED, CaseSelection, Period, Selection, add_months
from amtslotse.reporting.rules.visits import VisitSelection

MONTHS = 13  # a year and the month that is running, so that every month stands beside that of the year before
ALL = "all"


def latest(state: State, source: str, *, now: datetime) -> date:
    """The first day of the month in which the selection's data end."""
    return timezone.localdate(state.as_of(source, now=now)).replace(day=1)


def selection(query: QueryDict, state: State, rows: list[str], *, now: datetime) -> Selection:
    """Period, row and source of a query; without a period the last thirteen months of the source's data."""
    row, source = query.get("purpose", ""), query.get("source", "")
    row = row if row in (*rows, UNASSIGNED) else ""
    source = source if source in {view.key for view in state.sources} else ""
    end = add_months(latest(state, source, now=now), 1)
    period = Period.parse(query.get("period", ""))
    if period is None and query.get("period") == ALL:
        first = min((view.first_on for view in state.of(source)), default=end)
        period = Period(max(min(first.replace(day=1), add_months(end, -1)), add_months(end, -12 * 50)), end)
    return Selection(period or Period(add_months(end, -MONTHS), end), row, source)


def visit_selection(query: QueryDict, state: State, *, now: datetime) -> VisitSelection:
    """Period and source of a query about visits, by the same rules."""
    wanted = selection(query, state, [], now=now)
    return VisitSelection(wanted.period, wanted.source)


def case_selection(query: QueryDict, state: State, rows: list[str], *, now: datetime) -> CaseSelection:
    """The list a query asks for; without a word the decided cases."""
    shown, band = query.get("show", ""), query.get("band", "")
    return CaseSelection(
        selection(query, state, rows, now=now),
        shown if shown in SHOWN else "decided",
        band if band in {known.key for known in BANDS} else "",
    )


def page(query: QueryDict) -> int:
    """The page of a list, 1 for anything that is no page."""
    text = query.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1
