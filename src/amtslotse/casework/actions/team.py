"""The case in its team."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.notifying import Notified, notify_locked
from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.queries.deciding import envelopes_of
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import BURDENS, CLOSURE_OF, LONGEST_NOTE, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.offices import queries as offices


class SkillNeeded(DomainError):
    """The case needs a skill that she has not. ``facts["skill"]`` is the ``NeededSkill``."""

    code = "skill_needed"


@transaction.atomic
def take(*, case: UUID, by: Actor, now: datetime) -> None:
    """The case is hers to work on. Taking one's own again changes nothing.

    Raises ``NotAllowed`` when it lies in another team, in another state, or with somebody else; ``SkillNeeded`` when it needs
    a skill she has not (R66); ``NotFound``.
    """
    row, _ = locked(case=case, action="take", by=by)
    if row.owner_id == by.staff_id:
        return
    if row.owner_id is not None:
        raise NotAllowed(f"case {case} has an owner")
    needed = offices.lacking(staff=staff_id(by=by), on=local_day(now)).for_case(row.purpose, row.difficulty)
    if needed is not None:
        raise SkillNeeded(skill=needed)
    row.owner_id = by.staff_id
    row.deputy_id = None if row.deputy_id == by.staff_id else row.deputy_id
    row.save(update_fields=["owner", "deputy"])
    record(case=row, kind=events.TAKEN, by=by, now=now)


@transaction.atomic
def reroute(*, case: UUID, team: str, reason: str, by: Actor, now: datetime) -> None:
    """The case lies with another team, or again with all of its own, without an owner, and shows the reason.

    Raises ``InvalidInput`` (field ``team`` ``unknown_team``, or ``same_team`` when it has no owner there; field
    ``reason`` ``required``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="reroute", by=by)
    said = text(reason, field="reason", longest=LONGEST_NOTE)
    if team not in offices.team_names("de", on=local_day(now)):
        raise InvalidInput(field="team", reason="unknown_team")
    if team == row.team and row.owner_id is None:
        raise InvalidInput(field="team", reason="same_team")
    before, row.team, row.team_reason, row.owner, row.deputy = row.team, team, {"de": said}, None, None
    row.team_by_hand = True
    row.save(update_fields=["team", "team_reason", "team_by_hand", "owner", "deputy"])
    record(case=row, kind=events.REROUTED, payload={"before": before, "team": team}, by=by, now=now)


@transaction.atomic
def hand_over(*, case: UUID, by: Actor, now: datetime) -> None:
    """The decided result is in her hands and the case is closed; where nothing was noted yet, that is its notification.

    Where those who act for her live apart, nobody knows here who came: nothing is noted by itself, and a burden closes once
    each was notified. Raises ``InvalidInput`` (``legal_check``, see ``record_notification``; field ``to``, ``not_notified``),
    ``NotAllowed``, ``NotFound``.
    """
    row, status = locked(case=case, action="hand_over", by=by)
    decision = row.decision
    if decision is None:
        raise NotFound(f"case {case} has no decision")
    to = list(decision.addressees.all())
    apart, known = len(envelopes_of(row, to)) > 1, set(decision.notifications.values_list("addressee_id", flat=True))
    if not known and not apart:
        notify_locked(row=row, notified=Notified("in_person", local_day(now)), by=by, now=now)
    elif apart and decision.outcome in BURDENS and {each.pk for each in to} - known:
        raise InvalidInput(field="to", reason="not_notified")
    row.status, row.ended_at, row.closure = status, now, CLOSURE_OF[decision.outcome]
    row.save(update_fields=["status", "ended_at", "closure"])
    record(case=row, kind=events.HANDED_OVER, by=by, now=now)
