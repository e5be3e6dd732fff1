"""Everything that changes the office: its name and look, teams, sites, counters, hours, closures."""

from amtslotse.offices.actions.configuring import DEMO_OFFICE, configure, configure_from
from amtslotse.offices.actions.opening import close, reopen, set_counter, set_hours

__all__ = ["DEMO_OFFICE", "close", "configure", "configure_from", "reopen", "set_counter", "set_hours"]
