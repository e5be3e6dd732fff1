"""Who may do what: one table, and the questions asked of it. Knows no database."""

from amtslotse.accounts.rules import events
from amtslotse.accounts.rules.absences import Away
from amtslotse.accounts.rules.demo import DEMO_LOGINS, DEMO_PASSWORD, DemoLogin
from amtslotse.accounts.rules.rights import ACTIONS, RIGHTS, ROLES, Action, Reach, Role, may, reach, require

__all__ = [
    "ACTIONS",
    "DEMO_LOGINS",
    "DEMO_PASSWORD",
    "RIGHTS",
    "ROLES",
    "Action",
    "Away",
    "DemoLogin",
    "Reach",
    "Role",
    "events",
    "may",
    "reach",
    "require",
]
