"""A letter on its way: called back while it is still in the house, delivered, or brought back by the post."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amtslotse.casework.actions import uploading
from amtslotse.casework.actions.dispatching import dispatch
from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.models import Case, Delivery, Letter
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import LONGEST_NOTE, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.letters import LIVING, RETURN_REASONS, SETTLED_BY
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound

#: The scan of a letter that came back is kept with the documents of the case under this word.
SCAN = "returned_letter"


class TooLate(DomainError):
    """The letter has left the house, or was recalled before."""

    code = "too_late"


@transaction.atomic
def recall(*, delivery: UUID, by: Actor, now: datetime) -> None:
    """The letter does not leave the house. Printed ones are taken out of the pile: the page says so.

    The state alone decides between recall and post, in the database. Raises ``TooLate``, ``NotAllowed``, ``NotFound``.
    """
    row, case = _locked(delivery, "recall_letter", by)
    if row.state not in ("queued", "printed"):
        raise TooLate(f"delivery {delivery} is {row.state}")
    row.state, row.recalled_at = "recalled", now
    row.save(update_fields=["state", "recalled_at"])
    record(case=case, kind=events.LETTER_RECALLED, payload={"letter": row.letter.kind}, by=by, now=now)


@transaction.atomic
def note_delivered(*, delivery: UUID, delivered_on: date, by: Actor, now: datetime) -> None:
    """The letter reached her on that day, by a receipt that somebody holds.

    Raises ``InvalidInput`` (field ``delivered_on``, ``in_future`` or ``before_sent``), ``TooLate``, ``NotAllowed``,
    ``NotFound``.
    """
    row, case = _locked(delivery, "record_delivery", by)
    if row.state != "sent" or row.sent_at is None:
        raise TooLate(f"delivery {delivery} is {row.state}")
    _check_day(delivered_on, sent_at=row.sent_at, now=now, field="delivered_on")
    row.state, row.delivered_on = "delivered", delivered_on
    row.save(update_fields=["state", "delivered_on"])
    record(case=case, kind=events.LETTER_DELIVERED, payload={"letter": row.letter.kind, "day": delivered_on}, by=by, now=now)


def note_returned(
    *,
    delivery: UUID,
    returned_on: date,
    reason: str,
    note: str = "",
    scan: tuple[str, bytes] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """The post brought the letter back; somebody has to settle it now. The scan, if given, is a document of the case.

    Raises ``InvalidInput`` (``returned_on`` ``in_future`` or ``before_sent``; ``reason`` ``required``; ``note``
    ``too_long``), ``Refused`` for the scan, ``TooLate``, ``NotAllowed``, ``NotFound``.
    """
    said = text(note, field="note", longest=LONGEST_NOTE, shortest=0)
    if reason not in RETURN_REASONS:
        raise InvalidInput(field="reason", reason="required")
    cleaned = uploading.clean(need="scan", content=scan[1]) if scan else None
    with transaction.atomic():
        row, case = _locked(delivery, "record_delivery", by)
        if row.state != "sent" or row.sent_at is None or row.channel != "post":
            raise TooLate(f"delivery {delivery} is {row.state}")
        _check_day(returned_on, sent_at=row.sent_at, now=now, field="returned_on")
        if scan and cleaned:
            kept = uploading.store(need=SCAN, name=scan[0], cleaned=cleaned, case=case, now=now)
            kept.handed_in_at = now
            kept.save(update_fields=["handed_in_at"])
            row.scan = kept
        row.state, row.returned_on, row.return_reason, row.return_note = "returned", returned_on, reason, said
        row.save(update_fields=["state", "returned_on", "return_reason", "return_note", "scan"])
        record(case=case, kind=events.LETTER_RETURNED, payload={"letter": row.letter.kind, "reason": reason}, by=by, now=now)


@transaction.atomic
def settle_return(*, delivery: UUID, settlement: str, note: str = "", by: Actor, now: datetime) -> None:
    """The returned letter is nobody's task any more. ``sent_again`` puts it into the queue, to the address of that day;
    of several envelopes, this one alone. One that waits or went again already counts: nobody gets two.

    Raises ``InvalidInput`` (field ``settlement``, ``required``), ``TooLate``, ``NotAllowed``, ``NotFound``.
    """
    if settlement not in SETTLED_BY:
        raise InvalidInput(field="settlement", reason="required")
    said = text(note, field="note", longest=LONGEST_NOTE, shortest=0)
    row, case = _locked(delivery, "record_delivery", by)
    if row.state != "returned" or row.settled_at is not None:
        raise TooLate(f"delivery {delivery} is not open")
    row.settlement, row.settlement_note, row.settled_at, row.settled_by_id = settlement, said, now, staff_id(by=by)
    row.save(update_fields=["settlement", "settlement_note", "settled_at", "settled_by"])
    record(case=case, kind=events.RETURN_SETTLED, payload={"settlement": settlement}, by=by, now=now)
    tries = Delivery.objects.filter(letter=row.letter, channel="post")
    waits = Q(acting=row.acting, state__in=LIVING) | Q(acting="", state="queued")
    if settlement == "sent_again" and not tries.filter(waits).exists():
        _again(row.letter, now, acting=row.acting)


@transaction.atomic
def send_by_post(*, case: UUID, letter: UUID, by: Actor, now: datetime) -> UUID:
    """A letter she could only read online, or that was recalled, waits for the next print. Returns the delivery.

    Of several envelopes, the one that was recalled.

    Raises ``TooLate`` when it is in the post already, ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="record_delivery", by=by)
    found = Letter.objects.filter(pk=letter, case=row).first()
    if found is None:
        raise NotFound(f"letter {letter}")
    tries = Delivery.objects.filter(letter=found, channel="post")
    living = tries.filter(state__in=LIVING).values_list("acting", flat=True)
    if not living:
        return _again(found, now).pk
    recalled = tries.filter(state="recalled").exclude(acting__in=living).order_by("-created_at").first()
    if recalled is None:
        raise TooLate(f"letter {letter} is in the post")
    return _again(found, now, acting=recalled.acting).pk


def _again(letter: Letter, now: datetime, *, acting: str = "") -> Delivery:
    tries = Delivery.objects.filter(letter=letter).count()
    return dispatch(letter=letter, channel="post", now=now, acting=acting, effect=f"letter:{letter.pk}:again:{tries + 1}")


def _locked(delivery: UUID, action: str, by: Actor) -> tuple[Delivery, Case]:
    """Delivery and case, locked in this order always: case, then delivery."""
    known = Delivery.objects.filter(pk=delivery).values_list("letter__case_id", flat=True).first()
    if known is None:
        raise NotFound(f"delivery {delivery}")
    try:
        case, _ = locked(case=known, action=action, by=by)
    except NotAllowed:
        raise NotFound(f"delivery {delivery}") from None
    row = Delivery.objects.select_for_update(of=("self",)).select_related("letter").filter(pk=delivery).first()
    if row is None:
        raise NotFound(f"delivery {delivery}")
    return row, case


def _check_day(day: date, *, sent_at: datetime, now: datetime, field: str) -> None:
    if day > local_day(now):
        raise InvalidInput(field=field, reason="in_future")
    if day < local_day(sent_at):
        raise InvalidInput(field=field, reason="before_sent")
