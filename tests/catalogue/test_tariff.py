"""The tariff by paragraph: AufenthV (text of 2026-06-11) and § 38 StAG, as in the domain reference, sections 5 and 15."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.catalogue.rules import Payer, Price, objection, price, tariff
from amtslotse.catalogue.rules import tariff as _tariff
from tests.catalogue.conftest import LIBRARY

ON = date(2026, 11, 22)
ADULT = Payer(nationality="IN")
CHILD = replace(ADULT, minor=True)


def of(key: str, payer: Payer = ADULT, *, sticker: bool = False) -> Price:
    return price(key, on=ON, payer=payer, sticker=sticker)


def costs(**amounts: str) -> None:
    for key, amount in amounts.items():
        name = key.removeprefix("p").replace("_", "-")
        assert of(name).amount == Decimal(amount), name
        assert not of(name).legal_check


def test_44_settlement_permits_147_124_113() -> None:
    costs(p44_1="147", p44_2="124", p44_3="113")
    assert of("44-1").paragraph == "§ 44 Nr. 1 AufenthV"


def test_44a_long_term_residence_eu_109() -> None:
    costs(p44a="109")


def test_45_nr_1_grant_up_to_and_over_a_year_100() -> None:
    costs(p45_1_a="100", p45_1_b="100")


def test_45_nr_2_extension_up_to_three_months_96_longer_93() -> None:
    costs(p45_2_a="96", p45_2_b="93")


def test_45_nr_3_change_of_purpose_98() -> None:
    costs(p45_3="98")


def test_45_nr_4_and_5_mobile_ict_card_80_and_70() -> None:
    costs(p45_4="80", p45_5="70")


def test_45a_express_card_35_more() -> None:
    costs(p45a="35")


def test_45b_a_sticker_is_44_less_and_only_for_titles() -> None:
    answer = of("45-1-a", sticker=True)
    assert (answer.amount, answer.paragraph) == (56, "§ 45 Nr. 1 Buchst. a AufenthV, § 45b AufenthV")
    assert of("47-1-8", sticker=True).legal_check


def test_45c_new_card_67_and_nothing_for_a_chip_that_broke_by_itself() -> None:
    costs(p45c="67", p45c_chip="0")
    assert not of("45c-chip", CHILD).half


def test_46_abs_2_national_visa_75_25_60() -> None:
    costs(p46_2_d="75", p46_2_extension="25", p46_2_schengen="60")


def test_47_abs_1_nr_1_ban_on_entry_169() -> None:
    costs(p47_1_1a="169", p47_1_1b="169")


def test_47_abs_1_nr_2_to_4_permission_condition_advice() -> None:
    costs(p47_1_2="100", p47_1_3="50", p47_1_4="21")


def test_47_abs_1_nr_5_and_6_duldung_58_62_33_37() -> None:
    costs(p47_1_5a="58", p47_1_5b="62", p47_1_6a="33", p47_1_6b="37")


def test_47_abs_1_nr_7_condition_of_a_duldung_50() -> None:
    costs(p47_1_7="50")


def test_47_abs_1_nr_8_fiktionsbescheinigung_13_and_6_50_for_minors() -> None:
    costs(p47_1_8="13")
    answer = of("47-1-8", CHILD)
    assert (answer.amount, answer.half, answer.paragraph) == (
        Decimal("6.50"),
        True,
        "§ 47 Abs. 1 Nr. 8 AufenthV, § 50 AufenthV",
    )


def test_47_abs_1_nr_9_to_13_certificates_and_transfers() -> None:
    costs(p47_1_9="18", p47_1_10="18", p47_1_11="12", p47_1_12="29", p47_1_13="10")


def test_47_abs_1_nr_14_and_15_research_219_and_skilled_workers_411() -> None:
    costs(p47_1_14="219", p47_1_15="411")


def test_47_abs_1_nr_16_sending_the_card_15() -> None:
    costs(p47_1_16="15")


def test_47_abs_2_condition_on_employment_0() -> None:
    costs(p47_2="0")


def test_47_abs_3_residence_card_has_no_sum_here_and_the_certificate_10() -> None:
    assert (of("47-3").amount, of("47-3").legal_check) == (None, True)
    costs(p47_3_certificate="10")


def test_48_abs_1_travel_documents() -> None:
    costs(p48_1_1a="100", p48_1_1b="97", p48_1_1c="70", p48_1_1d="38", p48_1_1e="67")


def test_48_abs_1_substitute_identity_documents_and_photo() -> None:
    costs(p48_1_10="32", p48_1_12="16", p48_1_15="72", p48_1_16="6")


def test_49_half_of_a_settlement_permit_is_due_with_the_application_everything_else_in_full() -> None:
    dues = {key: of(key).due_at_application for key in ("44-1", "44-2", "44-3", "44a")}
    assert dues == {"44-1": Decimal("73.50"), "44-2": 62, "44-3": Decimal("56.50"), "44a": Decimal("54.50")}
    for key in ("45-1-a", "45-3", "47-1-8", "47-1-12", "46-2-d"):
        assert of(key).due_at_application == of(key).amount


def test_50_minors_pay_half() -> None:
    for key, amount in {"45-1-a": "50", "45-2-b": "46.50", "45-3": "49", "45c": "33.50", "44a": "54.50"}.items():
        assert (of(key, CHILD).amount, of(key, CHILD).half) == (Decimal(amount), True), key


def test_50_a_minors_settlement_permit_under_35_is_55_any_other_a_legal_check() -> None:
    assert (of("50-35", CHILD).amount, of("50-35", CHILD).half) == (55, False)
    assert of("44-3", CHILD).legal_check


def test_51_an_objection_is_half_of_the_fee_for_what_was_refused() -> None:
    assert of("51").legal_check  # some acts have a sum of their own, and which ones is not in the reference
    assert objection(Decimal("93")) == Decimal("46.50")


@pytest.mark.parametrize("protection", ["refugee", "subsidiary", "resettlement"])
def test_52_the_protected_pay_nothing_for_title_and_fiktionsbescheinigung(protection: str) -> None:
    payer = replace(ADULT, protection=protection)
    assert [of(key, payer).amount for key in ("45-1-a", "44-3", "47-1-8")] == [0, 0, 0]
    assert of("47-1-8", payer).paragraph == "§ 52 AufenthV"
    assert of("45c", payer).legal_check  # a card is neither


def test_52_scholarship_holders_and_swiss_are_a_legal_check() -> None:
    for payer in (replace(ADULT, scholarship=True), replace(ADULT, nationality="CH")):
        assert (of("45-2-b", payer).amount, of("45-2-b", payer).legal_check) == (None, True)
        assert of("45-2-b", payer).paragraph == "§ 52 AufenthV"


def test_52a_turkish_nationals_are_a_legal_check() -> None:
    answer = of("45-1-a", replace(ADULT, nationality="TR"))
    assert (answer.amount, answer.legal_check, answer.paragraph) == (None, True, "§ 52a AufenthV")


def test_53_social_benefits_are_a_legal_check() -> None:
    answer = of("47-1-8", replace(ADULT, social_benefit=True))
    assert (answer.amount, answer.legal_check, answer.paragraph) == (None, True, "§ 53 AufenthV")


def test_38_stag_naturalisation_255_child_51_determination_51() -> None:
    costs(stag_38="255", stag_38_child="51", stag_38_determination="51")
    assert of("stag-38-child", CHILD).amount == 51
    assert of("stag-38", CHILD).legal_check
    assert of("stag-38", replace(ADULT, nationality="TR")).amount == 255  # the AufenthV's exemptions are not the StAG's
    assert of("stag-38").due_at_application is None  # § 49 AufenthV does not speak of it


def test_38_stag_other_certificates_and_refusals_are_a_range() -> None:
    for key, least, most in (("stag-38-certificate", 5, 51), ("stag-38-refusal", 25, 255)):
        assert (of(key).amount, of(key).at_least, of(key).at_most, of(key).legal_check) == (None, least, most, True)


def test_before_the_text_that_was_read_no_sum_is_named() -> None:
    assert price("45-1-a", on=date(2026, 6, 10), payer=ADULT).legal_check
    assert price("45-1-a", on=date(2026, 6, 11), payer=ADULT).amount == 100


def test_services_and_tariff_name_the_same_sums() -> None:
    by_paragraph: dict[str, set[Decimal]] = {}
    for entry in tariff().values():
        amounts = {version.amount for version in entry.versions if version.amount is not None}
        for paragraph in (entry.paragraph, entry.paragraph.split(" Buchst.")[0].removesuffix(" AufenthV") + " AufenthV"):
            by_paragraph.setdefault(paragraph, set()).update(amounts)
    for key, fee in LIBRARY["fees"].items():
        if key == "52-free":
            continue  # the exemption, no act of the tariff
        assert {Decimal(amount) for amount in fee.get("amounts", [])} <= by_paragraph.get(fee["paragraph"], set()), key


@given(
    key=st.sampled_from(sorted(_tariff())),
    on=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    payer=st.builds(
        Payer,
        minor=st.booleans(),
        protection=st.sampled_from(("", "refugee", "asylum")),
        nationality=st.sampled_from(("IN", "TR", "CH", "")),
        scholarship=st.booleans(),
        social_benefit=st.booleans(),
    ),
    sticker=st.booleans(),
)
def test_a_sum_is_certain_or_a_person_looks(key: str, on: date, payer: Payer, sticker: bool) -> None:
    answer = price(key, on=on, payer=payer, sticker=sticker)
    assert answer.legal_check is (answer.amount is None)
    assert answer.paragraph
    if answer.amount is not None:
        assert answer.amount >= 0
        assert answer.due_at_application is None or answer.due_at_application <= answer.amount
