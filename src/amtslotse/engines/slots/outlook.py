"""What the plan leads to: expected demand and how wrong such a forecast was, and the third next time under other shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

#: Weeks whose mean is the forecast, and the fewest that make one.
WINDOW = 8
FEWEST_WEEKS = 4
#: Weeks of history from which on the error of the forecast is shown.
ENOUGH_FOR_ERROR = 8
#: Requests in the window below which a forecast says little.
FEWEST_REQUESTS = 20


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected requests a week. ``n`` requests in ``weeks`` weeks were counted; ``thin``: too few to plan by.

    ``error`` is the mean absolute percentage error (MAPE) of the forecasts that the same rule would have made for past weeks.
    """

    a_week: float | None
    n: int
    weeks: int
    thin: bool
    error: float | None


def forecast(history: Sequence[int]) -> Forecast:
    """The mean of the last eight weeks. ``history`` holds whole weeks, the oldest first, from the first with any request on."""
    last = history[-WINDOW:]
    n = sum(last)
    thin = len(last) < FEWEST_WEEKS or n < FEWEST_REQUESTS
    return Forecast(n / len(last) if last else None, n, len(last), thin, mape(history))


def mape(history: Sequence[int]) -> float | None:
    """How far the rule's forecast missed each past week on average, as a share; ``None`` below eight weeks of history.

    Weeks without any request are left out: no share can be said of nothing.
    """
    if len(history) < ENOUGH_FOR_ERROR:
        return None
    misses = []
    for week in range(FEWEST_WEEKS, len(history)):
        before = history[max(0, week - WINDOW) : week]
        if history[week]:
            misses.append(abs(history[week] - sum(before) / len(before)) / history[week])
    return sum(misses) / len(misses) if misses else None


def workdays_to_third(*, booked: int, places_a_day: float) -> int | None:
    """In how many working days the third free time lies when ``booked`` places ahead are taken and the rest is filled in order.

    ``None`` where no place is planned. 0 is the coming working day.
    """
    if places_a_day <= 0:
        return None
    return max(0, ceil((booked + 3) / places_a_day) - 1)


def booked_in(*, booked: int, places_a_day: float, demand_a_day: float, workdays: int) -> int:
    """How many places ahead are taken after so many working days, if demand and plan stay as they are; never less than none."""
    return max(0, floor(booked + (demand_a_day - places_a_day) * workdays))
