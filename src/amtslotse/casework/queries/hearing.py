"""The letter that asks her before a decision burdens her, and whether a decision may refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from amtslotse.accounts.rules import may
from amtslotse.casework.models import Case, Delivery, Hearing
from amtslotse.casework.rules.deciding import default_deadline
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.offices import queries as offices


@dataclass(frozen=True, slots=True)
class HearingView:
    """A hearing by letter, with the ways of its envelopes."""

    id: UUID
    letter: UUID
    outcome: str
    reasons: str
    written_on: date
    deadline_on: date
    answered_on: date | None
    answer: str
    ways: tuple[tuple[str, str, date | None], ...]  # name on the envelope or empty, state of the delivery, day it was sent
    shortest_days: int  # so long before the deadline it had to be in the post
    is_over: bool  # a decision may refer to it
    is_running: bool  # no other one may be written yet


@dataclass(frozen=True, slots=True)
class HearingProspect:
    """The hearing of a case that counts, and by when a new one would have to be answered."""

    known: HearingView | None
    default_deadline_on: date


def hearing_of(*, actor: Actor, case: UUID, now: datetime) -> HearingProspect:
    """Four queries at most. Raises ``NotFound``."""
    row = Case.objects.only("team").filter(pk=case).first()
    if row is None or not may(actor, "casework.see_case", team=row.team):
        raise NotFound(f"case {case}")
    today, here = local_day(now), offices.office()
    known = Hearing.objects.filter(case=case, replaced_at=None).first()
    return HearingProspect(
        known=_view(known, today) if known else None,
        default_deadline_on=default_deadline(today, days=here.number("hearing_days"), land=here.land),
    )


def is_running(row: Hearing, *, on: date) -> bool:
    """Whether she is still asked: no statement, the deadline not over, and the letter not called back: the database's own
    answer (0020). One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT casework_hearing_runs(%s, %s)", [row.pk, on])
        return bool(cursor.fetchone()[0])


def is_over(row: Hearing, *, on: date) -> bool:
    """Whether a decision of that day may say that she was heard by it: the database's own answer (0015). One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT casework_hearing_is_over(%s, %s)", [row.pk, on])
        return bool(cursor.fetchone()[0])


def _view(row: Hearing, today: date) -> HearingView:
    tries = Delivery.objects.filter(letter=row.letter_id).order_by("created_at", "pk")
    return HearingView(
        id=row.pk,
        letter=row.letter_id,
        outcome=row.outcome,
        reasons=row.reasons,
        written_on=local_day(row.created_at),
        deadline_on=row.deadline_on,
        answered_on=row.answered_on,
        answer=row.answer,
        ways=tuple(
            ((each.recipient or {}).get("name", ""), each.state, local_day(each.sent_at) if each.sent_at else None)
            for each in tries
        ),
        shortest_days=row.shortest_days,
        is_over=is_over(row, on=today),
        is_running=is_running(row, on=today),
    )
