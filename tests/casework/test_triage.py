"""New rules before they are set: who moves, who stays, and that no case is left without a home."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case
from amtslotse.casework.queries.triage import last_quarter
from amtslotse.engines.triage import DEFAULT, Weights
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import actions as offices
from amtslotse.offices import queries as office
from amtslotse.offices.models import Chart, Skill, Team, TriageRules
from amtslotse.offices.rules import Rule
from tests.casework import walk
from tests.casework.walk import ANSWERS, NOW, TEAM, People

TODAY = day_of(NOW)
EVERYTHING_TO = (Rule("", 1, "humanitarian", {"de": "Alles"}),)


def _free(people: People, *, take: bool = False) -> UUID:
    access = walk.filed({**ANSWERS, "title_expires_on": "2028-01-01"})
    walk.to_team(access, people)
    if not take:
        Case.objects.filter(pk=access.case).update(owner=None)
    return access.case


def _chart(team: str = "humanitarian", *, urgent: str = "") -> list[dict[str, object]]:
    def rule(code: str, urgency: int) -> dict[str, object]:
        return offices.stored_rule(
            prefix="", difficulty_at_least=1, urgency_at_least=urgency, team=code, reason={"de": "Neue Ordnung"}
        )

    return [*([rule(urgent, 4)] if urgent else []), rule(team, 1)]


def test_who_moves_and_who_stays(people: People) -> None:
    free, taken, by_hand = _free(people), _free(people, take=True), _free(people)
    actions.reroute(case=by_hand, team="family_permanent", reason="Gehört zur Familie", by=people.author, now=NOW)
    received = walk.filed().case
    seen = queries.preview(actor=people.head, now=NOW, valid_from=TODAY, rules=EVERYTHING_TO)
    assert [each.id for each in seen.moves] == [free]
    assert (seen.cases, seen.stays_with_owner, seen.stays_by_hand, seen.homeless) == (4, 1, 1, ())
    assert sum(before for _, before, _ in seen.teams) == sum(after for *_, after in seen.teams) == 3
    assert {received, taken} & {each.id for each in seen.moves} == set()
    for stranger in (people.author, people.clearing, people.council):
        with pytest.raises(NotAllowed):
            queries.preview(actor=stranger, now=NOW, valid_from=TODAY, rules=EVERYTHING_TO)


def test_new_weights_shift_urgency_and_move_nobody(people: People) -> None:
    _free(people)
    seen = queries.preview(actor=people.head, now=NOW, valid_from=TODAY, weights=Weights(age=((0, 4),)))
    assert [(each.urgency, each.becomes) for each in seen.shifts] == [(1, 4)]
    assert (seen.moves, seen.urgencies) == ((), ((4, 0, 1), (3, 0, 0), (2, 0, 0), (1, 1, 0)))


def test_a_chart_that_forgets_something_says_which_cases_have_no_home(people: People) -> None:
    """Control: without it "no case without a home" would prove nothing."""
    case = _free(people)
    forgets = (Rule("HUM_", 1, "humanitarian", {"de": "Humanitär"}),)
    seen = queries.preview(actor=people.head, now=NOW, valid_from=TODAY, rules=forgets)
    assert [each.id for each in seen.homeless] == [case]
    Case.objects.filter(pk=case).update(status="with_team")
    assert queries.replay(actor=people.head, now=NOW + timedelta(days=60), valid_from=TODAY, rules=forgets).homeless == 1
    nowhere = (Rule("", 1, "a_team_that_never_was", {"de": "Alles"}),)
    assert len(queries.preview(actor=people.head, now=NOW, valid_from=TODAY, rules=nowhere).homeless) == 1


def test_the_last_quarter_under_a_new_chart_leaves_nobody_without_a_home(people: People) -> None:
    for number in range(5):
        walk.filed({**ANSWERS, "family_name": f"N{number}"}, now=NOW - timedelta(days=number))
    withdrawn = walk.filed()
    actions.withdraw(access=withdrawn, now=NOW)
    later = NOW + timedelta(days=60)  # November lies in the quarter that is over then
    found = queries.replay(actor=people.head, now=later, valid_from=TODAY, rules=EVERYTHING_TO)
    assert (found.since, found.until) == (date(2026, 10, 1), date(2027, 1, 1))
    assert (found.cases, found.homeless, found.teams) == (6, 0, (("humanitarian", 6),)), "those that ended count too"


@pytest.mark.parametrize(
    ("today", "since", "until"),
    [
        (date(2026, 1, 1), date(2025, 10, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2025, 10, 1), date(2026, 1, 1)),
        (date(2026, 11, 20), date(2026, 7, 1), date(2026, 10, 1)),
    ],
)
def test_the_last_quarter(today: date, since: date, until: date) -> None:
    assert last_quarter(today) == (since, until)


def test_a_new_chart_moves_what_is_nobodys_and_counts_stay(people: People) -> None:
    free, taken = _free(people), _free(people, take=True)
    assert actions.rehome(now=NOW) == 0
    offices.set_chart(rules=_chart(), valid_from=TODAY, note="", by=people.head, now=NOW)
    assert actions.rehome(now=NOW) == 1
    assert actions.rehome(now=NOW) == 0, "doing it again moves nobody"
    assert dict(Case.objects.values_list("pk", "team")) == {free: "humanitarian", taken: TEAM}
    assert Case.objects.get(pk=free).team_reason == {"de": "Neue Ordnung"}
    moved = [each for each in events_of(stream_kind="case", stream_ref=str(free)) if each.kind == "case.rehomed"]
    assert [each.payload for each in moved] == [{"before": TEAM, "team": "humanitarian"}]


def test_a_team_that_ends_gives_everything_away(people: People) -> None:
    """Also what somebody works on: her team is no more. Before and after are as many."""
    cases = {_free(people), _free(people, take=True)}
    offices.set_chart(rules=_chart(), valid_from=TODAY, note="", by=people.head, now=NOW)
    Team.objects.filter(code=TEAM).update(valid_to=TODAY)
    seen = queries.preview(actor=people.head, now=NOW, valid_from=TODAY)
    assert ({each.id for each in seen.moves}, seen.homeless) == (cases, ())
    assert actions.rehome(now=NOW) == 2
    assert set(Case.objects.filter(team="humanitarian", owner=None).values_list("pk", flat=True)) == cases


def test_the_cluster_names_the_team(people: People) -> None:
    """Urgent matters may have a team of their own: two axes, one rule."""
    offices.set_chart(rules=_chart(urgent="service"), valid_from=TODAY, note="", by=people.head, now=NOW)
    soon = (TODAY + timedelta(days=3)).isoformat()
    calm, urgent = (
        walk.filed({**ANSWERS, "title_expires_on": "2028-01-01", "travel_or_job_date": day}) for day in ("2028-01-01", soon)
    )
    for access in (calm, urgent):
        walk.to_clearing(access, people)
        for need in queries.case(actor=people.clearing, case=access.case, language="de", now=NOW).needs:
            if not need.optional:
                actions.mark(case=access.case, need=need.key, verdict="fine", by=people.clearing, now=NOW)
        actions.confirm_complete(case=access.case, by=people.clearing, now=NOW)
    assert dict(Case.objects.values_list("pk", "team")) == {calm.case: "humanitarian", urgent.case: "service"}


def test_a_skill_that_nobody_in_the_team_has_is_named(people: People) -> None:
    _free(people)
    Skill.objects.create(code="studies", names={"de": "Studium"}, prefix="AUSB_")
    seen = queries.preview(actor=people.head, now=NOW, valid_from=TODAY)
    assert seen.unstaffed == ((TEAM, "studies", 1),)
    offices.set_skills(staff=people.reviewer.staff_id or 0, skills=["studies"], by=people.head, now=NOW)
    assert queries.preview(actor=people.head, now=NOW, valid_from=TODAY).unstaffed == ()


def test_a_preview_costs_the_same_for_one_case_or_many(people: People) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.preview(actor=people.head, now=NOW, valid_from=TODAY, rules=EVERYTHING_TO)
        return len(captured)

    _free(people)
    one = cost()
    for _ in range(4):
        _free(people)
    assert cost() == one <= 8


# ---- What was in force on a day -------------------------------------------------------------------------------------


def test_a_chart_holds_from_its_day_and_what_held_before_stays_readable(people: People) -> None:
    before = office.routing_rules(on=TODAY)
    offices.set_chart(rules=_chart(), valid_from=TODAY + timedelta(days=10), note="Umzug", by=people.head, now=NOW)
    assert office.routing_rules(on=TODAY) == before
    assert [rule.team_code for rule in office.routing_rules(on=TODAY + timedelta(days=10))] == ["humanitarian"]
    offices.set_weights(weights=Weights(promise_days=42), valid_from=TODAY, note="", by=people.head, now=NOW)
    assert office.triage_weights(on=TODAY - timedelta(days=1)) == DEFAULT
    assert office.triage_weights(on=TODAY).promise_days == 42


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from", "in_the_past"),
        ({"valid_from": TODAY + timedelta(days=900)}, "valid_from", "too_late"),
        ({"rules": []}, "routing", "last_rule_must_fit_everything"),
        ({"rules": _chart("nowhere")}, "rules", "unknown_team"),
    ],
)
def test_a_chart_that_makes_no_sense_is_refused(people: People, changes: dict[str, object], field: str, reason: str) -> None:
    arguments = {"rules": _chart(), "valid_from": TODAY, "note": "", **changes}
    with pytest.raises(InvalidInput) as refused:
        offices.set_chart(**arguments, by=people.head, now=NOW)  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.reason) == (field, reason)
    with pytest.raises(NotAllowed):
        offices.set_chart(rules=_chart(), valid_from=TODAY, note="", by=people.author, now=NOW)


def test_the_database_keeps_what_was_in_force_and_refuses_a_chart_with_a_hole(people: People) -> None:
    """Past the actions: rows only grow, and the last rule fits everything."""
    chart = Chart.objects.get()
    TriageRules.objects.create(valid_from=TODAY, content={}, set_at=NOW)
    for wrong in (
        lambda: Chart.objects.filter(pk=chart.pk).update(note="x"),
        lambda: Chart.objects.all().delete(),
        lambda: TriageRules.objects.update(content={"age": [[1, 4]]}),
        lambda: Chart.objects.create(valid_from=TODAY, rules=[], set_at=NOW),
        lambda: Chart.objects.create(valid_from=TODAY, rules=[{**chart.rules[0], "prefix": "AUSB_"}], set_at=NOW),
        lambda: Chart.objects.create(valid_from=TODAY, rules=[{**chart.rules[-1], "urgency_at_least": 3}], set_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    Chart.objects.create(valid_from=TODAY, rules=chart.rules, set_at=NOW)  # control: a whole one is taken
