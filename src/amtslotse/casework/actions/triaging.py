"""Cases go where the rules of today say: after a new chart, and every night."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from amtslotse.casework.actions.recording import record
from amtslotse.casework.actions.routing import home_of
from amtslotse.casework.models import Case
from amtslotse.casework.queries.triage import to_rehome
from amtslotse.casework.rules import events
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import SYSTEM
from amtslotse.offices import queries as offices

TASK = "casework.rehome"


def ask_to_rehome() -> None:
    """The worker moves what has to move as soon as the caller's transaction commits; asking twice does no harm."""
    app.configure_task(TASK).defer(timestamp=0)


def rehome(*, now: datetime) -> int:
    """Every case that is nobody's lies in the team the rules name today; answers how many moved.

    A case that somebody works on, or whose team a person chose, stays, unless its team has ended: then it moves and its owner
    is free of it. One transaction a case, so a job that dies has moved some and the next one moves the rest; a case is in
    exactly one team at every moment, so none is lost.
    """
    return sum(_move(case, now=now) for case in to_rehome(now=now))


@transaction.atomic
def _move(case: UUID, *, now: datetime) -> bool:
    row = Case.objects.select_for_update(of=("self",)).get(pk=case)
    living = offices.team_names("de", on=local_day(now))
    if row.status != "with_team" or (row.team in living and (row.owner_id is not None or row.team_by_hand)):
        return False  # somebody was faster
    home = home_of(row=row, now=now)
    if home.team_code == row.team:
        return False
    before, row.team, row.team_reason = row.team, home.team_code, dict(home.reason)
    row.owner, row.deputy, row.team_by_hand = None, None, False
    row.save(update_fields=["team", "team_reason", "owner", "deputy", "team_by_hand"])
    record(case=row, kind=events.REHOMED, payload={"before": before, "team": row.team}, by=SYSTEM, now=now)
    return True
