"""The monthly legal review: drawn once, reviewed by somebody without a part in it, answered by the team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from amtslotse.casework import actions, queries, tasks
from amtslotse.casework.actions import Verdict
from amtslotse.casework.models import Case, Decision, LegalReview, ReviewPoint, SampledDecision, keys
from amtslotse.casework.rules.legal_review import FEWEST, checklist
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.offices.models import Office
from tests.casework import walk
from tests.casework.walk import NOW, People
from tests.environment import DATABASE, SERVER
from tests.factories.staff import make_actor
from tests.races import at_once

OCTOBER = date(2026, 10, 1)
THEN = datetime(2026, 10, 14, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture
def legal(people: People) -> Actor:
    return make_actor("legal")


def decided(people: People, *, now: datetime = THEN) -> UUID:
    access = walk.filed(now=now)
    walk.to_decided(access, people, now=now)
    return Decision.objects.get(case=access.case).pk


def refused(people: People, *, now: datetime = THEN) -> UUID:
    access = walk.filed(now=now)
    walk.to_team(access, people, now=now)
    heard = walk.Details(sections=walk.HEARD.sections, hearing="held", hearing_on=date(2026, 10, 2))
    decision = actions.draft_decision(
        case=access.case, outcome="refuse", reasons=walk.REASONS, details=heard, by=people.author, now=now
    )
    actions.release_decision(decision=decision, by=people.reviewer, now=now)
    return decision


def drawn(by: Actor = SYSTEM) -> LegalReview:
    return LegalReview.objects.get(pk=actions.draw_review(by=by, now=NOW))


def size(number: int) -> None:
    office = Office.objects.get()
    office.settings = {**office.settings, "legal_review_size": number}
    office.save()


def points(sampled: UUID, **said: Verdict) -> dict[str, Verdict]:
    """Everything met that concerns the decision, but what is said."""
    row = SampledDecision.objects.select_related("review", "decision").get(pk=sampled)
    assert row.decision is not None
    burdens, discretion = row.outcome != "grant", row.decision.discretion != "bound"
    found = {}
    for point in checklist(row.review.checklist).points:
        concerns = point.concerns(burdens=burdens, discretion=discretion)
        found[point.key] = Verdict("met" if concerns else "not_applicable")
    return found | said


DEFECT = Verdict("defect", "serious", "Die Gründe nennen den Sachverhalt nicht.")


def reviewed(sampled: UUID, by: Actor, **said: Verdict) -> None:
    actions.review_sampled(sampled=sampled, points=points(sampled, **said), by=by, now=NOW)


def sampled_of(decision: UUID) -> UUID:
    return SampledDecision.objects.get(decision=decision).pk


def test_last_month_is_drawn_once_and_computes_again(people: People, legal: Actor) -> None:
    made = {decided(people) for _ in range(4)} | {refused(people)}
    decided(people, now=datetime(2026, 9, 30, 21, 59, tzinfo=UTC))  # the last minute of September
    decided(people, now=datetime(2026, 10, 31, 23, 1, tzinfo=UTC))  # the first minutes of November
    size(3)
    review = drawn()
    assert (review.month, review.population, review.drawn) == (OCTOBER, 5, 3)
    assert drawn(legal).pk == review.pk
    tasks.draw_review_monthly(timestamp=int(NOW.timestamp()))
    assert LegalReview.objects.count() == 1
    rows = list(review.decisions.order_by("rank"))
    assert [(row.decision_id, int(row.number)) for row in rows] == list(keys.review_draw(OCTOBER, made, size=3))
    seen = queries.legal_review(actor=legal, review=review.pk, language="de", now=NOW)
    assert (seen.differing, seen.month.open, seen.month.total, seen.services) == (0, 3, None, ())
    assert [e.kind for e in events_of(stream_kind="legal_review", stream_ref=str(review.pk))] == ["legal_review.drawn"]
    with pytest.raises(InvalidInput):
        actions.draw_review(month=date(2026, 11, 1), by=legal, now=NOW)
    assert queries.undrawn_month(now=NOW) is None


def test_a_forged_draw_is_seen(people: People, legal: Actor) -> None:
    made = [decided(people) for _ in range(3)]
    (lowest, number), (other, _) = keys.review_draw(OCTOBER, made, size=2)
    review = LegalReview.objects.create(month=OCTOBER, population=3, drawn=2, checklist=1, drawn_at=NOW)
    whole = {"review": review, "service": walk.SERVICE, "outcome": "grant"}
    SampledDecision.objects.create(**whole, decision_id=lowest, rank=1, number=number)
    SampledDecision.objects.create(**whole, decision_id=other, rank=2, number=number + 1)
    assert queries.legal_review(actor=legal, review=review.pk, language="de", now=NOW).differing == 1


def test_neither_author_nor_releaser_reviews(people: People, legal: Actor) -> None:
    both = make_actor("caseworker", "legal", teams=(walk.TEAM,))
    people.reviewer = both
    released = decided(people)
    people.author, people.reviewer = both, make_actor("caseworker", teams=(walk.TEAM,))
    written = decided(people)
    drawn()
    for decision in (released, written):
        with pytest.raises(NotAllowed):
            reviewed(sampled_of(decision), both)
        ReviewPoint.objects.create(sampled_id=sampled_of(decision), point="reasons", verdict="met")
        with pytest.raises(DatabaseError, match="neither author nor releaser"), transaction.atomic():
            SampledDecision.objects.filter(decision=decision).update(reviewer=both.staff_id, reviewed_at=NOW)
        assert SampledDecision.objects.filter(decision=decision).update(reviewer=legal.staff_id, reviewed_at=NOW) == 1


def test_every_point_is_answered_and_what_the_law_asks_is_not_set_aside(people: People, legal: Actor) -> None:
    decision = refused(people)
    drawn()
    sampled = sampled_of(decision)
    whole = points(sampled)
    wrong: list[tuple[dict[str, Verdict], str]] = [
        ({key: value for key, value in whole.items() if key != "addressee"}, "addressee"),
        (whole | {"hearing": Verdict("not_applicable")}, "hearing"),
        (whole | {"hearing": Verdict("maybe")}, "hearing"),
        (whole | {"reasons": Verdict("defect", "", "Zu kurz.")}, "reasons_severity"),
        (whole | {"reasons": Verdict("defect", "minor", " ")}, "reasons_note"),
    ]
    for said, field in wrong:
        with pytest.raises(InvalidInput) as fault:
            actions.review_sampled(sampled=sampled, points=said, by=legal, now=NOW)
        assert fault.value.field == field
    assert not ReviewPoint.objects.exists()
    reviewed(sampled, legal, reasons=DEFECT)
    with pytest.raises(InvalidInput):
        reviewed(sampled, legal)
    case = Decision.objects.get(pk=decision).case_id
    assert [e.kind for e in events_of(stream_kind="case", stream_ref=str(case))][-1] == "case.legally_reviewed"


@pytest.mark.parametrize(
    "change",
    [
        lambda row: SampledDecision.objects.filter(pk=row).update(rank=9),
        lambda row: SampledDecision.objects.filter(pk=row).update(service="other"),
        lambda row: SampledDecision.objects.filter(pk=row).update(decision=None),
        lambda row: SampledDecision.objects.filter(pk=row).update(reviewer=None, reviewed_at=None),
        lambda row: SampledDecision.objects.filter(pk=row).update(reviewed_at=LATER),
        lambda row: SampledDecision.objects.filter(pk=row).update(answer="accepted"),
        lambda row: ReviewPoint.objects.filter(sampled=row).update(verdict="met", severity="", note=""),
        lambda row: ReviewPoint.objects.filter(sampled=row).update(note=""),
        lambda row: ReviewPoint.objects.create(sampled_id=row, point="more", verdict="met"),
        lambda row: LegalReview.objects.update(drawn=0),
        lambda row: ReviewPoint.objects.all()._raw_delete("default"),
        lambda row: SampledDecision.objects.all()._raw_delete("default"),
        lambda row: LegalReview.objects.all()._raw_delete("default"),
    ],
)
def test_what_was_drawn_and_found_never_changes(people: People, legal: Actor, change: Callable[[UUID], Any]) -> None:
    decision = decided(people)
    drawn()
    reviewed(sampled_of(decision), legal, reasons=DEFECT)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(sampled_of(decision))


def test_nothing_is_drawn_afterwards(people: People, legal: Actor) -> None:
    decided(people)
    review = drawn()
    late, september = decided(people), decided(people, now=datetime(2026, 9, 30, 9, tzinfo=UTC))
    whole = {"review": review, "number": 1, "service": "x", "outcome": "grant"}
    for rank, decision in ((1, late), (2, late), (1, september)):
        with pytest.raises(DatabaseError), transaction.atomic():
            SampledDecision.objects.create(**whole, rank=rank, decision_id=decision)


def test_the_team_answers_its_findings_once(people: People, legal: Actor, django_assert_max_num_queries: Any) -> None:
    first, second, clean = decided(people), decided(people), decided(people)
    drawn()
    for decision in (first, second):
        reviewed(sampled_of(decision), legal, reasons=DEFECT)
    reviewed(sampled_of(clean), legal)
    sampled = sampled_of(first)
    with pytest.raises(InvalidInput):
        actions.answer_findings(sampled=sampled, answer="disputed", by=people.author, now=LATER)
    with pytest.raises(NotFound):
        actions.answer_findings(sampled=sampled_of(clean), answer="accepted", by=people.author, now=LATER)
    for somebody in (people.other_team, people.head, people.clearing):
        with pytest.raises(NotAllowed):
            actions.answer_findings(sampled=sampled, answer="accepted", by=somebody, now=LATER)
    actions.answer_findings(sampled=sampled, answer="disputed", said="Der Satz steht auf Seite 2.", by=people.author, now=LATER)
    with pytest.raises(InvalidInput):
        actions.answer_findings(sampled=sampled, answer="accepted", by=people.author, now=LATER)
    for change in ({"answer": "accepted"}, {"answer_text": "Doch nicht."}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SampledDecision.objects.filter(pk=sampled).update(**change)
    found = queries.findings(actor=people.author, language="de", now=NOW)
    assert ([row.id for row in found.rows], found.total, found.open) == ([sampled_of(second), sampled], 2, 1)
    assert queries.findings(actor=people.other_team, language="de", now=NOW).rows == ()
    listed = queries.every_finding(actor=people.author, language="de", now=NOW)
    assert [row.id for row in listed] == [row.id for row in found.rows]
    with pytest.raises(NotAllowed):
        queries.findings(actor=people.head, language="de", now=NOW)


def test_who_sees_a_drawn_decision(people: People, legal: Actor) -> None:
    decision = decided(people)
    drawn()

    def sees(actor: Actor) -> bool:
        try:
            queries.sampled_decision(actor=actor, sampled=sampled_of(decision), language="de", now=NOW)
        except NotFound:
            return False
        return True

    assert [sees(each) for each in (legal, people.head, people.author, people.council)] == [True, True, False, False]
    reviewed(sampled_of(decision), legal, reasons=DEFECT)
    assert [sees(each) for each in (people.author, people.other_team)] == [True, False]
    for somebody in (people.author, people.council):
        with pytest.raises(NotAllowed):
            queries.legal_reviews(actor=somebody, language="de", now=NOW)
    for somebody in (people.head, people.author, people.clearing):
        with pytest.raises(NotAllowed):
            actions.draw_review(by=somebody, now=NOW)
        with pytest.raises(NotAllowed):
            reviewed(sampled_of(decision), somebody)


def test_a_rate_needs_a_done_month_and_five_authors(people: People, legal: Actor, django_assert_max_num_queries: Any) -> None:
    decisions = []
    for _ in range(FEWEST):
        people.author = make_actor("caseworker", teams=(walk.TEAM,))
        decisions.append(decided(people))
    size(FEWEST)
    review = drawn()
    for decision in decisions[:-1]:
        reviewed(sampled_of(decision), legal)
    (month,) = queries.legal_reviews(actor=legal, language="de", now=NOW)
    assert (month.open, month.is_done, month.total) == (1, False, None)
    reviewed(sampled_of(decisions[-1]), legal, reasons=DEFECT)
    with django_assert_max_num_queries(6):
        (month,) = queries.legal_reviews(actor=legal, language="de", now=NOW)
    assert month.is_done
    assert month.total is not None
    assert (month.total.reviewed, month.total.defective, month.total.serious, month.unanswered) == (5, 1, 1, 1)
    assert (round(month.total.low, 3), round(month.total.high, 3)) == (0.036, 0.624)
    with django_assert_max_num_queries(10):
        seen = queries.legal_review(actor=legal, review=review.pk, language="de", now=NOW)
    assert [(row.service, row.reviewed) for row in seen.services] == [(walk.SERVICE, 5)]


def test_five_decisions_of_four_authors_are_no_figure(people: People, legal: Actor) -> None:
    for _ in range(FEWEST - 1):
        people.author = make_actor("caseworker", teams=(walk.TEAM,))
        decided(people)
    decided(people)
    review = drawn()
    for row in review.decisions.all():
        reviewed(row.pk, legal, reasons=DEFECT)
    (month,) = queries.legal_reviews(actor=legal, language="de", now=NOW)
    assert (month.is_done, month.total) == (True, None)
    assert queries.legal_review(actor=legal, review=review.pk, language="de", now=NOW).services == ()


def test_notes_leave_with_the_case_and_codes_stay(people: People, legal: Actor) -> None:
    decision = decided(people)
    review = drawn()
    sampled = sampled_of(decision)
    reviewed(sampled, legal, reasons=DEFECT)
    actions.answer_findings(sampled=sampled, answer="disputed", said="Frau Lan war da.", by=people.author, now=LATER)
    case = Decision.objects.get(pk=decision).case_id
    office = Office.objects.get()
    office.settings = {**office.settings, "case_months": 1}
    office.save()
    actions.hand_over(case=case, by=people.author, now=NOW)
    Case.objects.filter(pk=case).update(final_on=date(2026, 12, 1))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert actions.retain(now=datetime(2027, 3, 1, 4, tzinfo=UTC))["cases"] == 1
    row = SampledDecision.objects.get(pk=sampled)
    assert (row.decision_id, row.answer, row.answer_text, row.service) == (None, "disputed", "", walk.SERVICE)
    assert set(row.points.values_list("note", flat=True)) == {""}
    assert row.points.get(verdict="defect").severity == "serious"
    seen = queries.sampled_decision(actor=legal, sampled=sampled, language="de", now=NOW)
    assert (seen.decision, seen.line.file_number, seen.line.findings) == (None, "", 1)
    assert queries.legal_review(actor=legal, review=review.pk, language="de", now=NOW).differing == 0


@pytest.fixture
def raced(transactional_db: None) -> People:
    walk.furnish()
    return People()


def test_one_sample_and_one_review_of_many_at_once(raced: People) -> None:
    decision = decided(raced)
    clerks = [make_actor("legal") for _ in range(4)]
    answers = at_once([lambda by=by: actions.draw_review(by=by, now=NOW) for by in clerks * 2])
    assert len({*answers}) == LegalReview.objects.count() == 1
    sampled = sampled_of(decision)
    answers = at_once([lambda by=by: reviewed(sampled, by, reasons=DEFECT) for by in clerks * 2])
    assert sum(isinstance(each, DomainError) for each in answers) == 7
    assert ReviewPoint.objects.filter(verdict="defect").count() == 1


def test_control_without_the_key_a_month_is_drawn_twice(raced: People) -> None:
    decided(raced)
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        name = superuser.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'casework_legalreview'::regclass AND contype = 'u'"
        ).fetchone()
        assert name is not None
        superuser.execute(f"ALTER TABLE casework_legalreview DROP CONSTRAINT {name[0]}")
        try:
            for _ in range(2):
                LegalReview.objects.create(month=OCTOBER, population=1, drawn=0, checklist=1, drawn_at=NOW)
            assert LegalReview.objects.count() == 2
        finally:
            superuser.execute("TRUNCATE casework_legalreview CASCADE")
            superuser.execute(f"ALTER TABLE casework_legalreview ADD CONSTRAINT {name[0]} UNIQUE (month)")
    actions.draw_review(by=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalReview.objects.create(month=OCTOBER, population=1, drawn=0, checklist=1, drawn_at=NOW)


def test_control_without_the_trigger_the_author_reviews_herself(raced: People) -> None:
    decision = decided(raced)
    actions.draw_review(by=SYSTEM, now=NOW)
    herself = {"reviewer": raced.author.staff_id, "reviewed_at": NOW}
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("ALTER TABLE casework_sampleddecision DISABLE TRIGGER fits")
        try:
            assert SampledDecision.objects.filter(decision=decision).update(**herself) == 1
        finally:
            superuser.execute("ALTER TABLE casework_sampleddecision ENABLE TRIGGER fits")
