"""Learning a kind of case (R66): a learner gets it, somebody else releases what she decides, and the time it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from amtslotse.casework import actions
from amtslotse.casework.models import Case, Decision, Draw
from amtslotse.casework.rules import sampling
from amtslotse.offices import actions as offices
from amtslotse.offices import queries as office
from amtslotse.offices.models import Office, Skill, StaffSkill
from tests.casework import walk
from tests.casework.walk import NOW, REASONS, TEAM, People, later
from tests.factories.staff import make_actor

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_is_drawn(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is reviewed here, the sample did not ask for it."""
    monkeypatch.setattr(sampling, "plan", lambda _: replace(sampling.plans()[-1], new_days=0))
    row = Office.objects.get()
    row.settings = {**row.settings, "review_percent": 0}
    row.save()
    Skill.objects.create(code="studies", names={"de": "Studium"}, prefix="AUSB_")


def _level(people: People, level: str, *, days_ago: int = 0) -> None:
    offices.set_skills(
        staff=people.author.staff_id or 0,
        skills=["studies"] if level == "alone" else [],
        learning=["studies"] if level == "learning" else [],
        by=people.head,
        now=NOW - timedelta(days=days_ago),
    )


def _taken(people: People) -> UUID:
    access = walk.filed()
    walk.to_team(access, people)
    return access.case


def _draft(people: People, case: UUID) -> Decision:
    """A grant that waits for review, as a learner's does."""
    made = actions.sign_decision(case=case, reasons=REASONS, by=people.author, now=NOW)
    assert made.letter is None
    return Decision.objects.get(pk=made.decision)


def _sign_past_the_code(draft: Decision) -> None:
    with transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(status="signed", signed_at=NOW)


def test_a_learner_gets_such_cases_and_another_person_releases_them(people: People) -> None:
    _level(people, "learning", days_ago=3)
    case = _taken(people)
    made = actions.sign_decision(case=case, reasons=REASONS, by=people.author, now=NOW)
    assert (made.letter, made.was_drawn) == (None, False), "not the sample: she learns"
    assert not Draw.objects.get(case=case).drawn
    assert Case.objects.get(pk=case).status == "in_review"
    actions.release_decision(decision=made.decision, by=people.reviewer, now=later(1))
    assert Case.objects.get(pk=case).status == "decided"


def test_who_handles_them_alone_signs(people: People) -> None:
    _level(people, "learning", days_ago=30)
    _level(people, "alone", days_ago=1)
    assert actions.sign_decision(case=_taken(people), reasons=REASONS, by=people.author, now=NOW).letter is not None


def test_the_database_refuses_what_a_learner_signs(people: People) -> None:
    _level(people, "learning", days_ago=3)
    draft = _draft(people, _taken(people))
    with pytest.raises(DatabaseError, match="does not handle such cases alone"):
        _sign_past_the_code(draft)
    _level(people, "alone")  # the control: the same statement passes this promise once she is on her own
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError) as other:
        _sign_past_the_code(draft)
    assert "alone" not in str(other.value), "only that there is no letter of it yet"


def test_a_skill_taken_away_after_the_case_was_taken_counts_too(people: People) -> None:
    _level(people, "alone", days_ago=9)
    case = _taken(people)
    _level(people, "")
    assert actions.sign_decision(case=case, reasons=REASONS, by=people.author, now=NOW).letter is None


def test_levels_keep_their_days(people: People) -> None:
    staff, today = people.author.staff_id, NOW.date()
    _level(people, "learning", days_ago=40)
    _level(people, "learning", days_ago=20)
    _level(people, "alone", days_ago=10)
    _level(people, "alone", days_ago=5)
    row = StaffSkill.objects.get()
    assert (row.valid_from, row.alone_from, row.valid_to) == (today - 40 * DAY, today - 10 * DAY, None)
    _level(people, "learning")
    old, new = StaffSkill.objects.order_by("pk")
    assert (old.valid_to, new.valid_from, new.alone_from) == (today, today, None)
    assert office.learners(on=today) == {staff: frozenset({"studies"})}
    assert office.skills_of_staff(on=today) == {staff: frozenset({"studies"})}
    with pytest.raises(IntegrityError, match="alone_after_learning_begins"), transaction.atomic():
        StaffSkill.objects.filter(pk=new.pk).update(alone_from=today - DAY)


def test_no_figure_about_fewer_than_five_people(people: People) -> None:
    def learned(days: int) -> None:
        person = make_actor("caseworker", teams=(TEAM,)).staff_id or 0
        for level, day in (("learning", 0), ("alone", days)):
            given = {"skills": [], "learning": [], level if level == "learning" else "skills": ["studies"]}
            offices.set_skills(staff=person, **given, by=people.head, now=NOW + day * DAY)

    for days in (10, 20, 30, 100):
        learned(days)
    learned(0)  # could do it from the first day: no time of learning
    assert office.time_to_alone() == office.LearningTime()
    learned(40)
    found = office.time_to_alone()
    assert (found.people, found.median) == (5, 30)
