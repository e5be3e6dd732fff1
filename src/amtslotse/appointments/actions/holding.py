"""A time is held for five minutes, and becomes an appointment by the code that was sent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from amtslotse.accounts.actions import count_attempt, forgive_attempt
from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.committing import (
    AlreadyCommitted,
    AlreadyHolding,
    commit,
    confirm_commitments,
    end_commitments,
    make_party,
)
from amtslotse.appointments.actions.recording import record, record_booked
from amtslotse.appointments.actions.sitting import (
    PlaceTaken,
    Stretch,
    TooLate,
    Visit,
    efforts,
    permits_left,
    policy,
    sent_before,
    sit,
    stretch,
)
from amtslotse.appointments.models import Appointment, ClassPolicy, Party, Seat, keys
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.appointments.rules.codes import digest, local_day, masked
from amtslotse.appointments.rules.parties import PartyInput, checked
from amtslotse.appointments.rules.times import HOLD, class_of, minutes_for, window
from amtslotse.kernel import codes
from amtslotse.kernel.actor import APPLICANT, SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput

#: Times that one contact may hold at once: a household may share a contact.
HOLDS_PER_CONTACT = 3
#: Living appointments of people who have not proven who they are, for one contact.
APPOINTMENTS_PER_CONTACT = 5

#: Wrong codes in a window (``accounts.actions.WINDOW``) before even the right one is refused.
TRIES_PER_HOLD = 5
TRIES_PER_NETWORK = 60


_EXPIRE = """
UPDATE appointments_appointment SET status = 'expired', ended_at = %(now)s
WHERE id = ANY(%(ids)s) AND status = 'held' AND held_until <= %(now)s RETURNING id
"""


_SLOTS = """
SELECT contact_slot FROM appointments_appointment
WHERE contact_key = %s AND status = ANY(%s) AND contact_slot IS NOT NULL
"""


class HoldExpired(DomainError):
    """The time was held too long without being confirmed. Choose again."""

    code = "hold_expired"


class TooManyAppointments(DomainError):
    """So many appointments live under this contact that it can take no other. Told to who reads its mails."""

    code = "too_many_appointments"


@dataclass(frozen=True, slots=True)
class Held:
    """A time that is held, until when, and (masked) where the code was sent."""

    appointment: UUID
    held_until: datetime
    sent_to: str


@transaction.atomic
def hold(
    *,
    place: int,
    matters: Sequence[str],
    party: PartyInput,
    source: str = "portal",
    idempotency_key: UUID,
    requested_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Held:
    """The time is hers for five minutes, and a six-digit code was sent to her contact. Sent again, the answer is the same.

    ``place`` is the first of the consecutive places that matters and persons need; all of them are held, or none. The seats'
    unique index decides whatever races. Whether somebody else's person, or hers elsewhere, has an appointment changes neither
    the answer nor the work: that is told at ``confirm``, to who reads the mail.

    Raises ``PlaceTaken``, ``TooManyHolds``, ``AlreadyHolding`` (this contact holds already), ``AlreadyCommitted`` (to a proven
    person only), ``TooLate``, ``Conflict``, ``InvalidInput``, ``NotFound``.
    """
    who = checked(party, today=local_day(now))
    if who.contact_kind != "email":
        raise InvalidInput(field="contact_kind", reason="needs_email")
    needed = efforts(matters=matters)
    minutes = minutes_for(needed, persons=len(who.persons))
    said = digest("hold", place, matters=matters, party=party)
    on = _offered(place, minutes, now)
    if on.is_taken:
        return _again(idempotency_key, said) or _taken()
    if on.klass not in (class_of(needed), "emergency") or on.contingents != {"public"}:
        raise PlaceTaken(reason="not_offered")
    how = _in_time(on, now)
    if on.overdue:
        end_overdue(appointments=on.overdue, now=now)
    row = Party(pk=idempotency_key)  # known before it is written: the place comes first
    contact = keys.contact_key(who, own=row.pk)
    visit = Visit(
        key=idempotency_key,
        digest=said,
        party=row.pk,
        contact_key=contact,
        contact_slot=_free_slot(contact, ("held",), HOLDS_PER_CONTACT),
        matters=tuple(matters),
        minutes=minutes,
        status="held",
        source=source,
        requested_at=requested_at or now,
        held_until=now + HOLD,
    )
    if visit.contact_slot is None:
        return _again(idempotency_key, said) or _holds_already()
    appointment = sit(visit=visit, on=on, permits=_permits(on.klass, how, now), now=now)
    if appointment is None:
        return _again(idempotency_key, said) or _taken()
    made, persons = make_party(party=who, now=now, identity=row.pk)
    commit(persons=persons, contact_key=contact, matters=matters, confirmed=False, appointment=appointment)
    record(
        appointment=appointment,
        kind=events.HELD,
        payload={"klass": on.klass, "site": on.site, "source": source},
        by=by,
        now=now,
        begins=True,
    )
    code = keys.sent_code("hold", appointment)
    telling.tell_code(party=made, purpose="hold", ref=appointment, code=code, now=now)
    return Held(appointment, now + HOLD, masked(who.email))


def _offered(place: int, minutes: int, now: datetime) -> Stretch:
    on = stretch(place=place, minutes=minutes, now=now)
    if not on.is_offered or on.is_stranded:
        raise PlaceTaken(reason="not_offered")
    return on


def _in_time(on: Stretch, now: datetime) -> ClassPolicy:
    how = policy(klass=on.klass)
    earliest, latest = window(now, notice_minutes=how.minimum_notice_minutes, horizon_days=how.horizon_days)
    if on.starts_at < earliest:
        raise TooLate
    if on.starts_at >= latest:
        raise PlaceTaken(reason="not_offered")
    return how


def _again(key: UUID, said: str) -> Held | None:
    row = sent_before(key=key, digest=said)
    if row is None or row.held_until is None:
        return None
    return Held(row.pk, row.held_until, masked(row.party.email))


def _taken() -> Held:
    raise PlaceTaken


def _holds_already() -> Held:
    raise AlreadyHolding


def _free_slot(contact_key: str, states: tuple[str, ...], most: int) -> int | None:
    """One of the few numbers a contact has; the constraints on ``contact_slot`` let nobody take one twice."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, [contact_key, list(states)])
        free = set(range(1, most + 1)).difference(slot for (slot,) in cursor.fetchall())
    return random.choice(sorted(free)) if free else None  # noqa: S311


