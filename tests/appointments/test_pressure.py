"""First come while supply suffices, allocation from the stated pressure on, and never for emergencies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amtslotse.appointments.rules.pressure import choose, pressure

COUNT = st.integers(0, 500)


def test_pressure_is_requests_a_day_over_places_a_day() -> None:
    assert pressure(requests=880, request_workdays=20, places=800, place_workdays=20) == 1.1
    assert pressure(requests=44, request_workdays=1, places=400, place_workdays=10) == 1.1
    assert pressure(requests=5, request_workdays=20, places=0, place_workdays=20) is None


@given(st.none() | st.floats(0, 10), COUNT, COUNT)
def test_what_is_never_drawn_is_never_drawn(found: float | None, waiting: int, free: int) -> None:
    assert choose(draws=False, pressure=found, pressure_from=0, waiting=waiting, free=free) == ("calendar", "never_drawn")


@given(st.none() | st.floats(0, 10), COUNT, COUNT)
def test_the_calendar_opens_only_when_nobody_who_asked_before_is_overtaken(
    found: float | None, waiting: int, free: int
) -> None:
    kind, reason = choose(draws=True, pressure=found, pressure_from=1.0, waiting=waiting, free=free)
    if kind == "calendar":
        assert found is not None
        assert found < 1.0
        assert waiting <= free
    assert (kind == "calendar") == (reason == "enough")
