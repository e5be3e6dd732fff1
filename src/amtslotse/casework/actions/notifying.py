"""How and when a decision was notified, and what becomes of it in court."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.models import Addressee, Case, Decision, Letter, Notification, Reversal
from amtslotse.casework.queries.deciding import envelopes_of, proposed_days
from amtslotse.casework.rules import events, remedies
from amtslotse.casework.rules.deciding import BURDENS, LONGEST_NOTE, REVERSED_BY, WAYS, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound

#: Twice the longest time to contest, a year without a notice (§ 58 Abs. 2 VwGO); later is a slip of the pen.
LATEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Notified:
    """How and when somebody was notified, as a person says it.

    ``notified_on`` and ``remedy_until`` need not be said where the rules of the Land give them. ``to``: one of the decision's
    addressees, for whoever shares her envelope; ``None``: all of them.
    """

    way: str
    sent_on: date
    notified_on: date | None = None
    remedy_until: date | None = None
    note: str = ""
    to: UUID | None = None


@transaction.atomic
def record_notification(*, case: UUID, notified: Notified, by: Actor, now: datetime) -> tuple[Notification, ...]:
    """Way and day of notification are known, and with them the last day to contest; once each addressee was notified, the
    decision is final after the last of these days.

    Days that the rules of the Land give need not be said. Where they give none (``rules.remedies``), or where a person
    knows better, she says the days and why. A later notification to somebody counts instead of her earlier one.
    Raises ``InvalidInput`` (field ``way`` ``unknown_way``; field ``sent_on`` ``in_future`` or ``too_early``; fields
    ``notified_on`` and ``remedy_until`` ``legal_check``, where no rule gives them, ``too_early`` or ``too_late``; field
    ``note`` ``required``; field ``to`` ``unknown``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="record_notification", by=by)
    return notify_locked(row=row, notified=notified, by=by, now=now)


def notify_locked(*, row: Case, notified: Notified, by: Actor, now: datetime) -> tuple[Notification, ...]:
    """As ``record_notification``, for a case that the caller has locked and may act on."""
    decision, letter = row.decision, Letter.objects.filter(case=row, kind="decision").first()
    if decision is None or letter is None or row.decided_at is None:
        raise NotFound(f"case {row.pk} has no decision")
    if notified.way not in WAYS:
        raise InvalidInput(field="way", reason="unknown_way")
    if notified.sent_on > local_day(now):
        raise InvalidInput(field="sent_on", reason="in_future")
    if notified.sent_on < local_day(row.decided_at):
        raise InvalidInput(field="sent_on", reason="too_early")
    to = _chosen(row, decision, notified.to)
    burdens = decision.outcome in BURDENS
    known = proposed_days(row, way=notified.way, sent_on=notified.sent_on)
    if known and notified.notified_on is None and notified.remedy_until is None:
        days = known
    else:
        days = _by_a_person(known, notified, burdens=burdens)
    said = text(notified.note, field="note", longest=LONGEST_NOTE, shortest=0 if days.rule else 1)
    made = tuple(
        Notification.objects.create(
            decision=decision,
            addressee=each,
            letter=letter,
            way=notified.way,
            sent_on=notified.sent_on,
            notified_on=days.notified_on,
            remedy_until=days.remedy_until,
            rule=days.rule,
            note=said,
            recorded_at=now,
            recorded_by_id=staff_id(by=by),
        )
        for each in to
    )
    row.final_on = _final_on(decision, made)
    row.save(update_fields=["final_on"])
    payload: dict[str, object] = {"way": notified.way, "notified_on": days.notified_on}
    if days.remedy_until:
        payload["remedy_until"] = days.remedy_until
    record(case=row, kind=events.NOTIFIED, payload=payload, by=by, now=now)
    return made


def _chosen(row: Case, decision: Decision, to: UUID | None) -> list[Addressee]:
    """Those whom one notification reaches: all, or everybody in the envelope of the one."""
    everybody = list(decision.addressees.order_by("capacity", "pk"))
    if to is None:
        return everybody
    one = next((each for each in everybody if each.pk == to), None)
    if one is None:
        raise InvalidInput(field="to", reason="unknown")
    sealed = next((each for each in envelopes_of(row, everybody) if one.representative in each.acting), None)
    return [each for each in everybody if each is one or (sealed and each.representative in sealed.acting)]


def _final_on(decision: Decision, now_made: Sequence[Notification]) -> date | None:
    """The day after the last remedy of all addressees, each by her newest notification; ``None`` while one is not notified."""
    newest = {each.addressee_id: each for each in (*decision.notifications.order_by("recorded_at", "pk"), *now_made)}
    if set(newest) != set(decision.addressees.values_list("pk", flat=True)):
        return None
    return max(each.remedy_until + timedelta(days=1) if each.remedy_until else each.notified_on for each in newest.values())


def _by_a_person(known: remedies.Days | None, notified: Notified, *, burdens: bool) -> remedies.Days:
    """The days as a person says them; what she leaves out, the rules say where they can."""
    day = notified.notified_on or (known.notified_on if known else None)
    if day is None:
        raise InvalidInput(field="notified_on", reason="legal_check")
    if day < notified.sent_on:
        raise InvalidInput(field="notified_on", reason="too_early")
    if day > notified.sent_on + LATEST:
        raise InvalidInput(field="notified_on", reason="too_late")
    until = notified.remedy_until or (known.remedy_until if known and notified.notified_on is None else None)
    if burdens and until is None:
        raise InvalidInput(field="remedy_until", reason="legal_check")
    if burdens and until is not None and until <= day:
        raise InvalidInput(field="remedy_until", reason="too_early")
    if burdens and until is not None and until > day + LATEST:
        raise InvalidInput(field="remedy_until", reason="too_late")
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
