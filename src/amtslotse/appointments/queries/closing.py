"""Whom a closure concerns, and where they could go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from amtslotse.accounts.rules import require
from amtslotse.appointments.models import Appointment, Person, Place, Request, Seat
from amtslotse.appointments.rules.closing import Displaced, Free, by_need, replace_all
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import day_of


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody a closure concerns, and the nearest time that fits her; ``None``: there is none yet."""

    appointment: UUID
    number: str
    names: tuple[str, ...]
    language: str
    contact_kind: str
    phone: str
    klass: str
    site: str
    counter_number: int
    starts_at: datetime
    title_expires_on: date | None
    new_place: int | None
    new_starts_at: datetime | None
    new_site: str | None
    new_counter_number: int | None


def concerned(
    *, counters: Sequence[int], starts_at: datetime, ends_at: datetime, actor: Actor, now: datetime
) -> tuple[Concerned, ...]:
    """Everybody booked at these counters in the period whose time has not come, in the order of need, each with her new time.

    Nothing is changed. Four queries. Raises ``NotAllowed``: the list has names.
    """
    require(actor, "planner.close_counter")
    rows = _booked(now).filter(counter__in=counters, starts_at__lt=ends_at, ends_at__gt=starts_at)
    closed = Q(counter__in=counters, starts_at__lt=ends_at, ends_at__gt=starts_at)
    return _placed(list(rows), closed, starts_at=starts_at, now=now)


def nearest(*, appointment: UUID, actor: Actor, now: datetime) -> Concerned | None:
    """Somebody who sits where the plan no longer is, with the nearest time that fits; ``None``: she does not. Four queries.

    Raises ``NotAllowed``.
    """
    require(actor, "planner.close_counter")
    rows = list(_booked(now).filter(pk=appointment, seats__living=True, seats__place__stranded=True).distinct())
    found = _placed(rows, Q(pk__in=()), starts_at=rows[0].starts_at, now=now) if rows else ()
    return found[0] if found else None


def _booked(now: datetime) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(status="booked", starts_at__gt=now)
        .select_related("party", "counter__site")
        .prefetch_related("party__persons", "seats__place")
    )


def _placed(rows: Sequence[Appointment], closed: Q, *, starts_at: datetime, now: datetime) -> tuple[Concerned, ...]:
    displaced = [_displaced(row) for row in rows]
    free = _free(closed, starts_at=starts_at, now=now) if rows else ()
    places = replace_all(displaced, free)
    by_pk = {row.pk: row for row in rows}
    return tuple(_concerned(by_pk[each.appointment], places[each.appointment]) for each in by_need(displaced))


def _displaced(row: Appointment) -> Displaced:
    contingents = [seat.place.contingent for seat in row.seats.all() if seat.living]
    return Displaced(
        row.pk,
        row.klass,
        contingents[0] if contingents else "public",
        row.minutes,
        row.counter.site.code,
        row.starts_at,
        row.party.title_expires_on,
        day_of(row.requested_at),
        row.party.needs_step_free,
    )


def _free(closed: Q, *, starts_at: datetime, now: datetime) -> list[Free]:
    """Also what the calendar does not give out, because it is allocated; not what is offered to somebody just now."""
    living = Seat.objects.filter(place=OuterRef("pk"), living=True)
    offered = Request.objects.filter(offered_place=OuterRef("pk"), status="offered")
    rows = Place.objects.filter(
        ~Exists(living),
        ~Exists(offered),
        ~closed,
        retired=False,
        stranded=False,
        starts_at__gt=now,
        starts_at__gte=starts_at,
    )
    return [
        Free(
            row.pk,
            row.counter_id,
            row.counter.number,
            row.counter.site.code,
            row.klass,
            row.contingent,
            row.starts_at,
            row.ends_at,
            row.counter.step_free,
        )
        for row in rows.select_related("counter__site")
    ]


def _concerned(row: Appointment, places: Sequence[Free]) -> Concerned:
    first = places[0] if places else None
    return Concerned(
        row.pk,
        row.number,
        tuple(_name(person) for person in row.party.persons.all()),
        row.party.language,
        row.party.contact_kind,
        row.party.phone,
        row.klass,
        row.counter.site.code,
        row.counter.number,
        row.starts_at,
        row.party.title_expires_on,
        first.place if first else None,
        first.starts_at if first else None,
        first.site if first else None,
        first.number if first else None,
    )


def _name(person: Person) -> str:
    return f"{person.family_name}, {person.given_names}".rstrip(", ")
