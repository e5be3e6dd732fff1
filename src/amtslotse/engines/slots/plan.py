"""Offers of a week, cut into places where the counter is open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from amtslotse.kernel.localtime import at

#: Half-open.
Period = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Offer:
    """On this weekday (0 is Monday) this counter offers places of a class, local time, from a day and perhaps to a day."""

    counter: int
    weekday: int
    opens: time
    closes: time
    klass: str
    contingent: str
    minutes: int
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the offer is one of ``day``."""
        return self.weekday == day.weekday() and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def days(self) -> int:
        """For how long it holds: an offer for fewer days goes before one for more, and one without an end comes last."""
        return (self.valid_to - self.valid_from).days if self.valid_to else 10**6


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A place of a counter, half-open."""

    counter: int
    starts_at: datetime
    ends_at: datetime
    klass: str
    contingent: str


def slots(
    offers: Iterable[Offer], periods: Mapping[int, Sequence[Period]], *, from_day: date, to_day: date
) -> tuple[Slot, ...]:
    """The places of the days from ``from_day`` to before ``to_day``, in order.

    Guarantees: places of a counter never overlap; every place lies wholly inside one of its counter's ``periods`` (in order,
    apart); the same plan always gives the same places. Where two offers overlap, the one for fewer days goes first, then the
    one that was valid later: a plan for one day overrides the week's. In a clock-change night the hours are those of the
    clock on the wall and a place keeps its length.
    """
    result: list[Slot] = []
    by_counter: dict[int, list[Offer]] = {}
    for offer in offers:
        by_counter.setdefault(offer.counter, []).append(offer)
    days = [from_day + timedelta(days=n) for n in range((to_day - from_day).days)]
    for counter, own in by_counter.items():
        open_at = periods.get(counter, ())
        own.sort(key=_precedence)
        for day in days:
            result.extend(_of_day(day, own, open_at))
    return tuple(sorted(result))


def fits(
    offers: Iterable[Offer],
    periods: Mapping[int, Sequence[Period]],
    *,
    counter: int,
    starts_at: datetime,
    ends_at: datetime,
    klass: str,
    day: date,
) -> bool:
    """Whether the plan still has this time for this class: the counter is open, and an offer of the class holds throughout.

    How the time is cut into places does not matter: somebody already sits there.
    """
    return _inside(starts_at, ends_at, periods.get(counter, ())) and any(
        offer.counter == counter
        and offer.klass == klass
        and offer.holds_on(day)
        and at(day, offer.opens) <= starts_at
        and ends_at <= at(day, offer.closes)
        for offer in offers
    )


def overlapping(offers: Iterable[Offer]) -> tuple[Offer, Offer] | None:
    """Two offers of one counter that overlap, both with an end or both without: the plan says two things. ``None``: none do."""
    ordered = sorted(offers, key=lambda offer: (offer.counter, offer.weekday, offer.opens, offer.closes))
    for n, first in enumerate(ordered):
        for second in ordered[n + 1 :]:
            if (second.counter, second.weekday) != (first.counter, first.weekday) or second.opens >= first.closes:
                break
            if (first.valid_to is None) == (second.valid_to is None) and _meet(first, second):
                return first, second
    return None


def _meet(first: Offer, second: Offer) -> bool:
    return (first.valid_to is None or second.valid_from < first.valid_to) and (
        second.valid_to is None or first.valid_from < second.valid_to
    )


def _precedence(offer: Offer) -> tuple[object, ...]:
    return (offer.days, -offer.valid_from.toordinal(), offer.opens, offer.closes, offer.klass, offer.contingent, offer.minutes)


def _of_day(day: date, offers: Sequence[Offer], periods: Sequence[Period]) -> list[Slot]:
    taken: list[Slot] = []
    for offer in offers:
        if not offer.holds_on(day):
            continue
        length = timedelta(minutes=offer.minutes)
        start, end = at(day, offer.opens).astimezone(UTC), at(day, offer.closes).astimezone(UTC)
        while start + length <= end:
            stop = start + length
            if _inside(start, stop, periods) and all(stop <= slot.starts_at or slot.ends_at <= start for slot in taken):
                taken.append(Slot(offer.counter, start, stop, offer.klass, offer.contingent))
            start = stop
    return taken


def _inside(start: datetime, stop: datetime, periods: Sequence[Period]) -> bool:
    found = bisect_right(periods, start, key=lambda period: period[0]) - 1
    return found >= 0 and stop <= periods[found][1]
