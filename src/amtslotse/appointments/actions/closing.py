"""Whoever's time falls into a closure gets a new one, or waits with her day for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.changing import move
from amtslotse.appointments.actions.sitting import PlaceTaken
from amtslotse.appointments.models import Appointment
from amtslotse.appointments.rules.events import PLAN_CLOSED
from amtslotse.appointments.rules.states import NotNow
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM, Actor


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


def record_closing(*, appointments: int, replaced: int, by: Actor, now: datetime) -> None:
    """The journal of the plan says how many a closure concerned, and how many have a new time."""
    event = NewEvent(PLAN_CLOSED.name, {"appointments": appointments, "replaced": replaced})
    append(stream_kind="plan", stream_ref="plan", events=[event], by=by, now=now)
