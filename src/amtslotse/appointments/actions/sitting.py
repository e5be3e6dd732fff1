"""Sitting down on places: inserts that the database refuses to all but one, never a look before them.

The appointment's row meets the exclusion constraint on its counter's time and the unique idempotency key, each seat the
partial unique index of its place. Who loses waits for the winner's commit and gets no row. Such forms turn losers away about
thirteen times faster than locks (measured-facts) and hold when somebody writes past this file.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from amtslotse.appointments.models import Appointment, ClassPolicy, Seat
from amtslotse.appointments.rules.codes import fresh_number
from amtslotse.appointments.rules.times import Effort, permits_in, window
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound


class PlaceTaken(DomainError):
    """Somebody has the place, or it is not offered any more. Nothing changed: show other times."""

    code = "place_taken"


class TooManyHolds(DomainError):
    """So many times of this class are held and unconfirmed that no more can be; some minutes later it works again."""

    code = "too_many_holds"


class TooLate(DomainError):
    """The time is over, or nearer than the office's minimum notice."""

    code = "too_late"


class Conflict(DomainError):
    """The same idempotency key was sent with other content. Nothing changed."""

    code = "conflict"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive places of one counter that cover a visit."""

    places: tuple[int, ...]
    counter: int
    site: str
    klass: str
    contingents: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    is_offered: bool
    is_stranded: bool
    overdue: tuple[UUID, ...]
    is_taken: bool


#: What triggers raise for a place nobody may sit down on (restrict_violation).
_KEPT = "23001"

_OF_A_POLICY = tuple(field.attname for field in ClassPolicy._meta.concrete_fields)
_POLICY = f"SELECT {', '.join(_OF_A_POLICY)} FROM appointments_classpolicy WHERE klass = %s"  # noqa: S608

_EFFORTS = "SELECT key, klass, minutes, minutes_each_more FROM appointments_matter WHERE key = ANY(%s) AND active"

_SENT = "SELECT id FROM appointments_appointment WHERE idempotency_key = %s"

_STRETCH = """
SELECT p.id, p.counter_id, s.code, p.klass, p.contingent, p.starts_at, p.ends_at,
       coalesce(p.bookable_from <= %(now)s, false), p.stranded, a.id,
       coalesce(a.status = 'held' AND a.held_until <= %(now)s, false), seat.id IS NOT NULL
FROM appointments_place f
JOIN appointments_place p ON p.counter_id = f.counter_id AND NOT p.retired
     AND p.starts_at >= f.starts_at AND p.starts_at < f.starts_at + make_interval(mins => %(minutes)s)
JOIN offices_counter c ON c.id = p.counter_id
JOIN offices_site s ON s.id = c.site_id
LEFT JOIN appointments_seat seat ON seat.place_id = p.id AND seat.living
LEFT JOIN appointments_appointment a ON a.id = seat.appointment_id
WHERE f.id = %(place)s AND NOT f.retired
ORDER BY p.starts_at
"""

_INSERT = """
INSERT INTO appointments_appointment (id, lineage, number, code_version, idempotency_key, digest, party_id, contact_key,
    contact_slot, klass, matters, minutes, counter_id, starts_at, ends_at, status, source, requested_at, created_at, held_until,
    booked_at, end_reason, moved_from_id, calendar_sequence, answer, overbooked, overbook_slot)
VALUES (%(id)s, %(lineage)s, %(number)s, 1, %(key)s, %(digest)s, %(party)s, %(contact_key)s, %(contact_slot)s, %(klass)s,
    to_jsonb(%(matters)s::text[]), %(minutes)s, %(counter)s, %(starts_at)s, %(ends_at)s, %(status)s, %(source)s,
    %(requested_at)s, %(now)s, %(held_until)s, %(booked_at)s, '', %(moved_from)s, %(calendar_sequence)s, '',
    %(overbook_slot)s <> '', %(overbook_slot)s)
ON CONFLICT DO NOTHING
"""

_SEATS = """
INSERT INTO appointments_seat (place_id, appointment_id, living, klass, hold_permit)
SELECT place, %(appointment)s, true, %(klass)s, permit
FROM unnest(%(places)s::bigint[], %(permits)s::int[]) AS wanted(place, permit) ORDER BY permit, place
ON CONFLICT DO NOTHING
"""

_PERMITS = """
SELECT (SELECT array_agg(hold_permit) FROM appointments_seat WHERE klass = %(klass)s AND hold_permit IS NOT NULL),
       (SELECT count(*) FROM appointments_place p LEFT JOIN appointments_seat s ON s.place_id = p.id AND s.living
        WHERE p.klass = %(klass)s AND p.contingent = 'public' AND NOT p.retired AND NOT p.stranded
          AND p.bookable_from <= %(now)s AND p.starts_at >= %(earliest)s AND p.starts_at < %(latest)s
          AND (s.id IS NULL OR s.hold_permit IS NOT NULL))
