"""The clocks of a case: nothing resets them, and every working day is somebody's."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules.clocks import Beat, Clocks, clocks, months_later, section_75, spans
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel import workdays

MONDAY = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
WHO = ("us", "applicant", "partner:court", "")


def _at(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


def _read(
    beats: list[Beat], *, now: datetime, complete_since: datetime | None = None, ended_at: datetime | None = None
) -> Clocks:
    return clocks(
        beats,
        received_at=beats[0].at,
        complete_since=complete_since,
        in_review_since=None,
        ended_at=ended_at,
        now=now,
        land="BW",
    )


@pytest.mark.parametrize(
    ("received", "line"),
    [
        (date(2026, 8, 3), date(2026, 11, 3)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_section_75_vwgo_is_three_months_after_receipt(received: date, line: date) -> None:
    assert months_later(received, 3) == line
    assert section_75(datetime(received.year, received.month, received.day, 12, tzinfo=UTC)) == line


def test_a_minute_before_midnight_counts_as_the_german_day() -> None:
    assert section_75(datetime(2026, 8, 3, 22, 30, tzinfo=UTC)) == date(2026, 11, 4)  # 00:30 on the 4th in Germany


def test_incompleteness_never_moves_the_line_of_section_75() -> None:
    beats = [Beat(MONDAY, "us", False), Beat(_at(1), "applicant", True)]
    waited = _read(beats, now=_at(100))
    straight = _read(beats[:1], now=_at(100), complete_since=_at(1))
    assert waited.section_75_on == straight.section_75_on == date(2026, 11, 3)
    assert waited.section_75_passed
    assert straight.section_75_passed
    assert not _read(beats, now=_at(92)).section_75_passed  # the last day itself still belongs to the office


def test_gross_net_and_idle_of_a_case_that_waited() -> None:
    beats = [
        Beat(MONDAY, "us", False),
        Beat(_at(1), "applicant", True),  # Tuesday: asked for documents
        Beat(_at(8), "us", False),  # Tuesday after: handed in
        Beat(_at(10), "partner:recognition", True),  # Thursday: another body
        Beat(_at(14), "us", True),  # Monday: answered
    ]
    found = _read(beats, now=_at(15), complete_since=_at(10))
    assert found.since_receipt == 15
    assert found.gross == 11
    assert found.with_her == 4  # Wednesday to Monday, without the weekend
    assert found.with_others == 1  # Friday
    assert found.net == found.gross - 5
    assert found.idle == 3  # Tuesday and Wednesday before anybody looked, and the last day
    assert found.since_complete == 5


def test_an_ended_case_keeps_its_clocks() -> None:
    beats = [Beat(MONDAY, "us", False), Beat(_at(3), "nobody", True)]
    assert _read(beats, now=_at(400), ended_at=_at(3)) == _read(beats, now=_at(3), ended_at=_at(3))


_BEATS = st.lists(st.tuples(st.integers(0, 200 * 24), st.sampled_from(WHO), st.booleans()), max_size=12)


@given(_BEATS, st.integers(0, 250))
def test_every_working_day_is_somebodys_exactly_once(raw: list[tuple[int, str, bool]], until: int) -> None:
    beats = [Beat(MONDAY, "us", False)]
    beats += [Beat(MONDAY + timedelta(hours=hour), who, touched) for hour, who, touched in sorted(raw) if hour <= until * 24]
    now = _at(until)
    found = _read(beats, now=now)
    assert found.gross == workdays.between(local_day(MONDAY), local_day(now), land="BW")
    assert found.net + found.with_her + found.with_others == found.gross
    assert 0 <= found.idle <= found.net


@given(_BEATS)
def test_spans_have_no_gap_and_no_overlap(raw: list[tuple[int, str, bool]]) -> None:
    beats = [Beat(MONDAY, "us", False), *(Beat(MONDAY + timedelta(hours=h), who, t) for h, who, t in sorted(raw))]
    found = spans(beats, until=_at(300))
    assert found[0].began_at == MONDAY
    assert found[-1].ended_at == _at(300)
    assert all(one.ended_at == two.began_at and one.who != two.who for one, two in itertools.pairwise(found))


def test_a_year_of_a_case_is_counted_in_no_time() -> None:
    beats = [Beat(_at(day), WHO[day % 3], True) for day in range(0, 3650, 5)]
    assert _read(beats, now=_at(3650)).gross > 2000
