"""§ 81 AufenthG as in domain.md 7: each row, and what is not in a row is never answered by a machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules.effect import OFFICE_WILL_TELL, TEXTS, Situation, by_code, decide
from amtslotse.casework.rules.filing import stays_until

TODAY = date(2026, 11, 20)
BASE = Situation("residence_permit", TODAY, "AUSB_16B", TODAY + timedelta(days=40), "VN")
TITLES = [
    "residence_permit",
    "blue_card",
    "settlement",
    "opportunity_card",
    "section24",
    "section104c",
    "national_visa",
    "schengen_visa",
    "visa_free",
    "fiktion",
    "duldung",
    "gestattung",
    "none",
    "something_new",
]
PURPOSES = (
    "AUSB_16B",
    "AUSB_16C",
    "ERW_18G",
    "ERW_20A_F",
    "HUM_24",
    "HUM_25A",
    "FAM_28",
    "NE_9",
    "DUL_60A",
    "FIK_81_4",
    "SON_AK",
    "",
)


@pytest.mark.parametrize("title", ["residence_permit", "blue_card", "national_visa", "opportunity_card"])
@pytest.mark.parametrize("days", [0, 1, 400])
def test_row_1_title_before_expiry_continues(title: str, days: int) -> None:
    effect = decide(replace(BASE, current_title=title, title_expires_on=TODAY + timedelta(days=days)))
    assert (effect.code, effect.row, effect.public, effect.certificate) == ("fortgeltung", 1, "continues", "yes")
    assert effect.paragraph == "§ 81 Abs. 4 Satz 1 AufenthG"


def test_row_2_schengen_visa_needs_a_person() -> None:
    effect = decide(replace(BASE, current_title="schengen_visa"))
    assert (effect.code, effect.row, effect.public) == ("legal_check", 2, OFFICE_WILL_TELL)


def test_row_3_expired_title_needs_a_person() -> None:
    effect = decide(replace(BASE, title_expires_on=TODAY - timedelta(days=1)))
    assert (effect.code, effect.row, effect.public) == ("legal_check", 3, OFFICE_WILL_TELL)


def test_row_4_lawful_without_title_in_time() -> None:
    effect = decide(replace(BASE, current_title="visa_free", title_expires_on=TODAY))
    assert (effect.code, effect.row, effect.public, effect.certificate) == ("erlaubnis", 4, "stay_permitted", "yes")


def test_row_5_lawful_without_title_but_late() -> None:
    effect = decide(replace(BASE, current_title="visa_free", title_expires_on=TODAY - timedelta(days=1)))
    assert (effect.code, effect.row, effect.public, effect.certificate) == ("duldung", 5, "removal_suspended", "yes")


def test_row_6_card_ordered_allows_the_future_work() -> None:
    assert decide(replace(BASE, approved_card_ordered=True)).code == "work_allowed"
    assert decide(replace(BASE, approved_card_ordered=True, purpose="ERW_18G")).row == 6
    assert decide(replace(BASE, approved_card_ordered=True, purpose="FAM_28")).code == "legal_check"


def test_row_7_the_certificate_waits_for_fingerprints_the_effect_does_not() -> None:
    plain, blocked = decide(BASE), decide(replace(BASE, fingerprints_due=True))
    assert blocked == replace(plain, certificate="blocked")


def test_row_8_section_104c_has_no_continuation_but_for_25a_and_25b() -> None:
    at_104c = replace(BASE, current_title="section104c")
    assert (decide(at_104c).code, decide(at_104c).row) == ("legal_check", 8)
    assert decide(replace(at_104c, purpose="HUM_25A")).code == "fortgeltung"
    assert decide(replace(at_104c, purpose="HUM_25B")).code == "fortgeltung"


def test_row_9_follow_up_opportunity_card_is_restricted() -> None:
    effect = decide(replace(BASE, current_title="opportunity_card", purpose="ERW_20A_F"))
    assert (effect.code, effect.row, effect.certificate) == ("fortgeltung_restricted", 9, "restricted")


def test_row_10_section_24_continues_by_itself() -> None:
    at_24 = replace(BASE, current_title="section24", purpose="HUM_24", nationality="UA")
    assert (decide(at_24).code, decide(at_24).row, decide(at_24).certificate) == ("none_needed", 10, "none_needed")
    assert decide(replace(at_24, nationality="GE")).code == "legal_check"  # not every third-country national is covered
    assert decide(replace(at_24, received_on=date(2027, 3, 5))).code == "legal_check"
    assert decide(replace(at_24, purpose="ERW_18B")).code == "fortgeltung"
    assert decide(replace(at_24, purpose="ERW_18B", title_expires_on=date(2026, 3, 4))).code == "legal_check"


@given(
    st.builds(
        Situation,
        current_title=st.sampled_from(TITLES),
        received_on=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
        purpose=st.sampled_from(PURPOSES),
        title_expires_on=st.none() | st.dates(date(2025, 1, 1), date(2029, 1, 1)),
        nationality=st.sampled_from(("UA", "VN", "")),
        is_application=st.booleans(),
        approved_card_ordered=st.booleans(),
        fingerprints_due=st.booleans(),
    )
)
def test_an_effect_is_in_the_table_or_a_person_looks(situation: Situation) -> None:
    effect = decide(situation)
    assert effect.public in TEXTS
    assert set(TEXTS[effect.public]) == {"de", "en", "ar"}
    if effect.code == "legal_check":
        assert (effect.public, effect.certificate) == (OFFICE_WILL_TELL, "check")
    else:
        assert effect.row in (1, 4, 5, 6, 9, 10)
        assert effect.paragraph
        assert by_code(effect.code).public == effect.public
        assert situation.is_application
    known_dates = situation.current_title in ("section24",) or situation.approved_card_ordered
    if situation.title_expires_on is None and not known_dates:
        assert effect.code == "legal_check"
    if effect.code == "fortgeltung":
        assert situation.title_expires_on is not None
        assert situation.received_on <= situation.title_expires_on


def test_ninety_days_without_a_visa() -> None:
    assert stays_until({"current_title": "visa_free", "entered_on": "2026-11-20"}) == date(2027, 2, 18)
    assert stays_until({"current_title": "visa_free"}) is None
    assert stays_until({"current_title": "blue_card", "title_expires_on": "2026-12-01"}) == date(2026, 12, 1)
