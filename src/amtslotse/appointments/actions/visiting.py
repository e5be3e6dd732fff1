"""She came, her visit ended, or she did not come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import may, require
from amtslotse.appointments.actions.changing import forget_needs, give_up_places, locked
from amtslotse.appointments.actions.committing import end_commitments
from amtslotse.appointments.actions.recording import record, record_visit
from amtslotse.appointments.models import Appointment, Seat
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.codes import local_day
from amtslotse.appointments.rules.states import leads_to
from amtslotse.kernel.actor import Actor


@transaction.atomic
def mark_arrived(*, appointment: UUID, arrived_at: datetime | None = None, by: Actor, now: datetime) -> None:
    """She is here. Done already: nothing changes. ``arrived_at`` is when she came, when that is entered later.

    Raises ``NotNow``, ``NotAllowed``, ``NotFound``.
    """
    _may(by)
    row = locked(appointment=appointment)
    if row.status == "arrived":
        return
    row.status = leads_to("arrive", status=row.status)
    row.save(update_fields=["status"])
    late = int(((arrived_at or now) - row.starts_at).total_seconds() // 60)
    record(appointment=row.pk, kind=events.ARRIVED, payload={"late_minutes": late}, by=by, now=now)
    record_visit(case_ref=row.party.case_ref, kind=events.VISIT_CAME, by=by, now=now)


@transaction.atomic
def mark_done(*, appointment: UUID, outcome: str, by: Actor, now: datetime) -> None:
    """The visit is over, what she needed for it is deleted, and its persons may ask again. ``outcome`` is a code.

    Done already: nothing changes. Raises ``NotNow``, ``NotAllowed``, ``NotFound``.
    """
    _may(by)
    row = locked(appointment=appointment)
    if row.status == "done":
        return
    _end(row, "finish", outcome, now)
    # Whoever was served early leaves the rest of her time to the hall, not to the calendar: seats just end.
    Seat.objects.filter(appointment=row).update(living=False)
    record(appointment=row.pk, kind=events.DONE, payload={"klass": row.klass, "outcome": outcome}, by=by, now=now)


@transaction.atomic
def mark_no_show(*, appointment: UUID, by: Actor, now: datetime) -> None:
    """She did not come. What is left of her time waits for the waiting list. Done already: nothing changes.

    ``lead_days`` in the journal are the days from booking to the appointment: no-shows are measured by them.
    Raises ``NotNow``, ``NotAllowed``, ``NotFound``.
    """
    _may(by)
    row = locked(appointment=appointment)
    if row.status == "no_show":
        return
    _end(row, "miss", "no_show", now)
    give_up_places(row=row, now=now)
    booked_on = local_day(row.booked_at) if row.booked_at else local_day(row.created_at)
    payload = {"klass": row.klass, "lead_days": max(0, (local_day(row.starts_at) - booked_on).days)}
    record(appointment=row.pk, kind=events.NO_SHOW, payload=payload, by=by, now=now)
    record_visit(case_ref=row.party.case_ref, kind=events.VISIT_MISSED, by=by, now=now)


def _may(by: Actor) -> None:
    """She checks in herself, the system ends the day; staff need the right."""
    if by.is_staff and not may(by, "desk.check_in"):
        require(by, "desk.call")


def _end(row: Appointment, move: str, reason: str, now: datetime) -> None:
    row.status = leads_to(move, status=row.status)
    row.ended_at, row.end_reason = now, reason
    row.save(update_fields=["status", "ended_at", "end_reason"])
    end_commitments(appointment=row.pk)
    forget_needs(row=row)
