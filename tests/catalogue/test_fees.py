"""Fees by paragraph of the AufenthV (text of 2026-06-11, domain reference section 5)."""

from datetime import date
from decimal import Decimal

import pytest

from amtslotse.catalogue.rules import Fee, Procedure, assemble, fee, parse
from tests.catalogue.conftest import LIBRARY, PROCEDURES, service

ON = date(2026, 11, 22)
ADULT = {"birth_date": "1990-05-01", "nationality": "IN"}
CHILD = {"birth_date": "2015-05-01", "nationality": "IN"}


def of(key: str, **answers: str) -> Fee:
    return fee(PROCEDURES[key], answers, on=ON)


def test_44_nr_3_settlement_permit_113() -> None:
    assert of("settlement-9", **ADULT).amount == 113
    assert of("settlement-18c", **ADULT).amount == 113


def test_44a_long_term_residence_eu_109() -> None:
    assert of("long-term-eu-9a", **ADULT).amount == 109


def test_45_nr_1_grant_100() -> None:
    for key in ("study-16b", "skilled-18a", "skilled-18b", "blue-card-18g", "family-of-germans-28", "spouse-30"):
        answer = of(key, occasion="first", livelihood="blocked_account", **ADULT)
        assert (answer.amount, answer.paragraph) == (100, "§ 45 Nr. 1 AufenthV"), key
    assert of("opportunity-card-20a", card="search", route="points", occasion="first", **ADULT).amount == 100


def test_45_nr_2_b_extension_over_three_months_93() -> None:
    for key in ("study-16b", "skilled-18a", "skilled-18b", "blue-card-18g"):
        answer = of(key, occasion="extension", livelihood="own_income", **ADULT)
        assert (answer.amount, answer.paragraph) == (93, "§ 45 Nr. 2 Buchst. b AufenthV"), key


def test_45_nr_2_extension_of_unknown_length_is_93_or_96_and_not_guessed() -> None:
    for key in ("spouse-30", "family-of-germans-28", "training-16a", "self-employed-21"):
        answer = of(key, occasion="extension", **ADULT)
        assert (answer.amount, answer.usual, answer.possible) == (None, None, (93, 96)), key
        assert "drei Monate" in answer.notes[0]("de")


def test_45_nr_3_change_of_purpose_98() -> None:
    assert of("blue-card-18g", occasion="change", **ADULT).amount == 98
    assert of("study-16b", occasion="change", livelihood="parents", **ADULT).amount == 98
    assert of("opportunity-card-20a", card="search", route="skilled", occasion="change", **ADULT).amount == 98


def test_45c_new_card_67() -> None:
    for reason in ("new_passport", "lost", "changed"):
        assert of("new-card-45c", reason=reason, carrier="card", **ADULT).amount == 67
    assert of("new-card-45c", reason="chip", carrier="card", **ADULT).possible == (0, 67)
    assert of("new-card-45c", reason="lost", carrier="sticker", **ADULT).legal_check


def test_47_1_nr_3_and_7_change_of_a_condition_50() -> None:
    assert of("change-conditions", what="home", holds="title", **ADULT).amount == 50
    assert of("change-conditions", what="home", holds="duldung", **ADULT).paragraph == "§ 47 Abs. 1 Nr. 7 AufenthV"


def test_47_1_nr_6_duldung_renewal_33_or_37() -> None:
    assert of("duldung-60a", **ADULT).possible == (33, 37)


def test_47_1_nr_8_fiktionsbescheinigung_13() -> None:
    answer = of("fiktionsbescheinigung-81", **ADULT)
    assert (answer.amount, answer.paragraph, answer.due_at_application) == (13, "§ 47 Abs. 1 Nr. 8 AufenthV", 13)


def test_47_1_nr_12_declaration_of_commitment_29() -> None:
    assert of("commitment-68", **ADULT).amount == 29


def test_47_2_change_of_a_work_condition_of_a_title_0() -> None:
    assert of("change-conditions", what="work", holds="title", **ADULT).amount == 0
    assert of("change-conditions", what="work", holds="duldung", **ADULT).legal_check
    assert of("change-conditions", what="work", holds="gestattung", **ADULT).legal_check


def test_47_3_residence_card_has_no_amount_here() -> None:
    answer = of("residence-card-eu", **ADULT)
    assert (answer.amount, answer.legal_check, answer.paragraph) == (None, True, "§ 47 Abs. 3 AufenthV")


def test_49_half_of_a_settlement_permit_is_due_at_application() -> None:
    assert of("settlement-9", **ADULT).due_at_application == Decimal("56.50")
    assert of("settlement-18c", **ADULT).due_at_application == Decimal("56.50")
    assert of("long-term-eu-9a", **ADULT).due_at_application == Decimal("54.50")


