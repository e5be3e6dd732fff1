"""A special procedure becomes line work: the cases of its team go to another in one act, and none is lost (R37)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.bulk import Changed
from amtslotse.casework.actions.recording import sent_before, staff_id
from amtslotse.casework.models import Case, TeamMove, TeamMoveItem
from amtslotse.casework.queries.moving import going, working_in
from amtslotse.casework.rules import events, states
from amtslotse.casework.rules.deciding import text
from amtslotse.casework.rules.filing import local_day
from amtslotse.journal.actions import Dated, append_many
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices import queries as offices

LONGEST_REASON = 400


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
    said = text(reason, field="reason", longest=LONGEST_REASON)
    if not from_team:
        raise InvalidInput(field="from_team", reason="required")
    if to_team not in offices.team_names("de", on=local_day(now)):
        raise InvalidInput(field="to_team", reason="unknown_team")
    if to_team == from_team:
        raise InvalidInput(field="to_team", reason="same_team")
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


def _counted(rows: Iterable[Case]) -> dict[str, int]:
    """service/state → cases."""
    return dict(Counter(f"{row.service}/{row.status}" for row in rows))
