"""Suits, complaints, legal questions and knowledge: what the registers promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.models import (
    Case,
    Complaint,
    KnowledgeItem,
    KnowledgeVersion,
    LegalQuestion,
    Reversal,
    Suit,
    SuitDeadline,
)
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.legal import LOST, OVERTURNING, SUIT_OUTCOMES, SUITS
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed
from tests.casework import walk
from tests.casework.walk import NOW, People
from tests.environment import DATABASE, SERVER
from tests.factories.staff import make_actor
from tests.races import at_once

TODAY = local_day(NOW)
FILED = date(2026, 11, 2)
COURT = "Verwaltungsgericht Lindenau"


@pytest.fixture
def people(db: None) -> People:
    walk.furnish()
    return People()


@pytest.fixture
def legal(people: People) -> Actor:
    return make_actor("legal")


def keep(by: Actor, **said: Any) -> UUID:
    """A suit as the tests need it; one that exists is changed as it stands now."""
    if "suit" in said and "version" not in said:
        said["version"] = Suit.objects.get(pk=said["suit"]).version
    return actions.keep_suit(**{"kind": "obligation", "court": COURT, "filed_on": FILED} | said, by=by, now=NOW)


def number_of(case: UUID) -> str:
    return Case.objects.get(pk=case).file_number


def kinds_of(case: UUID) -> list[str]:
    return [event.kind for event in events_of(stream_kind="case", stream_ref=str(case))]


def refused(case: UUID, people: People) -> None:
    """Refused by two people."""
    decision = actions.draft_decision(
        case=case,
        outcome="refuse",
        reasons=walk.REASONS,
        details=walk.HEARD,
        by=people.author,
        now=NOW,
    )
    actions.release_decision(decision=decision, by=people.reviewer, now=NOW)


def test_a_suit_gives_its_case_the_next_date_in_court(people: People, legal: Actor) -> None:
    case = walk.filed().case
    far, near = TODAY + timedelta(days=60), TODAY + timedelta(days=20)
    first = keep(legal, file_number=number_of(case), hearing_on=far)
    second = keep(legal, file_number=number_of(case), kind="urgent_123", hearing_on=near)
    assert Case.objects.get(pk=case).court_on == near
    actions.end_suit(suit=second, outcome="dismissed", outcome_on=TODAY, by=legal, now=NOW)
    assert Case.objects.get(pk=case).court_on == far
    keep(legal, suit=first, file_number=number_of(case))
    assert Case.objects.get(pk=case).court_on is None
    assert kinds_of(case)[-3:] == ["case.suit_filed", "case.suit_filed", "case.suit_over"]
    other = walk.filed().case
    keep(legal, suit=first, file_number=number_of(other), hearing_on=far)
    assert Case.objects.get(pk=other).court_on == far
    with pytest.raises(InvalidInput) as fault:
        keep(legal, suit=first)
    assert (fault.value.field, fault.value.reason) == ("file_number", "required")


@pytest.mark.parametrize("outcome", SUIT_OUTCOMES)
@pytest.mark.parametrize("kind", SUITS)
def test_only_a_lost_matter_about_the_decision_overturns_it(people: People, legal: Actor, kind: str, outcome: str) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    refused(access.case, people)
    made = keep(legal, kind=kind, file_number=number_of(access.case))
    for _ in range(2):  # a second time changes nothing
        actions.end_suit(suit=made, outcome=outcome, outcome_on=TODAY, by=legal, now=NOW)
    expected = outcome in LOST and kind in OVERTURNING
    assert Reversal.objects.filter(decision__case=access.case, by_whom="court", on=TODAY).exists() is expected
    assert kinds_of(access.case).count("case.suit_over") == 1


def test_the_counts_of_a_year_sum_to_its_total(legal: Actor, django_assert_max_num_queries: Any) -> None:
    for place, kind in enumerate(SUITS):
        for outcome in ("", *SUIT_OUTCOMES[: place + 1]):
            made = keep(legal, kind=kind)
            if outcome:
                actions.end_suit(suit=made, outcome=outcome, outcome_on=TODAY, by=legal, now=NOW)
    keep(legal, filed_on=date(2025, 3, 1))
    with django_assert_max_num_queries(5):
        found = queries.suits(actor=legal, year=2026)
    assert sum(found.counts.values()) == found.total == 20
    assert found.years == (2026, 2025)
    for (kind, state), number in found.counts.items():
        cell = queries.suits(actor=legal, year=2026, kind=kind, state=state)
        assert cell.total == number == len(cell.rows)
        listed = [row.id for row in queries.every_suit(actor=legal, year=2026, kind=kind, state=state)]
        assert listed == [row.id for row in cell.rows]


def test_open_deadlines_come_first(legal: Actor) -> None:
    keep(legal, filed_on=TODAY)
    late = keep(legal, deadline_on=TODAY + timedelta(days=9), deadline_for="Stellungnahme")
    soon = keep(legal, deadline_on=TODAY + timedelta(days=2), deadline_for="Akten vorlegen")
    assert [row.id for row in queries.suits(actor=legal).rows][:2] == [soon, late]


def test_an_outcome_is_for_good(people: People, legal: Actor) -> None:
    made = keep(legal, file_number=number_of(walk.filed().case))
    actions.end_suit(suit=made, outcome="compromise", outcome_on=TODAY, by=legal, now=NOW)
    with pytest.raises(InvalidInput):
        actions.end_suit(suit=made, outcome="upheld", outcome_on=TODAY, by=legal, now=NOW)
    other = Case.objects.get(pk=walk.filed().case)
    for change in ({"outcome": "upheld"}, {"outcome": "", "outcome_on": None}, {"kind": "inaction"}, {"case": other}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Suit.objects.filter(pk=made).update(**change)
    keep(
        legal,
        suit=made,
        file_number=number_of(other.pk),
        lesson="Früher anhören.",
        cost_bearer="shared",
        costs=Decimal("12.50"),
    )
    seen = queries.suit(actor=legal, suit=made)
    assert (seen.lesson, seen.cost_bearer, seen.outcome, seen.kind) == (
        "Früher anhören.",
        "shared",
        "compromise",
        "obligation",
    )
    assert seen.case != other.pk


def test_the_tie_to_a_case_goes_with_the_courts_number(people: People, legal: Actor) -> None:
    made = keep(legal, file_number=number_of(walk.filed().case), reference="4 K 123/26", lesson="Früher anhören.")
    Suit.objects.filter(pk=made).update(case=None)
    seen = queries.suit(actor=legal, suit=made)
    assert (seen.case, seen.reference, seen.lesson) == (None, "", "Früher anhören.")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "divorce"}, "kind"),
        ({"court": "  "}, "court"),
        ({"filed_on": TODAY + timedelta(days=1)}, "filed_on"),
        ({"file_number": "2026-XXXX"}, "file_number"),
        ({"deadline_on": TODAY}, "deadline_for"),
        ({"deadline_for": "Stellungnahme"}, "deadline_on"),
        ({"deadline_on": FILED - timedelta(days=1), "deadline_for": "x"}, "deadline_on"),
        ({"hearing_on": FILED - timedelta(days=1)}, "hearing_on"),
        ({"cost_bearer": "nobody"}, "cost_bearer"),
        ({"costs": Decimal(-1)}, "costs"),
    ],
)
def test_what_cannot_be_is_named(legal: Actor, said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        keep(legal, **said)
    assert fault.value.field == field
    assert not Suit.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "divorce"},
        {"court": ""},
        {"outcome": "upheld"},
        {"outcome": "won", "outcome_on": TODAY},
        {"outcome": "upheld", "outcome_on": FILED - timedelta(days=1)},
        {"outcome": "upheld", "outcome_on": TODAY, "hearing_on": TODAY},
        {"cost_bearer": "nobody"},
        {"costs": -1},
    ],
)
def test_the_database_refuses_it_too(legal: Actor, values: dict[str, Any]) -> None:
    whole = {"kind": "obligation", "court": COURT, "filed_on": FILED, "recorded_at": NOW, "recorded_by_id": legal.staff_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        Suit.objects.create(**whole | values)


@pytest.mark.parametrize("role", ["clearing", "caseworker", "head", "admin", "council", "desk"])
def test_only_the_legal_clerk_keeps_the_register(legal: Actor, role: str) -> None:
    made = keep(legal)
    somebody = make_actor(role)
    with pytest.raises(NotAllowed):
        keep(somebody)
    with pytest.raises(NotAllowed):
        actions.end_suit(suit=made, outcome="moot", outcome_on=TODAY, by=somebody, now=NOW)
    if role != "head":
        with pytest.raises(NotAllowed):
            queries.suits(actor=somebody)


def complain(by: Actor) -> UUID:
    return actions.record_complaint(channel="phone", topic="conduct", received_on=FILED, by=by, now=NOW)


def test_a_complaint_is_answered_once(legal: Actor) -> None:
    made = complain(legal)
    for _ in range(2):
        actions.answer_complaint(complaint=made, answered_on=TODAY, upheld=True, by=legal, now=NOW)
    assert [e.kind for e in events_of(stream_kind="complaint", stream_ref=str(made))] == [
        "complaint.recorded",
        "complaint.answered",
    ]
    with pytest.raises(InvalidInput):
        actions.answer_complaint(complaint=made, answered_on=TODAY, upheld=False, by=legal, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=made).update(upheld=False)


@pytest.mark.parametrize(
    "values",
    [
        {"channel": "dream"},
        {"topic": "weather"},
        {"upheld": True},
        {"answered_on": TODAY},
        {"answered_on": FILED - timedelta(days=1), "upheld": True},
    ],
)
def test_the_database_refuses_half_a_complaint(legal: Actor, values: dict[str, Any]) -> None:
    whole = {"channel": "mail", "topic": "other", "received_on": FILED, "recorded_at": NOW, "recorded_by_id": legal.staff_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.create(**whole | values)


@pytest.mark.parametrize("role", ["clearing", "caseworker", "head", "admin"])
def test_only_the_legal_clerk_keeps_complaints(legal: Actor, role: str) -> None:
    made = complain(legal)
    with pytest.raises(NotAllowed):
        complain(make_actor(role))
    with pytest.raises(NotAllowed):
        actions.answer_complaint(complaint=made, answered_on=TODAY, upheld=True, by=make_actor(role), now=NOW)


def asked(people: People, question: str = "Gilt die Ausnahme hier?") -> UUID:
    access = walk.filed()
    walk.to_team(access, people)
    return actions.ask_legal(case=access.case, question=question, by=people.author, now=NOW)


def answered(question: UUID, by: Actor, **more: Any) -> None:
    actions.answer_legal(**{"answer": "Ja."} | more, question=question, by=by, now=NOW + timedelta(hours=5))


def test_an_answer_is_for_good_and_on_the_case(people: People, legal: Actor) -> None:
    made = asked(people)
    case = LegalQuestion.objects.get(pk=made).case_id
    answered(made, legal)
    seen = queries.case_questions(actor=people.author, case=case)
    assert [(each.answer, each.hours) for each in seen] == [("Ja.", 5.0)]
    assert queries.case_questions(actor=people.council, case=case) == ()
    assert kinds_of(case)[-2:] == ["case.legal_asked", "case.legal_answered"]
    with pytest.raises(InvalidInput):
        answered(made, legal, answer="Nein.")
    for change in ({"answer": "Nein."}, {"question": "Anders?"}, {"answered_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            LegalQuestion.objects.filter(pk=made).update(**change)


def test_who_asks_does_not_answer(people: People, legal: Actor) -> None:
    made = asked(people)
    both = make_actor("caseworker", "legal", teams=(walk.TEAM,))
    own = actions.ask_legal(case=LegalQuestion.objects.get(pk=made).case_id, question="Meine?", by=both, now=NOW)
    with pytest.raises(NotAllowed):
        answered(own, both)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalQuestion.objects.filter(pk=own).update(answer="Ja.", answered_at=NOW, answered_by=both.staff_id)
    for somebody in (people.author, people.clearing, people.head):
        with pytest.raises(NotAllowed):
            answered(made, somebody)
        with pytest.raises(NotAllowed):
            queries.legal_questions(actor=somebody)
    with pytest.raises(NotAllowed):
        actions.ask_legal(case=LegalQuestion.objects.get(pk=made).case_id, question="Fremd?", by=people.other_team, now=NOW)


@pytest.mark.parametrize(
    "values", [{"answer": "Ja."}, {"answered_at": NOW}, {"answer": "Ja.", "answered_at": NOW}, {"question": ""}]
)
def test_the_database_refuses_half_an_answer(people: People, legal: Actor, values: dict[str, Any]) -> None:
    made = asked(people)
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalQuestion.objects.filter(pk=made).update(**values)


def test_knowledge_is_found_and_its_reuse_counted(people: People, legal: Actor, django_assert_max_num_queries: Any) -> None:
    made = [asked(people) for _ in range(5)]
    with pytest.raises(InvalidInput) as fault:
        answered(made[0], legal, title="Ausnahme")
    assert fault.value.field == "topic"
    answered(made[0], legal, title="Ausnahme", topic="Studium", legal_basis="§ 16b AufenthG")
    item = queries.legal_question(actor=legal, question=made[0]).became
    assert item is not None
    with pytest.raises(InvalidInput):
        answered(made[1], legal, used=item, title="Doppelt", topic="x")
    for each in made[1:4]:
        answered(each, legal, used=item)
    assert queries.legal_questions(actor=legal).median_hours is None, "four answers are no figure"
    answered(made[4], legal)
    with django_assert_max_num_queries(3):
        found = queries.legal_questions(actor=legal, answered=True)
    assert (found.total, found.open, found.answered, found.reused, found.median_hours) == (5, 0, 5, 3, 5.0)
    with django_assert_max_num_queries(2):
        known = queries.knowledge(actor=people.author, search="ausnahme 16B")
    assert [(each.title, each.text, each.uses) for each in known.rows] == [("Ausnahme", "Ja.", 3)]
    assert queries.knowledge(actor=people.author, search="Einhorn").total == 0
    with pytest.raises(NotAllowed):
        queries.knowledge(actor=people.council)


@pytest.fixture
def raced(transactional_db: None) -> Actor:
    walk.furnish()
    return make_actor("legal")


def test_the_same_suit_entered_many_times_at_once_is_one(raced: Actor) -> None:
    answers = at_once([lambda: keep(raced, reference="4 K 123/26")] * 12)
    assert Suit.objects.count() == 1
    assert sum(isinstance(each, DomainError) for each in answers) == 11


def test_one_outcome_of_many_at_once(raced: Actor) -> None:
    made = keep(raced)
    ends = [("upheld", "dismissed", "moot")[place % 3] for place in range(12)]
    at_once([lambda end=end: actions.end_suit(suit=made, outcome=end, outcome_on=TODAY, by=raced, now=NOW) for end in ends])
    assert len([e for e in events_of(stream_kind="suit", stream_ref=str(made)) if e.kind == "suit.ended"]) == 1


def test_control_without_the_key_the_same_suit_counts_twice(raced: Actor) -> None:
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("DROP INDEX a_court_reference_names_one_suit")
        try:
            for _ in range(2):
                keep(raced, reference="4 K 123/26")
            assert Suit.objects.count() == 2
        finally:
            superuser.execute("DELETE FROM casework_suit")
            superuser.execute(
                "CREATE UNIQUE INDEX a_court_reference_names_one_suit ON casework_suit (court, reference)"
                " WHERE NOT (reference = '')"
            )


def test_one_answer_of_many_at_once(transactional_db: None) -> None:
    walk.furnish()
    people, clerks = People(), [make_actor("legal") for _ in range(4)]
    made = asked(people)
    answers = at_once([lambda by=by: answered(made, by, answer=f"{by.staff_id}") for by in clerks * 3])
    assert sum(isinstance(each, DomainError) for each in answers) == 11
    case = LegalQuestion.objects.get(pk=made).case_id
    assert kinds_of(case).count("case.legal_answered") == 1


def test_deadlines_are_noted_once_settled_once_and_drop_with_the_suit(legal: Actor) -> None:
    made = keep(legal, deadline_on=TODAY, deadline_for="Akten vorlegen")
    for _ in range(2):  # a double click
        keep(legal, suit=made, deadline_on=TODAY + timedelta(days=9), deadline_for="Stellungnahme")
    first, second = queries.suit(actor=legal, suit=made).deadlines
    for day, reason in ((TODAY + timedelta(days=1), "in_future"), (FILED - timedelta(days=1), "too_early")):
        with pytest.raises(InvalidInput) as fault:
            actions.meet_deadline(deadline=first.id, done_on=day, by=legal, now=NOW)
        assert fault.value.reason == reason
    for _ in range(2):
        actions.meet_deadline(deadline=first.id, done_on=TODAY, by=legal, now=NOW)
    with pytest.raises(InvalidInput):
        actions.meet_deadline(deadline=first.id, done_on=FILED, by=legal, now=NOW)
    with pytest.raises(NotAllowed):
        actions.meet_deadline(deadline=second.id, done_on=TODAY, by=make_actor("head"), now=NOW)
    actions.end_suit(suit=made, outcome="moot", outcome_on=TODAY, by=legal, now=NOW)
    assert [each.state for each in queries.suit(actor=legal, suit=made).deadlines] == ["kept", "dropped"]
    counts = queries.suits(actor=legal).deadlines
    assert (counts.kept, counts.missed, counts.open) == (1, 0, 0)
    with pytest.raises(InvalidInput):
        actions.meet_deadline(deadline=second.id, done_on=TODAY, by=legal, now=NOW)
    kinds = [e.kind for e in events_of(stream_kind="suit", stream_ref=str(made))]
    assert kinds.count("suit.deadline_met") == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda suit, row: SuitDeadline.objects.filter(pk=row).update(due_on=TODAY),
        lambda suit, row: SuitDeadline.objects.filter(pk=row).update(purpose="Anderes"),
        lambda suit, row: SuitDeadline.objects.filter(pk=row).update(done_on=FILED),
        lambda suit, row: SuitDeadline.objects.filter(pk=row).update(dropped_on=TODAY),
        lambda suit, row: SuitDeadline.objects.all()._raw_delete("default"),
        lambda suit, row: SuitDeadline.objects.create(suit_id=suit, due_on=TODAY, purpose="", recorded_at=NOW),
        lambda suit, row: SuitDeadline.objects.create(suit_id=suit, due_on=date(2020, 1, 1), purpose="x", recorded_at=NOW),
        lambda suit, row: SuitDeadline.objects.create(suit_id=suit, due_on=TODAY, purpose="x", done_on=TODAY, recorded_at=NOW),
    ],
)
def test_the_database_keeps_deadlines_too(legal: Actor, change: Callable[[UUID, UUID], Any]) -> None:
    made = keep(legal, deadline_on=TODAY, deadline_for="Akten vorlegen")
    deadline = queries.suit(actor=legal, suit=made).deadlines[0].id
    actions.meet_deadline(deadline=deadline, done_on=TODAY, by=legal, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(made, deadline)


def test_a_suit_that_ended_gets_no_deadline(legal: Actor) -> None:
    made = keep(legal)
    actions.end_suit(suit=made, outcome="moot", outcome_on=TODAY, by=legal, now=NOW)
    with pytest.raises(DatabaseError, match="only an open suit"), transaction.atomic():
        SuitDeadline.objects.create(suit_id=made, due_on=TODAY, purpose="x", recorded_at=NOW)


def known(by: Actor, **said: Any) -> UUID:
    return actions.keep_knowledge(**{"title": "Nachweis", "topic": "Studium", "text": "A2."} | said, by=by, now=NOW)


def test_every_wording_of_knowledge_stays(legal: Actor) -> None:
    item = known(legal)
    known(legal, item=item, version=1, text="B1.")
    for version in (1, 3, None):
        with pytest.raises(InvalidInput) as fault:
            known(legal, item=item, version=version, text="Nichts.")
        assert (fault.value.field, fault.value.reason) == ("version", "changed")
    known(legal, item=item, version=2, text="B2.")
    seen = queries.knowledge_item(actor=legal, item=item)
    assert (seen.text, seen.version, [(each.version, each.text) for each in seen.earlier]) == (
        "B2.",
        3,
        [(2, "B1."), (1, "A2.")],
    )
    for change in (
        lambda: KnowledgeVersion.objects.filter(version=1).update(text="Immer schon B2."),
        lambda: KnowledgeVersion.objects.all()._raw_delete("default"),
        lambda: KnowledgeVersion.objects.create(item_id=item, version=9, title="x", text="x", topic="x", changed_at=NOW),
        lambda: KnowledgeItem.objects.filter(pk=item).update(version=9),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_of_many_who_read_the_same_one_writes(raced: Actor) -> None:
    clerks = [make_actor("legal") for _ in range(4)]
    suit, item = keep(raced), known(raced)
    version = Suit.objects.get(pk=suit).version
    answers = at_once([lambda p=p: keep(clerks[p % 4], suit=suit, version=version, lesson=f"Lehre {p}") for p in range(8)])
    assert sum(isinstance(each, InvalidInput) for each in answers) == 7
    answers = at_once([lambda p=p: known(clerks[p % 4], item=item, version=1, text=f"Wissen {p}") for p in range(8)])
    assert sum(isinstance(each, InvalidInput) for each in answers) == 7
    assert KnowledgeVersion.objects.filter(item=item).count() == 2


def test_control_without_the_trigger_a_stale_write_wins(raced: Actor) -> None:
    suit = keep(raced)
    stale, _ = Suit.objects.get(pk=suit), keep(raced, suit=suit, lesson="Die erste.")
    stale.lesson = "Die zweite hat die erste nie gelesen."
    with pytest.raises(DatabaseError, match="somebody else changed this"), transaction.atomic():
        stale.save()
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("ALTER TABLE casework_suit DISABLE TRIGGER version_counts")
        try:
            stale.save()
            assert Suit.objects.get(pk=suit).lesson.startswith("Die zweite")
        finally:
            superuser.execute("ALTER TABLE casework_suit ENABLE TRIGGER version_counts")