class _permits:  # noqa: N801  a function that remembers
    """The permits that are left; when there are none, overdue holds of the class are ended first, once."""

    def __init__(self, klass: str, how: ClassPolicy, now: datetime) -> None:
        self.klass, self.how, self.now, self.swept = klass, how, now, False

    def __call__(self, wanted: int) -> list[int]:
        left = permits_left(klass=self.klass, how=self.how, wanted=wanted, now=self.now)
        if len(left) < wanted and not self.swept:
            self.swept = True
            if _expire_overdue(now=self.now, klass=self.klass):
                left = permits_left(klass=self.klass, how=self.how, wanted=wanted, now=self.now)
        return left


def confirm(*, appointment: UUID, code: str, network: str, now: datetime) -> AppointmentAccess | None:
    """The held time is an appointment, and nobody can take it away; ``None``: wrong code or locked, the answer is the same.

    Sent again with the right code, the answer is the same. Between this and the end of the hold the row's lock decides:
    either the hold ended and this raises ``HoldExpired``, or the appointment stands.

    Raises ``AlreadyCommitted`` (she has one for this matter under this contact, or proved it meanwhile; the hold is over)
    and ``TooManyAppointments``.
    """
    limits = {f"hold:{appointment}": TRIES_PER_HOLD, f"hold:network:{network}": TRIES_PER_NETWORK}
    is_open = count_attempt(limits=limits, now=now)
    typed = "".join(character for character in codes.normalise(code) if character.isdigit())
    is_right = codes.same(typed, keys.sent_code("hold", appointment))
    if not is_right or not is_open:
        return None
    forgive_attempt(keys=limits, now=now)
    try:
        return _confirmed(appointment, now)
    except AlreadyCommitted:
        _end_early(appointment, now)
        raise


@transaction.atomic
def _confirmed(appointment: UUID, now: datetime) -> AppointmentAccess | None:
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("party", "counter__site")
        .filter(pk=appointment)
        .first()
    )
    if row is None:
        return None
    if row.status in ("booked", "arrived"):
        return AppointmentAccess(row.pk, row.code_version)
    if row.status != "held" or row.held_until is None or row.held_until <= now:
        raise HoldExpired
    confirm_commitments(appointment=row.pk)
    _book(row, now)
    Seat.objects.filter(appointment=row).update(hold_permit=None)
    Party.objects.filter(pk=row.party_id, contact_verified_at__isnull=True).update(contact_verified_at=now)
    record_booked(appointment=row, persons=row.party.persons.count(), by=APPLICANT, now=now)
    telling.tell_booked(appointment=row, now=now)
    return AppointmentAccess(row.pk, row.code_version)


def _book(row: Appointment, now: datetime) -> None:
    """The hold is an appointment, with one of the few numbers its contact has for them."""
    row.status, row.booked_at = "booked", now
    for _ in range(APPOINTMENTS_PER_CONTACT):
        row.contact_slot = _free_slot(row.contact_key, ("booked", "arrived"), APPOINTMENTS_PER_CONTACT)
        if row.contact_slot is None:
            break
        try:
            with transaction.atomic():
                row.save(update_fields=["status", "booked_at", "contact_slot"])
                return
        except IntegrityError as fault:  # another confirmation of this contact took the number just now
            if "few_unproven_appointments_per_contact" not in str(fault):
                raise
    raise TooManyAppointments


def expire_holds(*, now: datetime) -> int:
    """No time is held that was not confirmed within five minutes: its places are in the calendar again; how many holds ended.

    Nothing waits for this: whoever wants such a place ends the hold on it herself (``hold``, ``book``).
    """
    return _expire_overdue(now=now)


@transaction.atomic
def _expire_overdue(*, now: datetime, klass: str = "") -> int:
    due = Appointment.objects.select_for_update(skip_locked=True, of=("self",)).filter(status="held", held_until__lte=now)
    if klass:
        due = due.filter(klass=klass)
    return end_overdue(appointments=list(due.values_list("pk", flat=True)[:500]), now=now)


@transaction.atomic
def end_overdue(*, appointments: Sequence[UUID], now: datetime) -> int:
    """Those of the holds that are overdue are over, and their places free. A confirmation in flight is waited for, and wins."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRE, {"ids": list(appointments), "now": now})
        ended = [row[0] for row in cursor.fetchall()]
    for appointment in ended:
        _free(appointment, now)
    return len(ended)


@transaction.atomic
def _end_early(appointment: UUID, now: datetime) -> None:
    if Appointment.objects.filter(pk=appointment, status="held").update(status="expired", ended_at=now):
        _free(appointment, now)


def _free(appointment: UUID, now: datetime) -> None:
    """The places of a hold that is over were in the calendar and are again."""
    Seat.objects.filter(appointment=appointment).update(living=False, hold_permit=None)
    end_commitments(appointment=appointment)
    klass = Appointment.objects.values_list("klass", flat=True).get(pk=appointment)
    record(appointment=appointment, kind=events.EXPIRED, payload={"klass": klass}, by=SYSTEM, now=now)
