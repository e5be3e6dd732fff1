"""Where a complete case goes: by the chart of the day, its purpose, how difficult and how urgent it is."""

from __future__ import annotations

from datetime import datetime

from amtslotse.casework.models import Case
from amtslotse.casework.queries.ranking import urgency_of
from amtslotse.casework.rules.filing import local_day
from amtslotse.offices import queries as offices
from amtslotse.offices.rules import Routed, route


def home_of(*, row: Case, now: datetime) -> Routed:
    """The team the chart of today names for the case, and why. Raises ``offices.rules.NoTeam``."""
    today = local_day(now)
    pressing = urgency_of(row, weights=offices.triage_weights(on=today), today=today)
    return route(offices.routing_rules(on=today), row.purpose, row.difficulty, pressing.value)
