"""Each in her turn takes the earliest place that fits her."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Seatable:
    """A free place. ``day`` is its local day."""

    key: int
    counter: int
    starts_at: datetime
    ends_at: datetime
    day: date
    site: str
    contingent: str = "public"
    step_free: bool = True


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who takes a place: what fits her. Empty ``sites``, ``weekdays``: any. ``until``: the last day that helps her."""

    ticket: str
    minutes: int
    sites: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    not_on: frozenset[date] = frozenset()
    contingents: frozenset[str] = frozenset({"public"})
    step_free: bool = False
    until: date | None = None
    declined: frozenset[int] = frozenset()

    def takes(self, place: Seatable) -> bool:
        """Whether she can come to this place, its length aside."""
        return (
            (not self.sites or place.site in self.sites)
            and (not self.weekdays or place.day.weekday() in self.weekdays)
            and place.day not in self.not_on
            and place.contingent in self.contingents
            and (place.step_free or not self.step_free)
            and (self.until is None or place.day <= self.until)
            and place.key not in self.declined
        )


class Stock:
    """The free places, by time. A visit that is longer than one place takes those that follow without a gap at its counter."""

    def __init__(self, places: Iterable[Seatable]) -> None:
        ordered = sorted(places, key=lambda place: (place.starts_at, place.site, place.counter, place.key))
        self._free = {place.key: place for place in ordered}
        self._at = {(place.counter, place.starts_at): place for place in ordered}

    def run(self, first: Seatable, minutes: int) -> tuple[Seatable, ...]:
        """The free places of one contingent from ``first`` on that together last so long; empty when there are not enough."""
        found: list[Seatable] = []
        left = float(minutes)
        place: Seatable | None = first
        while place is not None and place.key in self._free and place.contingent == first.contingent:
            found.append(place)
            left -= (place.ends_at - place.starts_at).total_seconds() / 60
            if left <= 0:
                return tuple(found)
            place = self._at.get((place.counter, place.ends_at))
        return ()

    def earliest(self, asker: Asker) -> tuple[Seatable, ...]:
        """The earliest free places that fit her; empty when nothing does. Equal times go by site, counter and key."""
        for place in self._free.values():
            if asker.takes(place) and (run := self.run(place, asker.minutes)):
                return run
        return ()

    def take(self, keys: Iterable[int]) -> None:
        """Nobody else gets these places."""
        for key in keys:
            self._free.pop(key, None)

    @property
    def free(self) -> tuple[Seatable, ...]:
        """What is left, by time."""
        return tuple(self._free.values())


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who got which places (their keys, the first is where the visit begins), and who nothing."""

    placed: dict[str, tuple[int, ...]]
    without: tuple[str, ...]


def allocate(order: Iterable[Asker], places: Iterable[Seatable]) -> Allocation:
    """Each in this order has the earliest place that fits her and nobody ahead of her took.

    So nobody has two visits, no place is given twice, and nobody behind has places that would have fitted somebody ahead and
    begin earlier than what that one has. The order in which ``places`` are given changes nothing.
    """
    stock = Stock(places)
    placed: dict[str, tuple[int, ...]] = {}
    without: list[str] = []
    for asker in order:
        run = stock.earliest(asker)
        if not run:
            without.append(asker.ticket)
            continue
        placed[asker.ticket] = tuple(place.key for place in run)
        stock.take(placed[asker.ticket])
    return Allocation(placed, tuple(without))
