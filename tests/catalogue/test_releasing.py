"""Released by a second person, only with test cases that pass, as they were tested, once: the database keeps it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from amtslotse.catalogue import actions, queries, rules
from amtslotse.catalogue.actions import ChangedMeanwhile, NotPassed, NotReady, Overtaken, OwnWork
from amtslotse.catalogue.models import ProcedureDraft, ProcedureTest, ServiceVersion
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed
from tests.factories.procedures import SKILLED, Writer, submitted, with_tests, write_opportunity_card
from tests.factories.staff import make_actor
from tests.races import at_once

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TOMORROW = date(2026, 11, 21)


@pytest.fixture
def author(db: None) -> Actor:
    return make_actor("procedures")


@pytest.fixture
def releaser(db: None) -> Actor:
    return make_actor("procedures")


@contextmanager
def refused_by_the_database() -> Iterator[None]:
    with pytest.raises(DatabaseError), transaction.atomic():
        yield


def test_from_nothing_to_released(author: Actor, releaser: Actor) -> None:
    draft = submitted(author, NOW)
    version = actions.release(draft=draft, valid_from=TOMORROW, by=releaser, now=NOW)
    row = ServiceVersion.objects.get(key="chancenkarte-im-haus")
    assert (version, row.version, row.valid_from, row.shipped) == (1, 1, TOMORROW, False)
    view = queries.find_draft(draft=draft, by=author)
    assert (view.status, view.valid_from) == ("released", TOMORROW)
    procedure = queries.get(key="chancenkarte-im-haus", on=TOMORROW)
    assert procedure.title("de") == "Chancenkarte im Haus"
    assert [each.name for each in queries.exercises(service=procedure.key, version=1, by=author)] == ["Fachkraft", "Punkte"]


def test_nobody_releases_what_she_wrote_or_tested(author: Actor, releaser: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    with_tests(writer)
    second = Writer(releaser, NOW, writer.draft)
    second.test("Noch einer", {"wie_erfuellen_sie_die_bedingung": "anerkannte_qualifikation"}, SKILLED, "100", "ERW_20A_S", 2)
    actions.submit(draft=writer.draft, by=author, now=NOW)
    for person in (author, releaser):
        with pytest.raises(OwnWork):
            actions.release(draft=writer.draft, valid_from=TOMORROW, by=person, now=NOW)
    for role in ("clearing", "admin"):
        with pytest.raises(NotAllowed):
            actions.release(draft=writer.draft, valid_from=TOMORROW, by=make_actor(role), now=NOW)
    assert actions.release(draft=writer.draft, valid_from=TOMORROW, by=make_actor("legal"), now=NOW) == 1


def _published_as(draft: int) -> dict[str, Any]:
    """The row that a release needs, written past the action."""
    row = ProcedureDraft.objects.get(pk=draft)
    content = rules.whole(row.content, version=1, valid_from=TOMORROW.isoformat())
    ServiceVersion.objects.create(
        key=row.key, version=1, valid_from=TOMORROW, content=content, checksum="x", shipped=False, published_at=NOW
    )
    return {"status": "released", "released_at": NOW, "version": 1, "valid_from": TOMORROW}


def test_the_database_refuses_an_author_as_releaser(author: Actor, releaser: Actor) -> None:
    draft = submitted(author, NOW)
    fields = _published_as(draft)
    with refused_by_the_database():
        ProcedureDraft.objects.filter(pk=draft).update(**fields, released_by_id=author.staff_id)
    with refused_by_the_database():  # nor by taking her from the authors in the same breath
        ProcedureDraft.objects.filter(pk=draft).update(**fields, released_by_id=author.staff_id, authors=[releaser.staff_id])
    assert ProcedureDraft.objects.filter(pk=draft).update(**fields, released_by_id=releaser.staff_id) == 1  # the control


def test_the_database_refuses_what_was_not_tested_as_it_is(author: Actor, releaser: Actor) -> None:
    draft = submitted(author, NOW)
    fields = {**_published_as(draft), "released_by_id": releaser.staff_id}
    row = ProcedureDraft.objects.get(pk=draft)
    with refused_by_the_database():  # changed while it waits
        ProcedureDraft.objects.filter(pk=draft).update(content={**row.content, "source": "anders"})
    with refused_by_the_database():  # changed in the moment of release
        ProcedureDraft.objects.filter(pk=draft).update(**fields, content={**row.content, "source": "anders"})
    with refused_by_the_database():
        ProcedureTest.objects.filter(draft=draft).update(passed_at=None)
    with refused_by_the_database():
        ProcedureTest.objects.filter(draft=draft).delete()
    with refused_by_the_database():  # another content under this number
        ProcedureDraft.objects.filter(pk=draft).update(**{**fields, "version": 2})


def test_the_database_refuses_a_draft_without_passing_test_cases(author: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    with refused_by_the_database():
        ProcedureDraft.objects.filter(pk=writer.draft).update(status="submitted")
    with_tests(writer)
    with refused_by_the_database():
        ProcedureDraft.objects.filter(pk=writer.draft).update(status="submitted")
    assert actions.run_tests(draft=writer.draft, by=author, now=NOW) == (2, 2)
    writer.words(source="Neu")
    assert not ProcedureTest.objects.filter(draft=writer.draft, passed_at__isnull=False).exists(), "changed: run them anew"
    with refused_by_the_database():
        ProcedureDraft.objects.filter(pk=writer.draft).update(status="submitted")
    actions.run_tests(draft=writer.draft, by=author, now=NOW)
    assert ProcedureDraft.objects.filter(pk=writer.draft).update(status="submitted") == 1  # the control


def test_what_is_released_never_changes(author: Actor, releaser: Actor) -> None:
    draft = submitted(author, NOW)
    actions.release(draft=draft, valid_from=TOMORROW, by=releaser, now=NOW)
    row = ProcedureDraft.objects.get(pk=draft)
    for change in ({"content": {}}, {"status": "writing"}, {"valid_from": date(2020, 1, 1)}, {"return_reason": "x"}):
        with refused_by_the_database():
            ProcedureDraft.objects.filter(pk=draft).update(**change)
    with refused_by_the_database():
        ProcedureTest.objects.filter(draft=draft).update(name="anders")
    with refused_by_the_database(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_proceduredraft")
    with refused_by_the_database():
        ServiceVersion.objects.filter(key=row.key).update(valid_from=date(2020, 1, 1))
    with pytest.raises(ChangedMeanwhile):
        actions.release(draft=draft, valid_from=TOMORROW, by=releaser, now=NOW)


def test_a_failing_test_case_or_a_gap_stops_it(author: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    with pytest.raises(NotPassed):
        actions.submit(draft=writer.draft, by=author, now=NOW)
    route = {"wie_erfuellen_sie_die_bedingung": "anerkannte_qualifikation"}
    writer.test("Falsch erwartet", route, SKILLED | {"photo", "cv"}, "98", "ERW_20A_F", 3)
    found = {(each.what, each.expected, each.found) for each in writer.view.tests[0].differences}
    assert found == {
        ("document_missing", "cv", ""),
        ("fee", "98.00", "100.00"),
        ("purpose", "ERW_20A_F", "ERW_20A_S"),
        ("difficulty", "3", "2"),
    }
    with pytest.raises(NotPassed):
        actions.submit(draft=writer.draft, by=author, now=NOW)
    writer.words(title={"de": "Nur deutsch"})
    with pytest.raises(NotReady) as lacking:
        actions.submit(draft=writer.draft, by=author, now=NOW)
    assert [(gap.field, gap.what) for gap in lacking.value.facts["gaps"]] == [("title", "en"), ("title", "ar")]  # type: ignore[attr-defined]


def test_a_test_case_answers_every_question_that_is_asked(author: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    with pytest.raises(InvalidInput) as fault:
        writer.test("Ohne Weg", {}, SKILLED, "100", "ERW_20A_S", 2)
    assert (fault.value.field, fault.value.reason) == ("wie_erfuellen_sie_die_bedingung", "required")


def test_fees_nobody_may_name_are_expected_as_a_check(author: Actor) -> None:
    writer = Writer(author, NOW)
    write_opportunity_card(writer)
    route = {"wie_erfuellen_sie_die_bedingung": "anerkannte_qualifikation"}
    writer.test("Türkei", {**route, "nationality": "TR"}, SKILLED, "check", "ERW_20A_S", 2)
    writer.test("Kind", {**route, "birth_date": "2015-01-01"}, SKILLED, "50", "ERW_20A_S", 2)
    assert actions.run_tests(draft=writer.draft, by=author, now=NOW) == (2, 2)


def test_given_back_it_is_written_again(author: Actor, releaser: Actor) -> None:
    draft = submitted(author, NOW)
    with pytest.raises(InvalidInput):
        actions.give_back(draft=draft, reason=" ", by=releaser, now=NOW)
    actions.give_back(draft=draft, reason="Die Gebühr fehlt.", by=releaser, now=NOW)
    view = queries.find_draft(draft=draft, by=author)
    assert (view.status, view.return_reason) == ("writing", "Die Gebühr fehlt.")
    actions.discard(draft=draft, by=author, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        actions.submit(draft=draft, by=author, now=NOW)
    assert submitted(author, NOW), "another one may begin"


def test_a_day_that_is_over_and_a_version_that_overtook(author: Actor, releaser: Actor) -> None:
    draft = submitted(author, NOW)
    with pytest.raises(InvalidInput):
        actions.release(draft=draft, valid_from=NOW.date() - timedelta(days=1), by=releaser, now=NOW)
    actions.load(by=SYSTEM, now=NOW)
    copy = actions.copy(service="study-16b", by=author, now=NOW)
    view = queries.find_draft(draft=copy, by=author)
    newer = rules.whole(dict(view.content), version=99, valid_from="2026-11-20")
    ServiceVersion.objects.create(
        key="study-16b", version=99, valid_from=NOW.date(), content=newer, checksum="y", shipped=False, published_at=NOW
    )
    ProcedureTest.objects.create(
        draft_id=copy, name="x", on=NOW.date(), written_by_id=author.staff_id,
        answers={}, expected=rules.outcome(view.procedure, {}, on=NOW.date()).stored(),
    )  # fmt: skip
    actions.submit(draft=copy, by=author, now=NOW)
    with pytest.raises(Overtaken):
        actions.release(draft=copy, valid_from=TOMORROW, by=releaser, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_many_release_at_once_and_one_version_comes_of_it() -> None:
    author = make_actor("procedures")
    others = [make_actor("procedures") for _ in range(8)]
    draft = submitted(author, NOW)
    answers = at_once(
        [
            lambda person=person: actions.release(draft=draft, valid_from=TOMORROW, by=person, now=NOW)
            for person in [*others, author]
        ],
        threads=9,
    )
    assert [answer for answer in answers if answer == 1] == [1]
    assert sum(isinstance(answer, DomainError) for answer in answers) == 8
    assert ServiceVersion.objects.filter(key="chancenkarte-im-haus").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_test_case_that_comes_during_the_release_waits_and_is_refused() -> None:
    """The trigger of test cases locks the draft: no case slips in between the check and the release."""
    author, releaser = make_actor("procedures"), make_actor("procedures")
    draft = submitted(author, NOW)
    said: list[str] = []

    def slip_in() -> None:
        try:
            ProcedureTest.objects.create(
                draft_id=draft, name="x", on=NOW.date(), answers={}, expected={}, written_by_id=releaser.staff_id
            )
        except DatabaseError as fault:
            said.append(type(fault).__name__)
        finally:
            connection.close()

    with transaction.atomic():
        actions.release(draft=draft, valid_from=TOMORROW, by=releaser, now=NOW)
        late = threading.Thread(target=slip_in)
        late.start()
        late.join(0.5)
        assert late.is_alive(), "it waits for the release"
    late.join(10)
    assert len(said) == 1
    assert ProcedureTest.objects.filter(draft=draft).count() == 2


def test_one_open_draft_a_service(author: Actor) -> None:
    writer = Writer(author, NOW)
    row = ProcedureDraft.objects.get(pk=writer.draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureDraft.objects.create(
            key=row.key, content={}, begun_by_id=author.staff_id, begun_at=NOW, changed_by_id=author.staff_id, changed_at=NOW
        )


def test_a_test_case_asks_only_what_some_rule_looks_at(author: Actor) -> None:
    writer = Writer(author, NOW)
    assert [question.key for question in rules.deciding_questions(writer.view.procedure)] == ["birth_date", "nationality"]
    write_opportunity_card(writer)
    asked = [question.key for question in rules.deciding_questions(writer.view.procedure)]
    assert asked == ["wie_erfuellen_sie_die_bedingung", "birth_date", "nationality"]
