"""Second opinions: drawn by key each month, given by somebody who sees neither what the rules say nor whose case it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import record, staff_id
from amtslotse.casework.models import Case, OpinionCase, OpinionRound, SecondOpinion, keys
from amtslotse.casework.queries.opinions import to_draw
from amtslotse.casework.queries.ranking import urgency_of
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import text
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.opinions import JUDGED, LONGEST_REASON
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.offices import queries as offices

#: One draw at a time; any number would do.
_LOCK = 7_514_002


@transaction.atomic
def draw_opinions(*, by: Actor, now: datetime) -> UUID:
    """The sample of the running month is drawn, once. Asked again, it is the same.

    ``opinion_size`` undecided cases of teams that were there when the month began and were never drawn before, by a keyed
    hash of month and case; the numbers are kept with them. Only the system draws. Raises ``NotAllowed``.
    """
    if by != SYSTEM:
        raise NotAllowed(role=by.role)
    month = local_day(now).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    known = OpinionRound.objects.filter(month=month).values_list("pk", flat=True).first()
    if known is not None:
        return known
    services = to_draw(month=month)
    chosen = keys.opinion_draw(month, services, size=offices.office().number("opinion_size"))
    row = OpinionRound.objects.create(month=month, population=len(services), drawn=len(chosen), drawn_at=now)
    OpinionCase.objects.bulk_create(
        OpinionCase(round=row, case_id=case, rank=rank, number=number, service=services[case])
        for rank, (case, number) in enumerate(chosen, 1)
    )
    drawn = NewEvent(events.OPINIONS_DRAWN.name, {"month": month, "population": len(services), "drawn": len(chosen)})
    append(stream_kind="opinion_round", stream_ref=str(row.pk), events=[drawn], by=by, now=now)
    return row.pk


@transaction.atomic
def give_opinion(*, drawn: UUID, urgency: int, difficulty: int, reason: str, by: Actor, now: datetime) -> None:
    """What she says of the case is kept for good, with what the rules alone say at this moment. The case stays as it is.

    Raises ``InvalidInput`` (``urgency``, ``difficulty``: ``unknown``; ``reason``: ``required``, ``too_long``; ``drawn``:
    ``ended`` when she judged it already, it is decided or its month is over), ``NotAllowed`` (also to owner and deputy, and to
    whoever does not handle such cases alone), ``NotFound``.
    """
    known = OpinionCase.objects.select_related("round").filter(pk=drawn).first()
    row = Case.objects.select_for_update(of=("self",)).filter(pk=known.case_id).first() if known and known.case_id else None
    if known is None or row is None:
        raise NotFound(f"drawn case {drawn}")
    require(by, "triage.second_opinion", team=row.team)
    judge, today = staff_id(by=by), local_day(now)
    if judge in (row.owner_id, row.deputy_id):
        raise NotAllowed(f"case {row.pk} is her own")
    if offices.not_alone(staff=judge, on=today).for_case(row.purpose, row.difficulty):
        raise NotAllowed(f"case {row.pk} needs a skill")
    if urgency not in (1, 2, 3, 4):
        raise InvalidInput(field="urgency", reason="unknown")
    if difficulty not in (1, 2, 3):
        raise InvalidInput(field="difficulty", reason="unknown")
    said = text(reason, field="reason", longest=LONGEST_REASON)
    is_over = row.status not in JUDGED or known.round.month != today.replace(day=1)
    if is_over or known.opinions.filter(judge=judge).exists():
        raise InvalidInput(field="drawn", reason="ended")
    row.urgency_override = None  # read, not written: the opinion is on the rules, not on whoever overrode them
    rules = urgency_of(row, weights=offices.triage_weights(on=today), today=today)
    SecondOpinion.objects.create(
        drawn=known,
        judge_id=judge,
        urgency=urgency,
        difficulty=difficulty,
        reason=said,
        rules_urgency=rules.value,
        rules_difficulty=row.difficulty,
        rules_why=[why.code for why in rules.why],
        judged_at=now,
    )
    record(case=row, kind=events.OPINION_GIVEN, by=by, now=now)
