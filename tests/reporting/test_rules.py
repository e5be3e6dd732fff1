"""Periods without gaps, and a catalogue of figures in which nothing is missing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.reporting.rules import KPIS, Period, add_months, months_between

YEARS, QUARTERS = st.integers(1900, 2998), st.none() | st.integers(1, 4)


@given(YEARS, QUARTERS)
def test_a_period_is_read_as_it_is_written(year: int, quarter: int | None) -> None:
    period = Period.of_year(year, quarter)
    assert Period.parse(period.name) == period
    assert len(period.months) == (12 if quarter is None else 3)


@given(YEARS)
def test_quarters_make_a_year(year: int) -> None:
    quarters = [Period.of_year(year, quarter) for quarter in (1, 2, 3, 4)]
    assert [quarter.end for quarter in quarters[:3]] == [quarter.first for quarter in quarters[1:]]
    assert (quarters[0].first, quarters[3].end) == (Period.of_year(year).first, Period.of_year(year).end)


@given(st.dates(date(1950, 1, 1), date(2400, 1, 1)), st.integers(0, 300))
def test_months_follow_one_another(day: date, count: int) -> None:
    first = day.replace(day=1)
    months = months_between(first, add_months(first, count))
    assert len(months) == count
    assert [add_months(month, 1) for month in months[:-1]] == list(months[1:])


@pytest.mark.parametrize("text", ["", "23", "2023Q0", "2023Q5", "2023-13", "2023-1", "٢٠٢٣", "2023 ", "99999"])
def test_nonsense_is_no_period(text: str) -> None:
    assert Period.parse(text) is None


def test_other_stretches_have_a_name() -> None:
    assert Period(date(2024, 3, 1), date(2025, 3, 1)).name == "2024-03…2025-02"
    assert Period(date(2024, 3, 1), date(2024, 4, 1)).name == "2024-03"


def test_every_figure_says_what_it_is_in_every_language() -> None:
    assert set(KPIS) == {"received", "decided", "stock", "age", "throughput", "first_touch"}
    for kpi in KPIS.values():
        for field in ("name", "definition", "formula", "unit"):
            assert set(getattr(kpi, field)) == {"de", "en", "ar"}
            assert all(getattr(kpi, field).values())
