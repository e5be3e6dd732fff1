"""The register of suits: what is filed, what is due, and how each ended."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Min

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.notifying import record_reversal
from amtslotse.casework.actions.recording import record, staff_id
from amtslotse.casework.models import Case, Decision, Suit, SuitDeadline
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import text
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.legal import (
    COST_BEARERS,
    LONGEST_NAME,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    LOST,
    OVERTURNING,
    SUIT_OUTCOMES,
    SUITS,
)
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound

MOST_COSTS = Decimal("99999999.99")


def keep_suit(
    *,
    suit: UUID | None = None,
    version: int | None = None,
    kind: str,
    court: str,
    reference: str = "",
    filed_on: date,
    file_number: str = "",
    deadline_on: date | None = None,
    deadline_for: str = "",
    hearing_on: date | None = None,
    cost_bearer: str = "",
    costs: Decimal | None = None,
    lesson: str = "",
    by: Actor,
    now: datetime,
) -> UUID:
    """The register says so from now on; without ``suit`` it is a new one. The case knows its next date in court.

    ``version``: the one that was read; what somebody else changed since then is never overwritten. ``deadline_on`` is one
    deadline more; the same one again changes nothing.
    What ended keeps kind, case and day; dates ahead are gone then. A case may be corrected, not taken away.
    Raises ``InvalidInput`` (``version`` ``changed``; ``reference`` ``taken``; ``filed_on`` ``in_future``; ``file_number``
    ``unknown`` or ``required``; ``deadline_on`` and ``hearing_on`` ``too_early``; each field what ``text`` says of it),
    ``NotAllowed``, ``NotFound``.
    """
    require(by, "legal.change")
    if kind not in SUITS:
        raise InvalidInput(field="kind", reason="not_an_option")
    if filed_on > local_day(now):
        raise InvalidInput(field="filed_on", reason="in_future")
    if cost_bearer and cost_bearer not in COST_BEARERS:
        raise InvalidInput(field="cost_bearer", reason="not_an_option")
    if costs is not None and not 0 <= costs <= MOST_COSTS:
        raise InvalidInput(field="costs", reason="out_of_range")
    for field, day in (("deadline_on", deadline_on), ("hearing_on", hearing_on)):
        if day is not None and day < filed_on:
            raise InvalidInput(field=field, reason="too_early")
    purpose = text(deadline_for, field="deadline_for", longest=LONGEST_NAME, shortest=1 if deadline_on else 0)
    if purpose and deadline_on is None:
        raise InvalidInput(field="deadline_on", reason="required")
    fields = {
        "court": text(court, field="court", longest=LONGEST_NAME),
        "reference": text(reference, field="reference", longest=LONGEST_REFERENCE, shortest=0),
        "cost_bearer": cost_bearer,
        "costs": costs,
        "lesson": text(lesson, field="lesson", longest=LONGEST_TEXT, shortest=0),
    }
    while_open = {
        "kind": kind,
        "filed_on": filed_on,
        "case": _case(file_number),
        "hearing_on": hearing_on,
    }
    try:
        with transaction.atomic():
            row = Suit(recorded_at=now, recorded_by_id=staff_id(by=by)) if suit is None else _locked(suit)
            if suit is not None and version != row.version:
                raise InvalidInput(field="version", reason="changed")
            before = row.case
            if before is not None and while_open["case"] is None:
                raise InvalidInput(field="file_number", reason="required")
            for name, value in {**fields, **({} if row.outcome else while_open)}.items():
                setattr(row, name, value)
            row.save()
            if deadline_on is not None and not row.outcome:
                noted = {"suit": row, "due_on": deadline_on, "purpose": purpose}
                SuitDeadline.objects.get_or_create(**noted, defaults={"recorded_at": now})
            for case in {each.pk: each for each in (before, row.case) if each is not None}.values():
                _next_date(case, now)
            _record(row, events.SUIT_CHANGED if suit else events.SUIT_RECORDED, {"kind": row.kind}, by, now)
            if row.case is not None and (before is None or before.pk != row.case.pk):
                record(case=row.case, kind=events.SUIT_FILED, payload={"kind": kind, "filed_on": filed_on}, by=by, now=now)
    except IntegrityError as error:
        if "a_court_reference_names_one_suit" in str(error):
            raise InvalidInput(field="reference", reason="taken") from None
        raise
    return row.pk


@transaction.atomic
def end_suit(*, suit: UUID, outcome: str, outcome_on: date, by: Actor, now: datetime) -> None:
    """The suit ended so, for good. Its open deadlines drop (trigger). The case has one date in court less.

    Lost, wholly or in part, in a matter that attacks the decision itself (``rules.legal.OVERTURNING``): the decision counts
    as overturned and feeds the sample (``record_reversal``). The same outcome a second time changes nothing.
    Raises ``InvalidInput`` (field ``outcome``: ``not_an_option``, ``ended``; ``outcome_on``: ``in_future``, ``too_early``),
    ``NotAllowed``, ``NotFound``.
    """
    require(by, "legal.change")
    row = _locked(suit)
    if outcome not in SUIT_OUTCOMES:
        raise InvalidInput(field="outcome", reason="not_an_option")
    if (row.outcome, row.outcome_on) == (outcome, outcome_on):
        return
    if row.outcome:
        raise InvalidInput(field="outcome", reason="ended")
    if outcome_on > local_day(now):
        raise InvalidInput(field="outcome_on", reason="in_future")
    if outcome_on < row.filed_on:
        raise InvalidInput(field="outcome_on", reason="too_early")
    row.outcome, row.outcome_on = outcome, outcome_on
    row.hearing_on = None
    row.save()
    said = {"kind": row.kind, "outcome": outcome, "on": outcome_on}
    _record(row, events.SUIT_ENDED, said, by, now)
    if row.case is None:
        return
    _next_date(row.case, now)
    record(case=row.case, kind=events.SUIT_OVER, payload=said, by=by, now=now)
    if outcome in LOST and row.kind in OVERTURNING:
        decision = Decision.objects.filter(case=row.case, status__in=("released", "signed")).first()
        if decision is not None:
            record_reversal(decision=decision.pk, by_whom="court", on=outcome_on, by=by, now=now)


@transaction.atomic
def meet_deadline(*, deadline: UUID, done_on: date, by: Actor, now: datetime) -> None:
    """The court got what was due, on that day, for good. The same day a second time changes nothing.

    Raises ``InvalidInput`` (``done_on``: ``in_future``, ``too_early``, ``ended``), ``NotAllowed``, ``NotFound``.
    """
    require(by, "legal.change")
    row = SuitDeadline.objects.select_for_update(of=("self",)).select_related("suit").filter(pk=deadline).first()
    if row is None:
        raise NotFound(f"deadline {deadline}")
    if row.done_on == done_on:
        return
    if row.done_on is not None or row.dropped_on is not None:
        raise InvalidInput(field="done_on", reason="ended")
    if done_on > local_day(now):
        raise InvalidInput(field="done_on", reason="in_future")
    if done_on < row.suit.filed_on:
        raise InvalidInput(field="done_on", reason="too_early")
    row.done_on = done_on
    row.save(update_fields=["done_on"])
    _record(row.suit, events.SUIT_DEADLINE_MET, {"due_on": row.due_on, "kept": done_on <= row.due_on}, by, now)


def _case(file_number: str) -> Case | None:
    if not file_number.strip():
        return None
    found = Case.objects.filter(file_number=codes.normalise(file_number)[:20]).first()
    if found is None:
        raise InvalidInput(field="file_number", reason="unknown")
    return found


def _locked(suit: UUID) -> Suit:
    row = Suit.objects.select_for_update(of=("self",)).select_related("case").filter(pk=suit).first()
    if row is None:
        raise NotFound(f"suit {suit}")
    return row


def _next_date(case: Case, now: datetime) -> None:
    """The earliest date ahead of the case's open suits; two suits of a case wait for each other here."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    ahead = Suit.objects.filter(case=case, outcome="", hearing_on__gte=local_day(now))
    Case.objects.filter(pk=case.pk).update(court_on=ahead.aggregate(first=Min("hearing_on"))["first"])


def _record(row: Suit, kind: Kind, payload: dict[str, object], by: Actor, now: datetime) -> None:
    append(stream_kind="suit", stream_ref=str(row.pk), events=[NewEvent(kind.name, payload)], by=by, now=now)
