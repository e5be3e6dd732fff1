"""What a plan may say, and what a place of it means."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

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
    result_hour: Any
    hold_share_percent: int
    no_show_overbooking: bool = False


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
