"""Whoever's time falls into a closure gets a new one, or waits with her day for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.asking import journal
from amtslotse.appointments.actions.changing import give_up_places, locked, move
from amtslotse.appointments.actions.recording import lead_days, record, record_visit
from amtslotse.appointments.actions.sitting import PlaceTaken
from amtslotse.appointments.models import Appointment, Commitment, Request
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.codes import digest, fresh_number
from amtslotse.appointments.rules.emergency import is_urgent
from amtslotse.appointments.rules.states import NotNow, leads_to
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel import codes
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.localtime import day_of


@transaction.atomic
def replace(*, appointment: UUID, place: int, idempotency_key: UUID, by: Actor, now: datetime) -> bool:
    """The appointment is at the new place, and she is told why; ``False``: somebody was quicker, or it is over already.

    Raises ``NotAllowed``.
    """
    require(by, "planner.close_counter")
    try:
        access = move(appointment=appointment, place=place, idempotency_key=idempotency_key, tell=False, by=SYSTEM, now=now)
    except (PlaceTaken, NotNow):
        return False
    rows = Appointment.objects.select_related("party", "counter__site").in_bulk([appointment, access.appointment])
    telling.tell_closed(appointment=rows[appointment], replacement=rows[access.appointment], now=now)
    return True


@transaction.atomic
def put_on_list(*, appointment: UUID, idempotency_key: UUID, by: Actor, now: datetime) -> bool:
    """She waits with the day on which she first asked, and is told: on the emergency list if her title ends within seven
    days or her appointment was an emergency, else on the waiting list. The appointment is off.

    ``False``: it is over already, or she waits for an earlier place; then nothing changes. Raises ``NotAllowed``.
    """
    require(by, "planner.close_counter")
    old = locked(appointment=appointment)
    if old.status != "booked" or old.requests.filter(status__in=("waiting", "offered")).exists():
        return False
    urgent = old.klass == "emergency" or is_urgent(old.party.title_expires_on, today=day_of(now))
    row = Request.objects.create(
        number=fresh_number("A", now),
        idempotency_key=idempotency_key,
        digest=digest("closed", appointment),
        ticket=codes.fresh(),
        kind="emergency" if urgent else "waiting",
        status="waiting",
        party=old.party,
        klass="emergency" if urgent else old.klass,
        matters=old.matters,
        minutes=old.minutes,
        requested_at=old.requested_at,
        requested_on=day_of(old.requested_at),
    )
    Commitment.objects.filter(appointment=old, living=True).update(appointment=None, request=row)
    old.status, old.ended_at, old.end_reason = leads_to("cancel", status=old.status), now, "closed"
    old.save(update_fields=["status", "ended_at", "end_reason"])
    give_up_places(row=old, now=now)
    said = {
        "klass": old.klass,
        "reason": "closed",
        "starts_at": old.starts_at,
        "lead_days": lead_days(appointment=old, now=now),
    }
    record(appointment=old.pk, kind=events.CANCELLED, payload=said, by=by, now=now)
    record_visit(case_ref=old.party.case_ref, kind=events.VISIT_CANCELLED, by=by, now=now)
    journal(request=row, kind=events.REQUEST_MADE, payload={"kind": row.kind, "klass": row.klass}, by=by, now=now)
    telling.tell_closed(appointment=old, replacement=None, now=now)
    return True


def record_closing(*, appointments: int, replaced: int, by: Actor, now: datetime) -> None:
    """The journal of the plan says how many a closure concerned, and how many have a new time."""
    event = NewEvent(events.PLAN_CLOSED.name, {"appointments": appointments, "replaced": replaced})
    append(stream_kind="plan", stream_ref="plan", events=[event], by=by, now=now)
