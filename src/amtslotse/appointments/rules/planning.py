"""What a plan may say, and what a place of it means."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from amtslotse.appointments.rules.words import CLASSES, CONTINGENTS
from amtslotse.engines.slots import Offer, Step, overlapping
from amtslotse.kernel.errors import InvalidInput
from amtslotse.kernel.localtime import begins, day_of

#: Numbers of the office that the plan needs (``[numbers]`` in its file). Configuration, not law.
RELEASE_EMERGENCY = "emergency_release_minutes"
RELEASE_SHORT = "short_release_minutes"

#: As far as places are made when no policy says more: ten weeks.
LEAST_HORIZON_DAYS = 70


@dataclass(frozen=True, slots=True)
class PolicyInput:
    """How the places of a class are given; see the model ``ClassPolicy`` for the words."""

    klass: str
    promise_workdays: int | None
    minimum_notice_minutes: int
    horizon_days: int
    draws: bool
    pressure_from: float
    entry_weeks_before_expiry: int
    result_hour: time
    hold_share_percent: int
    no_show_overbooking: bool


def check_policy(policy: PolicyInput) -> None:
    """Nothing happens when places can be given so. Raises ``InvalidInput`` naming the number that is out of range."""
    if policy.klass not in CLASSES:
        raise InvalidInput(field="klass", reason="unknown", known=CLASSES)
    if policy.draws and policy.klass != "regular":
        raise InvalidInput(field="draws", reason="never_drawn")
    if policy.no_show_overbooking and policy.klass != "regular":
        raise InvalidInput(field="no_show_overbooking", reason="never_overbooked")
    for name, least, most in (
        ("promise_workdays", 0, 250),
        ("minimum_notice_minutes", 0, 10_080),
        ("horizon_days", 1, 365),
        ("pressure_from", 0.1, 10),
        ("entry_weeks_before_expiry", 1, 52),
        ("hold_share_percent", 1, 100),
    ):
        value = getattr(policy, name)
        if value is not None and not least <= value <= most:
            raise InvalidInput(field=name, reason="out_of_range", least=least, most=most)


def check_offers(offers: Sequence[Offer], serves: Mapping[int, Collection[str]]) -> None:
    """Nothing happens when the plan can be followed.

    Raises ``InvalidInput``: ``unknown`` class or contingent, ``closes_before_it_opens``, ``minutes_out_of_range``,
    ``does_not_serve`` (the counter cannot do the class), ``overlap`` (a counter has two offers at once).
    """
    for offer in offers:
        facts = {"counter": offer.counter, "weekday": offer.weekday, "klass": offer.klass}
        if offer.klass not in CLASSES:
            raise InvalidInput(field="klass", reason="unknown", known=CLASSES, **facts)
        if offer.contingent not in CONTINGENTS:
            raise InvalidInput(field="contingent", reason="unknown", known=CONTINGENTS, **facts)
        if offer.opens >= offer.closes:
            raise InvalidInput(field="closes", reason="closes_before_it_opens", **facts)
        if not 5 <= offer.minutes <= 240:
            raise InvalidInput(field="minutes", reason="minutes_out_of_range", **facts)
        if offer.klass not in serves.get(offer.counter, ()):
            raise InvalidInput(field="klass", reason="does_not_serve", **facts)
    pair = overlapping(offers)
    if pair is not None:
        raise InvalidInput(
            field="opens", reason="overlap", counter=pair[0].counter, weekday=pair[0].weekday, klass=pair[1].klass
        )


def release_steps(numbers: Mapping[str, int]) -> tuple[Step, ...]:
    """The timetable on which carve-outs release themselves: unused emergency → short → walk-in."""
    return (
        Step("emergency", "short", numbers[RELEASE_EMERGENCY]),
        Step("short", None, numbers[RELEASE_SHORT]),
    )


def bookable_from(starts_at: datetime, *, horizon_days: int, now: datetime) -> datetime:
    """Since when the calendar gives the place out: now, or the night in which it comes within the horizon (local days)."""
    return max(now, begins(day_of(starts_at) - timedelta(days=horizon_days)))


def horizon(today: date, horizons: Collection[int]) -> date:
    """The first day for which no places are made yet."""
    return today + timedelta(days=max((LEAST_HORIZON_DAYS, *horizons)) + 1)


@dataclass(frozen=True, slots=True)
class FreePlace:
    """A place nobody sits on."""

    counter: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """On ``day`` these free regular places of one counter become emergency places, because more people wait than there are."""

    day: date
    counter: int
    places: tuple[FreePlace, ...]
    waiting: int
    free: int


def propose(
    *, day: date, waiting: int, free: int, regular: Collection[FreePlace], serves: Mapping[int, Collection[str]]
) -> Proposal | None:
    """The mix of ``day`` that serves those on the emergency list; ``None``: it does already, or no counter can.

    As many free regular places as are missing, all of one counter (the one that has most of them; its earliest first), so that
    the others keep their day. The same facts give the same proposal.
    """
    missing = waiting - free
    if missing <= 0:
        return None
    by_counter: dict[int, list[FreePlace]] = {}
    for place in regular:
        if "emergency" in serves.get(place.counter, ()):
            by_counter.setdefault(place.counter, []).append(place)
    if not by_counter:
        return None
    counter = min(by_counter, key=lambda each: (-len(by_counter[each]), each))
    chosen = sorted(by_counter[counter], key=lambda place: place.starts_at)[:missing]
    return Proposal(day, counter, tuple(chosen), waiting, free)
