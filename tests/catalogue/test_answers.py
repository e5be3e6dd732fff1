"""What counts as an answer, and what is kept of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.catalogue.rules import (
    STATELESS,
    UNCLEAR,
    Option,
    Question,
    Text,
    check_answer,
    check_answers,
    countries,
    country_name,
)
from amtslotse.kernel.errors import InvalidInput
from tests.catalogue.conftest import PROCEDURES

TODAY = date(2026, 11, 22)
LABEL = Text({"de": "?", "en": "?", "ar": "؟"})


def question(kind: str, *, required: bool = True, digits: int | None = None) -> Question:
    options = (Option("red", LABEL), Option("blue", LABEL)) if kind == "choice" else ()
    return Question("q", kind, "matter", LABEL, options=options, required=required, digits=digits)


@pytest.mark.parametrize(
    ("kind", "given_value", "kept"),
    [
        ("choice", "red", "red"),
        ("yesno", " yes ", "yes"),
        ("date", "2026-02-28", "2026-02-28"),
        ("date", "2051-11-01", "2051-11-01"),
        ("birthdate", "1980-00-00", "1980-00-00"),
        ("birthdate", "1980-5-3", "1980-05-03"),
        ("text", "  Núñez \n y\tPérez ", "Núñez y Pérez"),
        ("text", "أحمد", "أحمد"),
        ("text", "A", "A"),
        ("text", "👩‍👩‍👧", "👩‍👩‍👧"),
        ("text", "e\u0301", "é"),
        ("longtext", "one\ntwo", "one\ntwo"),
        ("email", "Ana.Lopez+x@Example.ORG", "Ana.Lopez+x@example.org"),
        ("email", "a@müller.example", "a@müller.example"),
        ("phone", "+49 (721)  133-0", "+49 (721) 133-0"),
        ("country", "sy", "SY"),
        ("country", STATELESS, "XA"),
        ("country", UNCLEAR, "XX"),
    ],
)
def test_answers_are_kept_in_one_form(kind: str, given_value: str, kept: str) -> None:
    assert check_answer(question(kind), given_value, TODAY) == kept


@pytest.mark.parametrize(
    ("kind", "given_value", "reason"),
    [
        ("choice", "green", "not_an_option"),
        ("yesno", "ja", "not_an_option"),
        ("date", "22.11.2026", "not_a_date"),
        ("date", "2026-02-30", "not_a_date"),
        ("date", "1899-12-31", "implausible_date"),
        ("date", "2062-01-01", "implausible_date"),
        ("birthdate", "2026-11-23", "in_future"),
        ("birthdate", "1980-00-05", "not_a_date"),
        ("birthdate", "1980-02-30", "not_a_date"),
        ("text", "", "required"),
        ("text", "   ", "required"),
        ("text", "a\u202eb", "direction_mark"),
        ("text", "a\x00b", "control_character"),
        ("text", "x" * 201, "too_long"),
        ("longtext", "x" * 2001, "too_long"),
        ("email", "nobody", "not_an_email"),
        ("email", "a@b", "not_an_email"),
        ("email", "a b@example.org", "not_an_email"),
        ("email", "a@example.org, b@example.org", "not_an_email"),
        ("email", "a..b@example.org", "not_an_email"),
        ("email", "@example.org", "not_an_email"),
        ("email", "a@-example.org", "not_an_email"),
        ("email", "x" * 250 + "@example.org", "too_long"),
        ("phone", "call me", "not_a_phone"),
        ("phone", "12", "not_a_phone"),
        ("phone", "-----", "not_a_phone"),
        ("country", "ZZ", "not_a_country"),
        ("country", "Syria", "not_a_country"),
    ],
)
def test_what_cannot_be_taken_says_why(kind: str, given_value: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        check_answer(question(kind), given_value, TODAY)
    assert (fault.value.field, fault.value.reason) == ("q", reason)


def test_an_optional_answer_may_be_empty_but_not_wrong() -> None:
    assert check_answer(question("email", required=False), " ", TODAY) == ""
    with pytest.raises(InvalidInput):
        check_answer(question("email", required=False), "x", TODAY)


@pytest.mark.parametrize("typed", ["7613", "761311", "76I31", "٧٦١٣١"])
def test_a_postcode_has_five_digits(typed: str) -> None:
    with pytest.raises(InvalidInput, match="wrong_digits"):
        check_answer(question("text", digits=5), typed, TODAY)
    assert check_answer(question("text", digits=5), " 76131 ", TODAY) == "76131"


@given(st.sampled_from(("choice", "yesno", "date", "birthdate", "text", "longtext", "email", "phone", "country")), st.text())
def test_an_answer_is_kept_or_refused_and_never_anything_else(kind: str, typed: str) -> None:
    try:
        kept = check_answer(question(kind), typed, TODAY)
    except InvalidInput:
        return
    assert check_answer(question(kind), kept, TODAY) == kept


def test_a_whole_application_keeps_only_what_was_asked() -> None:
    said = {
        "occasion": "first",
        "enrolled": "enrolled",
        "livelihood": "parents",
        "current_title": "visa_free",
        "title_expires_on": "2026-12-24",  # of an earlier choice
        "entered_on": "2026-11-01",
        "family_name": " Haddad ",
        "birth_date": "2000-05-00",
        "nationality": "sy",
        "street": "Lindenallee 1",
        "postcode": "76131",
        "city": "Lindenau",
        "unheard_of": "x",
    }
    kept = check_answers(PROCEDURES["study-16b"], said, TODAY)
    assert "title_expires_on" not in kept
    assert "unheard_of" not in kept
    assert "representative_name" not in kept
    assert (kept["family_name"], kept["nationality"], kept["entered_on"], kept["email"]) == ("Haddad", "SY", "2026-11-01", "")
    with pytest.raises(InvalidInput, match="family_name: required"):
        check_answers(PROCEDURES["study-16b"], {**said, "family_name": ""}, TODAY)


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_countries_are_complete_and_sorted(language: str) -> None:
    listed = countries(language)
    codes = [code for code, _ in listed]
    assert len(codes) == len(set(codes)) == 252  # 249 of ISO 3166, Kosovo, stateless, not clear
    assert {"XK", "SY", "UA", "PS", "TW"} <= set(codes)
    assert not {"EU", "ZZ", "UN", "XB"} & set(codes)
    assert codes[-2:] == [STATELESS, UNCLEAR] or codes[-2:] == [UNCLEAR, STATELESS]
    assert all(name for _, name in listed)


def test_countries_stand_where_people_look_for_them() -> None:
    names = [name for _, name in countries("de")]
    assert names.index("Ägypten") < names.index("Albanien") < names.index("Österreich") < names.index("Zypern")
    assert country_name("SY", "ar") == "سوريا"
    assert country_name(STATELESS, "de") == "staatenlos"
    assert country_name("QQ", "de") == "QQ"
