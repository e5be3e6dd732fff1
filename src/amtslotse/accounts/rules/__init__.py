"""Who may do what: one table, and the questions asked of it. Knows no database."""

from amtslotse.accounts.rules.rights import ACTIONS, RIGHTS, ROLES, Action, Reach, Role, may, reach, require

__all__ = ["ACTIONS", "RIGHTS", "ROLES", "Action", "Reach", "Role", "may", "reach", "require"]
