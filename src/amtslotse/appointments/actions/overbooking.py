"""Extra visits in half days that are full, for those who will not come: only from measured rates, only where switched on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from amtslotse.appointments.actions.asking import placed
from amtslotse.appointments.actions.booking import book
from amtslotse.appointments.models import Appointment, Request, Seat
from amtslotse.appointments.queries.overbooking import no_show_rates
from amtslotse.appointments.queries.supply import LEAST_NOTICE, asker, policy_of, supply, waiting
from amtslotse.appointments.rules.codes import local_day
from amtslotse.appointments.rules.overbooking import NoShows, extras, half_day, stays_away
from amtslotse.appointments.rules.times import window
from amtslotse.appointments.rules.words import CONTINGENTS, LIVING
from amtslotse.engines.allocation import Seatable, by_need_then_day, in_need
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.errors import DomainError
from amtslotse.kernel.localtime import day_of


def give_extras(*, klass: str, now: datetime) -> int:
    """Who waits for an allocation and fits a full half day has a visit there, by need and day; how many got one.

    Nothing where the office has not switched it on, or where too few visits are measured. More people than seats come with at
    most the probability ``rules.overbooking.RISK``, whatever races: each extra visit of a half day has its own number
    (constraint). An extra has no seat: she is served in the place of whoever stays away, and never longer than those booked.
    The caller lets nobody else allocate meanwhile (``one_at_a_time``).
    """
    how = policy_of(klass)
    if not how.no_show_overbooking:
        return 0
    measured = no_show_rates(now=now)[klass]
    rows = list(waiting(kinds=["allocation"], klass=klass).filter(Q(allocation=None) | Q(allocation__opened_at__isnull=False)))
    if not rows or not any(each.rate for each in measured):
        return 0
    earliest, latest = window(now, notice_minutes=how.minimum_notice_minutes, horizon_days=how.horizon_days)
    given = 0
    for site, half, booked in _full(klass, max(earliest, now + LEAST_NOTICE), latest, now):
        given += _fill(f"{site}:{klass}:{half}", booked, rows, measured, now)
    return given


def _full(klass: str, earliest: datetime, latest: datetime, now: datetime) -> list[tuple[str, str, list[Appointment]]]:
    """The half days of each site in which no place is free, and who is booked then; by time."""
    seated = Exists(Seat.objects.filter(appointment=OuterRef("pk"), living=True, place__stranded=False))
    living = (
        Appointment.objects.filter(klass=klass, status__in=LIVING, starts_at__gte=earliest, starts_at__lt=latest)
        .annotate(has_seat=seated)
        .select_related("counter__site")
        .prefetch_related("seats__place")
        .order_by("starts_at", "counter")
    )
    halves: dict[tuple[str, str], list[Appointment]] = {}
    for row in living:
        halves.setdefault((row.counter.site.code, half_day(row.starts_at)), []).append(row)
    free = {(place.site, half_day(place.starts_at)) for place in supply(klass=klass, now=now, contingents=CONTINGENTS).places}
    return [(site, half, booked) for (site, half), booked in halves.items() if (site, half) not in free]


def _fill(half: str, booked: list[Appointment], rows: list[Request], measured: Sequence[NoShows], now: datetime) -> int:
    """As many extras of the half day as its rates allow; who got one is no longer among ``rows``."""
    seated = [row for row in booked if row.has_seat]  # type: ignore[attr-defined]
    away = [_away(row, measured) for row in booked]
    given = 0
    while seated:
        beside = _beside(seated, booked, measured)
        if beside is None:
            break
        extra = stays_away(measured, days=(day_of(beside.starts_at) - local_day(now)).days)
        if not extras(seats=len(seated), away=away, extra=extra):
            break
        taken = {row.overbook_slot for row in booked}
        slot = next(name for name in (f"{half}:{number}" for number in range(1, len(taken) + 2)) if name not in taken)
        made = _give(slot, beside, min(row.minutes for row in seated), rows, now)
        if made is None:
            break
        booked.append(made)
        away.append(extra)
        given += 1
    return given


def _away(row: Appointment, measured: Sequence[NoShows]) -> float:
    """Who only holds a time or is here already is taken to come."""
    if row.status != "booked" or row.booked_at is None:
        return 0.0
    return stays_away(measured, days=(day_of(row.starts_at) - local_day(row.booked_at)).days)


def _beside(seated: Sequence[Appointment], booked: Sequence[Appointment], measured: Sequence[NoShows]) -> Appointment | None:
    """Whose time an extra shares: of those most likely to stay away the earliest, and nobody twice."""
    doubled = {(row.counter_id, row.starts_at) for row in booked if row.overbooked}
    open_ = [row for row in seated if (row.counter_id, row.starts_at) not in doubled]
    return min(open_, key=lambda row: (-_away(row, measured), row.starts_at), default=None)


def _give(slot: str, beside: Appointment, minutes: int, rows: list[Request], now: datetime) -> Appointment | None:
    """The first of those who wait whom the time fits has it. Who cannot be booked stays on the list."""
    place = min((seat.place for seat in beside.seats.all() if seat.living), key=lambda each: each.starts_at)
    today, day = day_of(now), day_of(place.starts_at)
    site = beside.counter.site
    seat = Seatable(
        key=place.pk,
        counter=place.counter_id,
        starts_at=place.starts_at,
        ends_at=place.starts_at + timedelta(minutes=minutes),
        day=day,
        site=site.code,
        contingent=place.contingent,
        step_free=beside.counter.step_free and site.step_free,
    )
    asked = [(row.ticket, row.requested_on, row.party.title_expires_on) for row in rows]
    needy = set(in_need(asked, [day], plan_ends_on=day))
    by_ticket = {row.ticket: row for row in rows}
    for ticket in by_need_then_day(slot, [(name, on, end if name in needy else None) for name, on, end in asked]):
        row = by_ticket[ticket]
        if row.minutes > minutes or not asker(row, today=today).takes(seat):
            continue
        try:
            with transaction.atomic():
                access = book(
                    place=place.pk,
                    matters=row.matters,
                    party=row.party_id,
                    source="allocation",
                    idempotency_key=uuid.uuid5(row.pk, slot),
                    request=row.pk,
                    overbook_slot=slot,
                    by=SYSTEM,
                    now=now,
                )
        except DomainError:
            continue
        rows.remove(row)
        return placed(request=row, appointment=access.appointment, by=SYSTEM, now=now)
    return None
