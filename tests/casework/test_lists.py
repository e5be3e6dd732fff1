"""Lists: order, scope, search, and a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amtslotse.casework import actions, queries
from amtslotse.casework.queries import Chosen
from amtslotse.kernel.errors import NotAllowed
from tests.casework import walk
from tests.casework.walk import ANSWERS, NOW, People, later


def _named(name: str, **changes: str) -> dict[str, str]:
    return {**ANSWERS, "family_name": name, **changes}


def test_most_urgent_first_then_oldest_and_why(people: People) -> None:
    calm = {"title_expires_on": "2028-01-01", "current_title": "residence_permit"}
    young = walk.filed(_named("C", **calm), now=later(-1))
    old = walk.filed(_named("B", **calm), now=NOW - timedelta(days=2))
    pressing = walk.filed(_named("A", **calm, travel_or_job_date="2026-11-25"), now=NOW)
    shown = queries.clearing_list(actor=people.clearing, language="de", now=NOW)
    assert [row.id for row in shown.rows] == [pressing.case, old.case, young.case]
    assert shown.rows[0].urgency == 4
    assert [(why.code, why.days) for why in shown.rows[0].why] == [("needed_on", 5)]
    by_name = queries.clearing_list(actor=people.clearing, language="de", now=NOW, chosen=Chosen(sort="name"))
    assert [row.name for row in by_name.rows] == ["A, Lan", "B, Lan", "C, Lan"]
    urgent = queries.clearing_list(actor=people.clearing, language="de", now=NOW, chosen=Chosen(urgency_at_least=3))
    assert [row.id for row in urgent.rows] == [pressing.case]
    oldest = queries.clearing_list(actor=people.clearing, language="de", now=NOW, chosen=Chosen(sort="received"))
    assert [row.id for row in oldest.rows] == [old.case, young.case, pressing.case]


def test_filters_counts_and_search(people: People) -> None:
    waiting, fresh = walk.filed(_named("Ärger")), walk.filed(_named("Zebra"))
    walk.to_waiting(waiting, people)
    shown = queries.clearing_list(
        actor=people.clearing, language="de", now=NOW, chosen=Chosen(statuses=("awaiting_documents",))
    )
    assert [row.id for row in shown.rows] == [waiting.case]
    assert shown.counts == {"awaiting_documents": 1, "received": 1}
    assert shown.services == ((walk.SERVICE, "Aufenthaltserlaubnis zum Studium"),)
    row = shown.rows[0]
    assert row.deadline_on is not None
    assert (row.turn, row.since) == ("applicant", NOW)
    number = queries.receipt(access=fresh, language="de").file_number
    for text, found in (
        ("ärger", waiting),
        ("A\u0308RGER", waiting),
        ("zeb", fresh),
        (number.lower(), fresh),
        (number[5:9], fresh),
    ):
        rows = queries.clearing_list(actor=people.clearing, language="de", now=NOW, chosen=Chosen(search=text)).rows
        assert [each.id for each in rows] == [found.case], text
    assert queries.clearing_list(actor=people.clearing, language="de", now=NOW, chosen=Chosen(search="nobody")).total == 0


def test_teams_see_their_own(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    kwargs = {"language": "de", "now": NOW}
    assert [row.id for row in queries.team_list(actor=people.author, **kwargs).rows] == [access.case]
    assert [row.id for row in queries.team_list(actor=people.head, **kwargs).rows] == [access.case]
    assert queries.team_list(actor=people.head, chosen=Chosen(team="humanitarian"), **kwargs).total == 0
    assert queries.team_list(actor=people.other_team, **kwargs).total == 0
    assert queries.my_cases(actor=people.author, **kwargs).total == 1
    assert queries.my_cases(actor=people.reviewer, **kwargs).total == 0
    assert queries.clearing_list(actor=people.clearing, **kwargs).total == 0
    for query, stranger in (
        (queries.clearing_list, people.author),
        (queries.team_list, people.clearing),
        (queries.my_cases, people.head),
        (queries.review_list, people.council),
    ):
        with pytest.raises(NotAllowed):
            query(actor=stranger, **kwargs)
    assert queries.counts(actor=people.author, now=NOW) == queries.CountsView(clearing=0, team=1, reviews=0, mine=1)
    assert queries.counts(actor=people.clearing, now=NOW) == queries.CountsView(clearing=0, team=0, reviews=0, mine=0)


def test_one_row_or_many_cost_the_same(people: People) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            queries.clearing_list(actor=people.clearing, language="de", now=NOW)
        return len(captured)

    walk.to_waiting(walk.filed(), people)
    queries.clearing_list(actor=people.clearing, language="de", now=NOW)  # the catalogue is parsed once a process
    one = cost()
    for number in range(6):
        access = walk.filed(_named(f"N{number}"))
        if number % 2:
            walk.to_waiting(access, people)
    assert cost() == one
    assert one <= 10


def test_a_list_and_the_journal_agree_whose_turn_it_is(people: People) -> None:
    access = walk.filed()

    def agree() -> tuple[str, object]:
        (row,) = queries.clearing_list(actor=people.clearing, language="de", now=later(99)).rows
        status = queries.status(access=access, language="de", now=later(99))
        assert (row.turn, row.since) == (status.turn, status.since)
        return row.turn, row.since

    assert agree() == ("us", NOW)
    walk.to_waiting(access, people, now=later(1))
    assert agree() == ("applicant", later(1))
    actions.add_document(access=access, need="passport", name="p", content=walk.pdf(), now=later(2))
    assert agree() == ("applicant", later(1))
    actions.hand_in(access=access, now=later(3))
    assert agree() == ("us", later(3))
    actions.mark(case=access.case, need="passport", verdict="missing", by=people.clearing, now=later(4))
    actions.request_documents(case=access.case, by=people.clearing, now=later(5))
    assert agree() == ("applicant", later(5))
    actions.open_check(case=access.case, by=people.clearing, now=later(6))
    assert agree() == ("us", later(6))


def test_pages(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amtslotse.casework.queries.lists.PAGE_SIZE", 2)
    cases = [walk.filed(_named(name), now=later(-place)).case for place, name in enumerate("ABCDE")]
    shown = [
        queries.clearing_list(actor=people.clearing, language="de", now=NOW, chosen=Chosen(sort="name", page=page))
        for page in (1, 2, 3, 9)
    ]
    assert [(each.page, each.pages, each.total) for each in shown] == [(1, 3, 5), (2, 3, 5), (3, 3, 5), (3, 3, 5)]
    assert [row.id for each in shown[:3] for row in each.rows] == cases
