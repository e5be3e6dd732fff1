"""The draw of the legal review, its checklist, and what may be said of the result."""

from __future__ import annotations

import hashlib
import hmac
import inspect
from datetime import date
from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules import legal_review
from amtslotse.casework.rules.legal_review import FEWEST, OTHERS, Cell, disclosed, merged

KEY, MONTH = b"k" * 32, date(2026, 10, 1)
IDS = st.lists(st.uuids(), unique=True, max_size=60)


@given(IDS, st.integers(0, 40), st.randoms())
def test_the_draw_depends_on_nothing_but_key_month_and_decisions(found: list[UUID], size: int, chance: object) -> None:
    drawn = legal_review.draw(KEY, MONTH, found, size=size)
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert legal_review.draw(KEY, MONTH, shuffled, size=size) == drawn
    assert len(drawn) == min(size, len(found))
    lowest = sorted(  # by another way: the whole digest as text
        found, key=lambda each: hmac.new(KEY, f"legal-review\0002026-10\0{each}".encode(), hashlib.sha256).hexdigest()[:16]
    )
    assert [each for each, _ in drawn] == lowest[:size]


@given(IDS.filter(lambda found: len(found) > 1), st.integers(1, 40))
def test_one_decision_less_moves_nobody_else_out(found: list[UUID], size: int) -> None:
    drawn = {each for each, _ in legal_review.draw(KEY, MONTH, found, size=size)}
    fewer = {each for each, _ in legal_review.draw(KEY, MONTH, found[1:], size=size)}
    assert drawn - {found[0]} <= fewer


def test_every_decision_has_the_same_chance() -> None:
    ids = [UUID(int=place) for place in range(400)]
    times = dict.fromkeys(ids, 0)
    for place in range(200):
        for each, _ in legal_review.draw(f"{place}".encode() * 8, MONTH, ids, size=40):
            times[each] += 1
    # 200 draws of 40 in 400: 20 expected, a deviation of 4.2; six of them never happen by chance.
    assert all(0 < count < 46 for count in times.values())


def test_no_person_is_a_parameter() -> None:
    for rule in (legal_review.draw, legal_review.number):
        assert set(inspect.signature(rule).parameters) <= {"key", "month", "decisions", "decision", "size"}


def test_every_version_of_the_checklist_is_whole() -> None:
    versions = legal_review.checklists()
    assert len({each.version for each in versions}) == len(versions)
    for each in versions:
        assert len({point.key for point in each.points}) == len(each.points)
        for point in each.points:
            assert point.about in legal_review.ABOUT
            assert set(point.text) == {"de", "en", "ar"}
    assert legal_review.checklist_on(date(1999, 1, 1)) == versions[0]
    assert legal_review.checklist(versions[-1].version) == versions[-1]


def test_months() -> None:
    assert legal_review.month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert legal_review.month_before(date(2028, 3, 1)) == date(2028, 2, 1)
    assert legal_review.month_after(date(2026, 12, 1)) == date(2027, 1, 1)


@st.composite
def cells(draw: st.DrawFn) -> list[Cell]:
    made = []
    for place in range(draw(st.integers(0, 7))):
        reviewed = draw(st.integers(1, 14))
        defective = draw(st.integers(0, reviewed))
        authors = draw(st.frozensets(st.integers(1, 12), min_size=1, max_size=reviewed))
        made.append(Cell(f"s{place}", reviewed, defective, draw(st.integers(0, defective)), authors))
    return made


@given(cells())
def test_no_row_and_no_difference_is_about_few(found: list[Cell]) -> None:
    shown = disclosed(found)
    for row in shown:
        assert row.reviewed >= FEWEST
        assert len(row.authors) >= FEWEST
    if not shown:
        return
    assert merged(shown) == merged(found), "the rows sum to the total"
    named = {row.service for row in shown if row.service != OTHERS}
    hidden = [each for each in found if each.service not in named]
    # Whatever shown rows somebody takes from the total, what is left stands for enough.
    for count in range(len(shown)):
        for taken in combinations(shown, count):
            left = [row for row in shown if row not in taken]
            assert merged(left).reviewed >= FEWEST
            assert len(merged(left).authors) >= FEWEST
    assert bool(hidden) == any(row.service == OTHERS for row in shown)


def test_control_showing_each_row_that_is_enough_gives_the_hidden_one_away() -> None:
    authors = frozenset(range(6))
    found = [Cell("a", 9, 2, 0, authors), Cell("b", 7, 1, 0, authors), Cell("c", 2, 2, 1, frozenset({1}))]
    naive = [each for each in found if each.reviewed >= FEWEST]
    assert merged(found).defective - merged(naive).defective == 2, "c had two defects of two, and one author"
    assert [(row.service, row.reviewed) for row in disclosed(found)] == [("a", 9), (OTHERS, 9)]
    assert disclosed(found[2:]) == ()
