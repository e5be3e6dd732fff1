"""Everything that changes the office: its name and look, teams, chart, weights, skills, sites, counters, hours, closures."""

from amtslotse.offices.actions.configuring import DEMO_OFFICE, configure, configure_from
from amtslotse.offices.actions.opening import close, reopen, set_counter, set_hours
from amtslotse.offices.actions.structure import set_chart, set_skills, set_weights, stored_rule

__all__ = [
    "DEMO_OFFICE",
    "close",
    "configure",
    "configure_from",
    "reopen",
    "set_chart",
    "set_counter",
    "set_hours",
    "set_skills",
    "set_weights",
    "stored_rule",
]
