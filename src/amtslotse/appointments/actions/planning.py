"""Places are what the plan says; whoever sits on one keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from amtslotse.accounts.rules import require
from amtslotse.appointments.models import ClassPolicy, Place, Seat
from amtslotse.appointments.queries.planning import offers_between
from amtslotse.appointments.rules.events import PLAN_CHANGED, PLAN_STRANDED
from amtslotse.appointments.rules.planning import bookable_from, horizon, release_steps
from amtslotse.engines.slots import Offer, Period, Slot, fits, released, slots
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.localtime import begins, day_of
from amtslotse.offices import queries as offices

#: Without a policy a place is given out as soon as it is made.
_NO_HORIZON = 3650

#: One planner at a time; bookings never wait for it.
_ONE_PLANNER = "SELECT pg_advisory_xact_lock(hashtext('appointments.plan'))"


@dataclass(frozen=True, slots=True)
class Planned:
    """What ``plan_places`` did: places made, changed in class or contingent, retired; people newly stranded."""

    made: int
    changed: int
    retired: int
    stranded: int

    @property
    def anything(self) -> bool:
        return bool(self.made or self.changed or self.retired or self.stranded)


@transaction.atomic
def plan_places(*, from_day: date, to_day: date, by: Actor, now: datetime) -> Planned:
    """The places of the days from ``from_day`` to before ``to_day`` that begin after ``now`` are what the plan says.

    A place somebody sits on is never deleted, moved or changed: if the plan no longer has its time for its class, it is
    stranded, and a person decides. The plan may run while people book: a place is locked before it is retired, and only then
    is looked whether somebody sits there; a booking that was under way is waited for, one that comes later finds the place
    gone. Doing it again changes nothing. Raises ``NotAllowed``.
    """
    if by != SYSTEM:
        require(by, "planner.change")
    with connection.cursor() as cursor:
        cursor.execute(_ONE_PLANNER)
    done = _follow(from_day=from_day, to_day=to_day, now=now)
    if done.made or done.changed or done.retired:
        _journal(NewEvent(PLAN_CHANGED.name, {"what": "places"}), by=by, now=now)
    if done.stranded:
        _journal(NewEvent(PLAN_STRANDED.name, {"count": done.stranded}), by=by, now=now)
    return done


def plan_ahead(*, by: Actor, now: datetime) -> Planned:
    """As ``plan_places``, from today to the horizon of the policies."""
    today = day_of(now)
    return plan_places(from_day=today, to_day=_horizon(today), by=by, now=now)


def _horizon(today: date) -> date:
    return horizon(today, list(ClassPolicy.objects.values_list("horizon_days", flat=True)))


@transaction.atomic
def release_carve_outs(*, now: datetime) -> Planned:
    """Carve-outs whose time has come are released: an unused emergency place is for short matters, later for walk-ins.

    How long before is the office's number. Nothing else of the plan changes, and nobody loses a place.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ONE_PLANNER)
    numbers = _numbers()
    ahead = max(step.minutes_before for step in release_steps(numbers))
    done = _follow(
        from_day=day_of(now), to_day=day_of(now + timedelta(minutes=ahead)) + timedelta(days=1), now=now, only_release=True
    )
    if done.changed or done.retired:
        _journal(NewEvent(PLAN_CHANGED.name, {"what": "carve_outs"}), by=SYSTEM, now=now)
    return done


def _journal(event: NewEvent, *, by: Actor, now: datetime) -> None:
    append(stream_kind="plan", stream_ref="plan", events=[event], by=by, now=now)


def _numbers() -> dict[str, int]:
    return {**offices.DEFAULT_NUMBERS, **offices.office().settings}


