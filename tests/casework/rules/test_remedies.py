"""Remedy notices and days of notification: only what is sourced, and every month's end."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules.remedies import Days, days, last_day, months_later, notice, posting_days
from amtslotse.kernel import workdays

DAY = date(2026, 11, 20)
ANY_DAY = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def _notice(outcome: str = "refuse", **changes: Any) -> Any:
    asked = {"service": "study-16b", "legal_basis": "§ 16b AufenthG", "office": "Amt", "land": "BW", "on": DAY}
    return notice(outcome, **{**asked, **changes})


def test_section_70_vwgo_one_month_after_notification() -> None:
    found = _notice()
    assert (found.months, found.sureness, found.key) == (1, "M", "BW 2026-01-06")
    assert "innerhalb eines Monats nach ihrer Bekanntgabe Widerspruch bei Amt" in found.body["de"]


def test_section_84_1_is_said_for_a_refusal_under_that_act_only() -> None:
    assert "§ 84 Abs. 1 AufenthG" in _notice().body["de"]
    assert "§ 84" not in _notice("grant_restricted").body["de"]
    assert "§ 84" not in _notice(legal_basis="§ 10 StAG").body["de"]
    for service, law in (("fiktionsbescheinigung-81", "§ 81 Abs. 5 AufenthG"), ("commitment-68", "§ 68 AufenthG")):
        assert "§ 84" not in _notice(service=service, legal_basis=law).body["de"]  # no titles


def test_section_83_2_no_objection_against_the_refusal_of_a_duldung() -> None:
    assert _notice(service="duldung-60a", legal_basis="§ 60a AufenthG") is None


def test_no_land_gets_the_text_of_another_and_a_grant_gets_none() -> None:
    assert _notice(land="BY") is None
    assert _notice("grant") is None
    assert _notice(on=date(2025, 12, 31)) is None


def test_a_later_entry_of_the_land_counts_from_its_day() -> None:
    entry = {"land": "BW", "months": 1, "source": "a", "sureness": "S", "heading": {"de": "H"}, "body": {"de": "alt {office}"}}
    entries = [
        {**entry, "valid_from": date(2026, 1, 1)},
        {**entry, "valid_from": date(2026, 12, 1), "body": {"de": "neu {office}"}},
    ]
    assert _notice(entries=entries).body["de"] == "alt Amt"
    assert _notice(entries=entries, on=date(2026, 12, 1)).body["de"] == "neu Amt"


# Posted letters: the fourth day under federal law since 2025; each Land changed at its own date.

LANDS = [
    {"lands": ["HH"], "valid_from": date(2000, 1, 1), "day": 3},
    {"lands": ["HH"], "valid_from": date(2025, 1, 1), "day": 4},
]


def test_the_fourth_day_counts_where_the_land_says_so_from_its_own_day() -> None:
    assert posting_days("HH", on=date(2024, 12, 31), entries=LANDS) == 3
    assert posting_days("HH", on=date(2025, 1, 1), entries=LANDS) == 4
    posted = days(way="post", sent_on=DAY, months=1, land="HH", entries=LANDS)
    assert posted == Days(DAY + timedelta(days=4), last_day(DAY + timedelta(days=4), months=1, land="HH"), "post HH 4")


@pytest.mark.parametrize("land", ["BW", "BY", "HE"])
def test_where_the_land_is_not_sourced_a_person_looks(land: str) -> None:
    assert posting_days(land, on=DAY) is None
    assert days(way="post", sent_on=DAY, months=1, land=land) is None


def test_put_into_her_hands_counts_that_day() -> None:
    found = days(way="in_person", sent_on=DAY, months=1, land="BW")
    assert found is not None
    assert (found.notified_on, found.remedy_until) == (DAY, date(2026, 12, 21))  # 20 December 2026 is a Sunday
    grant = days(way="in_person", sent_on=DAY, months=None, land="BW")
    assert grant is not None
    assert grant.remedy_until is None


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 3, 31), date(2027, 4, 30)),
    ],
)
def test_month_ends_and_leap_days(day: date, later: date) -> None:
    assert months_later(day, 1) == later


@given(ANY_DAY)
def test_a_month_later_is_that_day_or_the_months_last(day: date) -> None:
    later = months_later(day, 1)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == 1
    assert later.day == day.day or later.day == calendar.monthrange(later.year, later.month)[1]


@given(ANY_DAY, ANY_DAY)
def test_the_last_day_is_a_working_day_and_never_early_and_keeps_the_order(one: date, other: date) -> None:
    last = last_day(one, months=1, land="BW")
    assert last >= months_later(one, 1)
    assert workdays.is_workday(last, land="BW")
    if one <= other:
        assert last <= last_day(other, months=1, land="BW")