def test_49_everything_else_is_due_in_full() -> None:
    assert of("blue-card-18g", occasion="first", **ADULT).due_at_application == 100


def test_50_minors_pay_half() -> None:
    answer = of("study-16b", occasion="extension", livelihood="parents", **CHILD)
    assert (answer.amount, answer.half, answer.due_at_application) == (Decimal("46.50"), True, Decimal("46.50"))
    assert answer.paragraph == "§ 45 Nr. 2 Buchst. b AufenthV, § 50 AufenthV"
    assert of("long-term-eu-9a", **CHILD).due_at_application == Decimal("27.25")
    assert of("change-conditions", what="work", holds="title", **CHILD).amount == 0


def test_50_on_the_eighteenth_birthday_it_is_the_full_fee() -> None:
    assert of("commitment-68", birth_date="2008-11-22", nationality="IN").amount == 29
    assert of("commitment-68", birth_date="2008-11-23", nationality="IN").amount == Decimal("14.50")
    assert of("commitment-68", birth_date="2008-00-00", nationality="IN").half  # may still be seventeen


def test_50_a_settlement_permit_for_a_minor_is_a_legal_check() -> None:
    assert of("settlement-9", **CHILD).legal_check
    assert of("settlement-18c", **CHILD).legal_check


def test_52_refugees_and_subsidiary_protection_pay_nothing() -> None:
    for decision in ("refugee", "subsidiary"):
        assert of("protection-25", decision=decision, occasion="first", **ADULT).amount == 0
    for decision in ("asylum", "no_removal"):
        assert of("protection-25", decision=decision, occasion="first", **ADULT).legal_check


def test_52_scholarship_holders_and_swiss_are_a_legal_check() -> None:
    assert of("study-16b", occasion="first", livelihood="scholarship", **ADULT).legal_check
    answer = of("blue-card-18g", occasion="first", birth_date="1990-05-01", nationality="CH")
    assert (answer.amount, answer.legal_check) == (None, True)
    assert "§ 52 AufenthV" in answer.paragraph


def test_52a_turkish_nationals_are_a_legal_check() -> None:
    answer = of("blue-card-18g", occasion="first", birth_date="1990-05-01", nationality="TR")
    assert (answer.amount, answer.usual, answer.possible, answer.legal_check) == (None, None, (), True)
    assert "§ 52a AufenthV" in answer.paragraph


def test_temporary_protection_names_no_sum() -> None:
    assert of("protection-24", **ADULT).legal_check


def test_a_follow_up_opportunity_card_names_no_sum() -> None:
    assert of("opportunity-card-20a", card="follow_up", **ADULT).legal_check


def test_the_public_page_names_the_usual_fee_and_what_is_open() -> None:
    answer = of("blue-card-18g", occasion="first")
    assert (answer.amount, answer.usual, answer.possible) == (None, 100, (100,))
    assert [question.key for question in answer.depends_on] == ["nationality", "birth_date"]
    assert "Hälfte" in answer.notes[-1]("de")
    assert of("blue-card-18g").possible == (93, 98, 100)
    assert of("study-16b").possible == (93, 98, 100)  # whoever has a scholarship is told once she says so
    settlement = of("settlement-9")
    assert (settlement.usual, settlement.paragraph) == (113, "§ 44 Nr. 3 AufenthV")


def test_nothing_is_promised_while_a_rule_without_a_sum_is_open() -> None:
    answer = of("protection-25")
    assert (answer.amount, answer.usual, answer.possible, answer.legal_check) == (None, None, (), False)
    assert [question.key for question in answer.depends_on if question.group == "matter"] == ["decision"]


@pytest.mark.parametrize("key", sorted(PROCEDURES))
def test_a_sum_is_certain_or_absent(key: str) -> None:
    for person in ({}, ADULT, CHILD):
        answer = of(key, **person)
        assert not (answer.legal_check and (answer.amount is not None or answer.possible or answer.usual))
        assert answer.amount is None or answer.possible == (answer.amount,)


def _of_small(**changes: object) -> Procedure:
    return parse(assemble(service(**changes), LIBRARY, file="small.toml"))


def test_a_fee_of_nobodys_invention() -> None:
    """Every sum that a service can name stands in the table of fees."""
    table = {str(amount) for entry in LIBRARY["fees"].values() for amount in entry.get("amounts", [])}
    for procedure in PROCEDURES.values():
        assert {str(amount) for rule in procedure.fees for amount in rule.amounts} <= table
    assert _of_small().fees[0].amounts == (100,)
