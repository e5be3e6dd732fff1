"""She is asked what she says before a decision burdens her (§ 28 VwVfG), and her answer is noted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.recording import locked, record, staff_id, tell, write_letter
from amtslotse.casework.models import Case, Hearing
from amtslotse.casework.queries import hearing as reading
from amtslotse.casework.queries.deciding import addressees, envelopes_of
from amtslotse.casework.queries.lists import works_on
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import (
    BURDENS,
    INTENDED_SENTENCES,
    LONGEST_NOTE,
    LONGEST_REASONS,
    SHORTEST_REASONS,
    default_deadline,
    text,
)
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.offices import queries as offices


@transaction.atomic
def write_hearing(*, case: UUID, outcome: str, reasons: str, deadline_on: date | None = None, by: Actor, now: datetime) -> UUID:
    """A letter by post says what is intended, why, and until when she may answer. Returns the hearing.

    ``deadline_on`` is by default the office's ``hearing_days`` from today, moved to a working day; later than its
    ``hearing_shortest_days``, before which the letter has to be in the post: the law read here names no figure for either. A
    hearing that is over is replaced by this one; one that still runs is not: the database holds one that counts.
    Only owner or deputy writes one. Raises ``InvalidInput`` (field ``outcome`` ``unknown_outcome``; field ``reasons``
    ``required``, ``too_short`` or ``too_long``; field ``deadline_on`` ``too_early``, ``too_late``; field ``hearing``
    ``hearing_runs``; field ``addressee``, ``nobody_acts`` for a minor), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="write_hearing", by=by)
    if not works_on(row, by=by, now=now):
        raise NotAllowed(f"case {row.pk} is not hers")
    if outcome not in BURDENS:
        raise InvalidInput(field="outcome", reason="unknown_outcome")
    said = text(reasons, field="reasons", longest=LONGEST_REASONS, shortest=SHORTEST_REASONS)
    today, here = local_day(now), offices.office()
    deadline = deadline_on or default_deadline(today, days=here.number("hearing_days"), land=here.land)
    shortest = here.number("hearing_shortest_days")
    if deadline <= today + timedelta(days=shortest):
        raise InvalidInput(field="deadline_on", reason="too_early", shortest_days=shortest)
    if deadline > today + timedelta(days=365):
        raise InvalidInput(field="deadline_on", reason="too_late")
    known = Hearing.objects.filter(case=row, replaced_at=None).first()
    if known is not None:
        if reading.is_running(known, on=today):
            raise InvalidInput(field="hearing", reason="hearing_runs")
        known.replaced_at = now
        known.save(update_fields=["replaced_at"])
    to = addressees(row, on=today)
    if not to:
        raise InvalidInput(field="addressee", reason="nobody_acts")
    letter = write_letter(
        case=row, kind="hearing", data=_letter(row, outcome, said, deadline, now), envelopes=envelopes_of(row, to), now=now
    )
    made = Hearing.objects.create(
        case=row,
        letter=letter,
        outcome=outcome,
        reasons=said,
        deadline_on=deadline,
        shortest_days=shortest,
        author_id=staff_id(by=by),
        created_at=now,
    )
    record(case=row, kind=events.HEARING_WRITTEN, payload={"outcome": outcome, "deadline_on": deadline}, by=by, now=now)
    tell(case=row, kind="decided", key=f"hearing:{made.pk}", now=now)
    return made.pk


@transaction.atomic
def note_statement(*, case: UUID, answered_on: date, answer: str, by: Actor, now: datetime) -> None:
    """What she said to the hearing, and when, stands on the case and never changes.

    Raises ``InvalidInput`` (field ``answered_on`` ``in_future`` or ``before_sent``; field ``answer`` ``required``,
    ``too_long``), ``NotAllowed``, ``NotFound`` where no hearing waits for an answer.
    """
    row, _ = locked(case=case, action="note_statement", by=by)
    known = Hearing.objects.filter(case=row, replaced_at=None, answered_on=None).first()
    if known is None:
        raise NotFound(f"hearing of {case}")
    if answered_on > local_day(now):
        raise InvalidInput(field="answered_on", reason="in_future")
    if answered_on < local_day(known.created_at):
        raise InvalidInput(field="answered_on", reason="before_sent")
    known.answer, known.answered_on = text(answer, field="answer", longest=LONGEST_NOTE), answered_on
    known.save(update_fields=["answer", "answered_on"])
    record(case=row, kind=events.HEARD, payload={"day": answered_on}, by=by, now=now)


def _letter(row: Case, outcome: str, reasons: str, deadline: date, now: datetime) -> dict[str, Any]:
    today = local_day(now)
    procedure = catalogue.get(key=row.service, version=row.service_version, on=today)
    return {
        "matter": dict(procedure.title.by_language),
        "outcome": dict(INTENDED_SENTENCES[outcome]),
        "legal_basis": procedure.legal_basis,
        "reasons": {"de": reasons},
        "deadline": deadline.isoformat(),
        "ends_effect": outcome == "refuse" and row.effect.startswith("fortgeltung"),
        "team": {code: offices.team_name(row.team, code, on=today) for code in dict.fromkeys(("de", row.language))},
    }