def _follow(*, from_day: date, to_day: date, now: datetime, only_release: bool = False) -> Planned:
    plan = offers_between(from_day=from_day, to_day=to_day)
    counters = {counter.id: counter.serves for counter in offices.counters() if counter.in_use}
    periods = offices.open_periods(counters=None, from_day=from_day, to_day=to_day)
    cut = slots(plan, periods, from_day=from_day, to_day=to_day)
    timetable = release_steps(_numbers())
    coming = [slot for slot in cut if slot.starts_at > now]
    wanted = {_time(slot): slot for slot in released(coming, timetable, counters, now=now)}
    known = {_time(slot) for slot in coming}

    living = Exists(Seat.objects.filter(place=OuterRef("pk"), living=True))
    rows = Place.objects.filter(retired=False, starts_at__gt=now, starts_at__gte=begins(from_day), starts_at__lt=begins(to_day))
    places = list(rows.annotate(taken=living))
    wrong = [place for place in places if not place.taken and not _as_wanted(place, wanted)]
    if only_release:
        wrong = [place for place in wrong if _place_time(place) in known]
    free = _lock(wrong)
    gone = [place for place in wrong if place.pk in free and _place_time(place) not in wanted]
    other = [place for place in wrong if place.pk in free and _place_time(place) in wanted]
    Place.objects.filter(pk__in=[place.pk for place in gone]).update(retired=True, stranded=False)
    for place in other:
        slot = wanted[_place_time(place)]
        place.klass, place.contingent, place.stranded = slot.klass, slot.contingent, False
        if place.bookable_from is not None or only_release:
            place.bookable_from = now
    Place.objects.bulk_update(other, ["klass", "contingent", "stranded", "bookable_from"])
    if only_release:
        return Planned(0, len(other), len(gone), 0)

    retired = {place.pk for place in gone}
    kept = [place for place in places if place.pk not in retired]
    just_taken = {place.pk for place in wrong} - free
    stranded = _strand([place for place in kept if place.taken or place.pk in just_taken], plan, periods)
    made = _make([wanted[time] for time in sorted(wanted)], kept, now=now)
    return Planned(made, len(other), len(gone), stranded)


def _time(slot: Slot) -> tuple[int, datetime, datetime]:
    return slot.counter, slot.starts_at, slot.ends_at


def _place_time(place: Place) -> tuple[int, datetime, datetime]:
    return place.counter_id, place.starts_at, place.ends_at


def _as_wanted(place: Place, wanted: dict[tuple[int, datetime, datetime], Slot]) -> bool:
    slot = wanted.get(_place_time(place))
    return slot is not None and not place.stranded and (slot.klass, slot.contingent) == (place.klass, place.contingent)


def _lock(places: Sequence[Place]) -> set[int]:
    """The places on which nobody sits, locked until the transaction ends. Waits for bookings that are under way."""
    ids = [place.pk for place in places]
    # Locked in the order in which a booking of several places sits down, so that the two do not wait for each other.
    locked = set(
        Place.objects.select_for_update(no_key=True)
        .filter(pk__in=ids, retired=False)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    taken = set(Seat.objects.filter(place_id__in=ids, living=True).values_list("place_id", flat=True))
    return locked - taken


def _strand(taken: Iterable[Place], plan: Sequence[Offer], periods: Mapping[int, Sequence[Period]]) -> int:
    newly, again = [], []
    for place in taken:
        is_fine = place.kept or fits(
            plan,
            periods,
            counter=place.counter_id,
            starts_at=place.starts_at,
            ends_at=place.ends_at,
            klass=place.klass,
            day=day_of(place.starts_at),
        )
        if is_fine and place.stranded:
            again.append(place.pk)
        elif not is_fine and not place.stranded:
            newly.append(place.pk)
    Place.objects.filter(pk__in=again).update(stranded=False)
    return Place.objects.filter(pk__in=newly).update(stranded=True)


def _make(wanted: Sequence[Slot], kept: Sequence[Place], *, now: datetime) -> int:
    horizons = dict(ClassPolicy.objects.values_list("klass", "horizon_days"))
    occupied: dict[tuple[int, date], list[tuple[datetime, datetime]]] = {}
    for place in kept:
        occupied.setdefault((place.counter_id, place.starts_at.astimezone(UTC).date()), []).append(
            (place.starts_at, place.ends_at)
        )
    new = [
        Place(
            counter_id=slot.counter,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            klass=slot.klass,
            contingent=slot.contingent,
            bookable_from=bookable_from(slot.starts_at, horizon_days=horizons.get(slot.klass, _NO_HORIZON), now=now),
        )
        for slot in wanted
        if all(
            slot.ends_at <= begin or end <= slot.starts_at
            for begin, end in occupied.get((slot.counter, slot.starts_at.astimezone(UTC).date()), ())
        )
    ]
    Place.objects.bulk_create(new)
    return len(new)
