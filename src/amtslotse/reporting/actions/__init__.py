"""Filling the read models from the journal: the only writes of this room."""

from amtslotse.reporting.actions.refreshing import catch_up, rebuild, refresh

__all__ = ["catch_up", "rebuild", "refresh"]
