"""Places never overlap, lie where it is open, and are right in both clock-change nights (faults 14, 15)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from amtslotse.engines.slots import (
    Offer,
    Slot,
    Step,
    booked_in,
    fits,
    forecast,
    overlapping,
    released,
    slots,
    third_next,
    workdays_to_third,
)
from amtslotse.kernel.localtime import BERLIN, at, begins, day_of
from amtslotse.offices.rules import Hours, open_on, without

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
STEPS = (Step("emergency", "short", 120), Step("short", None, 15))

clocks = st.times().map(lambda each: each.replace(second=0, microsecond=0, tzinfo=None))
days = st.one_of(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.sampled_from([SPRING, AUTUMN]))


@st.composite
def windows(draw: st.DrawFn) -> tuple[time, time]:
    one, two = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    return one, two


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Offer], list[Hours], date]:
    day = draw(days)
    start = day - timedelta(days=draw(st.integers(0, 3)))
    offers, hours = [], []
    for _ in range(draw(st.integers(1, 6))):
        opens, closes = draw(windows())
        ends = draw(st.one_of(st.none(), st.integers(1, 5).map(lambda n: start + timedelta(days=n))))
        offers.append(
            Offer(
                draw(st.integers(1, 2)),
                day.weekday(),
                opens,
                closes,
                draw(st.sampled_from(["regular", "short", "emergency"])),
                "public",
                draw(st.integers(5, 60)),
                start,
                ends,
            )
        )
    for _ in range(draw(st.integers(1, 3))):
        opens, closes = draw(windows())
        hours.append(Hours(day.weekday(), opens, closes, start))
    return offers, hours, day


@given(day=days, one=clocks, two=clocks)
def test_a_later_clock_is_never_an_earlier_instant(day: date, one: time, two: time) -> None:
    first, second = sorted((one, two))
    assert at(day, first) <= at(day, second)
    assert begins(day) <= at(day, first) < begins(day + timedelta(days=1))


def test_the_clock_change_nights() -> None:
    assert begins(SPRING + timedelta(days=1)).astimezone(UTC) - begins(SPRING).astimezone(UTC) == timedelta(hours=23)
    assert begins(AUTUMN + timedelta(days=1)).astimezone(UTC) - begins(AUTUMN).astimezone(UTC) == timedelta(hours=25)
    # 02:30 is skipped in spring: the moment of the change. It comes twice in autumn: the first.
    assert at(SPRING, time(2, 30)).astimezone(UTC) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert at(AUTUMN, time(2, 30)).astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_places_of_the_clock_change_nights_have_no_gap_and_no_overlap() -> None:
    for day, hours in ((SPRING, 5), (AUTUMN, 7)):
        offer = Offer(1, 6, time(0), time(6), "regular", "public", 30, day)
        periods = {1: open_on(day, [Hours(6, time(0), time(6), day)], land="BW")}
        made = slots([offer], periods, from_day=day, to_day=day + timedelta(days=1))
        assert len(made) == hours * 2
        assert all(one.ends_at == two.starts_at for one, two in pairwise(made))
        assert len({slot.starts_at for slot in made}) == len(made)
        assert made[0].starts_at == begins(day)


def test_the_control_naive_local_arithmetic_fails_in_both_nights() -> None:
    def naive(day: date) -> list[datetime]:
        return [(datetime.combine(day, time(0), BERLIN) + timedelta(minutes=30 * n)).astimezone(UTC) for n in range(12)]

    assert len(set(naive(SPRING))) < 12  # two places at the same instant
    autumn = naive(AUTUMN)
    assert any(two - one > timedelta(minutes=30) for one, two in pairwise(autumn))  # an hour that nobody can book


@given(plan=plans())
@settings(max_examples=150, deadline=None)
def test_places_never_overlap_and_lie_inside_the_hours(plan: tuple[list[Offer], list[Hours], date]) -> None:
    offers, hours, day = plan
    open_at = open_on(day, hours, land="BW")
    periods = {1: open_at, 2: open_at}
    made = slots(offers, periods, from_day=day, to_day=day + timedelta(days=1))
    assert made == slots(list(reversed(offers)), periods, from_day=day, to_day=day + timedelta(days=1))
    for counter in (1, 2):
        own = [slot for slot in made if slot.counter == counter]
        assert all(one.ends_at <= two.starts_at for one, two in pairwise(own))
    for slot in made:
        assert any(begin <= slot.starts_at and slot.ends_at <= end for begin, end in open_at)
        assert day_of(slot.starts_at) == day
        assert fits(offers, periods, counter=slot.counter, starts_at=slot.starts_at, ends_at=slot.ends_at,
                    klass=slot.klass, day=day)  # fmt: skip


@given(plan=plans(), later=st.integers(0, 600), first=st.integers(-60, 1440))
@settings(max_examples=100, deadline=None)
def test_released_places_never_come_back(plan: tuple[list[Offer], list[Hours], date], later: int, first: int) -> None:
    offers, hours, day = plan
    open_at = open_on(day, hours, land="BW")
    made = slots(offers, {1: open_at, 2: open_at}, from_day=day, to_day=day + timedelta(days=1))
    serves = {1: ["short"], 2: []}
    now = begins(day) + timedelta(minutes=first)
    rank = {"emergency": 0, "short": 1}
    one = {(slot.counter, slot.starts_at): slot for slot in released(made, STEPS, serves, now=now)}
    two = {(slot.counter, slot.starts_at): slot for slot in released(made, STEPS, serves, now=now + timedelta(minutes=later))}
    assert set(two) <= set(one)
    assert all(rank.get(one[key].klass, 9) <= rank.get(two[key].klass, 9) for key in two)


def test_the_timetable_of_carve_outs() -> None:
    start = datetime(2026, 11, 24, 10, tzinfo=UTC)
    slot = Slot(1, start, start + timedelta(minutes=30), "emergency", "public")

    def at_minutes(before: int, serves: list[str]) -> str | None:
        left = released([slot], STEPS, {1: serves}, now=start - timedelta(minutes=before))
        return left[0].klass if left else None

    assert [at_minutes(before, ["short"]) for before in (121, 120, 16, 15)] == ["emergency", "short", "short", None]
    assert at_minutes(15, []) == "emergency"  # the counter cannot do short matters


def test_a_plan_for_one_day_goes_before_the_weeks() -> None:
    monday = date(2026, 11, 23)
    week = Offer(1, 0, time(8), time(10), "regular", "public", 30, date(2021, 1, 1))
    one = Offer(1, 0, time(8, 30), time(9), "emergency", "public", 30, monday, monday + timedelta(days=1))
    periods = {1: open_on(monday, [Hours(0, time(8), time(12), monday)], land="BW")}
    made = slots([week, one], periods, from_day=monday, to_day=monday + timedelta(days=1))
    assert [slot.klass for slot in made] == ["regular", "emergency", "regular", "regular"]
    assert overlapping([week, one]) is None
    assert overlapping([week, week]) is not None


def test_holidays_and_closures_leave_nothing() -> None:
    easter = date(2027, 3, 29)
    assert open_on(easter, [Hours(0, time(8), time(12), easter)], land="BW") == ()
    day = date(2026, 11, 24)
    opened = open_on(day, [Hours(1, time(8), time(12), day)], land="BW")
    closed = without(opened, [(at(day, time(9)), at(day, time(10)))])
    assert closed == ((at(day, time(8)), at(day, time(9))), (at(day, time(10)), at(day, time(12))))


def test_third_next_and_its_forecast() -> None:
    start = datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert third_next([start + timedelta(hours=n) for n in (5, 0, 2, 9)]) == start + timedelta(hours=5)
    assert third_next([start, start]) is None
    assert workdays_to_third(booked=0, places_a_day=3) == 0
    assert workdays_to_third(booked=38, places_a_day=4) == 10
    assert workdays_to_third(booked=1, places_a_day=0) is None
    assert booked_in(booked=10, places_a_day=5, demand_a_day=4, workdays=20) == 0
    assert forecast([]).a_week is None
    assert forecast([10] * 7).error is None
    steady = forecast([10] * 12)
    assert (steady.a_week, steady.error, steady.thin, steady.n) == (10, 0, False, 80)
    assert forecast([3, 3, 3]).thin


@given(history=st.lists(st.integers(0, 200), min_size=8, max_size=16))
def test_the_error_of_a_forecast_is_never_negative(history: list[int]) -> None:
    error = forecast(history).error
    assert error is None or error >= 0
