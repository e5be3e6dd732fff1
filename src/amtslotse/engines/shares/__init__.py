"""Shares of a total, rounded by one stated rule, and the check of shares that somebody printed.

The rule: a share is count × 100 ÷ total, rounded half up to two decimals. Every share is rounded by itself and never
bent to make a sum, so the rounded shares of n rows may miss 100.00 by up to n × 0.005 (docs/algorithms/shares.md).
"""

from amtslotse.engines.shares.check import Finding, Printed, check
from amtslotse.engines.shares.rounding import HUNDRED, share, shares, truncated
from amtslotse.engines.shares.table import COLUMNS, BadTable, read

__all__ = ["COLUMNS", "HUNDRED", "BadTable", "Finding", "Printed", "check", "read", "share", "shares", "truncated"]
