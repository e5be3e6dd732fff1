"""Second opinions: drawn by key, given blindly and once, never by the owner, and no figure about few."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from amtslotse.casework import actions, queries, tasks
from amtslotse.casework.models import Case, OpinionCase, OpinionRound, SecondOpinion, keys
from amtslotse.casework.queries.ranking import at_receipt
from amtslotse.casework.rules import local_day
from amtslotse.casework.rules.opinions import FEWEST_JUDGES, FEWEST_OPINIONS
from amtslotse.engines.triage import DEFAULT, Facts, Weights, urgency
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.offices import actions as offices
from amtslotse.offices.models import Office, Skill
from tests.casework import walk
from tests.casework.walk import NOW, People
from tests.environment import DATABASE, SERVER
from tests.factories.staff import make_actor
from tests.races import at_once

BEFORE = datetime(2026, 10, 28, 9, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 2, 9, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)


def in_team(people: People, *, now: datetime = BEFORE) -> UUID:
    access = walk.filed(now=now)
    walk.to_team(access, people, now=now)
    return access.case


def judge() -> Actor:
    return make_actor("caseworker", teams=(walk.TEAM,))


def drawn(*, now: datetime = NOW) -> OpinionRound:
    return OpinionRound.objects.get(pk=actions.draw_opinions(by=SYSTEM, now=now))


def place(case: UUID) -> UUID:
    return OpinionCase.objects.get(case=case).pk


def give(case: UUID, by: Actor, *, now: datetime = NOW, **said: Any) -> None:
    whole = {"urgency": 3, "difficulty": 2, "reason": "Die Stelle beginnt bald."} | said
    actions.give_opinion(drawn=place(case), **whole, by=by, now=now)


def size(number: int) -> None:
    office = Office.objects.get()
    office.settings = {**office.settings, "opinion_size": number}
    office.save()


def test_a_month_is_drawn_once_by_key_and_a_case_once_for_good(people: People) -> None:
    there = {in_team(people) for _ in range(4)}
    in_team(people, now=datetime(2026, 10, 31, 23, 1, tzinfo=UTC))  # the first minutes of November
    walk.filed(now=BEFORE)  # in clearing
    decided = walk.filed(now=BEFORE)
    walk.to_decided(decided, people, now=BEFORE)
    size(3)
    row = drawn()
    assert (row.month, row.population, row.drawn) == (NOVEMBER, 4, 3)
    tasks.draw_opinions_daily(timestamp=int(NOW.timestamp()))
    assert OpinionRound.objects.count() == 1
    rows = list(row.cases.order_by("rank"))
    assert [(each.case_id, int(each.number)) for each in rows] == list(keys.opinion_draw(NOVEMBER, there, size=3))
    assert [e.kind for e in events_of(stream_kind="opinion_round", stream_ref=str(row.pk))] == ["opinion_round.drawn"]
    later = drawn(now=DECEMBER)
    assert {each.case_id for each in later.cases.all()}.isdisjoint(each.case_id for each in rows)
    with pytest.raises(NotAllowed):
        actions.draw_opinions(by=people.head, now=NOW)


def test_a_judge_sees_no_rank_no_owner_and_no_person(people: People) -> None:
    case = in_team(people)
    actions.override_urgency(case=case, urgency=4, reason="Arbeitgeber", by=people.head, now=BEFORE)
    drawn()
    task = queries.opinion_task(actor=judge(), language="de", now=NOW)
    assert (task.mine, task.done) == (1, 0)
    assert task.next is not None
    assert task.next.received_on == BEFORE.date()
    shown = repr(task)
    applicant = Case.objects.select_related("applicant").get(pk=case).applicant
    for hidden in (applicant.family_name, applicant.given_names, applicant.nationality, "VN", str(case), "urgency", "owner"):
        assert hidden not in shown.replace(str(task.next.drawn), ""), hidden
    for nobody in (people.clearing, people.head, people.council):
        with pytest.raises(NotAllowed):
            queries.opinion_task(actor=nobody, language="de", now=NOW)
    assert queries.opinion_task(actor=people.other_team, language="de", now=NOW).mine == 0
    assert queries.opinion_task(actor=people.author, language="de", now=NOW).mine == 0, "her own case"


def test_an_opinion_is_kept_with_what_the_rules_alone_say(people: People) -> None:
    case = in_team(people)
    actions.override_urgency(case=case, urgency=1, reason="Hat Zeit", by=people.head, now=NOW)
    before = Case.objects.values().get(pk=case)
    drawn()
    who = judge()
    give(case, who, urgency=2, difficulty=3)
    row = SecondOpinion.objects.get()
    assert (row.urgency, row.difficulty, row.rules_difficulty, row.judge_id) == (2, 3, before["difficulty"], who.staff_id)
    assert row.rules_urgency > 1, "not what somebody set instead"
    assert "override" not in row.rules_why
    assert Case.objects.values().get(pk=case) == before, "the case stays as it is"
    told = events_of(stream_kind="case", stream_ref=str(case))[-1]
    assert (told.kind, told.payload) == ("case.opinion_given", {})
    with pytest.raises(InvalidInput):
        give(case, who)
    task = queries.opinion_task(actor=who, language="de", now=NOW)
    assert (task.mine, task.done, task.next) == (1, 1, None)


def test_who_may_not_judge(people: People) -> None:
    case = in_team(people)
    drawn()
    deputy = judge()
    Case.objects.filter(pk=case).update(deputy=deputy.staff_id)
    for somebody in (people.author, deputy, people.other_team, people.clearing, people.head):
        with pytest.raises(NotFound):
            give(case, somebody)
    Skill.objects.create(code="study", names={"de": "Studium"}, prefix="", difficulty_at_least=1)
    with pytest.raises(NotAllowed):
        give(case, judge())
    assert not SecondOpinion.objects.exists()


def test_who_still_learns_such_cases_is_no_judge_of_them(people: People) -> None:
    case, learner = in_team(people), judge()
    drawn()
    Skill.objects.create(code="study", names={"de": "Studium"}, prefix="", difficulty_at_least=1)
    offices.set_skills(staff=learner.staff_id or 0, skills=[], learning=["study"], by=people.head, now=BEFORE)
    assert queries.opinion_task(actor=learner, language="de", now=NOW).mine == 0
    with pytest.raises(NotAllowed):
        give(case, learner)
    offices.set_skills(staff=learner.staff_id or 0, skills=["study"], by=people.head, now=NOW)
    assert queries.opinion_task(actor=learner, language="de", now=NOW).mine == 1
    give(case, learner)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"urgency": 5}, "urgency"),
        ({"difficulty": 0}, "difficulty"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 401}, "reason"),
    ],
)
def test_what_an_opinion_needs(people: People, said: dict[str, Any], field: str) -> None:
    case = in_team(people)
    drawn()
    with pytest.raises(InvalidInput) as fault:
        give(case, judge(), **said)
    assert fault.value.field == field


def test_the_month_and_the_case_must_still_be_open(people: People) -> None:
    case = in_team(people)
    drawn()
    with pytest.raises(InvalidInput):
        give(case, judge(), now=DECEMBER)
    actions.settle(case=case, closure="resolved", by=people.author, now=NOW)
    with pytest.raises(InvalidInput):
        give(case, judge())
    assert queries.opinion_task(actor=judge(), language="de", now=NOW).next is None


def _opinion(case: UUID, who: Actor, **changes: Any) -> SecondOpinion:
    whole = {"urgency": 2, "difficulty": 2, "rules_urgency": 2, "rules_difficulty": 2, "reason": "So.", "judged_at": NOW}
    return SecondOpinion.objects.create(drawn_id=place(case), judge_id=who.staff_id, **(whole | changes))


def test_the_database_refuses_it_too(people: People) -> None:
    """Each beside the same row without the fault: the control."""
    case = in_team(people)
    drawn()
    for who, changes in (
        (people.author, {}),
        (judge(), {"judged_at": DECEMBER}),
        (judge(), {"urgency": 5}),
        (judge(), {"difficulty": 4}),
        (judge(), {"reason": ""}),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            _opinion(case, who, **changes)
    who = judge()
    _opinion(case, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        _opinion(case, who)


@pytest.mark.parametrize(
    "change",
    [
        lambda: SecondOpinion.objects.update(urgency=1),
        lambda: SecondOpinion.objects.update(reason=""),
        lambda: SecondOpinion.objects.update(rules_urgency=1),
        lambda: SecondOpinion.objects.all()._raw_delete("default"),
        lambda: OpinionCase.objects.update(case=None),
        lambda: OpinionCase.objects.update(service="other"),
        lambda: OpinionCase.objects.update(number=1),
        lambda: OpinionCase.objects.all()._raw_delete("default"),
        lambda: OpinionRound.objects.update(population=9),
        lambda: OpinionRound.objects.all()._raw_delete("default"),
    ],
)
def test_what_was_drawn_and_said_never_changes(people: People, change: Callable[[], Any]) -> None:
    case = in_team(people)
    drawn()
    give(case, judge())
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_nothing_is_drawn_afterwards(people: People) -> None:
    case, late = in_team(people), in_team(people, now=NOW)
    row = OpinionRound.objects.create(month=NOVEMBER, population=1, drawn=1, drawn_at=NOW)
    for which, rank in ((late, 1), (case, 2)):
        with pytest.raises(DatabaseError), transaction.atomic():
            OpinionCase.objects.create(round=row, case_id=which, rank=rank, number=1, service="x")
    OpinionCase.objects.create(round=row, case_id=case, rank=1, number=1, service="x")
    seen = queries.agreement_of(actor=people.head, language="de", now=DECEMBER)
    assert seen is not None
    assert seen.differing == 1, "a number that the key does not give is seen"


def drawn_copies(number: int, *, received_at: datetime = BEFORE, now: datetime = NOW) -> list[UUID]:
    """So many cases of a team, all of them drawn."""
    row = Case.objects.get(pk=walk.filed(now=received_at).case)
    lies = {"status": "with_team", "team": walk.TEAM, "complete_since": received_at}
    made = Case.objects.bulk_create(_copy(row, f"J{each}", received_at, title_in=40, **lies) for each in range(number))
    drawn(now=now)
    return [each.pk for each in made]


@pytest.mark.parametrize("judges", [FEWEST_JUDGES - 1, FEWEST_JUDGES])
def test_no_figure_about_fewer_than_five_judges(people: People, judges: int, django_assert_max_num_queries: Any) -> None:
    who = [judge() for _ in range(judges)]
    for number, case in enumerate(drawn_copies(FEWEST_OPINIONS)):
        give(case, who[number % judges], urgency=3 + number % 2)
    assert queries.agreement_of(actor=people.head, language="de", now=NOW) is None, "not before the month is over"
    with django_assert_max_num_queries(10):
        seen = queries.agreement_of(actor=people.head, language="de", now=DECEMBER)
        apart = list(queries.disagreements(actor=people.head, language="de", now=DECEMBER))
    assert seen is not None
    if judges < FEWEST_JUDGES:
        assert (seen.urgency, seen.difficulty, seen.urgency_fields, seen.services, apart) == (None, None, (), (), [])
        return
    assert seen.urgency is not None
    assert (seen.urgency.n, seen.urgency.cases) == (FEWEST_OPINIONS, FEWEST_OPINIONS)
    assert [each.service for each in seen.services] == [walk.SERVICE]
    shown = [each for each in seen.urgency_fields if each.count is not None]
    assert sum(each.count or 0 for each in shown) == FEWEST_OPINIONS
    assert all((each.count or 0) >= 5 for each in shown)
    assert apart
    assert {each.reason for each in apart} == {"Die Stelle beginnt bald."}
    assert "judge" not in repr(apart)
    with pytest.raises(NotAllowed):
        list(queries.disagreements(actor=people.author, language="de", now=DECEMBER))
    with pytest.raises(NotFound):
        queries.agreement_of(actor=people.head, language="de", now=DECEMBER, month=date(2026, 9, 1))


def test_when_a_case_goes_its_reason_goes_and_the_numbers_stay(people: People) -> None:
    access = walk.filed(now=BEFORE)
    walk.to_team(access, people, now=BEFORE)
    drawn()
    give(access.case, judge())
    actions.settle(case=access.case, closure="resolved", by=people.author, now=NOW)
    office = Office.objects.get()
    office.settings = {**office.settings, "case_months": 1}
    office.save()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert actions.retain(now=datetime(2027, 3, 1, 4, tzinfo=UTC))["cases"] == 1
    assert not Case.objects.filter(pk=access.case).exists()
    row = SecondOpinion.objects.select_related("drawn").get()
    assert (row.reason, row.urgency, row.drawn.case_id, row.drawn.service) == ("", 3, None, walk.SERVICE)


def test_every_open_case_has_a_cluster_and_a_dead_team_is_seen(people: People, django_assert_max_num_queries: Any) -> None:
    for _ in range(2):
        in_team(people, now=NOW)
    walk.filed()
    with django_assert_max_num_queries(5):
        seen = queries.coverage(actor=people.clearing, now=NOW)
    assert (seen.cases, seen.covered, seen.uncovered) == (3, 3, ())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE offices_team SET valid_to = %s WHERE code = %s", [NOW.date(), walk.TEAM])
    seen = queries.coverage(actor=people.clearing, now=NOW)
    assert (seen.covered, sum(count for _, count in seen.uncovered)) == (0, 3), "the control"


def test_drift_holds_the_last_month_against_three_before(people: People, django_assert_max_num_queries: Any) -> None:
    case = walk.filed().case
    row = Case.objects.get(pk=case)
    copies = []
    for month, urgent in ((8, 5), (9, 5), (10, 5), (11, 25)):
        for number in range(30):
            when = datetime(2026, month, 3, 9, tzinfo=UTC)
            copies.append(_copy(row, f"{month}-{number}", when, title_in=3 if number < urgent else 300))
    Case.objects.bulk_create(copies)
    with django_assert_max_num_queries(3):
        seen = queries.cluster_drift(actor=people.head, now=DECEMBER)
    assert (seen.since, seen.first, seen.until) == (date(2026, 8, 1), NOVEMBER, date(2026, 12, 1))
    assert seen.found is not None
    assert (seen.found.n_before, seen.found.verdict) == (90, "changed")
    calm = queries.cluster_drift(actor=people.head, now=NOW).found  # October against July to September
    assert calm is not None
    assert calm.verdict == "steady", "the control"


@pytest.mark.parametrize("weights", [DEFAULT, Weights(title=((0, 4),), needed=(), court=((30, 3),), age=((0, 2),))])
def test_urgency_at_receipt_is_the_engines(people: People, weights: Weights) -> None:
    """Also in the nights in which the clock changes, and a minute before midnight."""
    row = Case.objects.get(pk=walk.filed().case)
    chance = random.Random(11)

    def day(when: datetime) -> date | None:
        return chance.choice(
            [None, local_day(when) + timedelta(days=chance.choice((-1, 0, 1, 7, 8, 14, 15, 28, 29, 60, 61, 90, 91)))]
        )

    copies = []
    for number in range(200):
        when = chance.choice(
            (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
        )
        when += timedelta(minutes=chance.choice((-121, -120, -61, -60, -1, 0, 59, 60, 61, 600)))
        dates = {"title_expires_on": day(when), "needed_on": day(when), "court_on": day(when)}
        copies.append(_copy(row, f"R{number}", when, title_in=0, effect=chance.choice(("legal_check", "fortgeltung")), **dates))
    made = Case.objects.bulk_create(copies)
    for each in Case.objects.filter(pk__in=[one.pk for one in made]).annotate(level=at_receipt(weights)):
        on = local_day(each.received_at)
        facts = Facts(on, None, each.title_expires_on, each.needed_on, each.court_on, each.effect)
        assert each.level == urgency(facts, weights, today=on).value  # type: ignore[attr-defined]  # annotated


def _copy(row: Case, name: str, when: datetime, *, title_in: int, **more: Any) -> Case:
    usual = {"status": "in_clearing", "effect": "legal_check", "title_expires_on": local_day(when) + timedelta(days=title_in)}
    return Case(
        **(usual | more),
        file_number=f"T{name}"[:20],
        submission_key=uuid4(),
        submission_digest="",
        proof_token=name,
        service=row.service,
        service_version=row.service_version,
        purpose=row.purpose,
        language="de",
        answers={},
        received_at=when,
        difficulty=row.difficulty,
    )


@pytest.fixture
def raced(transactional_db: None) -> People:
    walk.furnish()
    return People()


def test_taking_a_case_and_judging_it_many_times_at_the_same_instant(raced: People) -> None:
    who = judge()
    for _ in range(3):
        Case.objects.filter(pk=in_team(raced)).update(owner=None)
    drawn()
    for case in OpinionCase.objects.values_list("case", flat=True):
        answers = at_once(
            [
                lambda case=case: actions.take(case=case, by=who, now=NOW),  # type: ignore[misc]
                *[lambda case=case: give(case, who)] * 7,  # type: ignore[misc]
            ]
        )
        assert not isinstance(answers[0], DomainError)
        kept = SecondOpinion.objects.filter(drawn__case=case).count()
        assert kept == sum(not isinstance(each, DomainError) for each in answers[1:]) <= 1


def test_the_trigger_waits_for_whoever_takes_the_case(raced: People) -> None:
    who, other = judge(), judge()
    case = in_team(raced)
    drawn()
    with psycopg.connect(SERVER.dsn(db=DATABASE)) as taking:
        taking.execute("UPDATE casework_case SET owner_id = %s WHERE id = %s", [who.staff_id, case])
        timer = threading.Timer(0.3, taking.commit)
        timer.start()
        with pytest.raises(DatabaseError, match="neither owner nor deputy"), transaction.atomic():
            _opinion(case, who)
        timer.join()
    _opinion(case, other)


def test_control_a_trigger_that_does_not_wait_lets_the_owner_judge(raced: People) -> None:
    who = judge()
    case = in_team(raced)
    drawn()
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        name = "casework_secondopinion_fits"
        found = superuser.execute("SELECT pg_get_functiondef(%s::regproc)", [name]).fetchone()
        assert found is not None
        superuser.execute(found[0].replace("FOR SHARE", ""))
        try:
            with psycopg.connect(SERVER.dsn(db=DATABASE)) as taking:
                taking.execute("UPDATE casework_case SET owner_id = %s WHERE id = %s", [who.staff_id, case])
                _opinion(case, who)
                taking.commit()
        finally:
            superuser.execute(found[0])
    assert SecondOpinion.objects.filter(judge=who.staff_id, drawn__case__owner=who.staff_id).exists()
