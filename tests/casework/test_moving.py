"""R37: a special procedure becomes line work. No case is lost at the switch, its history stays, and the database counts."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, TeamMove, TeamMoveItem
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed
from tests.casework import walk
from tests.casework.walk import NOW, SERVICE, TEAM, People
from tests.factories.staff import make_actor
from tests.races import at_once

LINE = "humanitarian"


def three(people: People) -> dict[str, Case]:
    """A case in each state that a team knows."""
    found = {}
    for name, step in (("team", walk.to_team), ("review", walk.to_review), ("decided", walk.to_decided)):
        access = walk.filed()
        step(access, people)
        found[name] = Case.objects.get(pk=access.case)
    return found


def moved(people: People, *, shown: int = 3, **more: object) -> object:
    said = {
        "move": uuid4(),
        "from_team": TEAM,
        "to_team": LINE,
        "reason": "Die Sonderaufgabe endet.",
        "by": people.head,
        "now": NOW,
    }
    return actions.move_team(**(said | {"shown": shown} | more))  # type: ignore[arg-type]


def test_before_is_after_and_each_case_keeps_its_state_and_history(people: People) -> None:
    cases = three(people)
    elsewhere = walk.filed().case
    before = {case.pk: len(events_of(stream_kind="case", stream_ref=str(case.pk))) for case in cases.values()}
    seen = queries.preview_team_move(actor=people.head, from_team=TEAM, to_team=LINE, now=NOW)
    assert seen.places == ((SERVICE, "decided", 1), (SERVICE, "in_review", 1), (SERVICE, "with_team", 1))
    assert (seen.cases, seen.kept_owner, seen.freed, seen.still_routed) == (3, 0, 3, True)

    report = queries.team_move(actor=people.head, move=moved(people))  # type: ignore[arg-type]
    assert report.places == tuple((service, state, n, n) for service, state, n in seen.places)
    assert report.cases == 3
    for case in cases.values():
        row = Case.objects.get(pk=case.pk)
        assert (row.team, row.status, row.service_version, row.owner) == (LINE, case.status, case.service_version, None)
        assert row.decision_id == case.decision_id
        said = events_of(stream_kind="case", stream_ref=str(case.pk))
        assert len(said) == before[case.pk] + 1
        assert said[-1].kind == "case.team_moved"
        assert said[-1].payload == {"before": TEAM, "team": LINE}
    assert Case.objects.get(pk=elsewhere).team == ""
    assert queries.preview_team_move(actor=people.head, from_team=TEAM, to_team=LINE, now=NOW).cases == 0
    assert actions.rehome(now=NOW) == 0, "no night brings them back: a person chose the team"


def test_who_works_in_both_teams_keeps_her_cases(people: People) -> None:
    three(people)
    both = make_actor("caseworker", teams=(TEAM, LINE))
    free = walk.filed()
    walk.to_clearing(free, people)
    for need in queries.case(actor=people.clearing, case=free.case, language="de", now=NOW).needs:
        if not need.optional:
            actions.mark(case=free.case, need=need.key, verdict="fine", by=people.clearing, now=NOW)
    actions.confirm_complete(case=free.case, by=people.clearing, now=NOW)
    actions.take(case=free.case, by=both, now=NOW)
    moved(people, shown=4)
    assert Case.objects.get(pk=free.case).owner_id == both.staff_id
    assert TeamMove.objects.get().kept_owner == 1


def test_only_some_services_go(people: People) -> None:
    three(people)
    with pytest.raises(actions.Changed):
        moved(people, services=["protection-24"])
    moved(people, services=[SERVICE])
    assert Case.objects.filter(team=LINE).count() == 3


def test_what_was_not_shown_does_not_go(people: People) -> None:
    three(people)
    for wrong, error in (
        ({"shown": 2}, actions.Changed),
        ({"to_team": "nowhere"}, InvalidInput),
        ({"to_team": TEAM}, InvalidInput),
        ({"from_team": ""}, InvalidInput),
        ({"reason": " "}, InvalidInput),
        ({"by": people.author}, NotAllowed),
    ):
        with pytest.raises(error):
            moved(people, **wrong)
    assert Case.objects.filter(team=TEAM).count() == 3
    assert not TeamMove.objects.exists()


def test_the_database_refuses_a_report_that_lost_a_case(people: People) -> None:
    """The control: the same report with one case that stayed behind, or one that nobody listed."""
    cases = list(three(people).values())
    counts = {f"{SERVICE}/{case.status}": 1 for case in cases}

    def report(there: list[Case], listed: list[Case], **more: object) -> None:
        move = uuid4()
        with transaction.atomic():
            Case.objects.filter(pk__in=[case.pk for case in there]).update(team=LINE)
            TeamMoveItem.objects.bulk_create(TeamMoveItem(move_id=move, case=case) for case in listed)
            TeamMove.objects.create(
                **{
                    **{"id": move, "from_team": TEAM, "to_team": LINE, "services": [], "reason": "x", "before": counts},
                    **{"after": counts, "cases": 3, "kept_owner": 0, "moved_at": NOW, "moved_by_id": people.head.staff_id},
                    **more,
                }
            )

    for there, listed, more in (
        (cases[:2], cases, {}),
        (cases, cases[:2], {}),
        (cases, cases, {"cases": 2}),
        (cases, cases, {"after": {}, "before": {}}),
    ):
        with pytest.raises(DatabaseError, match="loses no case"):
            report(there, listed, **more)  # type: ignore[arg-type]
    report(cases, cases)
    for act in (lambda: TeamMove.objects.update(cases=7), lambda: TeamMove.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_move_once_and_lose_none() -> None:
    walk.furnish()
    people = People()
    three(people)
    answers = at_once([lambda: moved(people) for _ in range(4)], threads=4)
    assert sum(isinstance(answer, actions.Changed) for answer in answers) == 3
    assert TeamMove.objects.count() == 1
    assert Case.objects.filter(team=LINE).count() == 3
