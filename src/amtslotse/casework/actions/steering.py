"""Who works on a case and how urgent a person says it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts import queries as accounts
from amtslotse.casework.actions.recording import locked, record
from amtslotse.casework.models import Case
from amtslotse.casework.queries.ranking import urgency_of
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import LONGEST_NOTE, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices import queries as offices


@transaction.atomic
def override_urgency(*, case: UUID, urgency: int | None, reason: str, by: Actor, now: datetime) -> None:
    """The case is as urgent as this person says, with her reason on it; ``None``: as the rules say again.

    Each time is counted in the journal, with what the rules said. Raises ``InvalidInput`` (field ``urgency`` ``unknown``,
    field ``reason`` ``required``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="override_urgency", by=by)
    if urgency not in (None, 1, 2, 3, 4):
        raise InvalidInput(field="urgency", reason="unknown")
    said = text(reason, field="reason", longest=LONGEST_NOTE)
    row.urgency_override = None
    today = local_day(now)
    computed = urgency_of(row, weights=offices.triage_weights(on=today), today=today).value
    row.urgency_override, row.urgency_reason = urgency, said if urgency is not None else ""
    row.save(update_fields=["urgency_override", "urgency_reason"])
    if urgency is None:
        record(case=row, kind=events.URGENCY_BY_RULE, payload={"urgency": computed}, by=by, now=now)
    else:
        record(case=row, kind=events.URGENCY_SET, payload={"computed": computed, "urgency": urgency}, by=by, now=now)


@transaction.atomic
def set_deputy(*, case: UUID, deputy: int | None, by: Actor, now: datetime) -> None:
    """The case names who works on it while its owner is away; ``None``: whoever stands in for the owner.

    Raises ``InvalidInput`` (field ``deputy``, ``not_in_the_team`` or ``same_person``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="set_deputy", by=by)
    name_deputy(row=row, deputy=deputy, by=by, now=now)


def name_deputy(*, row: Case, deputy: int | None, by: Actor, now: datetime) -> None:
    """As ``set_deputy``, for actions that hold the lock of the case."""
    if deputy is not None:
        person = accounts.caseworkers().get(deputy)
        if person is None or row.team not in person[1]:
            raise InvalidInput(field="deputy", reason="not_in_the_team")
        if deputy == row.owner_id:
            raise InvalidInput(field="deputy", reason="same_person")
    if deputy == row.deputy_id:
        return
    row.deputy_id = deputy
    row.save(update_fields=["deputy"])
    record(case=row, kind=events.DEPUTY_SET if deputy is not None else events.DEPUTY_ENDED, by=by, now=now)
