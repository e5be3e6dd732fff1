"""The services that ship: complete in three languages, sourced, and answerable to their last question."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from amtslotse.catalogue.rules import PUBLIC_STEPS, SURENESS, Procedure, Text, assemble, open_questions, parse
from amtslotse.catalogue.rules.deciding import MINORS_HALF
from tests.catalogue.conftest import LIBRARY, PROCEDURES, SERVICES
from tests.catalogue.test_report_table import TABLE

ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-zÄÖÜäöü]")
NOW = date(2026, 11, 22)


def texts(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in a data file: a table whose keys are languages."""
    if isinstance(value, dict):
        if "de" in value and isinstance(value["de"], str):
            yield place, value
        else:
            for key, item in value.items():
                yield from texts(item, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from texts(item, f"{place}[{number}]")


ALL_TEXTS = [
    (f"{key}{place}", text) for key, content in {**SERVICES, "library": LIBRARY}.items() for place, text in texts(content)
]


def test_every_text_has_three_languages() -> None:
    assert len(ALL_TEXTS) > 300
    for place, text in ALL_TEXTS:
        assert set(text) == {"de", "en", "ar"}, place
        assert all(words.strip() == words and words for words in text.values()), place
        assert ARABIC.search(text["ar"]), place
        assert not ARABIC.search(text["de"] + text["en"]), place
        assert LATIN.search(text["de"]), place
        assert LATIN.search(text["en"]), place


def test_arabic_uses_arabic_punctuation() -> None:
    for place, text in ALL_TEXTS:
        assert not re.search(r"[\u0621-\u064a][,;?]", text["ar"]), place


def test_german_and_english_questions_end_alike() -> None:
    for place, text in ALL_TEXTS:
        assert text["de"].endswith("?") == text["en"].endswith("?") == text["ar"].endswith("؟"), place


def test_texts_are_polite_and_short() -> None:
    for place, text in ALL_TEXTS:
        assert not re.search(r"\b(du|dein|deine|dir|dich)\b", text["de"]), place
        for language, words in text.items():
            assert len(words) <= 330, (place, language)


@pytest.mark.parametrize("text", [*SURENESS.values(), MINORS_HALF])
def test_texts_of_the_rules_have_three_languages_too(text: Text) -> None:
    assert ARABIC.search(text("ar"))
    assert len({text("de"), text("en"), text("ar")}) == 3


def test_an_unknown_language_is_answered_in_german() -> None:
    assert Text({"de": "Pass", "en": "Passport"})("ti") == "Pass"
    assert Text()("de") == ""
    assert not Text()


def test_the_services_that_the_issue_names_are_there() -> None:
    bases = " ".join(procedure.legal_basis for procedure in PROCEDURES.values())
    for paragraph in ("16b", "18a", "18b", "18g", "20a", "24", "28", "30", "9", "60a", "81", "45c", "FreizügG/EU"):
        assert re.search(rf"\b{paragraph}\b", bases), paragraph
    assert len(PROCEDURES) >= 14


def test_every_service_says_how_sure_it_is(procedure: Procedure) -> None:
    assert procedure.source
    marks = [rule.need.sureness for rule in procedure.documents]
    assert procedure.sureness == "M" or marks.count("M") <= len(marks) / 2
    assert all(rule.need.legal_basis or rule.need.label for rule in procedure.documents)


def test_no_document_without_the_mark_of_its_source() -> None:
    """What domain.md has only from memory is marked M, whatever the service."""
    from_memory = {
        "training-16a": {"training_contract", "school_certificate", "language_b1"},
        "protection-24": {"identity_proof", "ukraine_stay", "photo", "registration"},
        "protection-25": {"bamf_decision", "photo", "registration"},
        "duldung-60a": {"passport_efforts", "employment_contract"},
        "residence-card-eu": {"eu_citizen_id", "relationship_proof", "free_movement", "health_insurance"},
        "blue-card-18g": {"ba_form", "health_insurance"},
        "skilled-18a": {"job_offer", "ba_form", "recognition", "practice_licence", "work_assurance"},
        "skilled-18b": {"job_offer", "ba_form", "degree", "practice_licence", "work_assurance"},
        "self-employed-21": {"business_plan", "financing", "chamber_opinion"},
    }
    for key, documents in from_memory.items():
        marks = {rule.need.key: rule.need.sureness for rule in PROCEDURES[key].documents}
        assert {document: marks[document] for document in documents} == dict.fromkeys(documents, "M"), key


def test_translations_name_who_checked_them(procedure: Procedure) -> None:
    assert set(procedure.translations) == {"en", "ar"}
    assert {translation.checked_by for translation in procedure.translations.values()} == {"Demonstration"}


def test_steps_are_public_steps_and_the_applicant_acts_when_documents_are_missing(procedure: Procedure) -> None:
    assert tuple(step.key for step in procedure.steps) == PUBLIC_STEPS
    assert [step.key for step in procedure.steps if step.who == "applicant"] == ["documents_missing"]


def test_partners_stand_at_their_step() -> None:
    (step,) = (step for step in PROCEDURES["blue-card-18g"].steps if step.partners)
    assert (step.key, step.partners[0]("de")) == ("in_team", "Bundesagentur für Arbeit")
    assert not any(step.partners for step in PROCEDURES["study-16b"].steps)


def test_every_title_code_has_a_place_in_the_councils_table(procedure: Procedure) -> None:
    for code in procedure.title_codes:
        assert code in TABLE.titles, code
        counted = TABLE.titles[code].is_title or bool(TABLE.row(code))
        assert counted or procedure.kind == "other"


def test_only_applications_for_a_title_may_have_an_effect(procedure: Procedure) -> None:
    titles = {TABLE.titles[code].is_title for code in procedure.title_codes}
    assert titles == {procedure.kind == "application"}


def test_common_questions_keep_their_keys(procedure: Procedure) -> None:
    statistics = (
        ("resident_since", "other_nationalities", "sex", "marital_status") if procedure.key == "naturalisation-10" else ()
    )
    keys = [question.key for question in procedure.questions if question.group != "matter" and question.key not in statistics]
    person = ["family_name", "given_names", "birth_date", "nationality"]
    custody = ["representative_name", "representative_role", "other_custody_name", "other_custody_consent"]
    stay = ["current_title", "title_expires_on", "entered_on", "travel_or_job_date"]
    contact = ["street", "postcode", "city", "email", "phone"]
    assert keys == ([] if procedure.key == "commitment-68" else stay) + person + custody + contact


def test_each_option_of_the_current_title_is_an_input_of_paragraph_81() -> None:
    options = {option.key for option in PROCEDURES["study-16b"].question("current_title").options}
    assert options == {
        "residence_permit",
        "blue_card",
        "settlement",
        "national_visa",
        "schengen_visa",
        "visa_free",
        "section24",
        "opportunity_card",
        "section104c",
        "duldung",
        "gestattung",
        "fiktion",
        "none",
    }


def test_an_expiry_is_asked_where_there_is_one_and_the_entry_where_there_is_none() -> None:
    service = PROCEDURES["study-16b"]
    for title, asked in (
        ("residence_permit", {"title_expires_on"}),
        ("visa_free", {"entered_on"}),
        ("none", set()),
        ("settlement", set()),
    ):
        keys = {question.key for question in open_questions(service, {"current_title": title}, on=NOW)}
        assert keys & {"title_expires_on", "entered_on"} == asked


def test_a_minor_is_asked_who_applies_for_her() -> None:
    service = PROCEDURES["study-16b"]
    for born, asked in (("2008-11-23", True), ("2008-11-22", False), ("2008-00-00", True), ("2007-00-00", False)):
        keys = {question.key for question in open_questions(service, {"birth_date": born}, on=NOW)}
        assert ("representative_name" in keys) is asked, born


def test_what_is_stored_parses_to_the_same(procedure: Procedure) -> None:
    content = assemble(SERVICES[procedure.key], LIBRARY, file="x")
    assert parse(content) == procedure
