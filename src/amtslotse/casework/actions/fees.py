"""A person sets a fee; it is paid by a line of the cashier's file or by a tick, and every tick can be undone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.models import Case, Charge, Payment, PaymentReference, PaymentRun
from amtslotse.casework.queries.fees import proposals
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import LONGEST_NOTE, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.payments import DROPPED, Line, fresh_reference, read_file
from amtslotse.kernel import names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound
from amtslotse.offices.queries import office

_TRIES = 5


class AlreadyCharged(DomainError):
    """This part of the fee, or this certificate, is charged already."""

    code = "already_charged"


@transaction.atomic
def charge(
    *,
    case: UUID,
    proposal: str,
    amount: Decimal | None = None,
    note: str = "",
    due_on: date | None = None,
    sticker: bool = False,
    by: Actor,
    now: datetime,
) -> UUID:
    """The fee is set and has its day. A sum that the tariff names is taken as it is, whatever ``amount`` says.

    ``proposal`` is the key of one of ``queries.fees.proposals``. Where the tariff names no sum, ``amount`` and ``note`` (who
    checked it, by which rule) are needed, and a range holds. The first charge gives the case its Kassenzeichen.
    Raises ``AlreadyCharged``, ``InvalidInput`` (``proposal`` ``not_an_option``; ``amount`` ``required``, ``out_of_range``,
    ``nothing``; ``note`` ``required``, ``too_long``; ``due_on`` ``in_the_past``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="charge", by=by)
    today = local_day(now)
    offered = {each.key: each for each in proposals(row, on=today, sticker=sticker)}
    if proposal not in offered:
        raise InvalidInput(field="proposal", reason="not_an_option")
    chosen = offered[proposal]
    if chosen.charged:
        raise AlreadyCharged(f"case {case} {proposal}")
    sum_due, said = chosen.amount, ""
    if sum_due is None:
        if amount is None:
            raise InvalidInput(field="amount", reason="required")
        low, high = chosen.at_least or Decimal("0.01"), chosen.at_most or Decimal("99999.99")
        if not low <= amount <= high:
            raise InvalidInput(field="amount", reason="out_of_range", at_least=low, at_most=high)
        said, sum_due = text(note, field="note", longest=LONGEST_NOTE), amount
    if sum_due <= 0:
        raise InvalidInput(field="amount", reason="nothing")
    due = due_on or today
    if due < today:
        raise InvalidInput(field="due_on", reason="in_the_past")
    reference_of(row=row, now=now)
    try:
        with transaction.atomic():
            made = Charge.objects.create(
                case=row,
                part=chosen.part,
                certificate_id=chosen.certificate,
                tariff=chosen.tariff,
                paragraph=chosen.paragraph,
                amount=sum_due,
                note=said,
                due_on=due,
                charged_at=now,
                charged_by_id=staff_id(by=by),
            )
    except IntegrityError:
        raise AlreadyCharged(f"case {case} {proposal}") from None
    payload = {"amount": _euros(made.amount), "part": made.part, "due_on": due}
    record(case=row, kind=events.CHARGED, payload=payload, by=by, now=now)
    return made.pk


@transaction.atomic
def drop_charge(*, charge: UUID, reason: str, note: str, by: Actor, now: datetime) -> None:
    """The charge is dropped for a reason of ``rules.payments.DROPPED``; what was paid on it is to be paid back.

    Dropping again changes nothing. Raises ``InvalidInput`` (``reason`` ``not_an_option``; ``note`` ``required``,
    ``too_long``), ``NotAllowed``, ``NotFound``.
    """
    row, found = _charge(charge, "charge", by)
    if found.dropped_at is not None:
        return
    if reason not in DROPPED:
        raise InvalidInput(field="reason", reason="not_an_option")
    said = text(note, field="note", longest=LONGEST_NOTE)
    found.dropped_at, found.dropped_by_id, found.dropped_for, found.dropped_note = now, by.staff_id, reason, said
    found.save(update_fields=["dropped_at", "dropped_by", "dropped_for", "dropped_note"])
    payload = {"amount": _euros(found.amount), "reason": reason}
    record(case=row, kind=events.CHARGE_DROPPED, payload=payload, by=by, now=now)


@transaction.atomic
def tick_paid(*, charge: UUID, by: Actor, now: datetime) -> None:
    """The charge is noted as paid in full today, by hand. Ticking again changes nothing, in a race too (constraint).

    Raises ``NotAllowed``, ``NotFound``, also for a charge that was dropped.
    """
    row, found = _charge(charge, "settle_charge", by)
    if found.dropped_at is not None:
        raise NotFound(f"charge {charge}")
    if found.payments.filter(undone_at=None).exists():
        return
    Payment.objects.create(
        case=row,
        way="tick",
        charge=found,
        amount=found.amount,
        paid_on=local_day(now),
        recorded_at=now,
        recorded_by_id=staff_id(by=by),
    )
    record(case=row, kind=events.PAID, payload={"amount": _euros(found.amount), "way": "tick"}, by=by, now=now)


