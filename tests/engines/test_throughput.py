"""Percentiles by the stated method, and bands without a gap."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.throughput import BANDS, FEWEST, band_of, days_between, percentile

DAYS = st.lists(st.floats(0, 5000), min_size=FEWEST, max_size=60)


@given(DAYS)
def test_percentiles_are_those_of_the_standard_library(days: list[float]) -> None:
    tenths = statistics.quantiles(days, n=10, method="inclusive")
    for place, share in ((4, 0.5), (7, 0.8), (8, 0.9)):
        assert percentile(days, share) == pytest.approx(tenths[place], abs=1e-6)


@given(DAYS, st.floats(0, 1), st.floats(0, 1))
def test_percentiles_rise_and_stay_inside(days: list[float], one: float, other: float) -> None:
    low, high = percentile(days, min(one, other)), percentile(days, max(one, other))
    assert low is not None
    assert high is not None
    assert min(days) - 1e-9 <= low <= high + 1e-9 <= max(days) + 2e-9


def test_fewer_than_five_cases_have_no_percentile() -> None:
    assert percentile([1.0] * (FEWEST - 1), 0.5) is None
    assert percentile([1.0] * FEWEST, 0.5) == 1.0
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentile([1.0] * FEWEST, 50)


def test_the_clock_change_adds_no_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2024, 3, 30, 12, tzinfo=berlin).astimezone(UTC)
    end = datetime(2024, 3, 31, 12, tzinfo=berlin).astimezone(UTC)
    assert days_between(start, end) == pytest.approx(23 / 24)


@given(st.floats(0, 10_000))
def test_every_age_lies_in_one_band(days: float) -> None:
    inside = [band for band in BANDS if band.first <= days and (band.end is None or days < band.end)]
    assert inside == [band_of(days)]


def test_nothing_is_younger_than_nothing() -> None:
    with pytest.raises(ValueError, match="younger"):
        band_of(-0.1)
