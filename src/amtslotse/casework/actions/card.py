"""The card of a granted title: ordered from the printer, arrived at the office."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.recording import locked, record, tell
from amtslotse.casework.actions.waiting import begin, end
from amtslotse.casework.models import Partner, Suspension
from amtslotse.casework.rules import events
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed

PRINTER = "card_printer"


@transaction.atomic
def order_card(*, case: UUID, by: Actor, now: datetime) -> None:
    """The card of a granted title is ordered and the case waits for the printer. Ordering again changes nothing.

    Raises ``NotAllowed`` also where nothing was granted; ``NotFound``.
    """
    row, _ = locked(case=case, action="order_card", by=by)
    if row.decision is None or not row.decision.outcome.startswith("grant"):
        raise NotAllowed(f"case {case} has nothing a card is made of")
    if row.card_ordered_at is not None:
        return
    row.card_ordered_at = now
    row.save(update_fields=["card_ordered_at"])
    record(case=row, kind=events.CARD_ORDERED, by=by, now=now)
    printer = Partner.objects.filter(code=PRINTER).first()
    if printer is not None:
        begin(row=row, body=printer, note="", by=by, now=now)


@transaction.atomic
def card_arrived(*, case: UUID, by: Actor, now: datetime) -> None:
    """The card lies at the office, she is told that there is news, and it is her turn. Arriving again changes nothing.

    Raises ``NotAllowed`` also before it was ordered; ``NotFound``.
    """
    row, _ = locked(case=case, action="card_arrived", by=by)
    if row.card_ordered_at is None:
        raise NotAllowed(f"case {case} has no card under way")
    if row.card_arrived_at is not None:
        return
    row.card_arrived_at = now
    row.save(update_fields=["card_arrived_at"])
    for interval in Suspension.objects.filter(case=row, partner__code=PRINTER, ended_at=None):
        end(row=row, interval=interval, ending="answered", now=now)
    record(case=row, kind=events.CARD_ARRIVED, by=by, now=now)
    tell(case=row, kind="card_arrived", key="card_arrived", now=now)
