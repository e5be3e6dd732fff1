"""What is counted and what it means: periods, the catalogue of key figures, and what a page may ask for."""

from amtslotse.reporting.rules import events as _events  # registers the kinds  # noqa: F401
from amtslotse.reporting.rules.kpis import FEWEST, KPIS, Kpi
from amtslotse.reporting.rules.periods import Period, add_months, months_between
from amtslotse.reporting.rules.selections import SHOWN, UNASSIGNED, CaseSelection, Selection

__all__ = [
    "FEWEST",
    "KPIS",
    "SHOWN",
    "UNASSIGNED",
    "CaseSelection",
    "Kpi",
    "Period",
    "Selection",
    "add_months",
    "months_between",
]
