"""Moving and cancelling."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.committing import end_commitments, pass_on_commitments
from amtslotse.appointments.actions.holding import end_overdue
from amtslotse.appointments.actions.recording import lead_days, record, record_booked, record_visit
from amtslotse.appointments.actions.sitting import PlaceTaken, TooLate, Visit, policy, sent_before, sit, stretch
from amtslotse.appointments.models import Appointment, Place, Request, Seat
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.appointments.rules.codes import digest
from amtslotse.appointments.rules.states import leads_to
from amtslotse.appointments.rules.times import REACH, window
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound


def move(
    *, appointment: UUID, place: int, idempotency_key: UUID, tell: bool = True, by: Actor, now: datetime
) -> AppointmentAccess:
    """She has the new time instead of the old one; when it cannot be had, she keeps the old one: never neither.

    The name stays, so do the day she asked and the calendar entry; number and code are new. Sent again, the answer is the
    same. The place she leaves is not in the calendar until the waiting list has been asked. ``tell``: by mail.

    Raises ``PlaceTaken``, ``TooLate``, ``NotNow``, ``Conflict``, ``NotAllowed``, ``NotFound``.
    """
    if by.is_staff:
        require(by, "appointments.book_for")
    said = digest("move", appointment, place)
    if done := sent_before(key=idempotency_key, digest=said):
        return AppointmentAccess(done.pk, done.code_version)
    try:
        with transaction.atomic():
            return _moved(appointment, place, idempotency_key, said, tell, by, now)
    except OperationalError as fault:  # two that want each other's places wait for each other: one of them keeps her own
        if not isinstance(fault.__cause__, DeadlockDetected):
            raise
        raise PlaceTaken from None


def _moved(appointment: UUID, place: int, key: UUID, said: str, tell: bool, by: Actor, now: datetime) -> AppointmentAccess:
    old = locked(appointment=appointment)
    status = leads_to("move", status=old.status)
    if old.starts_at <= now and not by.is_staff:
        raise TooLate
    on = stretch(place=place, minutes=old.minutes, now=now)
    own = set(old.seats.filter(living=True).values_list("place_id", flat=True))
    if on.is_stranded or set(on.places) == own or (on.is_taken and not set(on.places) & own):
        raise PlaceTaken
    if on.ends_at <= now:
        raise TooLate
    if not by.is_staff and by.role != "system":
        how = policy(klass=on.klass)
        earliest, latest = window(now, notice_minutes=how.minimum_notice_minutes, horizon_days=how.horizon_days)
        if on.starts_at < earliest:
            raise TooLate
        if on.klass != old.klass or on.starts_at >= latest or not on.is_offered or not on.contingents <= set(REACH["public"]):
            raise PlaceTaken(reason="not_offered")
    if on.overdue:
        end_overdue(appointments=on.overdue, now=now)
    old.status, old.ended_at, old.end_reason = status, now, "moved"
    old.save(update_fields=["status", "ended_at", "end_reason"])
    give_up_places(row=old, now=now)
    visit = Visit(
        key=key,
        digest=said,
        party=old.party_id,
        contact_key=old.contact_key,
        contact_slot=old.contact_slot,
        matters=tuple(old.matters),
        minutes=old.minutes,
        status="booked",
        source=old.source,
        requested_at=old.requested_at,
        moved_from=old.pk,
        lineage=old.lineage,
        calendar_sequence=old.calendar_sequence + 1,
    )
    identity = sit(visit=visit, on=on, now=now)
    if identity is None:
        raise PlaceTaken
    pass_on_commitments(appointment=old.pk, to=identity)
    Request.objects.filter(appointment=old).update(appointment=identity)
    new = Appointment.objects.select_related("party", "counter__site").get(pk=identity)
    payload = {"klass": new.klass, "starts_at": new.starts_at}
    record(appointment=old.pk, kind=events.MOVED, payload=payload, by=by, now=now)
    record_booked(appointment=new, persons=new.party.persons.count(), by=by, now=now)
    if tell:
        telling.tell_moved(old=old, new=new, now=now)
    return AppointmentAccess(new.pk, new.code_version)


@transaction.atomic
def cancel(*, appointment: UUID, reason: str, tell: bool = True, by: Actor, now: datetime) -> None:
    """The appointment is off, and its persons may ask again. Done already: nothing changes.

    Its places are free for the waiting list, never back in the calendar at a moment somebody could wait for
    (``bookable_from`` is null until ``release_late``). A time that is only held goes back at once: it never left.
    ``reason`` is a code for the journal; ``tell``: by mail.

    Raises ``NotNow``, ``NotAllowed``, ``NotFound``.
    """
    if by.is_staff:
        require(by, "appointments.book_for")
    row = locked(appointment=appointment)
    if row.status in ("cancelled", "expired"):
        return
    was, row.status = row.status, leads_to("cancel", status=row.status)
    row.ended_at, row.end_reason = now, reason
    row.save(update_fields=["status", "ended_at", "end_reason"])
    end_commitments(appointment=row.pk)
    if was == "held":
        Seat.objects.filter(appointment=row).update(living=False, hold_permit=None)
        record(appointment=row.pk, kind=events.EXPIRED, payload={"klass": row.klass}, by=by, now=now)
        return
    give_up_places(row=row, now=now)
    forget_needs(row=row)
    payload = {
        "klass": row.klass,
        "reason": reason,
        "starts_at": row.starts_at,
        "lead_days": lead_days(appointment=row, now=now),
    }
    record(appointment=row.pk, kind=events.CANCELLED, payload=payload, by=by, now=now)
    record_visit(case_ref=row.party.case_ref, kind=events.VISIT_CANCELLED, by=by, now=now)
    if tell:
        telling.tell_cancelled(appointment=row, reason=reason, now=now)


def locked(*, appointment: UUID) -> Appointment:
    """The appointment with party and site, locked until the transaction ends. Raises ``NotFound``."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("party__partner", "counter__site")
    row = rows.filter(pk=appointment).first()
    if row is None:
        raise NotFound(f"appointment {appointment}")
    return row


def give_up_places(*, row: Appointment, now: datetime) -> None:
    """Nobody sits on the appointment's places; those to come wait for the waiting list."""
    places = list(row.seats.filter(living=True).values_list("place_id", flat=True))
    Seat.objects.filter(appointment=row).update(living=False, hold_permit=None)
    Place.objects.filter(pk__in=places, starts_at__gt=now).update(bookable_from=None)


def forget_needs(*, row: Appointment) -> None:
    """What she said of interpreter, step-free way or helper is deleted, once nothing lives that needs it."""
    party = row.party
    if party.appointments.filter(status__in=("held", "booked", "arrived")).exists():
        return
    if party.needs_interpreter or party.needs_step_free or party.needs_helper:
        party.needs_interpreter = party.needs_step_free = party.needs_helper = False
        party.save(update_fields=["needs_interpreter", "needs_step_free", "needs_helper"])
