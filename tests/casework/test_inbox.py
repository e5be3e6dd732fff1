"""The inbox of a person: what is next, who stands in for whom, urgency by a person's word, acts on many cases."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from amtslotse.accounts import actions as accounts
from amtslotse.accounts import queries as accounts_queries
from amtslotse.accounts.models import Absence, Staff
from amtslotse.accounts.rules import Away
from amtslotse.casework import actions, queries
from amtslotse.casework.actions import SkillNeeded
from amtslotse.casework.models import Batch, Case
from amtslotse.casework.queries import Chosen
from amtslotse.journal.queries import count_events, events_of
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import actions as offices
from amtslotse.offices.models import Skill
from tests.casework import walk
from tests.casework.walk import NOW, TEAM, People, later
from tests.factories.staff import make_actor

TODAY = day_of(NOW)


def _in_team(people: People, *, urgent: bool = False, take: bool = False) -> UUID:
    soon = "2026-11-24" if urgent else "2028-01-01"
    access = walk.filed({**walk.ANSWERS, "title_expires_on": "2028-01-01", "travel_or_job_date": soon})
    walk.to_clearing(access, people)
    for need in queries.case(actor=people.clearing, case=access.case, language="de", now=NOW).needs:
        if not need.optional:
            actions.mark(case=access.case, need=need.key, verdict="fine", by=people.clearing, now=NOW)
    actions.confirm_complete(case=access.case, by=people.clearing, now=NOW)
    if take:
        actions.take(case=access.case, by=people.author, now=NOW)
    return access.case


def _next(actor: Actor, limit: int = 9) -> list[UUID]:
    return [row.id for row in queries.next_cases(actor=actor, language="de", now=NOW, limit=limit)]


def _mine(actor: Actor, *, days: int = 0) -> list[UUID]:
    found = queries.my_cases(actor=actor, language="de", now=NOW + timedelta(days=days))
    assert queries.counts(actor=actor, now=NOW + timedelta(days=days)).mine == found.total
    return [row.id for row in found.rows]


def _away(person: Actor, deputy: Actor, *, by: Actor, first: int = 1, back: int = 8) -> int:
    return accounts.set_absence(
        staff_id=person.staff_id or 0,
        deputy_id=deputy.staff_id or 0,
        starts_on=TODAY + timedelta(days=first),
        back_on=TODAY + timedelta(days=back),
        by=by,
        now=NOW,
    )


# ---- What is next ---------------------------------------------------------------------------------------------------


def test_the_most_urgent_is_next_then_her_own_and_it_says_why(people: People) -> None:
    free, own, urgent = _in_team(people), _in_team(people, take=True), _in_team(people, urgent=True)
    assert _next(people.author) == [urgent, own, free]
    (first,) = queries.next_cases(actor=people.author, language="de", now=NOW)
    assert [(why.code, why.urgency) for why in first.why] == [("needed_on", 4)]
    assert _next(people.other_team) == []
    with pytest.raises(NotAllowed):
        _next(people.council)


def test_what_waits_for_somebody_else_is_not_next(people: People) -> None:
    waiting, rests = _in_team(people, take=True), _in_team(people, take=True)
    actions.mark(case=waiting, need="passport", verdict="missing", by=people.author, now=NOW)
    actions.request_documents(case=waiting, by=people.author, now=NOW)
    actions.suspend(case=rests, partner=_partner(people), by=people.author, now=NOW)
    assert _next(people.author) == []
    rows = {row.id: row.turn for row in queries.my_cases(actor=people.author, language="de", now=NOW).rows}
    assert rows[waiting] == "applicant"
    assert rows[rests].startswith("partner:")


def test_drafts_of_others_are_next_for_a_reviewer_and_never_her_own(people: People) -> None:
    access = walk.filed()
    walk.to_review(access, people)
    assert access.case in _next(people.reviewer)
    assert access.case not in _next(people.author)
    assert queries.counts(actor=people.author, now=NOW).reviews == 0
    assert queries.counts(actor=people.reviewer, now=NOW).reviews == 1


def test_a_skill_gates_who_gets_a_case(people: People) -> None:
    case = _in_team(people)
    Skill.objects.create(code="studies", names={"de": "Studium"}, prefix="AUSB_")
    assert _next(people.author) == []
    with pytest.raises(SkillNeeded):
        actions.take(case=case, by=people.author, now=NOW)
    offices.set_skills(staff=people.author.staff_id or 0, skills=["studies"], by=people.head, now=NOW)
    assert _next(people.author) == [case]
    actions.take(case=case, by=people.author, now=NOW)
    offices.set_skills(staff=people.author.staff_id or 0, skills=[], by=people.head, now=later(24))
    with pytest.raises(NotFound):
        offices.set_skills(staff=987654, skills=["studies"], by=people.head, now=NOW)
    with pytest.raises(NotAllowed):
        offices.set_skills(staff=people.author.staff_id or 0, skills=[], by=people.author, now=NOW)


# ---- Absence and deputy ---------------------------------------------------------------------------------------------


def test_the_deputy_has_the_inbox_next_morning_and_not_before(people: People) -> None:
    case = _in_team(people, take=True)
    absence = _away(people.author, people.reviewer, by=people.author)
    assert _mine(people.reviewer) == []
    assert _mine(people.reviewer, days=1) == [case]
    assert _mine(people.author, days=1) == [case], "who is away may still look"
    assert _mine(people.reviewer, days=8) == []
    accounts.end_absence(absence=absence, by=people.author, now=NOW + timedelta(days=2))
    assert _mine(people.reviewer, days=3) == []


def test_a_deputy_who_is_away_herself_passes_it_on(people: People) -> None:
    case = _in_team(people, take=True)
    third = make_actor("caseworker", teams=(TEAM,))
    _away(people.author, people.reviewer, by=people.author)
    _away(people.reviewer, third, by=people.head)
    assert _mine(third, days=1) == [case]
    assert _mine(people.reviewer, days=1) == []


def test_a_deputy_drafts_while_the_owner_is_away_and_not_before(people: People) -> None:
    case = _in_team(people, take=True)
    _away(people.author, people.reviewer, by=people.author)
    said = {"case": case, "outcome": "grant", "reasons": walk.REASONS, "by": people.reviewer}
    with pytest.raises(NotAllowed):
        actions.draft_decision(now=NOW, **said)
    tomorrow = NOW + timedelta(days=1)
    view = queries.case(actor=people.reviewer, case=case, language="de", now=tomorrow)
    assert "draft_decision" in view.allowed
    actions.draft_decision(now=tomorrow, **said)


def test_the_database_follows_deputies_as_the_rule_does(people: People) -> None:
    """Chains, rings and people who are there: the SQL of lists and ``Away`` name the same colleagues."""
    staff = [make_actor("caseworker", teams=(TEAM,)).staff_id or 0 for _ in range(7)]
    for who, deputy in ((0, 1), (1, 2), (2, 3), (4, 5), (5, 4)):
        Absence.objects.create(staff_id=staff[who], deputy_id=staff[deputy], starts_on=TODAY, back_on=TODAY + timedelta(days=1))
    away = accounts_queries.absences(on=TODAY)
    for each in staff:
        found = Staff.objects.filter(pk__in=accounts_queries.covered_by(each, on=TODAY))
        assert set(found.values_list("pk", flat=True)) == away.covered_by(each)
    assert away.covered_by(staff[3]) == set(staff[:3])


def test_a_ring_of_absences_ends() -> None:
    away = Away({1: 2, 2: 1, 3: 4})
    assert away.stand_in(1) is None
    assert away.covered_by(4) == {3}
    assert away.acts(4, owner=3, deputy=None)
    assert not away.acts(None, owner=3, deputy=None)


def test_the_case_may_name_its_own_deputy(people: People) -> None:
    case = _in_team(people, take=True)
    third = make_actor("caseworker", teams=(TEAM,))
    actions.set_deputy(case=case, deputy=third.staff_id, by=people.author, now=NOW)
    assert _mine(third) == []
    _away(people.author, people.reviewer, by=people.author)
    assert _mine(third, days=1) == [case]
    for wrong in (people.author, people.other_team, people.clearing):
        with pytest.raises(InvalidInput):
            actions.set_deputy(case=case, deputy=wrong.staff_id, by=people.author, now=NOW)
    actions.reroute(case=case, team="humanitarian", reason="Zuständigkeit", by=people.author, now=NOW)
    assert Case.objects.values_list("deputy", "owner", "team_by_hand").get(pk=case) == (None, None, True)


def test_absences_that_make_no_sense_are_refused(people: People) -> None:
    _away(people.author, people.reviewer, by=people.author)
    for changes, field, reason in (
        ({"first": 5, "back": 9}, "starts_on", "taken"),
        ({"first": 20, "back": 20}, "back_on", "too_early"),
        ({"first": 20, "back": 9999}, "back_on", "too_late"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _away(people.author, people.reviewer, by=people.author, **changes)
        assert (refused.value.field, refused.value.reason) == (field, reason)
    for deputy, reason in (
        (people.author, "same_person"),
        (people.other_team, "no_shared_team"),
        (people.clearing, "not_a_caseworker"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _away(people.author, deputy, by=people.author, first=20, back=30)
        assert refused.value.reason == reason
    with pytest.raises(NotAllowed):
        _away(people.author, people.reviewer, by=people.other_team, first=20, back=30)


def test_the_database_refuses_overlapping_absences(people: People) -> None:
    """Past the action: the constraint itself; the day on which one ends and the next begins is no overlap."""
    staff, deputy = (Staff.objects.get(pk=each.staff_id) for each in (people.author, people.reviewer))

    def away(first: int, back: int) -> None:
        Absence.objects.create(staff=staff, deputy=deputy, starts_on=date(2026, 12, first), back_on=date(2026, 12, back))

    away(1, 5)
    away(5, 9)
    with pytest.raises(IntegrityError), transaction.atomic():
        away(8, 12)


# ---- Urgency by a person's word -------------------------------------------------------------------------------------


def test_a_word_of_a_person_counts_and_is_counted(people: People) -> None:
    calm, urgent = _in_team(people), _in_team(people, urgent=True)
    with pytest.raises(InvalidInput):
        actions.override_urgency(case=calm, urgency=4, reason=" ", by=people.author, now=NOW)
    with pytest.raises(NotAllowed):
        actions.override_urgency(case=calm, urgency=4, reason="Bank", by=people.other_team, now=NOW)
    actions.override_urgency(case=calm, urgency=4, reason="Arbeitgeber kündigt sonst", by=people.author, now=NOW)
    actions.override_urgency(case=urgent, urgency=1, reason="Reise verschoben", by=people.author, now=NOW)
    rows = queries.team_list(actor=people.author, language="de", now=NOW).rows
    assert [(row.id, row.urgency, row.why[0].code) for row in rows] == [(calm, 4, "override"), (urgent, 1, "override")]
    assert queries.team_list(actor=people.author, language="de", now=NOW, chosen=Chosen(overridden=True)).total == 2
    assert queries.overrides(actor=people.head, now=NOW) == (2, 2)
    payload = [
        each.payload for each in events_of(stream_kind="case", stream_ref=str(urgent)) if each.kind == "case.urgency_set"
    ]
    assert payload == [{"computed": 4, "urgency": 1}]
    actions.override_urgency(case=urgent, urgency=None, reason="Reise nun doch", by=people.author, now=NOW)
    assert queries.overrides(actor=people.head, now=NOW) == (2, 1)
    assert count_events(kind="case.urgency_by_rule", since=NOW) == 1


# ---- Acts on many cases ---------------------------------------------------------------------------------------------


def test_an_act_on_many_is_shown_done_and_taken_back(people: People) -> None:
    free, own, other = _in_team(people), _in_team(people, take=True), walk.filed().case
    chosen = [free, own, other]
    shown = queries.before_batch(kind="take", cases=chosen, actor=people.reviewer, now=NOW)
    assert {line.id: line.refusal for line in shown} == {free: "", own: "has_owner"}, "what she may not see is not named"
    done = actions.act_on_many(kind="take", cases=chosen, by=people.reviewer, now=NOW)
    assert (done.changed, sum(done.left.values())) == (1, 2)
    assert Case.objects.get(pk=free).owner_id == people.reviewer.staff_id
    with pytest.raises(NotAllowed):
        actions.undo(batch=done.batch, by=people.author, now=NOW)
    assert [each[0] for each in queries.batches_of(actor=people.reviewer, case=free)] == [done.batch]
    assert actions.undo(batch=done.batch, by=people.reviewer, now=later(1)).changed == 1
    assert Case.objects.get(pk=free).owner_id is None
    assert actions.undo(batch=done.batch, by=people.reviewer, now=later(2)).changed == 0


def test_what_somebody_changed_since_is_left(people: People) -> None:
    one, two = _in_team(people), _in_team(people)
    done = actions.act_on_many(
        kind="reroute", cases=[one, two], team="humanitarian", reason="Zuständigkeit", by=people.author, now=NOW
    )
    assert done.changed == 2
    actions.take(case=two, by=people.other_team, now=later(1))
    undone = actions.undo(batch=done.batch, by=people.author, now=later(2))
    assert (undone.changed, undone.left) == (1, {"changed_since": 1})
    assert dict(Case.objects.filter(pk__in=[one, two]).values_list("pk", "team")) == {one: TEAM, two: "humanitarian"}


def test_what_left_her_teams_stands_in_her_act_by_its_number_alone(people: People) -> None:
    """The case's own page is not hers to open any more: neither the name nor who has it now."""
    cases = [_in_team(people), _in_team(people)]
    done = actions.act_on_many(
        kind="reroute", cases=cases, team="humanitarian", reason="Dort zuständig.", by=people.author, now=NOW
    )
    actions.take(case=cases[0], by=people.other_team, now=NOW)
    actions.reroute(case=cases[1], team=TEAM, reason="Doch hier.", by=people.other_team, now=NOW)
    lines = {line.id: line for line in queries.batch(actor=people.author, batch=done.batch).lines}
    assert not queries.may_see(actor=people.author, case=cases[0])
    assert (lines[cases[0]].name, lines[cases[0]].owner, bool(lines[cases[0]].file_number)) == ("", "", True)
    assert lines[cases[1]].name, "the control: it is back"


