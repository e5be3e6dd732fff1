"""Booking without a hold: at the desk, on the telephone, by a partner, by somebody proven, by allocation and waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.committing import commit, make_party, pass_on_commitments
from amtslotse.appointments.actions.holding import end_overdue
from amtslotse.appointments.actions.recording import record_booked
from amtslotse.appointments.actions.sitting import (
    PlaceTaken,
    Stretch,
    TooLate,
    Visit,
    efforts,
    policy,
    sent_before,
    sit,
    stretch,
)
from amtslotse.appointments.models import Appointment, Partner, Party, Request, keys
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.appointments.rules.codes import digest, local_day
from amtslotse.appointments.rules.parties import PartyInput, checked
from amtslotse.appointments.rules.times import REACH, minutes_for, window
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed, NotFound


@transaction.atomic
def book(
    *,
    place: int,
    matters: Sequence[str],
    party: PartyInput | UUID,
    source: str,
    idempotency_key: UUID,
    requested_at: datetime | None = None,
    request: UUID | None = None,
    tell: bool = True,
    overbook_slot: str = "",
    by: Actor,
    now: datetime,
) -> AppointmentAccess:
    """The visitor has this time, and nobody else can get it. Sent again, the answer is the same.

    Staff and the system may take any free place to come, also one the calendar does not give out; partners and applicants
    who have proven who they are only what is offered to them. With ``request`` what stood behind the request stands behind
    the appointment (the caller ends the request); ``requested_at`` is then the request's own.
    With ``overbook_slot`` (the system only) she comes at that time without a seat, as this one extra of its half day.

    Raises ``PlaceTaken``, ``TooLate``, ``AlreadyCommitted``, ``Conflict``, ``InvalidInput``, ``NotAllowed``, ``NotFound``.
    """
    _may(by, party, request)
    if overbook_slot and by.role != "system":
        raise NotAllowed(role=by.role)
    said = digest("book", place, request, party if isinstance(party, UUID) else "", matters=matters,
                  party=party if isinstance(party, PartyInput) else None)  # fmt: skip
    needed = efforts(matters=matters)
    if isinstance(party, UUID):
        row = Party.objects.filter(pk=party).first()
        if row is None:
            raise NotFound(f"party {party}")
        who, contact, people, identity = None, row.contact_key, row.persons.count(), row.pk
    else:
        who, identity = checked(party, today=local_day(now)), uuid4()
        contact, people = keys.contact_key(who, own=identity), len(who.persons)
    minutes = minutes_for(needed, persons=people)
    on = stretch(place=place, minutes=minutes, now=now)
    if overbook_slot:
        on = replace(on, places=(), overdue=(), is_taken=False)
    if on.is_taken:
        return _again(idempotency_key, said)
    _within_reach(on, by, request, now)
    if on.overdue:
        end_overdue(appointments=on.overdue, now=now)
    visit = Visit(
        key=idempotency_key,
        digest=said,
        party=identity,
        contact_key=contact,
        matters=tuple(matters),
        minutes=minutes,
        status="booked",
        source=source,
        requested_at=_asked_at(request) or requested_at or now,
        overbook_slot=overbook_slot,
    )
    appointment = sit(visit=visit, on=on, now=now)
    if appointment is None:
        return _again(idempotency_key, said)
    if who is not None:
        made, persons = make_party(party=who, now=now, identity=identity)
    else:
        made = Party.objects.get(pk=identity)
        persons = tuple(made.persons.order_by("position"))
    if request is None or not pass_on_commitments(request=request, to=appointment):
        commit(persons=persons, contact_key=made.contact_key, matters=matters, confirmed=True, appointment=appointment)
    row_ = Appointment.objects.select_related("party", "counter__site").get(pk=appointment)
    record_booked(appointment=row_, persons=len(persons), by=by, now=now)
    if tell:  # an allocation tells its results at the announced hour
        telling.tell_booked(appointment=row_, now=now)
    return AppointmentAccess(appointment, 1)


def _may(by: Actor, party: PartyInput | UUID, request: UUID | None) -> None:
    if by.is_staff:
        require(by, "appointments.book_for")
    elif by.role == "partner":
        partner = party.partner if isinstance(party, PartyInput) else None
        if partner is None or not Partner.objects.filter(pk=partner, active=True).exists():
            raise NotAllowed(role=by.role)
    elif by.role == "applicant":
        is_proven = isinstance(party, PartyInput) and party.proven
        if not is_proven and request is None:
            raise NotAllowed(role=by.role)
    elif by.role != "system":
        raise NotAllowed(role=by.role)


def _within_reach(on: Stretch, by: Actor, request: UUID | None, now: datetime) -> None:
    """Raises ``TooLate``, and ``PlaceTaken`` for a place that is not given out to this actor."""
    if on.ends_at <= now:
        raise TooLate
    if on.is_stranded:
        raise PlaceTaken(reason="stranded")
    if by.is_staff or by.role == "system" or request is not None:
        return
    how = policy(klass=on.klass)
    earliest, latest = window(now, notice_minutes=how.minimum_notice_minutes, horizon_days=how.horizon_days)
    if on.starts_at < earliest:
        raise TooLate
    reach = REACH["partner" if by.role == "partner" else "public"]
    if on.starts_at >= latest or not on.is_offered or not on.contingents <= set(reach):
        raise PlaceTaken(reason="not_offered")


def _asked_at(request: UUID | None) -> datetime | None:
    return Request.objects.values_list("requested_at", flat=True).get(pk=request) if request else None


def _again(key: UUID, said: str) -> AppointmentAccess:
    row = sent_before(key=key, digest=said)
    if row is None:
        raise PlaceTaken
    return AppointmentAccess(row.pk, row.code_version)
