"""A special procedure becomes line work: the cases of its team go to another in one act, and none is lost (R37)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from procrastinate.contrib.django import app

from amtslotse.accounts.queries import actor_of
from amtslotse.accounts.rules import require
from amtslotse.casework.actions.bulk import Changed
from amtslotse.casework.actions.dispatching import QUEUE
from amtslotse.casework.actions.recording import sent_before, staff_id
from amtslotse.casework.models import Case, TeamMove, TeamMoveItem, TeamMoveOrder
from amtslotse.casework.queries.moving import going, working_in
from amtslotse.casework.rules import events, states
from amtslotse.casework.rules.deciding import text
from amtslotse.casework.rules.filing import local_day
from amtslotse.journal.actions import Dated, append_many
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput
from amtslotse.offices import queries as offices

TASK = "casework.run_move"
LONGEST_REASON = 400
_LEFT_BEHIND = timedelta(minutes=10)
_log = logging.getLogger(__name__)


@transaction.atomic
def move_team(
    *,
    move: UUID,
    from_team: str,
    to_team: str,
    services: Sequence[str] = (),
    reason: str,
    shown: int,
    by: Actor,
    now: datetime,
) -> UUID:
    """Every case of the team, or those of some services, lies in the other team, in the state it was in, with its history.

    One transaction: all of them, or none. The report stands with the counts before and after; the database counts itself and
    refuses a report in which they differ. An owner who works in the new team too keeps her cases, every other case is free.
    ``move`` is the form's own id: sending it twice moves once. A person chose the team, so a new chart leaves the cases there.

    Raises ``Changed`` when they are not as many as were ``shown``, ``InvalidInput`` (field ``from_team`` ``required``; field
    ``to_team`` ``unknown_team``, ``same_team``; field ``reason``), ``NotAllowed``.
    """
    require(by, "triage.change")
    if sent_before(model=TeamMove, key=move):
        return move
    said = _checked(from_team, to_team, reason, now)
    rows = list(Case.objects.select_for_update(of=("self",)).filter(going(from_team, services)).order_by("pk"))
    if len(rows) != shown or not rows:
        raise Changed(f"{len(rows)} instead of {shown}")
    before, there = _counted(rows), working_in(to_team)
    for state in {row.status for row in rows}:
        states.require(by, "move_team", state=state, team=from_team)
    cases = Case.objects.filter(pk__in=[row.pk for row in rows])
    cases.update(team=to_team, team_reason={"de": said}, team_by_hand=True)
    cases.filter(owner__isnull=False).exclude(owner__in=there).update(owner=None)
    cases.filter(deputy__isnull=False).exclude(deputy__in=there).update(deputy=None)
    kept = sum(row.owner_id in there for row in rows)
    payload = {"before": from_team, "team": to_team}
    told = [
        Dated(
            str(row.pk),
            NewEvent(
                events.TEAM_MOVED.name,
                payload,
                procedure=row.service,
                procedure_version=row.service_version,
                purpose=row.purpose,
            ),
            now,
        )
        for row in rows
    ]
    append_many(stream_kind="case", events=told, by=by)
    TeamMoveItem.objects.bulk_create(TeamMoveItem(move_id=move, case=row) for row in rows)
    after = _counted(Case.objects.filter(pk__in=TeamMoveItem.objects.filter(move=move).values("case"), team=to_team))
    TeamMove.objects.create(
        id=move,
        from_team=from_team,
        to_team=to_team,
        services=list(services),
        reason=said,
        before=before,
        after=after,
        cases=len(rows),
        kept_owner=kept,
        moved_at=now,
        moved_by_id=staff_id(by=by),
    )
    return move


@transaction.atomic
def order_move(
    *,
    move: UUID,
    from_team: str,
    to_team: str,
    services: Sequence[str] = (),
    reason: str,
    shown: int,
    by: Actor,
    now: datetime,
) -> UUID:
    """As ``move_team``, by a job: for more cases than a request should wait for. All of them go, or none, and the order says
    why.

    Raises ``InvalidInput`` and ``NotAllowed`` as ``move_team``.
    """
    require(by, "triage.change")
    if sent_before(model=TeamMoveOrder, key=move):
        return move
    said = _checked(from_team, to_team, reason, now)
    TeamMoveOrder.objects.create(
        id=move,
        from_team=from_team,
        to_team=to_team,
        services=list(services),
        reason=said,
        shown=shown,
        asked_at=now,
        asked_by_id=staff_id(by=by),
    )
    app.configure_task(TASK, queue=QUEUE).defer(move=str(move))
    return move


def run_move(*, move: UUID, now: datetime) -> bool:
    """The ordered move is done, or failed and says why; ``False`` when there is none to do.

    One transaction: killed half-way, nothing went, and the next try begins again.
    """
    try:
        with transaction.atomic():
            row = TeamMoveOrder.objects.select_for_update(of=("self",)).filter(pk=move, state="waiting").first()
            if row is None:
                return False
            told = {name: getattr(row, name) for name in ("from_team", "to_team", "services", "reason", "shown")}
            move_team(move=row.pk, **told, by=actor_of(row.asked_by_id), now=now)
            row.state = "done"
            row.save(update_fields=["state"])
    except OperationalError:  # the database is away or two were in each other's way: the job's next try may find it well
        raise
    except Exception as fault:
        _log.exception("move %s failed", move)
        known = fault.code if isinstance(fault, DomainError) else "unexpected"
        TeamMoveOrder.objects.filter(pk=move, state="waiting").update(state="failed", failure=known[:40])
    return True


def left_behind(*, now: datetime) -> list[UUID]:
    """Ordered moves that a dead worker left."""
    rows = TeamMoveOrder.objects.filter(state="waiting", asked_at__lt=now - _LEFT_BEHIND)
    return list(rows.values_list("pk", flat=True))


def _checked(from_team: str, to_team: str, reason: str, now: datetime) -> str:
    """The reason as it is kept. Raises ``InvalidInput``."""
    said = text(reason, field="reason", longest=LONGEST_REASON)
    if not from_team:
        raise InvalidInput(field="from_team", reason="required")
    if to_team not in offices.team_names("de", on=local_day(now)):
        raise InvalidInput(field="to_team", reason="unknown_team")
    if to_team == from_team:
        raise InvalidInput(field="to_team", reason="same_team")
    return said


def _counted(rows: Iterable[Case]) -> dict[str, int]:
    """service/state → cases."""
    return dict(Counter(f"{row.service}/{row.status}" for row in rows))