"""


def policy(*, klass: str) -> ClassPolicy:
    """How places of the class are given; the defaults where the office said nothing."""
    with connection.cursor() as cursor:  # on the way of every booking
        cursor.execute(_POLICY, [klass])
        row = cursor.fetchone()
    return ClassPolicy(*row) if row else ClassPolicy(klass=klass)


def efforts(*, matters: Sequence[str]) -> tuple[Effort, ...]:
    """What the matters take. Raises ``InvalidInput`` for one that is unknown."""
    if not matters or len(set(matters)) != len(matters):
        raise InvalidInput(field="matters", reason="required" if not matters else "same_twice")
    with connection.cursor() as cursor:
        cursor.execute(_EFFORTS, [list(matters)])
        rows = {key: Effort(*effort) for key, *effort in cursor.fetchall()}
    if unknown := [key for key in matters if key not in rows]:
        raise InvalidInput(field="matters", reason="unknown", unknown=unknown)
    return tuple(rows[key] for key in matters)


def stretch(*, place: int, minutes: int, now: datetime) -> Stretch:
    """The places from this one on that cover so many minutes. Raises ``NotFound``, ``PlaceTaken`` when they do not suffice."""
    with connection.cursor() as cursor:
        cursor.execute(_STRETCH, {"place": place, "minutes": minutes, "now": now})
        rows = cursor.fetchall()
    if not rows:
        raise NotFound(f"place {place}")
    klass, starts_at, ends_at = rows[0][3], rows[0][5], rows[0][5]
    for row in rows:
        if row[5] != ends_at or row[3] != klass:
            raise PlaceTaken(reason="gap")
        ends_at = row[6]
    if ends_at - starts_at < timedelta(minutes=minutes):
        raise PlaceTaken(reason="gap")
    return Stretch(
        places=tuple(row[0] for row in rows),
        counter=rows[0][1],
        site=rows[0][2],
        klass=klass,
        contingents=frozenset(row[4] for row in rows),
        starts_at=starts_at,
        ends_at=ends_at,
        is_offered=all(row[7] for row in rows),
        is_stranded=any(row[8] for row in rows),
        overdue=tuple(dict.fromkeys(row[9] for row in rows if row[10])),
        is_taken=any(row[11] and not row[10] for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """What is about to be written: everything of an appointment but its places."""

    key: UUID
    digest: str
    party: UUID
    contact_key: str
    matters: tuple[str, ...]
    minutes: int
    status: str
    source: str
    requested_at: datetime
    contact_slot: int | None = None
    held_until: datetime | None = None
    moved_from: UUID | None = None
    lineage: UUID | None = None
    calendar_sequence: int = 0
    overbook_slot: str = ""


def sent_before(*, key: UUID, digest: str) -> Appointment | None:
    """The appointment that was made under this key. Raises ``Conflict`` when it was made of something else."""
    with connection.cursor() as cursor:  # most have sent nothing before, and many want the place that is gone
        cursor.execute(_SENT, [key])
        found = cursor.fetchone()
    if found is None:
        return None
    row = Appointment.objects.select_related("party").get(pk=found[0])
    if row.digest != digest:
        raise Conflict(f"key {key}")
    return row


def sit(*, visit: Visit, on: Stretch, permits: Callable[[int], list[int]] | None = None, now: datetime) -> UUID | None:
    """The appointment exists and sits on all its places, and its number is the answer; ``None``: somebody else has them, or
    the key was used. ``permits`` gives the permits that are left for so many places, when these are only held.

    Raises ``TooManyHolds``, ``PlaceTaken``. The caller's transaction must be rolled back then, so that nothing stays.
    """
    identity = uuid.uuid4()
    values: dict[str, Any] = {
        "id": identity,
        "lineage": visit.lineage or identity,
        "number": fresh_number("T", now),
        "key": visit.key,
        "digest": visit.digest,
        "party": visit.party,
        "contact_key": visit.contact_key,
        "contact_slot": visit.contact_slot,
        "klass": on.klass,
        "matters": list(visit.matters),
        "minutes": visit.minutes,
        "counter": on.counter,
        "starts_at": on.starts_at,
        "ends_at": on.ends_at,
        "status": visit.status,
        "source": visit.source,
        "requested_at": visit.requested_at,
        "now": now,
        "held_until": visit.held_until,
        "booked_at": None if visit.status == "held" else now,
        "moved_from": visit.moved_from,
        "calendar_sequence": visit.calendar_sequence,
        "overbook_slot": visit.overbook_slot,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        if cursor.rowcount == 0:
            return None
    try:
        if permits is None:
            _sit_down(identity, on, [None] * len(on.places))
        else:
            _hold_down(identity, on, permits)
    except IntegrityError as fault:
        if "retired place" not in str(fault) and "offered place" not in str(fault):
            raise
        raise PlaceTaken(reason="retired or offered") from None
    return identity


def _sit_down(appointment: UUID, on: Stretch, permits: Sequence[int | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _SEATS, {"appointment": appointment, "klass": on.klass, "places": list(on.places), "permits": list(permits)}
        )
        if cursor.rowcount == len(on.places):
            return
    raise PlaceTaken


def _hold_down(appointment: UUID, on: Stretch, permits: Callable[[int], list[int]]) -> None:
    """As ``_sit_down``, with a permit for each place. A permit that somebody else just took is no reason to give up."""
    for _ in range(8):
        left = permits(len(on.places))
        if len(left) < len(on.places):
            break
        try:
            # All seats or none: a half would keep permits from others. One is never half.
            with transaction.atomic() if len(on.places) > 1 else nullcontext():
                _sit_down(appointment, on, sorted(random.sample(left, len(on.places))))
                return
        except PlaceTaken:
            if Seat.objects.filter(place__in=on.places, living=True).exists():
                raise
    raise TooManyHolds


def permits_left(*, klass: str, how: ClassPolicy, wanted: int, now: datetime) -> list[int]:
    """The permits for places that are only held, of which there are few. One statement."""
    earliest, latest = window(now, notice_minutes=how.minimum_notice_minutes, horizon_days=how.horizon_days)
    with connection.cursor() as cursor:
        cursor.execute(_PERMITS, {"klass": klass, "now": now, "earliest": earliest, "latest": latest})
        taken, free = cursor.fetchone()
    return permits_in(share_percent=how.hold_share_percent, free=free, taken=taken or (), wanted=wanted)
