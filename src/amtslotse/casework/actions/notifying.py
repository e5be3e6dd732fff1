"""How and when a decision was notified, and what becomes of it in court."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.models import Case, Decision, Letter, Notification, Reversal
from amtslotse.casework.queries.deciding import proposed_days
from amtslotse.casework.rules import events, remedies
from amtslotse.casework.rules.deciding import BURDENS, LONGEST_NOTE, REVERSED_BY, WAYS, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound


@transaction.atomic
def record_notification(
    *,
    case: UUID,
    way: str,
    sent_on: date,
    notified_on: date | None = None,
    remedy_until: date | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> Notification:
    """Way and day of notification are known, and with them the last day to contest and the day the decision is final.

    Days that the rules of the Land give need not be said. Where they give none (``rules.remedies``), or where a person
    knows better, she says the days and why. A later notification counts instead of an earlier one.
    Raises ``InvalidInput`` (field ``way`` ``unknown_way``; field ``sent_on`` ``in_future`` or ``too_early``; fields
    ``notified_on`` and ``remedy_until`` ``legal_check``, where no rule gives them, or ``too_early``; field ``note``
    ``required``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="record_notification", by=by)
    return notify_locked(
        row=row, way=way, sent_on=sent_on, notified_on=notified_on, remedy_until=remedy_until, note=note, by=by, now=now
    )


def notify_locked(
    *,
    row: Case,
    way: str,
    sent_on: date,
    notified_on: date | None = None,
    remedy_until: date | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> Notification:
    """As ``record_notification``, for a case that the caller has locked and may act on."""
    decision, letter = row.decision, Letter.objects.filter(case=row, kind="decision").first()
    if decision is None or letter is None or row.decided_at is None:
        raise NotFound(f"case {row.pk} has no decision")
    if way not in WAYS:
        raise InvalidInput(field="way", reason="unknown_way")
    if sent_on > local_day(now):
        raise InvalidInput(field="sent_on", reason="in_future")
    if sent_on < local_day(row.decided_at):
        raise InvalidInput(field="sent_on", reason="too_early")
    burdens = decision.outcome in BURDENS
    known = proposed_days(row, way=way, sent_on=sent_on)
    if known and notified_on is None and remedy_until is None:
        days = known
    else:
        days = _by_a_person(known, sent_on, notified_on, remedy_until, burdens=burdens)
    said = text(note, field="note", longest=LONGEST_NOTE, shortest=0 if days.rule else 1)
    made = Notification.objects.create(
        decision=decision,
        addressee=decision.addressees.order_by("capacity", "pk")[0],
        letter=letter,
        way=way,
        sent_on=sent_on,
        notified_on=days.notified_on,
        remedy_until=days.remedy_until,
        rule=days.rule,
        note=said,
        recorded_at=now,
        recorded_by_id=staff_id(by=by),
    )
    row.final_on = days.remedy_until + timedelta(days=1) if days.remedy_until else days.notified_on
    row.save(update_fields=["final_on"])
    payload: dict[str, object] = {"way": way, "notified_on": days.notified_on}
    if days.remedy_until:
        payload["remedy_until"] = days.remedy_until
    record(case=row, kind=events.NOTIFIED, payload=payload, by=by, now=now)
    return made


def _by_a_person(
    known: remedies.Days | None, sent_on: date, notified_on: date | None, remedy_until: date | None, *, burdens: bool
) -> remedies.Days:
    """The days as a person says them; what she leaves out, the rules say where they can."""
    day = notified_on or (known.notified_on if known else None)
    if day is None:
        raise InvalidInput(field="notified_on", reason="legal_check")
    if day < sent_on:
        raise InvalidInput(field="notified_on", reason="too_early")
    until = remedy_until or (known.remedy_until if known and notified_on is None else None)
    if burdens and until is None:
        raise InvalidInput(field="remedy_until", reason="legal_check")
    if burdens and until is not None and until <= day:
        raise InvalidInput(field="remedy_until", reason="too_early")
    return remedies.Days(day, until if burdens else None, "")


@transaction.atomic
def record_reversal(*, decision: UUID, by_whom: str, on: date, by: Actor, now: datetime) -> None:
    """A court or an objection overturned the decision: the sample looks more often at such matters.

    Raises ``InvalidInput`` (field ``by_whom``, ``unknown``; field ``on``, ``in_future``), ``NotAllowed``, ``NotFound``.
    A second time changes nothing.
    """
    require(by, "legal.change")
    row = Decision.objects.select_related("case").filter(pk=decision, status__in=("released", "signed")).first()
    if row is None:
        raise NotFound(f"decision {decision}")
    if by_whom not in REVERSED_BY:
        raise InvalidInput(field="by_whom", reason="unknown")
    if on > local_day(now):
        raise InvalidInput(field="on", reason="in_future")
    _, is_new = Reversal.objects.get_or_create(decision=row, defaults={"by_whom": by_whom, "on": on, "recorded_at": now})
    if is_new:
        record(case=row.case, kind=events.DECISION_REVERSED, payload={"by_whom": by_whom, "on": on}, by=by, now=now)
