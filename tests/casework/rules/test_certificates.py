"""§ 81 AufenthG, the certificate's column of the table (domain.md 7): each row named after its paragraph."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules.certificates import (
    CERTIFIED,
    FOUND,
    PARAGRAPHS,
    REASONS,
    certifiable,
    may_be_ordered,
    public_text,
)
from amtslotse.casework.rules.events import WORDS


def test_81_4_s1_must_be_issued() -> None:
    answer = certifiable(effect="fortgeltung")
    assert (answer.effect, answer.why_not, answer.paragraph) == ("fortgeltung", "", "§ 81 Abs. 4 Satz 1 AufenthG")


def test_81_4_s2_a_schengen_visa_gets_none_before_a_person_looked() -> None:
    assert certifiable(effect="legal_check").why_not == "legal_check"


def test_81_4_s3_an_expired_title_gets_one_only_by_a_recorded_order() -> None:
    assert certifiable(effect="legal_check").why_not == "legal_check"
    answer = certifiable(effect="legal_check", found="ordered")
    assert (answer.effect, answer.why_not, answer.paragraph) == ("ordered", "", "§ 81 Abs. 4 Satz 3 AufenthG")


def test_81_4_s3_can_be_ordered_only_after_expiry() -> None:
    received = date(2026, 11, 20)
    assert may_be_ordered(received_on=received, title_expires_on=date(2026, 11, 19))
    assert not may_be_ordered(received_on=received, title_expires_on=received)
    assert not may_be_ordered(received_on=received, title_expires_on=None)


def test_81_3_s1_lawful_without_a_title_yes() -> None:
    assert certifiable(effect="erlaubnis").paragraph == "§ 81 Abs. 3 Satz 1 AufenthG"


def test_81_3_s2_late_yes() -> None:
    assert certifiable(effect="duldung").paragraph == "§ 81 Abs. 3 Satz 2 AufenthG"


def test_81_5a_is_a_note_on_the_certificate_for_study_training_and_work() -> None:
    assert certifiable(effect="fortgeltung", card_ordered=True, purpose="ERW_18G").work_note
    assert certifiable(effect="fortgeltung", card_ordered=True, purpose="AUSB_16B").work_note
    assert not certifiable(effect="fortgeltung", card_ordered=True, purpose="FAM_30").work_note
    assert not certifiable(effect="fortgeltung", card_ordered=False, purpose="ERW_18G").work_note


def test_81_7_fingerprints_that_are_due_block_it() -> None:
    assert certifiable(effect="fortgeltung", fingerprints_open=True).why_not == "fingerprints"
    assert certifiable(effect="fortgeltung", fingerprints_open=True).effect == "fortgeltung"  # the effect does not wait


def test_104c_2_s3_none_before_a_person_looked() -> None:
    assert certifiable(effect="legal_check", found="no_effect").why_not == "no_effect"


def test_20a_5_s4_follow_up_opportunity_card_is_restricted() -> None:
    answer = certifiable(effect="fortgeltung_restricted")
    assert answer.paragraph == "§ 81 Abs. 4 Satz 1, § 20a Abs. 5 Satz 4 AufenthG"
    assert public_text("fortgeltung_restricted")["de"].startswith("Ihre Chancenkarte")


def test_ukraineaufenthfgv_none_needed() -> None:
    assert certifiable(effect="none_needed").why_not == "none_needed"


@given(
    effect=st.sampled_from((*CERTIFIED, "legal_check", "none_needed", "work_allowed", "something_new")),
    found=st.sampled_from(("", *FOUND)),
    fingerprints_open=st.booleans(),
    card_ordered=st.booleans(),
    purpose=st.sampled_from(("ERW_18G", "FAM_28", "")),
)
def test_there_is_an_effect_and_its_paragraph_or_a_reason_why_not(
    effect: str, found: str, fingerprints_open: bool, card_ordered: bool, purpose: str
) -> None:
    answer = certifiable(
        effect=effect, found=found, fingerprints_open=fingerprints_open, card_ordered=card_ordered, purpose=purpose
    )
    assert bool(answer.effect) or answer.why_not in ("legal_check", "none_needed", "no_effect")
    assert bool(answer.paragraph) is bool(answer.effect)
    if found in CERTIFIED:
        assert answer.effect == found
    if answer.effect:
        assert set(public_text(answer.effect)) == {"de", "en", "ar"}


@pytest.mark.parametrize("code", [*FOUND, *REASONS])
def test_the_timeline_has_a_word_for_it(code: str) -> None:
    assert set(WORDS[code]) == {"de", "en", "ar"}
    assert set(PARAGRAPHS) == set(CERTIFIED)
