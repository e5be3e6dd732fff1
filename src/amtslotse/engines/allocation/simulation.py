"""What a reseller does to everybody's wait, under four ways of giving places. Assumptions: docs/algorithms/allocation.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from amtslotse.engines.allocation.need import in_need
from amtslotse.engines.allocation.order import draw

_FIRST: Final = date(2000, 1, 3)  # working days are counted through; which date they bear says nothing


@dataclass(frozen=True, slots=True)
class Town:
    """Demand, supply and the reseller. ``grabbed``: the share of a day's places his program gets where speed decides.

    Where it does not, he enters as many strawmen a day: people with real documents who ask and need nothing. ``payers``: share
    of people who buy once they have waited ``patience`` working days. ``in_haste``: share whose title ends 8 to 40 working days
    after they ask. ``rebooks``: how often his program gets a place again that he cancels where it comes back to the calendar.
    """

    places: int = 40
    requests: int = 44
    grabbed: float = 0.2
    payers: float = 0.3
    patience: int = 5
    in_haste: float = 0.1
    rebooks: float = 0.8
    reseller: bool = True

    @property
    def bots(self) -> int:
        return round(self.places * self.grabbed) if self.reseller else 0


@dataclass(eq=False, slots=True)
class Person:
    """Somebody who asked on a day. ``speed`` decides in a rush only; a strawman is the reseller's."""

    ticket: str
    asked: int
    speed: float
    ends: int | None = None
    pays: bool = False
    straw: bool = False


@dataclass(slots=True)
class Outcome:
    """After so many days: the waits (working days) of all people who asked, those still waiting included; strawmen left out."""

    way: str
    days: int
    places: int
    waits: list[int] = field(default_factory=list)
    served: int = 0
    backlog: int = 0
    resold: int = 0
    lost: int = 0
    missed_title: int = 0

    @property
    def longest(self) -> int:
        return max(self.waits, default=0)

    @property
    def bound(self) -> float:
        """The bar: backlog ÷ places a day + 2. The backlog is everybody the office sees waiting."""
        return self.backlog / self.places + 2

    def percentile(self, share: float) -> int:
        """The wait that so many of all who asked do not exceed."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))]


@dataclass(slots=True)
class _Run:
    town: Town
    random: Random
    outcome: Outcome
    waiting: dict[str, Person] = field(default_factory=dict)

    def serve(self, person: Person, day: int) -> None:
        """She has a place on the next day."""
        del self.waiting[person.ticket]
        self.outcome.waits.append(day + 1 - person.asked)
        self.outcome.served += 1
        if person.ends is not None and person.ends < day + 1:
            self.outcome.missed_title += 1

    def buyers(self, day: int) -> list[Person]:
        """Who pays by now, the longest wait first."""
        return [each for each in self.waiting.values() if each.pays and day - each.asked >= self.town.patience]


_Way = Callable[[_Run, int], None]


def _rush(run: _Run, free: int, day: int) -> None:
    """The fastest get them: who is faster has more weight, and everybody tries every day."""
    crowd = sorted(run.waiting.values(), key=lambda each: -(run.random.random() ** (1 / each.speed)))
    for person in crowd[:free]:
        run.serve(person, day)


def _first_come(run: _Run, day: int) -> None:
    """As today: the program takes its share first and sells it; what it cannot sell it gives back."""
    bought = run.buyers(day)[: run.town.bots]
    for person in bought:
        run.serve(person, day)
    run.outcome.resold += len(bought)
    _rush(run, run.town.places - len(bought), day)


def _first_come_bound(run: _Run, day: int) -> None:
    """Names are bound, places come back at once: to sell one he cancels it and books it again for the buyer, if he is fast."""
    sold = 0
    for person in run.buyers(day)[: run.town.bots]:
        if run.random.random() < run.town.rebooks:
            run.serve(person, day)
            sold += 1
    run.outcome.resold += sold
    _rush(run, run.town.places - sold, day)


def _in_order(run: _Run, order: Iterable[Person], day: int) -> None:
    """Places go down the order. A strawman's place is cancelled in the hope that a buyer gets it, or sold as an identity.

    Cancelled, it goes to the next of the same order: it is resold only when that happens to be a buyer. Sold as an identity,
    the buyer is turned away at the counter, for she is not the person: the place is lost and she still waits.
    """
    left, cancelled = run.town.places, False
    buyers = {each.ticket for each in run.buyers(day)}
    for person in order:
        if left == 0:
            return
        if person.straw:
            del run.waiting[person.ticket]
            if run.random.random() < 0.5 and buyers:
                run.outcome.lost += 1
                left -= 1
                cancelled = False
            else:
                cancelled = True
            continue
        if cancelled and person.ticket in buyers:
            run.outcome.resold += 1
        cancelled = False
        run.serve(person, day)
        left -= 1


def _ageing(run: _Run, day: int) -> None:
    """A pure draw with ageing: everybody has a lot, and one more for each day she waited."""
    order = sorted(run.waiting.values(), key=lambda each: -(run.random.random() ** (1 / (1 + day - each.asked))))
    _in_order(run, order, day)


def _by_day(run: _Run, day: int) -> None:
    """Ours, with the engine that the office uses: need, then the day of request, lots inside a day."""
    entries = [
        (each.ticket, _date(each.asked), None if each.ends is None else _date(each.ends)) for each in run.waiting.values()
    ]
    ahead = len(entries) // run.town.places + 2
    days = [_date(day + 1 + n) for n in range(ahead) for _ in range(run.town.places)]
    needy = in_need(entries, days, plan_ends_on=days[-1])
    seed = f"{run.random.getrandbits(256):064x}"
    first = set(needy)
    others = draw(seed, ((ticket, asked) for ticket, asked, _ in entries if ticket not in first))
    _in_order(run, [run.waiting[ticket] for ticket in (*needy, *others)], day)


def _date(day: int) -> date:
    return _FIRST + timedelta(days=day)


FIRST_COME: Final = "first come"
BOUND: Final = "first come, names bound"
AGEING: Final = "draw with ageing"
OURS: Final = "need, then day, lots inside"
WAYS: Final[dict[str, _Way]] = {FIRST_COME: _first_come, BOUND: _first_come_bound, AGEING: _ageing, OURS: _by_day}


def simulate(way: str, *, days: int, town: Town, seed: int) -> Outcome:
    """The waits after so many working days that began with an empty list. The same seed gives the same town and days."""
    run = _Run(town, Random(seed), Outcome(way, days, town.places))  # noqa: S311  a simulation
    people = Random(seed + 1)  # noqa: S311  the same people whatever the way of giving places
    for day in range(days):
        for number in range(town.requests):
            person = Person(
                f"P{day:04}{number:03}",
                day,
                speed=people.lognormvariate(0, 1),
                ends=day + people.randint(8, 40) if people.random() < town.in_haste else None,
                pays=people.random() < town.payers,
            )
            run.waiting[person.ticket] = person
        if way in (AGEING, OURS):
            for number in range(town.bots):
                straw = Person(f"S{day:04}{number:03}", day, speed=1.0, straw=True)
                run.waiting[straw.ticket] = straw
        WAYS[way](run, day)
    outcome = run.outcome
    outcome.backlog = len(run.waiting)
    for person in run.waiting.values():
        if not person.straw:
            outcome.waits.append(days - person.asked)
            outcome.missed_title += person.ends is not None and person.ends < days
    return outcome
