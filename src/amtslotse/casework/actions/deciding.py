"""A decision: one person writes it, another one releases it. Nothing here decides without a human."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.recording import locked, record, staff_id, tell, write_letter
from amtslotse.casework.models import Case, Decision
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import (
    LONGEST_NOTE,
    LONGEST_REASONS,
    OUTCOME_SENTENCES,
    OUTCOMES,
    SHORTEST_REASONS,
    remedy,
    text,
)
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.offices import queries as offices


@transaction.atomic
def draft_decision(*, case: UUID, outcome: str, reasons: str, by: Actor, now: datetime) -> UUID:
    """A decision with its reasons waits for review by somebody else. Returns its id.

    ``outcome`` is one of ``rules.OUTCOMES`` (grant, grant_restricted, refuse). Only the owner of the case may draft.
    Raises ``InvalidInput`` (field ``outcome`` ``unknown_outcome``; field ``reasons`` ``required``, ``too_short`` or
    ``too_long``), ``NotAllowed``, ``NotFound``.
    """
    row, status = locked(case=case, action="draft_decision", by=by)
    if row.owner_id != by.staff_id:
        raise NotAllowed(f"case {case} is not hers")
    if outcome not in OUTCOMES:
        raise InvalidInput(field="outcome", reason="unknown_outcome")
    said = text(reasons, field="reasons", longest=LONGEST_REASONS, shortest=SHORTEST_REASONS)
    decision = Decision.objects.create(case=row, outcome=outcome, reasons=said, author_id=staff_id(by=by), created_at=now)
    row.status = status
    row.save(update_fields=["status"])
    record(case=row, kind=events.DECISION_DRAFTED, payload={"outcome": outcome}, by=by, now=now)
    return decision.pk


@transaction.atomic
def return_decision(*, decision: UUID, reason: str, by: Actor, now: datetime) -> None:
    """The draft is back with its author, with the reason; the case lies with the team again.

    Raises ``InvalidInput`` (field ``reason``, ``required``), ``NotAllowed`` for the author herself, ``NotFound``.
    """
    row, draft, status = _in_review(decision, "return_decision", by)
    said = text(reason, field="reason", longest=LONGEST_NOTE)
    _reviewed(draft, "returned", by, now, return_reason=said)
    row.status = status
    row.save(update_fields=["status"])
    record(case=row, kind=events.DECISION_RETURNED, by=by, now=now)


@transaction.atomic
def release_decision(*, decision: UUID, by: Actor, now: datetime) -> UUID:
    """The case is decided, by two people. Returns the letter.

    Reviewer ≠ author is a database constraint, and the database refuses a decided case without a released decision.
    The id names the very draft that was read: a newer draft is not released by it.
    Raises ``NotAllowed`` for the author herself, ``NotFound``.
    """
    row, draft, status = _in_review(decision, "release_decision", by)
    _reviewed(draft, "released", by, now)
    row.status, row.decision, row.decided_at = status, draft, now
    row.save(update_fields=["status", "decision", "decided_at"])
    letter = write_letter(case=row, kind="decision", data=_letter(row, draft, now), now=now)
    record(case=row, kind=events.DECISION_RELEASED, payload={"outcome": draft.outcome}, by=by, now=now)
    tell(case=row, kind="decided", key="decided", now=now)
    return letter.pk


def _in_review(decision: UUID, action: str, by: Actor) -> tuple[Case, Decision, str]:
    """Case and draft, both locked by the case's row. The author gets the answer before the database has to give it."""
    known = Decision.objects.filter(pk=decision).values_list("case_id", flat=True).first()
    if known is None:
        raise NotFound(f"decision {decision}")
    row, status = locked(case=known, action=action, by=by)
    draft = Decision.objects.filter(pk=decision, case=row, status="in_review").first()
    if draft is None:
        raise NotFound(f"decision {decision}")
    if draft.author_id == by.staff_id:
        raise NotAllowed(f"decision {decision} is her own")
    return row, draft, status


def _reviewed(draft: Decision, status: str, by: Actor, now: datetime, *, return_reason: str = "") -> None:
    draft.status, draft.reviewer_id, draft.reviewed_at, draft.return_reason = status, by.staff_id, now, return_reason
    draft.save(update_fields=["status", "reviewer", "reviewed_at", "return_reason"])


def _letter(row: Case, draft: Decision, now: datetime) -> dict[str, Any]:
    here = offices.office()
    today = local_day(now)
    procedure = catalogue.get(key=row.service, version=row.service_version, on=today)
    notice = remedy(draft.outcome, office=here.name, land=here.land)
    return {
        "matter": dict(procedure.title.by_language),
        "received_at": row.received_at.isoformat(),
        "decided_on": today.isoformat(),
        "outcome": dict(OUTCOME_SENTENCES[draft.outcome]),
        "legal_basis": procedure.legal_basis,
        "reasons": {"de": draft.reasons},
        "notices": [notice] if notice else [],
        "team": {code: offices.team_name(row.team, code, on=today) for code in dict.fromkeys(("de", row.language))},
    }
