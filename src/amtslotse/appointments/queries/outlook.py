"""How soon somebody gets an appointment: today, in the coming weeks, and under other shares."""

from __future__ import annotations

from collections import Counter as Count
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate, TruncWeek

from amtslotse.appointments.models import Appointment, ClassPolicy, Place, Request, Seat
from amtslotse.appointments.rules.planning import FreePlace, Proposal, propose
from amtslotse.appointments.rules.words import CLASSES
from amtslotse.engines.slots import Forecast, booked_in, forecast, workdays_to_third
from amtslotse.engines.slots import third_next as third_of
from amtslotse.kernel import workdays
from amtslotse.kernel.localtime import BERLIN, begins, day_of
from amtslotse.offices import queries as offices

#: Weeks shown ahead, and weeks of history the forecast and its error are made of.
WEEKS = 10
HISTORY_WEEKS = 16

#: Appointments that came of a request: the request counts.
_FROM_REQUESTS = ("allocation", "waiting_list", "emergency")

_LIVING = Exists(Seat.objects.filter(place=OuterRef("pk"), living=True))


@dataclass(frozen=True, slots=True)
class Access:
    """How soon somebody who asks now gets an appointment of a class. ``workdays`` and ``starts_at`` are of the third free time.

    ``workdays`` is ``None`` where fewer than three places are free; ``kept`` is ``None`` where nothing was promised.
    """

    klass: str
    starts_at: datetime | None
    workdays: int | None
    free: int
    promise: int | None

    @property
    def kept(self) -> bool | None:
        if self.promise is None:
            return None
        return self.workdays is not None and self.workdays <= self.promise


@dataclass(frozen=True, slots=True)
class Week:
    """A class in a week that begins on ``monday``. Of this week only what is still to come; without stranded places."""

    klass: str
    monday: date
    places: int
    booked: int
    expected: float | None

    @property
    def free(self) -> int:
        return self.places - self.booked


@dataclass(frozen=True, slots=True)
class Outlook:
    """The coming weeks under today's plan, and per class the forecast with its n and its error."""

    weeks: tuple[Week, ...]
    forecasts: Mapping[str, Forecast]

    def of(self, klass: str) -> tuple[Week, ...]:
        return tuple(week for week in self.weeks if week.klass == klass)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A class under a share of the counters' time: places a working day, third next time at once and in four weeks."""

    klass: str
    share: int
    share_now: int
    places_a_day: float
    workdays: int | None
    workdays_in_four_weeks: int | None


def third_next(*, klass: str, now: datetime, sites: Sequence[str] = ()) -> Access:
    """The third next available appointment of the class, in working days of the Land. Three queries.

    From the public places that are free and given out at this instant; the day of asking is 0.
    Definition and source: docs/algorithms/third-next-available.md.
    """
    free = _free(now=now).filter(klass=klass, contingent="public")
    if sites:
        free = free.filter(counter__site__code__in=sites)
    starts = list(free.order_by("starts_at").values_list("starts_at", flat=True))
    promise = ClassPolicy.objects.filter(pk=klass).values_list("promise_workdays", flat=True).first()
    return _access(klass, starts, promise, today=day_of(now), land=offices.office().land)


def access(*, now: datetime) -> tuple[Access, ...]:
    """``third_next`` of every class. Three queries."""
    starts: dict[str, list[datetime]] = defaultdict(list)
    for klass, start in _free(now=now).filter(contingent="public").order_by("starts_at").values_list("klass", "starts_at"):
        starts[klass].append(start)
    promises = dict(ClassPolicy.objects.values_list("klass", "promise_workdays"))
    land = offices.office().land
    return tuple(_access(klass, starts[klass], promises.get(klass), today=day_of(now), land=land) for klass in CLASSES)


def outlook(*, now: datetime) -> Outlook:
    """The next ten weeks of every class. Four queries, however many places."""
    monday = _monday(day_of(now))
    rows = (
        Place.objects.filter(retired=False, starts_at__gt=now, starts_at__lt=begins(monday + timedelta(weeks=WEEKS)))
        .annotate(week=TruncWeek("starts_at", tzinfo=BERLIN), taken=_LIVING)
        .values("klass", "week")
        .annotate(places=CountOf("pk", filter=Q(stranded=False)), booked=CountOf("pk", filter=Q(taken=True, stranded=False)))
    )
    counted = {(row["klass"], day_of(row["week"])): row for row in rows}
    forecasts = {klass: forecast(history) for klass, history in _histories(monday).items()}
    weeks = []
    for klass in CLASSES:
        for number in range(WEEKS):
            start = monday + timedelta(weeks=number)
            row = counted.get((klass, start), {"places": 0, "booked": 0})
            weeks.append(Week(klass, start, row["places"], row["booked"], forecasts[klass].a_week))
    return Outlook(tuple(weeks), forecasts)


