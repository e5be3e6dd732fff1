"""The ten vectors of domain.md, section 6, and what holds for every set of facts: better facts never harm."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import amtslotse.casework
from amtslotse.engines.chancenkarte import LEVELS, Check, Facts, InvalidTable, check, read

FILE = Path(amtslotse.casework.__file__).parent / "data" / "chancenkarte.toml"
VERSIONS = tomllib.loads(FILE.read_text("utf-8"))["versions"]
TABLE = read(VERSIONS[-1])
#: What the vectors take for granted: the qualification is there, and so is the livelihood.
USUAL = {"qualification": True, "livelihood": True}
YES_OR_NO = [name for name, value in Facts.__dataclass_fields__.items() if value.type == "bool"]


def checked(**facts: Any) -> Check:
    return check(TABLE, Facts(**{**USUAL, **facts}), whole_year=True)


def _counted(found: Check) -> set[int]:
    return {line.criterion.number for line in found.lines if line.is_counted}


def test_20b_1_a1_two_of_five_years_age_30_are_four_points_and_fail() -> None:
    found = checked(german="a1", two_in_five=True, age=30)
    assert (found.points, found.is_met) == (4, False)


def test_20b_1_nr_1_partial_recognition_a2_age_36_are_six_points() -> None:
    found = checked(partial_recognition=True, german="a2", age=36)
    assert (found.points, found.is_met) == (6, True)


def test_20b_1_nr_5_english_adds_to_german_a2_two_of_five_age_30() -> None:
    found = checked(german="a2", english="c1", two_in_five=True, age=30)
    assert (found.points, found.is_met) == (6, True)


def test_20b_1_nr_6_excludes_nr_7_b1_c1_five_of_seven_age_41() -> None:
    found = checked(german="b1", english="c1", five_in_seven=True, two_in_five=True, age=41)
    assert (found.points, found.is_met) == (6, True)
    excluded = next(line for line in found.lines if line.criterion.number == 7)
    assert (excluded.is_met, excluded.is_counted, excluded.instead) == (True, False, 6)


def test_20b_1_nr_2_b2_two_of_five_age_38_are_six_points() -> None:
    found = checked(german="b2", two_in_five=True, age=38)
    assert (found.points, found.is_met) == (6, True)


def test_20b_1_nr_8_shortage_a1_c1_two_of_five_age_29_are_six_points() -> None:
    found = checked(german="a1", english="c1", two_in_five=True, shortage=True, age=29)
    assert (found.points, found.is_met) == (6, True)


def test_20a_4_3_nr_2_english_alone_meets_the_language_five_of_seven_age_35() -> None:
    found = checked(english="c1", five_in_seven=True, age=35)
    assert (found.points, found.is_met) == (6, True)


def test_20b_1_nr_11_and_12_stay_and_spouse_shortage_a1_age_35_are_five_points_and_fail() -> None:
    found = checked(german="a1", shortage=True, age=35, stay=True, spouse=True)
    assert (found.points, found.is_met) == (5, False)


def test_20a_4_3_nr_1_is_waived_by_partial_recognition_but_not_nr_2() -> None:
    found = checked(partial_recognition=True, qualification=False, english="b1", age=34)
    assert (found.points, found.is_met) == (6, False)
    open_ones = [each.key for each in found.prerequisites if not each.is_met]
    assert open_ones == ["language"]
    assert next(each for each in found.prerequisites if each.key == "qualification").waived


def test_20b_1_all_best_are_sixteen_points() -> None:
    best = Facts(age=30, german="c1", english="c1", **dict.fromkeys(YES_OR_NO, True))
    assert check(TABLE, replace(best, skilled=False), whole_year=True).points == 16
    assert (
        max(_points(Facts(age=20, german=g, english=e, **dict.fromkeys(YES_OR_NO, True))) for g in LEVELS for e in LEVELS) == 16
    )


def _points(facts: Facts) -> int:
    return check(TABLE, facts, whole_year=True).points


def test_20a_a_skilled_worker_needs_no_points() -> None:
    found = check(TABLE, Facts(age=50, skilled=True, livelihood=True), whole_year=True)
    assert (found.route, found.points, found.is_met) == ("skilled", 0, True)


@pytest.mark.parametrize("skilled", [True, False])
def test_2_3_the_livelihood_is_a_condition_of_both_routes(skilled: bool) -> None:
    facts = Facts(age=30, german="b2", two_in_five=True, qualification=True, skilled=skilled)
    assert not check(TABLE, facts, whole_year=True).is_met
    assert check(TABLE, replace(facts, livelihood=True), whole_year=True).is_met


def test_20a_inside_germany_only_with_a_title_for_education_or_work() -> None:
    inside = Facts(age=30, skilled=True, livelihood=True, in_germany=True)
    assert not check(TABLE, inside, whole_year=True).is_met
    assert check(TABLE, replace(inside, fitting_title=True), whole_year=True).is_met


@pytest.mark.parametrize(("age", "whole", "strict"), [(34, 2, 2), (35, 2, 1), (36, 1, 1), (39, 1, 1), (40, 1, 0), (41, 0, 0)])
def test_20b_1_nr_9_and_10_under_both_readings(age: int, whole: int, strict: int) -> None:
    for whole_year, points in ((True, whole), (False, strict)):
        found = check(TABLE, Facts(age=age), whole_year=whole_year)
        assert found.points == points
        assert found.legal_check is (whole != strict)


FACTS = st.builds(
    Facts,
    age=st.integers(16, 70),
    german=st.sampled_from(LEVELS),
    english=st.sampled_from(LEVELS),
    **{name: st.booleans() for name in YES_OR_NO},
)
#: More of these is better; a title is asked of somebody inside Germany only, so being inside is a condition, not a merit.
_MERITS = [name for name in YES_OR_NO if name != "in_germany"]


def _better(facts: Facts) -> list[Facts]:
    """The same person with one thing better."""
    found = [replace(facts, age=facts.age - 1)]
    found += [replace(facts, **{name: True}) for name in _MERITS]
    for language in ("german", "english"):
        level = getattr(facts, language)
        found += [replace(facts, **{language: higher}) for higher in LEVELS[LEVELS.index(level) :]]
    return found


@given(FACTS, st.booleans())
def test_a_better_fact_never_takes_a_point_or_the_result_away(facts: Facts, whole_year: bool) -> None:
    before = check(TABLE, facts, whole_year=whole_year)
    for better in _better(facts):
        after = check(TABLE, better, whole_year=whole_year)
        assert after.points >= before.points
        assert after.is_met >= before.is_met


@given(FACTS, st.booleans())
def test_exclusions_never_add_up(facts: Facts, whole_year: bool) -> None:
    found = check(TABLE, facts, whole_year=whole_year)
    counted = _counted(found)
    for group in ({2, 3, 4}, {6, 7}, {9, 10}):
        assert len(counted & group) <= 1
    assert found.points == sum(line.criterion.points for line in found.lines if line.is_counted)
    assert found.points <= 16
    for line in found.lines:  # what is met and does not count names what counts in its place, and that is worth more
        if line.is_met and not line.is_counted:
            instead = next(other for other in found.lines if other.criterion.number == line.instead)
            assert instead.is_counted
            assert instead.criterion.points > line.criterion.points


def test_the_table_is_the_law_as_domain_md_has_it() -> None:
    assert TABLE.minimum == 6
    points = {row.number: row.points for row in TABLE.criteria}
    assert points == {1: 4, 2: 3, 3: 2, 4: 1, 5: 1, 6: 3, 7: 2, 8: 1, 9: 2, 10: 1, 11: 1, 12: 1}
    assert [version["valid_from"] for version in VERSIONS] == sorted(version["valid_from"] for version in VERSIONS)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"number": 1, "fact": "charm", "points": 1}, "charm"),
        ({"number": 1, "fact": "german", "points": 1, "value": "b7"}, "b7"),
        ({"number": 1, "fact": "age", "points": 1}, "age"),
        ({"number": 1, "fact": "stay", "points": 0}, "no points"),
        ({"number": 2, "fact": "stay", "points": 1}, "twice"),
    ],
)
def test_a_faulty_table_says_where(change: dict[str, Any], says: str) -> None:
    content = {**VERSIONS[-1], "criteria": [change, *VERSIONS[-1]["criteria"][1:]]}
    with pytest.raises(InvalidTable, match=says):
        read(content)
    with pytest.raises(InvalidTable, match="minimum"):
        read({key: value for key, value in VERSIONS[-1].items() if key != "minimum"})
