"""Figures from the read model. Every figure comes with its number of cases, its source and its as-of time."""

from amtslotse.reporting.queries.cases import CaseRow, case_rows, cases, count_cases
from amtslotse.reporting.queries.figures import Cockpit, MonthFigures, Percentiles, RowFigures, cockpit
from amtslotse.reporting.queries.legal import LegalFigures, Rate, legal_figures
from amtslotse.reporting.queries.messages import MessageFigures, messages
from amtslotse.reporting.queries.process import Clearing, Mean, Process, VersionPair, process, version_pairs
from amtslotse.reporting.queries.sources import SourceView, State, state
from amtslotse.reporting.queries.titles import TitleRow, Titles, titles
from amtslotse.reporting.queries.visits import (
    ClassFigures,
    ContactLine,
    HallFigures,
    PublicPromise,
    Share,
    SupplyDay,
    TelephoneTotals,
    UseLine,
    Visits,
    public_promises,
    visit_state,
    visits,
)

__all__ = [
    "CaseRow",
    "ClassFigures",
    "Clearing",
    "Cockpit",
    "ContactLine",
    "HallFigures",
    "LegalFigures",
    "Mean",
    "MessageFigures",
    "MonthFigures",
    "Percentiles",
    "Process",
    "PublicPromise",
    "Rate",
    "RowFigures",
    "Share",
    "SourceView",
    "State",
    "SupplyDay",
    "TelephoneTotals",
    "TitleRow",
    "Titles",
    "UseLine",
    "VersionPair",
    "Visits",
    "case_rows",
    "cases",
    "cockpit",
    "count_cases",
    "legal_figures",
    "messages",
    "process",
    "public_promises",
    "state",
    "titles",
    "version_pairs",
    "visit_state",
    "visits",
]