@transaction.atomic
def undo_payment(*, payment: UUID, by: Actor, now: datetime) -> None:
    """The note of the payment does not count any more; it stays to be read. Undoing again changes nothing.

    Raises ``NotAllowed``, ``NotFound``.
    """
    known = Payment.objects.filter(pk=payment).values_list("case_id", flat=True).first()
    if known is None:
        raise NotFound(f"payment {payment}")
    row, _ = locked(case=known, action="settle_charge", by=by)
    found = Payment.objects.get(pk=payment)
    if found.undone_at is not None:
        return
    found.undone_at, found.undone_by_id = now, staff_id(by=by)
    found.save(update_fields=["undone_at", "undone_by"])
    record(case=row, kind=events.PAYMENT_UNDONE, payload={"amount": _euros(found.amount)}, by=by, now=now)


@transaction.atomic
def read_payments(*, name: str, content: bytes, by: Actor, now: datetime) -> UUID:
    """The file is understood and kept without names; nothing is booked yet. The same file again is the same run.

    Raises ``InvalidInput`` (see ``rules.payments.read_file``), ``NotAllowed``.
    """
    require(by, "casework.payments")
    understood = read_file(content, prefix=_prefix())
    digest = hashlib.sha256(content).hexdigest()
    run, _made = PaymentRun.objects.get_or_create(
        digest=digest,
        defaults={
            "name": names.clean(name[:200], field="file"),
            "understood": {
                "encoding": understood.encoding,
                "delimiter": understood.delimiter,
                "columns": understood.columns,
            },
            "lines": [_stored(line) for line in understood.lines],
            "read_at": now,
            "read_by_id": staff_id(by=by),
        },
    )
    return run.pk


@dataclass(frozen=True, slots=True)
class Booked:
    """What booking a run did: lines booked now, known before, and those that were left."""

    booked: int
    known: int
    left: int


@transaction.atomic
def book_payments(*, run: UUID, by: Actor, now: datetime) -> Booked:
    """Every line with a Kassenzeichen of a case is noted as paid, once, however often the file or a part of it comes.

    The key of a line is unique in the database. Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "casework.payments")
    found = PaymentRun.objects.select_for_update().filter(pk=run).first()
    if found is None:
        raise NotFound(f"run {run}")
    lines = [line for line in found.lines if not line["fault"]]
    accounts = {
        each.reference: each.case
        for each in PaymentReference.objects.filter(reference__in={line["reference"] for line in lines}).select_related("case")
    }
    before = set(Payment.objects.filter(key__in=[line["key"] for line in lines]).values_list("key", flat=True))
    fresh = [line for line in lines if line["reference"] in accounts and line["key"] not in before]
    known = sum(line["key"] in before for line in lines)
    booked = 0
    for line in fresh:
        case, amount = accounts[line["reference"]], Decimal(line["amount"])
        _payment, made = Payment.objects.get_or_create(
            key=line["key"],
            defaults={
                "case": case,
                "way": "import",
                "run": found,
                "amount": amount,
                "paid_on": date.fromisoformat(line["day"]),
                "recorded_at": now,
                "recorded_by_id": staff_id(by=by),
            },
        )
        if made:
            booked += 1
            record(case=case, kind=events.PAID, payload={"amount": _euros(amount), "way": "import"}, by=by, now=now)
    if found.booked_at is None:
        found.booked_at = now
        found.save(update_fields=["booked_at"])
    return Booked(booked, known + len(fresh) - booked, len(found.lines) - len(fresh) - known)


def reference_of(*, row: Case, now: datetime) -> str:
    """The Kassenzeichen of the case, made when it has none. No two are alike (constraint)."""
    there = PaymentReference.objects.filter(case=row).first()
    for _ in range(_TRIES):
        if there is not None:
            break
        try:
            with transaction.atomic():
                there = PaymentReference.objects.create(case=row, reference=fresh_reference(_prefix()), created_at=now)
        except IntegrityError:
            there = PaymentReference.objects.filter(case=row).first()
    if there is None:
        raise DomainError("no free Kassenzeichen found: the prefix is used up")
    return there.reference


def _prefix() -> str:
    return str(office().number("cash_prefix"))


def _charge(charge: UUID, action: str, by: Actor) -> tuple[Case, Charge]:
    known = Charge.objects.filter(pk=charge).values_list("case_id", flat=True).first()
    if known is None:
        raise NotFound(f"charge {charge}")
    row, _ = locked(case=known, action=action, by=by)
    return row, Charge.objects.get(pk=charge)


def _stored(line: Line) -> Mapping[str, Any]:
    return {
        "number": line.number,
        "reference": line.reference,
        "amount": "" if line.amount is None else str(line.amount),
        "day": line.day.isoformat() if line.day else "",
        "key": line.key,
        "fault": line.fault,
    }


def _euros(amount: Decimal) -> str:
    return f"{amount:.2f}"