def what_if(*, shares: Mapping[str, int], now: datetime) -> tuple[WhatIf, ...]:
    """What other shares of the counters' time would do to each class. Nothing is stored. ``{}``: the shares of today's plan.

    The time is that of the next four weeks' plan; a place keeps its length, what is booked stays booked, demand is the
    forecast. Shares are per cent of that time.
    """
    land, today = offices.office().land, day_of(now)
    first, end = today + timedelta(days=1), today + timedelta(weeks=4, days=1)
    days = sum(workdays.is_workday(first + timedelta(days=n), land=land) for n in range((end - first).days))
    minutes: Count[str] = Count()
    places: Count[str] = Count()
    rows = Place.objects.filter(retired=False, stranded=False, starts_at__gte=begins(first), starts_at__lt=begins(end))
    for klass, start, stop in rows.values_list("klass", "starts_at", "ends_at"):
        minutes[klass] += int((stop - start).total_seconds()) // 60
        places[klass] += 1
    booked = Count(
        Place.objects.filter(_LIVING, retired=False, stranded=False, starts_at__gt=now).values_list("klass", flat=True)
    )
    total = sum(minutes.values())
    histories = _histories(_monday(today))
    result = []
    for klass in CLASSES:
        share_now = round(100 * minutes[klass] / total) if total else 0
        share = shares.get(klass, share_now)
        length = minutes[klass] / places[klass] if places[klass] else 0
        a_day = total * share / 100 / length / days if length and days else 0.0
        demand = (forecast(histories[klass]).a_week or 0.0) / 5
        later = booked_in(booked=booked[klass], places_a_day=a_day, demand_a_day=demand, workdays=20)
        result.append(
            WhatIf(
                klass,
                share,
                share_now,
                a_day,
                workdays_to_third(booked=booked[klass], places_a_day=a_day),
                workdays_to_third(booked=later, places_a_day=a_day),
            )
        )
    return tuple(result)


def proposal(*, now: datetime) -> Proposal | None:
    """The mix that the next working day needs, with the reason in numbers; ``None``: it is right as it is. Four queries."""
    land = offices.office().land
    day = workdays.add(day_of(now), 1, land=land)
    waiting = Request.objects.filter(kind="emergency", status="waiting").count()
    # Also what the calendar does not give out, because it is allocated; not what is offered to somebody just now.
    offered = Exists(Request.objects.filter(offered_place=OuterRef("pk"), status="offered"))
    places = Place.objects.filter(
        ~_LIVING, ~offered, retired=False, stranded=False,
        starts_at__gte=begins(day), starts_at__lt=begins(day + timedelta(days=1)),
    )  # fmt: skip
    rows = list(places.filter(klass__in=("regular", "emergency")).values_list("klass", "counter_id", "starts_at", "ends_at"))
    regular = [FreePlace(counter, start, end) for klass, counter, start, end in rows if klass == "regular"]
    serves = {counter.id: counter.serves for counter in offices.counters() if counter.in_use}
    return propose(day=day, waiting=waiting, free=len(rows) - len(regular), regular=regular, serves=serves)


def _free(*, now: datetime) -> QuerySet[Place]:
    return Place.objects.filter(~_LIVING, retired=False, stranded=False, bookable_from__lte=now, starts_at__gt=now)


def _access(klass: str, starts: Sequence[datetime], promise: int | None, *, today: date, land: str) -> Access:
    third = third_of(starts)
    days = None if third is None else workdays.between(today, day_of(third), land=land)
    return Access(klass, third, days, len(starts), promise)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _histories(monday: date) -> dict[str, list[int]]:
    """How many asked for a place in each whole week before ``monday``, from the first week with anybody on. Two queries.

    Who asked for an appointment and got it counts by the moment she asked, who asked and waits too; moves and places given
    anew after a closure do not count again.
    """
    since, until = begins(monday - timedelta(weeks=HISTORY_WEEKS)), begins(monday)
    counted: Count[tuple[str, date]] = Count()
    booked = Appointment.objects.filter(booked_at__isnull=False, moved_from__isnull=True).exclude(source__in=_FROM_REQUESTS)
    asked = Request.objects.exclude(status="unconfirmed")
    for rows in (booked, asked):
        grouped = (
            rows.filter(requested_at__gte=since, requested_at__lt=until)
            .annotate(week=TruncWeek(TruncDate("requested_at", tzinfo=BERLIN)))
            .values("klass", "week")
            .annotate(n=CountOf("pk"))
        )
        for row in grouped:
            counted[row["klass"], row["week"]] += row["n"]
    mondays = [monday - timedelta(weeks=n) for n in range(HISTORY_WEEKS, 0, -1)]
    first = min((week for _, week in counted), default=monday)
    return {klass: [counted[klass, week] for week in mondays if week >= first] for klass in CLASSES}
