"""When places of a class are allocated and no longer given to whoever comes first."""

from __future__ import annotations

from typing import Final

#: Working days over which requests and places are counted: the last of them, and the next of them.
WINDOW_WORKDAYS: Final = 20

CALENDAR: Final = "calendar"
ALLOCATION: Final = "allocation"


def pressure(*, requests: int, request_workdays: int, places: int, place_workdays: int) -> float | None:
    """Requests a working day ÷ places a working day; ``None`` where no place is planned."""
    a_day = places_a_day(places, place_workdays)
    return requests / max(1, request_workdays) / a_day if a_day else None


def places_a_day(places: int, workdays: int) -> float:
    """Planned places for each working day of the plan."""
    return places / max(1, workdays)


def choose(*, draws: bool, pressure: float | None, pressure_from: float, waiting: int, free: int) -> tuple[str, str]:
    """How places are given and why: ``(calendar | allocation, reason)``.

    Never allocated: ``never_drawn``. From ``pressure_from`` on, or with nothing planned: ``pressure``. And as long as more wait
    than places are free: ``backlog``, for whoever asked before is served before the calendar opens again. Else ``enough``.
    """
    if not draws:
        return CALENDAR, "never_drawn"
    if pressure is None or pressure >= pressure_from:
        return ALLOCATION, "pressure"
    if waiting > free:
        return ALLOCATION, "backlog"
    return CALENDAR, "enough"
