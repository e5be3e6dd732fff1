"""Need: who would lose her title before her turn can come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Likely:
    """The day on which the queue up to somebody is served, and how it follows: ``ahead`` in the queue, the ahead-th free place.

    ``day`` is ``None`` where the plan ends before: then nothing is promised.
    """

    day: date | None
    ahead: int


def likely_days(requested_on: Mapping[str, date], days_of_places: Sequence[date]) -> dict[str, Likely]:
    """For each ticket the day of the n-th free place, n being everybody whose day of request is not later than hers.

    ``days_of_places`` has one entry a free place. Inside a day everybody is counted as the last, for the lots are not drawn
    yet: the likely day errs on the late side, so that need is seen rather too early than too late.
    """
    supply = sorted(days_of_places)
    asked: dict[date, int] = {}
    for day in requested_on.values():
        asked[day] = asked.get(day, 0) + 1
    turn: dict[date, Likely] = {}
    ahead = 0
    for day in sorted(asked):
        ahead += asked[day]
        turn[day] = Likely(supply[ahead - 1] if ahead <= len(supply) else None, ahead)
    return {ticket: turn[day] for ticket, day in requested_on.items()}


def in_need(
    askers: Iterable[tuple[str, date, date | None]], days_of_places: Sequence[date], *, plan_ends_on: date
) -> tuple[str, ...]:
    """The tickets of those who are placed before anything is drawn, the earliest end of a title first.

    In need is whose title has ended, or ends before her likely day; where the free places do not reach so far, the day after
    the plan is taken for it. An asker is ticket, day of request, end of her title (``None``: she has none that ends). Equal
    ends go by day of request, then by ticket, which is random.
    """
    listed = list(askers)
    likely = likely_days({ticket: day for ticket, day, _ in listed}, days_of_places)
    after_the_plan = plan_ends_on + timedelta(days=1)
    needy = [
        (ends_on, day, ticket)
        for ticket, day, ends_on in listed
        if ends_on is not None and ends_on < (likely[ticket].day or after_the_plan)
    ]
    return tuple(ticket for _, _, ticket in sorted(needy))
