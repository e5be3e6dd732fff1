"""Test cases for decisions: answered once by each, blindly, and nothing is said of fewer than five answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Vignette, VignetteAnswer
from amtslotse.casework.rules.vignettes import FEWEST_ANSWERS
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from tests.casework import walk
from tests.casework.walk import NOW, People, later
from tests.environment import DATABASE, SERVER
from tests.factories.staff import make_actor
from tests.races import at_once

TEXTS = {
    "title": "Studium mit Nebenjob",
    "facts": "Eine Studentin im dritten Semester arbeitet an 150 halben Tagen im Jahr.",
    "question": "Wird die Aufenthaltserlaubnis verlängert?",
}
WHY = "Der Aufenthaltszweck wird weiter verfolgt."


@pytest.fixture
def legal(people: People) -> Actor:
    return make_actor("legal")


def posed(by: Actor) -> UUID:
    vignette = actions.keep_vignette(**TEXTS, service=walk.SERVICE, by=by, now=NOW)
    actions.open_vignette(vignette=vignette, by=by, now=NOW)
    return vignette


def answered(vignette: UUID, *outcomes: str) -> None:
    for number, outcome in enumerate(outcomes):
        who = make_actor("caseworker", teams=(walk.TEAM,))
        actions.answer_vignette(vignette=vignette, outcome=outcome, reason=f"{WHY} {number}", by=who, now=later(number))


def closed(vignette: UUID, by: Actor) -> None:
    actions.close_vignette(vignette=vignette, resolution="Verlängern: die Grenze ist eingehalten.", by=by, now=later(40))


def seen(vignette: UUID, by: Actor) -> queries.VignetteView:
    return queries.vignette(actor=by, vignette=vignette, language="de", now=later(48))


def test_from_draft_to_resolution(people: People, legal: Actor, django_assert_max_num_queries: Any) -> None:
    vignette = actions.keep_vignette(**TEXTS, service=walk.SERVICE, by=legal, now=NOW)
    with pytest.raises(NotFound):
        seen(vignette, people.author)
    actions.keep_vignette(vignette=vignette, **TEXTS | {"title": "Besserer Titel"}, service=walk.SERVICE, by=legal, now=NOW)
    for _ in range(2):
        actions.open_vignette(vignette=vignette, by=legal, now=NOW)
    assert queries.vignettes(actor=people.author, language="de", now=NOW).waiting == 1
    answered(vignette, "grant", "grant", "grant", "grant", "refuse")
    for reader in (people.author, legal, people.head):
        view = seen(vignette, reader)
        assert (view.spread, view.line.answers, view.resolution) == (None, None, ""), "nobody sees answers before the end"
        assert WHY not in repr(view)
    closed(vignette, legal)
    with django_assert_max_num_queries(5):
        view = seen(vignette, people.author)
    assert view.spread is not None
    assert [(code, count) for code, count, _ in view.spread.outcomes] == [("grant", 4), ("refuse", 1)]
    assert view.spread.differing == pytest.approx(0.4)
    assert view.line.title == "Besserer Titel"
    with django_assert_max_num_queries(5):
        listed = queries.vignettes(actor=people.head, language="de", now=NOW)
    assert [(row.state, row.answers) for row in listed.rows] == [("closed", 5)]
    assert list(queries.every_vignette(actor=people.head, language="de", now=NOW)) == list(listed.rows)
    kinds = [e.kind for e in events_of(stream_kind="vignette", stream_ref=str(vignette))]
    assert kinds == ["vignette.opened", *["vignette.answered"] * 5, "vignette.closed"]


def test_four_answers_are_no_figure(people: People, legal: Actor) -> None:
    vignette = posed(legal)
    answered(vignette, *["grant"] * (FEWEST_ANSWERS - 1))
    closed(vignette, legal)
    view = seen(vignette, people.author)
    assert (view.spread, view.line.answers, view.line.differing) == (None, None, None)
    assert view.resolution
    assert WHY not in repr(view)


def test_no_page_knows_who_answered(people: People, legal: Actor) -> None:
    vignette = posed(legal)
    answered(vignette, *["grant", "refuse"] * 3)
    closed(vignette, legal)
    view = seen(vignette, people.head)
    assert view.spread is not None
    orders = {tuple(reasons) for _, _, reasons in view.spread.outcomes}
    kept = [each.reason for each in VignetteAnswer.objects.order_by("pk") if each.outcome == "grant"]
    assert tuple(kept) in orders, "by a random key, not by time"
    assert not {"by", "author", "reviewer"} & {name for name in dir(view.spread) if not name.startswith("_")}


def test_who_may_do_what(people: People, legal: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.keep_vignette(**TEXTS, service=walk.SERVICE, by=people.author, now=NOW)
    vignette = posed(legal)
    other = make_actor("legal")
    for call in (
        lambda: actions.answer_vignette(vignette=vignette, outcome="grant", reason=WHY, by=legal, now=NOW),
        lambda: actions.answer_vignette(vignette=vignette, outcome="grant", reason=WHY, by=people.head, now=NOW),
        lambda: actions.close_vignette(vignette=vignette, resolution="So.", by=other, now=NOW),
        lambda: actions.keep_vignette(vignette=vignette, **TEXTS, service=walk.SERVICE, by=other, now=NOW),
        lambda: seen(vignette, people.council),
    ):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(InvalidInput):
        actions.keep_vignette(vignette=vignette, **TEXTS, service=walk.SERVICE, by=legal, now=NOW)
    actions.answer_vignette(vignette=vignette, outcome="grant", reason=WHY, by=other, now=NOW)
    with pytest.raises(InvalidInput):
        actions.answer_vignette(vignette=vignette, outcome="refuse", reason=WHY, by=other, now=NOW)
    assert seen(vignette, other).mine == ("grant", WHY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"facts": ""}, "facts"),
        ({"question": "x" * 401}, "question"),
        ({"service": "no"}, "service"),
    ],
)
def test_what_a_test_case_needs(legal: Actor, changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        actions.keep_vignette(**({"service": walk.SERVICE} | TEXTS | changes), by=legal, now=NOW)
    assert fault.value.field == field


@pytest.mark.parametrize(("outcome", "reason", "field"), [("revoke", WHY, "outcome"), ("grant", " ", "reason")])
def test_what_an_answer_needs(people: People, legal: Actor, outcome: str, reason: str, field: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        actions.answer_vignette(vignette=posed(legal), outcome=outcome, reason=reason, by=people.author, now=NOW)
    assert fault.value.field == field


def _answer(vignette: UUID, who: Actor, **changes: Any) -> VignetteAnswer:
    whole = {"outcome": "grant", "reason": WHY, "answered_at": NOW} | changes
    return VignetteAnswer.objects.create(vignette_id=vignette, by_id=who.staff_id, **whole)


def test_the_database_refuses_it_too(people: People, legal: Actor) -> None:
    """Each beside the same row without the fault: the control."""
    vignette = posed(legal)
    draft = actions.keep_vignette(**TEXTS, service=walk.SERVICE, by=legal, now=NOW)
    _answer(vignette, people.author)
    for which, who, changes in (
        (vignette, people.author, {}),
        (vignette, legal, {}),
        (draft, people.reviewer, {}),
        (vignette, people.reviewer, {"outcome": "maybe"}),
        (vignette, people.reviewer, {"reason": ""}),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            _answer(which, who, **changes)
    closed(vignette, legal)
    with pytest.raises(DatabaseError), transaction.atomic():
        _answer(vignette, people.reviewer)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Vignette.objects.update(facts="Anders."),
        lambda: Vignette.objects.update(opened_at=None),
        lambda: Vignette.objects.update(closed_at=NOW),
        lambda: Vignette.objects.update(resolution="So."),
        lambda: Vignette.objects.all()._raw_delete("default"),
        lambda: VignetteAnswer.objects.update(outcome="refuse"),
        lambda: VignetteAnswer.objects.all()._raw_delete("default"),
    ],
)
def test_what_was_posed_and_answered_never_changes(people: People, legal: Actor, change: Callable[[], Any]) -> None:
    answered(posed(legal), "grant")
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


@pytest.fixture
def raced(transactional_db: None) -> None:
    walk.furnish()


def test_many_answers_and_the_end_at_the_same_instant(raced: None) -> None:
    legal, clerk = make_actor("legal"), make_actor("caseworker", teams=(walk.TEAM,))
    clerks = [make_actor("caseworker", teams=(walk.TEAM,)) for _ in range(5)]
    vignette = posed(legal)

    def answer(who: Actor) -> None:
        actions.answer_vignette(vignette=vignette, outcome="grant", reason=WHY, by=who, now=NOW)

    calls: list[Callable[[], Any]] = [lambda: closed(vignette, legal), *[lambda: answer(clerk)] * 5]
    answers = at_once([*calls, *[lambda who=who: answer(who) for who in clerks]])  # type: ignore[misc]
    assert not isinstance(answers[0], DomainError)
    assert sum(not isinstance(each, DomainError) for each in answers[1:6]) <= 1
    kept = VignetteAnswer.objects.count()
    assert kept == sum(not isinstance(each, DomainError) for each in answers[1:])
    told = events_of(stream_kind="vignette", stream_ref=str(vignette))[-1]
    assert (told.kind, told.payload) == ("vignette.closed", {"answers": kept}), "no answer comes after the end"


def test_control_without_the_constraint_somebody_answers_twice(raced: None) -> None:
    legal, clerk = make_actor("legal"), make_actor("caseworker", teams=(walk.TEAM,))
    vignette = posed(legal)
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        name = "a_vignette_is_answered_once_by_each"
        superuser.execute(f"ALTER TABLE casework_vignetteanswer DROP CONSTRAINT {name}")
        try:
            for _ in range(2):
                _answer(vignette, clerk)
        finally:
            superuser.execute("TRUNCATE casework_vignetteanswer")
            superuser.execute(f"ALTER TABLE casework_vignetteanswer ADD CONSTRAINT {name} UNIQUE (vignette_id, by_id)")
    assert VignetteAnswer.objects.count() == 0
