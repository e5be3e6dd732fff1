"""A faulty service is refused, and the fault is named with file and place."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from amtslotse.catalogue.rules import InvalidCatalogue, assemble, checksum, parse
from tests.catalogue.conftest import LIBRARY, service

THREE = {"de": "Text?", "en": "Text?", "ar": "نص؟"}
CHOICE = {"key": "colour", "kind": "choice", "label": THREE, "options": [{"key": "red", "label": THREE}]}
DOCUMENT = {"use": "passport", "sureness": "M"}


def read(**changes: Any) -> None:
    parse(assemble(service(**changes), LIBRARY, file="small.toml"), file="small.toml")


def test_the_smallest_service_can_be_read() -> None:
    read()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": {"de": "Text", "en": "Text"}}, "small.toml: title: lacks the language ar"),
        ({"title": {"de": "Text", "en": "Text", "ar": " "}}, "small.toml: title: lacks the language ar"),
        ({"title": {**THREE, "fr": "Texte"}}, "title: has unknown languages"),
        ({"titel": "x"}, "top level: has unknown keys: titel"),
        ({"version": True}, "version: has the wrong type"),
        ({"valid_from": "soon"}, "valid_from: is no date"),
        ({"kind": "letter"}, "kind: is 'letter', but must be one of application, certificate, other"),
        ({"sureness": "X"}, "sureness: is 'X'"),
        ({"category": "cars"}, "category: cars is none of the matters"),
        ({"search_words": {"de": ["a"], "en": ["a"], "ar": []}}, "search_words.ar: has no search words"),
        ({"translations": {}}, "translations: says for each translation who checked it"),
        ({"partners": {"in_team": ["nobody"]}}, "partners.in_team: unknown partners nobody"),
        ({"partners": {"lunch": ["ba"]}}, "partners: lunch is no step"),
        ({"without": ["everything"]}, "without: unknown groups everything"),
        ({"purpose": []}, "purpose: the last rule, and only the last"),
        ({"purpose": [{"code": "A"}, {"code": "B"}]}, "purpose: the last rule, and only the last"),
        ({"difficulty": [{"level": 4, "reason": THREE}]}, "difficulty[1].level: is 1, 2 or 3"),
        ({"fees": [{"use": "free"}]}, "fees[1].use: free is not in the library of fees"),
        ({"fees": [{"paragraph": "§ 1", "amounts": [1.5]}]}, "fees[1]: has an amount that is no number"),
        ({"documents": [{**DOCUMENT, "use": "hat"}]}, "documents[1].use: hat is not in the library of documents"),
        ({"documents": [DOCUMENT, DOCUMENT]}, "documents[passport]: there are two documents with this key"),
        ({"documents": [{**DOCUMENT, "one_of": "papers"}]}, "documents[passport].one_of: papers is no group"),
        ({"one_of": {"papers": {"label": THREE}}}, "one_of: no document belongs to papers"),
        ({"questions": [CHOICE, CHOICE]}, "questions[colour]: there are two questions with this key"),
        ({"questions": [{**CHOICE, "options": []}]}, "questions[colour]: a choice has options"),
        ({"questions": [{**CHOICE, "kind": "text"}]}, "questions[colour]: a choice has options, and nothing else has"),
        ({"questions": [{**CHOICE, "options": CHOICE["options"] * 2}]}, "questions[colour]: has two options with one key"),
        ({"questions": [{**CHOICE, "kind": "colour"}]}, "questions[colour].kind: is 'colour'"),
        ({"questions": [{**CHOICE, "group": "person"}]}, "questions come in the order"),
        ({"questions": ["colour"]}, "questions[1]: must be a table"),
    ],
)
def test_faults_are_named_with_their_place(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidCatalogue) as fault:
        read(**changes)
    assert message in str(fault.value)
    assert fault.value.file == "small.toml"


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ({"size": "big"}, "documents[passport].when.size: names size, which is no question"),
        ({"colour": "blue"}, "documents[passport].when.colour: names unknown options blue of the question colour"),
        ({"colour": ["red", "blue"]}, "names unknown options blue"),
        ({"colour": {"not": "blue"}}, "names unknown options blue"),
        ({"colour": []}, "must be an option or a list of options"),
        ({"colour": {"age_under": 3}}, "an age is a whole number and belongs to a birth date"),
        ({"birth_date": {"age_under": "18"}}, "an age is a whole number and belongs to a birth date"),
        ({"birth_date": "1990-01-01"}, "birth_date is a question of kind birthdate"),
        ({"birth_date": {"younger": 18}}, "knows only: not, age_under, age_from"),
        ({"nationality": "ZZ"}, "names unknown options ZZ"),
        ({"email": "a@example.org"}, "looks at email, which nobody has to answer"),
        ({}, "must be a table of questions"),
        ([], "must not be empty"),
        ("colour", "must be a table of questions"),
    ],
)
def test_a_condition_that_nobody_can_meet_is_refused(when: Any, message: str) -> None:
    with pytest.raises(InvalidCatalogue) as fault:
        read(questions=[CHOICE], documents=[{**DOCUMENT, "when": when}])
    assert message in str(fault.value)


def test_a_question_may_only_look_back() -> None:
    first = {**CHOICE, "key": "first", "when": {"second": "red"}}
    with pytest.raises(InvalidCatalogue, match=r"questions\[first\]\.when\.second: names second, which is no question \(asked"):
        read(questions=[first, {**CHOICE, "key": "second"}])
    read(questions=[{**CHOICE, "key": "second"}, first])


def test_a_service_may_say_it_in_its_own_words() -> None:
    content = assemble(service(documents=[{**DOCUMENT, "label": THREE}]), LIBRARY, file="small.toml")
    assert parse(content).documents[0].need.label("en") == "Text?"
    assert parse(content).documents[0].need.help("en").startswith("The page with your photo")


def test_the_checksum_is_of_the_content_and_not_of_its_order() -> None:
    one, other = service(), dict(reversed(service().items()))
    assert checksum(assemble(one, LIBRARY, file="x")) == checksum(assemble(other, LIBRARY, file="x"))
    assert checksum(assemble(one, LIBRARY, file="x")) != checksum(assemble(service(version=2), LIBRARY, file="x"))


def _examples() -> list[str]:
    handbook = (Path(__file__).parents[2] / "docs" / "handbuch" / "leistungen.md").read_text("utf-8")
    return [line for line in handbook.splitlines() if line.startswith("when = ")]


@pytest.mark.parametrize("line", _examples())
def test_the_handbooks_conditions_can_be_used(line: str) -> None:
    """Each example is a condition over questions that some service asks."""
    when = tomllib.loads(line)["when"]
    options = {
        "occasion": ("first", "extension"),
        "livelihood": ("scholarship", "parents"),
        "salary_route": ("regular",),
        "enrolled": ("admitted",),
    }
    asked = [
        {**CHOICE, "key": key, "options": [{"key": option, "label": THREE} for option in found]}
        for key, found in options.items()
    ]
    read(questions=asked, documents=[{**DOCUMENT, "when": when}])


def test_the_handbook_has_examples() -> None:
    assert len(_examples()) == 7
