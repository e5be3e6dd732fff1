"""The points of the Chancenkarte (§§ 20a, 20b AufenthG): what counts, what excludes what, and which conditions are open.

The table is data and comes from the caller; here is only how it is read. It proposes and explains, it decides nothing.
"""

from amtslotse.engines.chancenkarte.check import Check, Line, Prerequisite, check
from amtslotse.engines.chancenkarte.table import LEVELS, Criterion, Facts, InvalidTable, Table, read

__all__ = ["LEVELS", "Check", "Criterion", "Facts", "InvalidTable", "Line", "Prerequisite", "Table", "check", "read"]
