"""A procedure is written without programming: from nothing, from a copy, from a file; and it says what it lacks."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.catalogue import actions, queries, rules
from amtslotse.catalogue.actions import ChangedMeanwhile, DraftExists
from amtslotse.catalogue.models import ServiceVersion
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed
from tests.factories.procedures import Writer, three, write_opportunity_card
from tests.factories.staff import make_actor

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def author(db: None) -> Actor:
    return make_actor("procedures")


def refused(error: pytest.ExceptionInfo[InvalidInput]) -> tuple[str, str]:
    return error.value.field, error.value.reason


def test_from_nothing_it_asks_what_all_ask_and_names_every_gap(author: Actor) -> None:
    view = Writer(author, NOW).view
    asked = [question.key for question in view.procedure.questions]
    assert "current_title" in asked
    assert "family_name" in asked
    assert [step.key for step in view.procedure.steps] == list(rules.PUBLIC_STEPS)
    lacking = {(gap.part, gap.field, gap.what) for gap in view.gaps}
    assert ("texts", "title", "ar") in lacking
    assert ("basics", "legal_basis", "empty") in lacking
    assert {("fees", "", "last"), ("purposes", "", "last"), ("difficulties", "", "last")} <= lacking


def test_written_to_the_end_it_lacks_nothing(author: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    assert writer.view.gaps == ()
    assert writer.view.procedure.title("ar").endswith("(ar)")


def test_a_document_of_the_library_needs_a_legal_check_until_somebody_says_otherwise(author: Actor) -> None:
    writer = Writer(author, NOW)
    writer.pick("documents", "passport")
    assert writer.view.procedure.documents[0].need.sureness == "M"


def test_keys_never_change_and_questions_in_use_stay(author: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    question = dict(writer.view.content["questions"][0])
    key = question.pop("key")
    writer.put("questions", 1, **{**question, "label": three("Welcher Weg?")})
    assert writer.view.content["questions"][0]["key"] == key
    with pytest.raises(InvalidInput) as fault:
        actions.remove(draft=writer.draft, revision=writer.view.revision, part="questions", place=1, by=author, now=NOW)
    assert refused(fault) == ("place", "does_not_fit")
    with pytest.raises(InvalidInput) as fault:
        writer.put("questions", 1, **{**question, "options": [*question["options"][:1], {"label": three("Anders")}]})
    assert refused(fault) == ("when", "does_not_fit")


def test_one_rule_fits_always_and_stands_last(author: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    levels = [rule["level"] for rule in writer.view.content["difficulty"]]
    assert levels == [3, 2], "the one with a condition came later and stands first"
    with pytest.raises(InvalidInput) as fault:
        writer.put("difficulties", level=1, reason=three("Leicht."))
    assert refused(fault) == ("when", "another_is_always")


@pytest.mark.parametrize(
    ("part", "item", "expected"),
    [
        ("questions", {"kind": "choice", "label": three("Was?"), "options": [{"label": three("A")}]}, ("options", "too_few")),
        ("questions", {"kind": "choice", "label": {"en": "What?"}}, ("label", "required")),
        ("documents", {"label": three("Papier"), "sureness": "X"}, ("when", "does_not_fit")),
        ("documents", {"label": three("Papier"), "sureness": "S", "when": {"nobody": ["asks"]}}, ("when", "does_not_fit")),
        ("documents", {"label": {"de": "Pa\u202epier"}, "sureness": "S"}, ("label", "direction_mark")),
        ("fees", {"use": "1-1"}, ("use", "not_an_option")),
        ("fees", {}, ("use", "required")),
        ("steps", {"label": three("Noch einer")}, ("place", "not_there")),
    ],
)
def test_what_does_not_fit_is_refused(author: Actor, part: str, item: dict[str, Any], expected: tuple[str, str]) -> None:
    writer = Writer(author, NOW)
    with pytest.raises(InvalidInput) as fault:
        writer.put(part, **item)
    assert refused(fault) == expected
    assert writer.view.revision == 1, "nothing was written"


def test_two_writers_do_not_undo_each_other(author: Actor) -> None:
    writer = Writer(author, NOW)
    seen = writer.view.revision
    writer.pick("documents", "passport")
    with pytest.raises(ChangedMeanwhile):
        actions.pick(draft=writer.draft, revision=seen, part="documents", wanted=["photo"], by=author, now=NOW)
    assert [need["key"] for need in writer.view.content["documents"]] == ["passport"]


def test_a_copy_is_the_next_version_or_a_service_of_its_own(author: Actor) -> None:
    actions.load(by=SYSTEM, now=NOW)
    draft = actions.copy(service="study-16b", by=author, now=NOW)
    view = queries.find_draft(draft=draft, by=author)
    assert (view.key, view.base_version, view.gaps) == ("study-16b", ServiceVersion.objects.get(key="study-16b").version, ())
    with pytest.raises(DraftExists) as there:
        actions.copy(service="study-16b", by=author, now=NOW)
    assert there.value.facts["draft"] == draft
    own = actions.copy(service="study-16b", title="Sprachkurs", by=author, now=NOW)
    assert queries.find_draft(draft=own, by=author).key == "sprachkurs"


def test_every_shipped_service_can_be_copied_and_goes_through_toml_unchanged(author: Actor) -> None:
    actions.load(by=SYSTEM, now=NOW)
    for row in ServiceVersion.objects.all():
        read = tomllib.loads(rules.to_toml(row.content))
        assert read == row.content, row.key
        assert rules.parse(rules.assemble(read, {}, file="x.toml")) == rules.parse(row.content)
        assert rules.gaps(rules.copied(row.content)) == (), row.key


def test_a_file_is_the_beginning_of_a_draft(author: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    text = rules.to_toml({**writer.view.content, "key": "elsewhere"})
    view = queries.find_draft(draft=actions.take_in(text=text, by=author, now=NOW), by=author)
    assert (view.key, view.base_version, view.gaps) == ("elsewhere", None, ())
    with pytest.raises(rules.InvalidCatalogue):
        actions.take_in(text="key = ", by=author, now=NOW)
    with pytest.raises(rules.InvalidCatalogue):
        actions.take_in(text='key = "x"\ncategory = "work"', by=author, now=NOW)


plain = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), plain, max_size=5))
def test_toml_is_read_as_it_was_written(content: dict[str, Any]) -> None:
    assert tomllib.loads(rules.to_toml(content)) == content


def test_others_write_nothing_and_the_journal_names_no_person(author: Actor) -> None:
    writer = Writer(author, NOW)
    for role in ("clearing", "caseworker", "head", "legal", "admin"):
        other = make_actor(role, teams=("education_work",) if role == "caseworker" else ())
        with pytest.raises(NotAllowed):
            Writer(other, NOW)
        with pytest.raises(NotAllowed):
            Writer(other, NOW, writer.draft).by and actions.pick(
                draft=writer.draft, revision=1, part="documents", wanted=["photo"], by=other, now=NOW
            )
    kinds = [event.kind for event in events_of(stream_kind="service", stream_ref=writer.view.key)]
    assert kinds == ["catalogue.draft_begun"]


def test_what_a_version_changes_is_named(author: Actor) -> None:
    actions.load(by=SYSTEM, now=NOW)
    writer = Writer(author, NOW, actions.copy(service="study-16b", by=author, now=NOW))
    before = queries.get(key="study-16b", on=NOW.date())
    assert rules.changes(before, writer.view.procedure) == ()
    writer.put("documents", label=three("Brief der Hochschule"), sureness="M")
    writer.words(summary=three("Kurz."))
    actions.remove(draft=writer.draft, revision=writer.view.revision, part="documents", place=1, by=author, now=NOW)
    told = [(each.part, each.what, each.name("de")) for each in rules.changes(before, writer.view.procedure)]
    gone = before.documents[0].need.label("de")
    assert told == [
        ("texts", "changed", "summary"),
        ("documents", "added", "Brief der Hochschule"),
        ("documents", "removed", gone),
    ]
