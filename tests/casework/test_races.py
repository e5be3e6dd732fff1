"""Real races: many connections at once, and controls that show the race is real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Draft
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import DomainError, NotAllowed, NotFound
from amtslotse.notify.queries import outbox
from tests.casework import walk
from tests.casework.walk import NOW, People, later
from tests.environment import DATABASE, SERVER
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> People:
    walk.furnish()
    return People()


def test_two_hundred_identical_submissions_make_one_case(people: People) -> None:
    draft = walk.drafted()
    digest = queries.draft(draft=draft, language="de", now=NOW).digest
    answers = at_once([lambda: actions.file(draft=draft, digest=digest, language="de", now=NOW)] * 200)
    assert Case.objects.count() == 1
    assert len(set(answers)) == 1
    access = answers[0]
    first, second = (queries.receipt(access=each, language="de") for each in answers[:2])
    assert first == second
    assert [event.kind for event in events_of(stream_kind="case", stream_ref=str(access.case))] == ["case.received"]
    assert outbox()[1] == 1
    assert not Draft.objects.exists()


def test_past_the_lock_the_unique_key_still_holds(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = walk.drafted()
    digest = queries.draft(draft=draft, language="de", now=NOW).digest
    without_lock = lambda self, **_: self  # noqa: E731
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", without_lock)
    answers = at_once([lambda: actions.file(draft=draft, digest=digest, language="de", now=NOW)] * 40)
    assert Case.objects.count() == 1
    assert len(set(answers)) == 1


def test_control_without_the_unique_key_there_are_many(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = walk.drafted()
    digest = queries.draft(draft=draft, language="de", now=NOW).digest
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self, **_: self)
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("ALTER TABLE casework_case DROP CONSTRAINT casework_case_submission_key_key")
        try:
            at_once([lambda: actions.file(draft=draft, digest=digest, language="de", now=NOW)] * 40)
            assert Case.objects.count() > 1
        finally:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute("TRUNCATE casework_case CASCADE")
            superuser.execute(
                "ALTER TABLE casework_case ADD CONSTRAINT casework_case_submission_key_key UNIQUE (submission_key)"
            )


def test_the_same_key_with_other_content_changes_nothing(people: People) -> None:
    draft = walk.drafted()
    digest = queries.draft(draft=draft, language="de", now=NOW).digest
    actions.answer(draft=draft, question="city", value="Anderswo", now=NOW)
    with pytest.raises(actions.Conflict):
        actions.file(draft=draft, digest=digest, language="de", now=NOW)
    assert not Case.objects.exists()
    fresh = queries.draft(draft=draft, language="de", now=NOW).digest
    access = actions.file(draft=draft, digest=fresh, language="de", now=NOW)
    before = queries.receipt(access=access, language="de")
    with pytest.raises(actions.Conflict):
        actions.file(draft=draft, digest=digest, language="de", now=later(1))
    assert actions.file(draft=draft, digest=fresh, language="de", now=later(1)) == access
    assert queries.receipt(access=access, language="de") == before
    assert queries.filed_as(draft=draft) == access


def test_one_of_many_reviewers_releases(people: People) -> None:
    access = walk.filed()
    decision = walk.to_review(access, people)
    reviewers = [walk.make_actor("caseworker", teams=(walk.TEAM,)) for _ in range(6)]
    calls: list[Callable[[], Any]] = [
        lambda who=who: actions.release_decision(decision=decision, by=who, now=later(1)) for who in reviewers
    ]
    calls += [lambda: actions.return_decision(decision=decision, reason="Nein", by=people.reviewer, now=later(1))] * 4
    calls += [lambda: actions.release_decision(decision=decision, by=people.author, now=later(1))] * 10
    answers = at_once(calls, threads=20)
    won = [answer for answer in answers if not isinstance(answer, DomainError)]
    assert len(won) == 1
    assert all(isinstance(answer, DomainError) for answer in answers[10:])
    kinds = Counter(event.kind for event in events_of(stream_kind="case", stream_ref=str(access.case)))
    assert kinds["case.decision_released"] + kinds["case.decision_returned"] == 1


def test_one_of_many_requests_is_sent(people: People) -> None:
    access = walk.filed()
    walk.to_clearing(access, people)
    actions.mark(case=access.case, need="passport", verdict="missing", by=people.clearing, now=NOW)
    answers = at_once([lambda: actions.request_documents(case=access.case, by=people.clearing, now=NOW)] * 20, threads=20)
    assert sum(not isinstance(answer, DomainError) for answer in answers) == 1
    seen = queries.case(actor=people.clearing, case=access.case, language="de", now=NOW)
    assert len(seen.requests) == 1


def test_one_of_many_takes_the_case(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    actions.reroute(case=access.case, team=walk.TEAM, reason="Urlaub", by=people.author, now=NOW)
    crew = [walk.make_actor("caseworker", teams=(walk.TEAM,)) for _ in range(8)]
    answers = at_once([lambda who=who: actions.take(case=access.case, by=who, now=NOW) for who in crew], threads=8)
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, NotAllowed) for answer in answers) == 7


def test_withdrawing_and_deciding_at_once_leaves_one_of_both(people: People) -> None:
    access = walk.filed()
    decision = walk.to_review(access, people)
    answers = at_once(
        [
            lambda: actions.withdraw(access=access, now=later(1)),
            lambda: actions.release_decision(decision=decision, by=people.reviewer, now=later(1)),
        ]
    )
    assert sum(isinstance(answer, (NotAllowed, NotFound)) for answer in answers) == 1
