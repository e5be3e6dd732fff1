"""Figures from the read model. Every figure comes with its number of cases, its source and its as-of time."""

from amtslotse.reporting.queries.cases import CaseRow, case_rows, cases, count_cases
from amtslotse.reporting.queries.figures import Cockpit, MonthFigures, Percentiles, RowFigures, cockpit
from amtslotse.reporting.queries.sources import SourceView, State, state
from amtslotse.reporting.queries.titles import TitleRow, Titles, titles

__all__ = [
    "CaseRow",
    "Cockpit",
    "MonthFigures",
    "Percentiles",
    "RowFigures",
    "SourceView",
    "State",
    "TitleRow",
    "Titles",
    "case_rows",
    "cases",
    "cockpit",
    "count_cases",
    "state",
    "titles",
]
