"""A counter or a site closes: who is placed anew first, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from amtslotse.kernel.localtime import day_of


@dataclass(frozen=True, slots=True)
class Displaced:
    """Somebody whose appointment falls into the closure."""

    appointment: UUID
    klass: str
    contingent: str
    minutes: int
    site: str
    starts_at: datetime
    title_expires_on: date | None
    requested_on: date
    step_free: bool


@dataclass(frozen=True, slots=True)
class Free:
    """A free place of a counter that stays open."""

    place: int
    counter: int
    number: int
    site: str
    klass: str
    contingent: str
    starts_at: datetime
    ends_at: datetime
    step_free: bool


def by_need(displaced: Iterable[Displaced]) -> list[Displaced]:
    """Whose title ends first comes first, then who asked on the earlier day; the rest is settled by the number of the row."""
    return sorted(
        displaced, key=lambda each: (each.title_expires_on or date.max, each.requested_on, each.starts_at, each.appointment.hex)
    )


def replace_all(displaced: Iterable[Displaced], free: Iterable[Free]) -> dict[UUID, tuple[Free, ...]]:
    """The new places of each, in the order of need: the nearest that fit, on or after her time; none: ``()``.

    Nearest is the earliest day, on that day her own site before another, then the earlier time. A visit of several places gets
    as many in a row at one counter. No place is given twice, and only places of her class and contingent (or public ones) are.
    The same facts give the same answer, whatever their order.
    """
    pool = sorted(free, key=lambda place: (place.counter, place.starts_at))
    by_counter: dict[int, list[Free]] = {}
    for place in pool:
        by_counter.setdefault(place.counter, []).append(place)
    used: set[int] = set()
    result: dict[UUID, tuple[Free, ...]] = {}
    ordered = sorted(pool, key=lambda place: (place.starts_at, place.counter))
    position = {place.place: n for places in by_counter.values() for n, place in enumerate(places)}
    for each in by_need(displaced):
        chosen = _nearest(each, ordered, by_counter, position, used)
        used.update(place.place for place in chosen)
        result[each.appointment] = chosen
    return result


def _nearest(
    each: Displaced,
    ordered: Sequence[Free],
    by_counter: Mapping[int, Sequence[Free]],
    position: Mapping[int, int],
    used: set[int],
) -> tuple[Free, ...]:
    best: tuple[Free, ...] = ()
    best_day: date | None = None
    for place in ordered:
        if place.starts_at < each.starts_at:
            continue
        day = day_of(place.starts_at)
        if best_day is not None and day > best_day:
            break
        if best and place.site != each.site:
            continue
        run = _run(each, by_counter[place.counter], position[place.place], used)
        if run:
            if place.site == each.site:
                return run
            best, best_day = run, day
    return best


def _run(each: Displaced, places: Sequence[Free], start: int, used: set[int]) -> tuple[Free, ...]:
    run: list[Free] = []
    for place in places[start:]:
        fits = place.klass == each.klass and place.contingent in ("public", each.contingent)
        if not fits or place.place in used or (each.step_free and not place.step_free):
            return ()
        if run and place.starts_at != run[-1].ends_at:
            return ()
        run.append(place)
        if run[-1].ends_at - run[0].starts_at >= timedelta(minutes=each.minutes):
            return tuple(run)
    return ()
