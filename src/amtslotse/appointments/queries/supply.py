"""What is free and who waits, as the engine of the allocation takes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet

from amtslotse.appointments.models import ClassPolicy, Place, Request, Seat
from amtslotse.appointments.rules.requests import next_result_at
from amtslotse.appointments.rules.times import REACH, window
from amtslotse.engines.allocation import Asker, Seatable, Stock
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.queries import office

#: Whoever is given or offered a place without asking for that very time gets to know of it at least so long before.
LEAST_NOTICE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Supply:
    """The free places of a class by time.

    ``freed``: those that somebody had before, and where places are drawn those that begin before the next results could be
    told: they are offered, and go back to the calendar when nobody wants them. ``drawn_from``: from here on a round gives them
    (``None``: never drawn). ``plan_ends_on``: the last day for which places can be given, free or not; today when none can.
    """

    places: tuple[Seatable, ...]
    freed: frozenset[int]
    plan_ends_on: date
    drawn_from: datetime | None

    @property
    def days(self) -> list[date]:
        """The day of each, as the likely day is counted."""
        return [place.day for place in self.places]


def policy_of(klass: str) -> ClassPolicy:
    """How places of the class are given; the defaults where the office said nothing."""
    return ClassPolicy.objects.filter(pk=klass).first() or ClassPolicy(klass=klass)


def supply(*, klass: str, now: datetime, contingents: Sequence[str] = ("public", "partner")) -> Supply:
    """The places of the class on which nobody sits and which are offered to nobody, from the least notice to the horizon."""
    how = policy_of(klass)
    earliest, latest = window(now, notice_minutes=how.minimum_notice_minutes, horizon_days=how.horizon_days)
    planned = Place.objects.filter(
        klass=klass,
        contingent__in=contingents,
        retired=False,
        stranded=False,
        starts_at__gte=max(earliest, now + LEAST_NOTICE),
        starts_at__lt=latest,
    )
    last = planned.aggregate(last=Max("starts_at"))["last"]
    rows = list(
        planned.annotate(
            taken=Exists(Seat.objects.filter(place=OuterRef("pk"), living=True)),
            had=Exists(
                Seat.objects.filter(place=OuterRef("pk"), living=False).exclude(appointment__status="expired")  # never booked
            ),
        )
        .filter(taken=False)
        .select_related("counter__site")
    )
    drawn_from = next_result_at(now, hour=how.result_hour, land=office().land) + LEAST_NOTICE if how.draws else None
    kept = _kept_for_somebody()
    free = [row for row in rows if not any(c == row.counter_id and s <= row.starts_at < e for c, s, e in kept)]
    return Supply(
        Stock(
            Seatable(
                key=row.pk,
                counter=row.counter_id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                day=day_of(row.starts_at),
                site=row.counter.site.code,
                contingent=row.contingent,
                step_free=row.counter.step_free and row.counter.site.step_free,
            )
            for row in free
        ).free,
        # In the calendar since: released after a random delay. Not yet: waits for its moment, and is still given by need.
        frozenset(
            row.pk
            for row in free
            if (row.had or (drawn_from is not None and row.starts_at < drawn_from))
            and (row.bookable_from is None or row.bookable_from > now)
        ),
        day_of(last or now),
        drawn_from,
    )


def _kept_for_somebody() -> list[tuple[int, datetime, datetime]]:
    """Counter and time of each living offer: all the places that the visit needs."""
    offers = Request.objects.filter(status="offered", offered_place__isnull=False).select_related("offered_place")
    return [
        (place.counter_id, place.starts_at, place.starts_at + timedelta(minutes=row.minutes))
        for row in offers
        if (place := row.offered_place) is not None
    ]


def waiting(*, kinds: Iterable[str], klass: str = "") -> QuerySet[Request]:
    """The confirmed requests that have neither a place nor an offer."""
    rows = Request.objects.filter(status="waiting", kind__in=list(kinds)).select_related("party", "appointment")
    return rows.filter(klass=klass) if klass else rows


def asker(row: Request, *, today: date, bound: bool = True) -> Asker:
    """What fits her. ``bound``: no place after the end of a title that has not ended yet, which would come too late."""
    ends_on = row.party.title_expires_on
    return Asker(
        ticket=row.ticket,
        minutes=row.minutes,
        sites=frozenset(row.sites),
        weekdays=frozenset(row.weekdays),
        not_on=frozenset(date.fromisoformat(day) for day in row.not_on),
        contingents=frozenset(REACH["partner" if row.party.partner_id else "public"]),
        step_free=row.party.needs_step_free,
        until=ends_on if bound and ends_on is not None and ends_on >= today else None,
        declined=frozenset(row.declined),
    )
