"""Who gets which place when demand exceeds supply: by need, by day of request, lots inside one day; replayable by anyone."""

from amtslotse.engines.allocation.matching import Allocation, Asker, Seatable, Stock, allocate
from amtslotse.engines.allocation.need import Likely, in_need, likely_days
from amtslotse.engines.allocation.order import by_need_then_day, draw, lot
from amtslotse.engines.allocation.publishing import (
    FORMAT,
    Finding,
    Verdict,
    canonical,
    closed_file,
    commitment,
    opened_file,
    verify,
)

__all__ = [
    "FORMAT",
    "Allocation",
    "Asker",
    "Finding",
    "Likely",
    "Seatable",
    "Stock",
    "Verdict",
    "allocate",
    "by_need_then_day",
    "canonical",
    "closed_file",
    "commitment",
    "draw",
    "in_need",
    "likely_days",
    "lot",
    "opened_file",
    "verify",
]
