"""People find a service by their own words for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.catalogue.rules import fold, search
from tests.catalogue.conftest import PROCEDURES

ALL = list(PROCEDURES.values())


@pytest.mark.parametrize(
    ("typed", "language", "key"),
    [
        ("Studium", "de", "study-16b"),
        ("ich will studieren", "de", "study-16b"),
        ("STUDENTIN", "de", "study-16b"),
        ("§ 16b", "de", "study-16b"),
        ("blaue karte", "de", "blue-card-18g"),
        ("blue card", "en", "blue-card-18g"),
        ("bluecard", "de", "blue-card-18g"),
        ("Chancenkarte", "de", "opportunity-card-20a"),
        ("chansenkarte", "de", "opportunity-card-20a"),
        ("job search", "en", "opportunity-card-20a"),
        ("heiraten", "de", "spouse-30"),
        ("neuer pass", "de", "new-card-45c"),
        ("karte verloren", "de", "new-card-45c"),
        ("lost card", "en", "new-card-45c"),
        ("duldung verlängern", "de", "duldung-60a"),
        ("duldung verlaengern", "de", "duldung-60a"),
        ("Fiktionsbescheinigung", "de", "fiktionsbescheinigung-81"),
        ("ukraine", "ar", "protection-24"),
        ("أوكرانيا", "ar", "protection-24"),
        ("اوكرانيا", "ar", "protection-24"),
        ("دراسه", "ar", "study-16b"),
        ("إقامة دائمة", "ar", "settlement-9"),
        ("unbefristet", "de", "settlement-9"),
        ("permanent residence", "en", "settlement-9"),
        ("Verpflichtungserklarung", "de", "commitment-68"),
        ("selbständig", "de", "self-employed-21"),
        ("aufenthaltskarte", "de", "residence-card-eu"),
        ("wohnsitzauflage", "de", "change-conditions"),
        ("asylum", "en", "protection-25"),
        ("Azubi", "de", "training-16a"),
    ],
)
def test_what_people_type_finds_what_they_need(typed: str, language: str, key: str) -> None:
    found = [procedure.key for procedure in search(ALL, typed, language=language)]
    assert key in found[:3], found


@pytest.mark.parametrize("typed", ["", "   ", "§", "xyzzyq", "?!"])
def test_nothing_finds_nothing(typed: str) -> None:
    assert search(ALL, typed, language="de") == []


def test_a_word_that_all_share_does_not_hide_the_rare_one() -> None:
    found = [procedure.key for procedure in search(ALL, "Aufenthaltserlaubnis Studium", language="de")]
    assert found[0] == "study-16b"


def test_without_any_service_there_is_nothing_to_find() -> None:
    assert search([], "Studium", language="de") == []


@given(st.text(max_size=200))
def test_whatever_is_typed_is_survived(typed: str) -> None:
    found = search(ALL, typed, language="de")
    assert len(found) == len({procedure.key for procedure in found})


@given(st.text(max_size=50))
def test_folding_twice_changes_nothing(typed: str) -> None:
    assert fold(fold(typed)) == fold(typed)
