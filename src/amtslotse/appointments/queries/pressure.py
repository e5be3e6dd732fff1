"""How places of a class are given now, with the numbers that say why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from amtslotse.appointments.models import Appointment, Place, Request
from amtslotse.appointments.queries.supply import policy_of, supply, waiting
from amtslotse.appointments.rules import pressure
from amtslotse.kernel import workdays
from amtslotse.kernel.localtime import begins, day_of
from amtslotse.offices.queries import office

#: Where an appointment was not somebody's asking: the office moved it, or another tool had it.
_NOT_ASKED = ("replaced", "import")


@dataclass(frozen=True, slots=True)
class Mode:
    """How places of a class are given now, with the numbers that say why.

    ``kind``: calendar | allocation. ``reason``: never_drawn (the policy), enough, pressure, backlog (who asked before is served
    before the calendar opens again). Pressure is ``None`` where no place is planned. ``requests`` were made from ``from_day``
    to before today, ``places`` are planned from today to before ``to_day``; each window has ``window_workdays`` working days.
    """

    klass: str
    kind: str
    reason: str
    pressure: float | None
    pressure_from: float
    requests: int
    places: int
    requests_a_day: float
    places_a_day: float
    window_workdays: int
    from_day: date
    to_day: date
    waiting: int


def mode(*, klass: str, now: datetime) -> Mode:
    """How places of the class are given now, and the numbers behind it."""
    how, land, today = policy_of(klass), office().land, day_of(now)
    from_day = _back(today, pressure.WINDOW_WORKDAYS, land)
    to_day = workdays.add(today, pressure.WINDOW_WORKDAYS, land=land)
    places = Place.objects.filter(
        klass=klass,
        contingent__in=("public", "partner"),
        retired=False,
        starts_at__gte=begins(today),
        starts_at__lt=begins(to_day),
    ).count()
    requests = _asked(klass, from_day, today)
    found = pressure.pressure(
        requests=requests,
        request_workdays=pressure.WINDOW_WORKDAYS,
        places=places,
        place_workdays=pressure.WINDOW_WORKDAYS,
    )
    queue = waiting(kinds=["allocation"], klass=klass)
    count = queue.count()
    not_drawn_yet = queue.filter(allocation=None).exists() if count else False
    free = len(supply(klass=klass, now=now).places) if how.draws and count and not not_drawn_yet else 0
    kind, reason = pressure.choose(draws=how.draws, pressure=found, pressure_from=how.pressure_from, waiting=count, free=free)
    return Mode(
        klass=klass,
        kind=kind,
        reason=reason,
        pressure=found,
        pressure_from=how.pressure_from,
        requests=requests,
        places=places,
        requests_a_day=requests / pressure.WINDOW_WORKDAYS,
        places_a_day=pressure.places_a_day(places, pressure.WINDOW_WORKDAYS),
        window_workdays=pressure.WINDOW_WORKDAYS,
        from_day=from_day,
        to_day=to_day,
        waiting=count,
    )


def _asked(klass: str, from_day: date, to_day: date) -> int:
    """How often somebody asked for a place of the class from one day to before another: each wish once, kept or not."""
    when = {"requested_at__gte": begins(from_day), "requested_at__lt": begins(to_day)}
    booked = Appointment.objects.filter(klass=klass, moved_from=None, **when).exclude(requests__status="placed")
    booked = booked.exclude(Q(status__in=("held", "expired")) | Q(source__in=_NOT_ASKED))
    asked = Request.objects.filter(klass=klass, kind="allocation", **when).exclude(status__in=("unconfirmed", "expired"))
    return booked.count() + asked.count()


def _back(day: date, days: int, land: str) -> date:
    while days > 0:
        day -= timedelta(days=1)
        days -= workdays.is_workday(day, land=land)
    return day