def test_many_wait_for_a_body_and_no_longer(people: People) -> None:
    cases, partner = [_in_team(people, take=True), _in_team(people, take=True)], _partner(people)
    done = actions.act_on_many(kind="suspend", cases=cases, partner=partner, reason="Anfrage", by=people.author, now=NOW)
    assert done.changed == 2
    again = actions.act_on_many(kind="suspend", cases=cases, partner=partner, by=people.author, now=NOW)
    assert (again.batch, again.left) == (None, {"waits_already": 2})
    assert actions.undo(batch=done.batch, by=people.author, now=later(1)).changed == 2
    assert _next(people.author) != []


def test_an_act_that_makes_no_sense_changes_nothing(people: People) -> None:
    case = _in_team(people)
    for arguments, field in (
        ({"kind": "decide", "cases": [case]}, "kind"),
        ({"kind": "take", "cases": []}, "cases"),
        ({"kind": "reroute", "cases": [case], "team": "nowhere", "reason": "x"}, "team"),
        ({"kind": "reroute", "cases": [case], "team": "humanitarian", "reason": ""}, "reason"),
    ):
        with pytest.raises(InvalidInput) as refused, transaction.atomic():
            actions.act_on_many(**arguments, by=people.author, now=NOW)
        assert refused.value.field == field
    assert not Batch.objects.exists()


def test_a_filter_is_kept_under_a_name(people: People) -> None:
    actions.keep_filter(list_name="team", name="Eilig", query="urgency=4", by=people.author)
    actions.keep_filter(list_name="team", name="Eilig", query="urgency=3", by=people.author)
    (kept,) = queries.saved_filters(actor=people.author, list_name="team")
    assert (kept.name, kept.query) == ("Eilig", "urgency=3")
    assert queries.saved_filters(actor=people.reviewer, list_name="team") == []
    with pytest.raises(NotFound):
        actions.drop_filter(filter_id=kept.id, by=people.reviewer)
    actions.drop_filter(filter_id=kept.id, by=people.author)
    for name, query in (("", "x"), ("lang", "q" * 500)):
        with pytest.raises(InvalidInput):
            actions.keep_filter(list_name="team", name=name, query=query, by=people.author)


def _partner(people: People) -> str:
    from amtslotse.casework.models import Partner

    Partner.objects.get_or_create(code="ba", defaults={"name": {"de": "Bundesagentur"}, "reason": "partner"})
    return "ba"
