"""Which cases a page speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amtslotse.reporting.rules.periods import Period

#: The lists behind the figures: cases received, first touched or decided in the period, or open now.
SHOWN: Final = ("received", "first_touch", "decided", "stock")
UNASSIGNED: Final = "none"  # row of cases whose title code the table does not know


@dataclass(frozen=True, slots=True)
class Selection:
    """A period, and perhaps one row of the table and one source."""

    period: Period
    row: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class CaseSelection:
    """The list behind one figure. ``band`` is a band of ages and narrows the stock, which knows no period."""

    selection: Selection
    shown: str = "decided"
    band: str = ""
