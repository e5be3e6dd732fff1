"""From answers to questions and documents: what is certain stays certain, and stale answers never count."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.catalogue.rules import (
    Clause,
    Condition,
    Known,
    Procedure,
    Question,
    checklist,
    difficulty,
    fee,
    hints,
    known,
    met,
    open_questions,
    purpose,
    required_documents,
    unanswered,
    undecided,
    unmet,
)
from tests.catalogue.conftest import PROCEDURES

ON = date(2026, 11, 22)
WORDS = ("a", "b", "c")

values = st.sampled_from(WORDS)
clauses = st.builds(
    Clause, question=st.sampled_from(("q1", "q2", "q3")), values=st.frozensets(values, min_size=1), negated=st.booleans()
)
conditions = st.builds(Condition, st.lists(st.lists(clauses, min_size=1).map(tuple)).map(tuple))
answers = st.dictionaries(st.sampled_from(("q1", "q2", "q3")), values)
asked = st.fixed_dictionaries({key: st.sampled_from((True, False, None)) for key in ("q1", "q2", "q3")})


def _by_hand(condition: Condition, said: Mapping[str, str], is_asked: Mapping[str, bool]) -> bool:
    """The meaning of a condition, written a second time, when everything is known."""
    if not condition.alternatives:
        return True
    return any(
        all(is_asked[clause.question] and (said[clause.question] in clause.values) != clause.negated for clause in alternative)
        for alternative in condition.alternatives
    )


def _known(said: Mapping[str, str], is_asked: Mapping[str, bool | None]) -> Known:
    return Known({key: value for key, value in said.items() if is_asked[key]}, is_asked, ON)


@given(conditions, st.fixed_dictionaries(dict.fromkeys(("q1", "q2", "q3"), values)), asked)
def test_with_everything_known_a_condition_is_yes_or_no(
    condition: Condition, said: dict[str, str], is_asked: dict[str, bool | None]
) -> None:
    settled = {key: bool(value) for key, value in is_asked.items()}
    assert met(condition, _known(said, settled)) is _by_hand(condition, said, settled)
    assert undecided(condition, _known(said, settled)) == ()


@given(conditions, answers, asked, st.fixed_dictionaries(dict.fromkeys(("q1", "q2", "q3"), values)), st.booleans())
def test_what_is_decided_stays_decided_whatever_is_answered_next(
    condition: Condition, said: dict[str, str], is_asked: dict[str, bool | None], later: dict[str, str], then: bool
) -> None:
    before = met(condition, _known(said, is_asked))
    settled = {key: then if value is None else value for key, value in is_asked.items()}
    after = met(condition, _known({**later, **_known(said, is_asked).answers}, settled))
    assert after is not None
    assert before is None or before is after
    assert (before is None) is bool(undecided(condition, _known(said, is_asked)))


def _any_answer(question: Question) -> st.SearchStrategy[str]:
    if question.kind == "choice":
        return st.sampled_from([option.key for option in question.options])
    return {
        "yesno": st.sampled_from(("yes", "no")),
        "country": st.sampled_from(("TR", "CH", "IN", "UA")),
        "birthdate": st.sampled_from(("1980-00-00", "1970-03-01", "2015-01-01", "2008-11-22", "2008-00-00")),
        "date": st.just("2026-12-24"),
    }.get(question.kind, st.just("12345"))


def filled(procedure: Procedure) -> st.SearchStrategy[dict[str, str]]:
    """An answer to every question, also to those that are not asked."""
    return st.fixed_dictionaries({question.key: _any_answer(question) for question in procedure.questions})


shipped = st.sampled_from(sorted(PROCEDURES)).flatmap(lambda key: st.tuples(st.just(PROCEDURES[key]), filled(PROCEDURES[key])))


@given(shipped, st.data())
def test_a_checklist_only_grows_firmer(case: tuple[Procedure, dict[str, str]], data: st.DataObject) -> None:
    procedure, everything = case
    some = data.draw(st.sets(st.sampled_from(sorted(everything))))
    partly = known(procedure, {key: everything[key] for key in some}, on=ON).answers
    before, after = checklist(procedure, partly, on=ON), checklist(procedure, {**everything, **partly}, on=ON)
    certain = {need.key for need in before.certain}
    assert certain <= {need.key for need in after.certain} <= certain | {item.need.key for item in before.depends}
    assert after.depends == ()
    assert after.certain == required_documents(procedure, everything, on=ON)
    assert all(item.depends_on for item in before.depends)
    if "birth_date" not in partly and before.fee.usual is not None:
        of_minors = [rule for rule in procedure.fees if "birth_date" in rule.when.questions]
        assert before.fee.possible == (() if any(not rule.amounts for rule in of_minors) else (before.fee.usual,))
    if after.fee.amount is not None and before.fee.possible:
        was_said = "birth_date" in partly or not after.fee.half
        assert (after.fee.amount if was_said else 2 * after.fee.amount) in before.fee.possible
    if before.fee.amount is not None:
        assert after.fee.amount == before.fee.amount


@given(shipped)
def test_answers_to_questions_that_are_not_asked_never_count(case: tuple[Procedure, dict[str, str]]) -> None:
    procedure, everything = case
    asked_keys = {question.key for question in open_questions(procedure, everything, on=ON)}
    only = {key: value for key, value in everything.items() if key in asked_keys}
    assert open_questions(procedure, only, on=ON) == open_questions(procedure, everything, on=ON)
    for rule in (required_documents, purpose, difficulty, fee, hints):
        assert rule(procedure, only, on=ON) == rule(procedure, everything, on=ON)
    assert unanswered(procedure, everything, on=ON) == ()


@given(shipped)
def test_questions_come_group_by_group(case: tuple[Procedure, dict[str, str]]) -> None:
    procedure, everything = case
    groups = [question.group for question in open_questions(procedure, everything, on=ON)]
    assert groups == sorted(groups, key=("matter", "stay", "person", "contact").index)


def test_an_option_that_is_none_counts_as_no_answer() -> None:
    procedure = PROCEDURES["study-16b"]
    assert "occasion" in {question.key for question in unanswered(procedure, {"occasion": "maybe"}, on=ON)}


def test_nothing_answered_leaves_every_required_question_open() -> None:
    procedure = PROCEDURES["study-16b"]
    assert {question.key for question in unanswered(procedure, {}, on=ON)} == {
        question.key for question in procedure.questions if question.required and not question.when.alternatives
    }


def test_study_documents_follow_the_answers() -> None:
    procedure = PROCEDURES["study-16b"]
    answers_ = {"occasion": "extension", "enrolled": "enrolled", "livelihood": "blocked_account"}
    keys = [need.key for need in required_documents(procedure, answers_, on=ON)]
    assert keys == [
        "passport",
        "photo",
        "enrolment",
        "blocked_account",
        "bank_statements",
        "health_insurance",
        "registration",
        "rental_and_moving_in",
    ]
    first = {need.key for need in required_documents(procedure, {**answers_, "occasion": "first"}, on=ON)}
    assert "bank_statements" not in first


def test_a_spouse_of_a_blue_card_holder_needs_no_a1() -> None:
    for title, needed in (("blue_card_ict", False), ("residence_permit", True)):
        needs = required_documents(PROCEDURES["spouse-30"], {"occasion": "first", "sponsor_title": title}, on=ON)
        assert ("language_a1" in {need.key for need in needs}) is needed


@pytest.mark.parametrize(
    ("occasion", "born", "needed"),
    [("first", "1981-11-22", True), ("first", "1981-11-23", False), ("extension", "1970-01-01", False)],
)
def test_18_2_from_forty_five_at_the_first_grant_salary_or_pension(occasion: str, born: str, needed: bool) -> None:
    given_answers = {"occasion": occasion, "regulated": "no", "birth_date": born, "current_title": "national_visa"}
    keys = {need.key for need in required_documents(PROCEDURES["skilled-18b"], given_answers, on=ON)}
    assert ({"salary_proof", "pension_proof"} <= keys) is needed


@pytest.mark.parametrize(
    ("key", "said", "code"),
    [
        ("opportunity-card-20a", {"card": "search"}, "ERW_20A_S"),
        ("opportunity-card-20a", {"card": "follow_up"}, "ERW_20A_F"),
        ("protection-25", {"decision": "asylum"}, "HUM_25_1"),
        ("protection-25", {"decision": "subsidiary"}, "HUM_25_2"),
        ("protection-25", {"decision": "no_removal"}, "HUM_25_3"),
        ("fiktionsbescheinigung-81", {"held_before": "visa_free"}, "FIK_81_3"),
        ("fiktionsbescheinigung-81", {"held_before": "title"}, "FIK_81_4"),
        ("settlement-18c", {"route": "blue_card_21"}, "NE_18C_2"),
        ("settlement-18c", {"route": "skilled"}, "NE_18C_1"),
        ("residence-card-eu", {"card": "permanent"}, "SON_DAK"),
        ("duldung-60a", {}, "DUL_60A"),
    ],
)
def test_the_purpose_follows_the_answers(key: str, said: dict[str, str], code: str) -> None:
    assert purpose(PROCEDURES[key], said, on=ON) == code


def test_difficulty_says_why() -> None:
    found = difficulty(PROCEDURES["blue-card-18g"], {"occasion": "first", "salary_route": "it_experience"}, on=ON)
    assert found.level == 3
    assert "Berufserfahrung" in found.reason("de")


def test_one_of_a_group_is_enough() -> None:
    needs = required_documents(PROCEDURES["settlement-9"], {"work": "employed"}, on=ON)
    missing = unmet(needs, {"passport", "living_in_germany"})
    assert not any(need.one_of for group in missing for need in group)
    both = [group for group in unmet(needs, ()) if len(group) > 1]
    assert [[need.key for need in group] for group in both] == [["integration_course", "living_in_germany"]]
    assert unmet(needs, {need.key for need in needs}) == ()
