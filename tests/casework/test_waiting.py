"""Waiting for other bodies, going on as it stands, ending without a decision, the card; and what the database keeps of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import DeadlineRuns, recording
from amtslotse.casework.models import Case, Decision, DocumentRequest, Partner, PartnerOutage, Suspension
from amtslotse.casework.rules import Access
from amtslotse.casework.rules.waiting import fresh_code, legal_basis, turn
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify.queries import outbox
from tests.casework import walk
from tests.casework.walk import NOW, REASONS, People, later
from tests.environment import DATABASE, SERVER
from tests.races import at_once

MONTH = 24 * 40


def in_team(people: People) -> Access:
    access = walk.filed()
    walk.to_team(access, people)
    return access


def read(access: Access, people: People, now=NOW):  # type: ignore[no-untyped-def]
    return queries.case(actor=people.author, case=access.case, language="de", now=now)


def turns(access: Access) -> list[str]:
    return [event.waits_on for event in events_of(stream_kind="case", stream_ref=str(access.case)) if event.waits_on]


# ---- Intervals -------------------------------------------------------------------------------------------------------


def test_a_wait_has_reason_basis_partner_and_both_ends(people: People) -> None:
    access = in_team(people)
    interval = actions.suspend(case=access.case, partner="security_query", note="BVA", by=people.author, now=later(1))
    (wait,) = read(access, people).waits
    assert (wait.name, wait.reason, wait.legal_basis, wait.note) == ("Sicherheitsabfrage", "security", "§ 73 AufenthG", "BVA")
    assert read(access, people).turn == "partner:security_query"
    actions.stop_waiting(case=access.case, suspension=interval, ending="answered", by=people.author, now=later(5))
    actions.stop_waiting(case=access.case, suspension=interval, ending="without", by=people.author, now=later(9))
    (wait,) = read(access, people).waits
    assert (wait.began_at, wait.ended_at, wait.ending) == (later(1), later(5), "answered")
    assert read(access, people).turn == "us"
    assert turns(access)[-2:] == ["partner:security_query", "us"]


def test_our_turn_only_when_nobody_else_owes(people: People) -> None:
    access = in_team(people)
    first = actions.suspend(case=access.case, partner="bundesagentur", by=people.author, now=later(1))
    actions.suspend(case=access.case, partner="recognition", by=people.author, now=later(2))
    actions.mark(case=access.case, need="passport", verdict="missing", by=people.author, now=later(3))
    actions.request_documents(case=access.case, by=people.author, now=later(4))
    actions.stop_waiting(case=access.case, suspension=first, ending="answered", by=people.author, now=later(5))
    actions.end_request(case=access.case, by=people.author, now=later(6))
    assert turns(access)[-5:] == [
        "partner:bundesagentur",
        "partner:bundesagentur",
        "applicant",
        "applicant",
        "partner:recognition",
    ]


def test_a_body_that_is_late_says_so(people: People) -> None:
    access = in_team(people)
    actions.suspend(case=access.case, partner="bundesagentur", by=people.author, now=NOW)
    assert not read(access, people, later(24 * 14)).waits[0].overdue
    assert read(access, people, later(24 * 15)).waits[0].overdue
    row = next(
        each
        for each in queries.partners(actor=people.clearing, language="de", now=later(24 * 15))
        if each.code == "bundesagentur"
    )
    assert (row.waiting, row.overdue, row.oldest_since) == (1, 1, NOW)
    found = queries.waiting_for(actor=people.clearing, partner="bundesagentur", now=later(24 * 15))
    assert [(each.case, each.overdue) for each in found.rows] == [(access.case, True)]


def test_unknown_inactive_twice_and_strangers_are_refused(people: People) -> None:
    access = in_team(people)
    for code in ("nobody", ""):
        with pytest.raises(InvalidInput):
            actions.suspend(case=access.case, partner=code, by=people.author, now=NOW)
    Partner.objects.filter(code="court").update(is_active=False)
    with pytest.raises(InvalidInput):
        actions.suspend(case=access.case, partner="court", by=people.author, now=NOW)
    interval = actions.suspend(case=access.case, partner="recognition", by=people.author, now=NOW)
    with pytest.raises(InvalidInput) as twice:
        actions.suspend(case=access.case, partner="recognition", by=people.author, now=NOW)
    assert twice.value.reason == "waits_already"
    for who in (people.other_team, people.head, people.council):
        with pytest.raises(NotAllowed):
            actions.suspend(case=access.case, partner="bundesagentur", by=who, now=NOW)
    with pytest.raises(NotFound):
        actions.stop_waiting(case=walk.filed().case, suspension=interval, ending="answered", by=people.clearing, now=NOW)
    with pytest.raises(InvalidInput):
        actions.stop_waiting(case=access.case, suspension=interval, ending="case_ended", by=people.author, now=NOW)


def test_naturalisation_rests_on_its_own_law_and_the_office_fills_gaps() -> None:
    assert legal_basis("criminal", law="§ 10 StAG", partner="") == "§ 12a Abs. 3 StAG"
    assert legal_basis("criminal", law="§ 16b AufenthG", partner="x") == "§ 79 Abs. 2 AufenthG"
    assert legal_basis("court", law="§ 16b AufenthG", partner="") == ""
    assert legal_basis("partner", law="§ 18g AufenthG", partner="§ 36 Abs. 2 BeschV") == "§ 36 Abs. 2 BeschV"


def test_turns_and_codes() -> None:
    assert turn(ended=True, asked_her=True, bodies=["x"]) == "nobody"
    assert turn(ended=False, asked_her=True, bodies=["x"]) == "applicant"
    assert turn(ended=False, asked_her=False, bodies=["x", "y"]) == "partner:x"
    assert turn(ended=False, asked_her=False, bodies=[]) == "us"
    assert fresh_code("Zoll & Übergang!", taken=["zoll_uebergang"]) == "zoll_uebergang_2"
    assert fresh_code("محكمة", taken=[]) == "body"


# ---- § 79(2): nobody decides over an investigation, nor while she still looks for papers -----------------------------


def test_no_decision_while_an_investigation_is_open(people: People) -> None:
    access = in_team(people)
    interval = actions.suspend(case=access.case, partner="prosecution", by=people.author, now=NOW)
    assert "draft_decision" not in read(access, people).allowed
    with pytest.raises(NotAllowed):
        actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, by=people.author, now=NOW)
    actions.stop_waiting(case=access.case, suspension=interval, ending="without", by=people.author, now=NOW)
    draft = actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, by=people.author, now=NOW)
    actions.suspend(case=access.case, partner="prosecution", by=people.author, now=NOW)
    with pytest.raises(NotAllowed):
        actions.release_decision(decision=draft, by=people.reviewer, now=NOW)


def _blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The action forgets to look."""
    monkeypatch.setitem(recording._HINDERS, "investigation", lambda _row: False)


def _under_investigation(people: People) -> tuple[Access, UUID]:
    access = walk.filed()
    draft = walk.to_review(access, people)
    actions.suspend(case=access.case, partner="prosecution", by=people.author, now=NOW)
    return access, draft


def test_the_database_refuses_it_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    _, draft = _under_investigation(people)
    _blind(monkeypatch)
    with pytest.raises(DatabaseError, match="investigation suspends it"), transaction.atomic():
        actions.release_decision(decision=draft, by=people.reviewer, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_trigger_it_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    walk.furnish()
    people = People()
    access, draft = _under_investigation(people)
    _blind(monkeypatch)
    drop = "ALTER TABLE casework_case {} TRIGGER not_decided_while_suspended"
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute(drop.format("DISABLE"))
        try:
            actions.release_decision(decision=draft, by=people.reviewer, now=NOW)
        finally:
            superuser.execute(drop.format("ENABLE"))
    assert Case.objects.get(pk=access.case).status == "decided"


def test_nobody_decides_while_she_still_looks_for_papers(people: People) -> None:
    access = in_team(people)
    actions.mark(case=access.case, need="passport", verdict="wrong", reason="Seite fehlt", by=people.author, now=NOW)
    actions.request_documents(case=access.case, by=people.author, now=NOW)
    view = queries.status(access=access, language="de", now=NOW)
    assert (view.now.key, view.turn, view.can_do[0]) == ("documents_missing", "applicant", "send_documents")
    with pytest.raises(NotAllowed):
        actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, by=people.author, now=NOW)
    actions.add_document(access=access, need="passport", name="Pass.pdf", content=walk.pdf(), now=NOW)
    actions.hand_in(access=access, now=NOW)
    row = Case.objects.get(pk=access.case)
    assert (row.status, row.complete_since) == ("with_team", NOW)
    assert queries.status(access=access, language="de", now=NOW).now.key == "in_team"
    assert "draft_decision" in read(access, people).allowed


# ---- What the database keeps -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "court"},
        {"legal_basis": "§ 1"},
        {"began_at": NOW - timedelta(days=1)},
        {"ended_at": NOW - timedelta(days=1), "ending": "answered"},
        {"ended_at": NOW},
        {"ending": "answered"},
        {"ended_at": NOW, "ending": "forgotten"},
    ],
)
def test_an_interval_begins_once_and_ends_later_and_says_how(people: People, change: dict[str, object]) -> None:
    access = in_team(people)
    interval = actions.suspend(case=access.case, partner="recognition", by=people.author, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Suspension.objects.filter(pk=interval).update(**change)


def test_an_end_is_never_taken_back(people: People) -> None:
    access = in_team(people)
    interval = actions.suspend(case=access.case, partner="recognition", by=people.author, now=NOW)
    actions.stop_waiting(case=access.case, suspension=interval, ending="answered", by=people.author, now=NOW)
    for change in ({"ended_at": None, "ending": ""}, {"ended_at": later(1)}, {"ending": "without"}):
        with pytest.raises(DatabaseError, match="stays ended"), transaction.atomic():
            Suspension.objects.filter(pk=interval).update(**change)


def test_one_open_interval_per_body_and_one_open_outage(people: People) -> None:
    access = in_team(people)
    interval = actions.suspend(case=access.case, partner="recognition", by=people.author, now=NOW)
    row = Suspension.objects.get(pk=interval)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(
            case_id=row.case_id, partner_id=row.partner_id, reason=row.reason, began_at=NOW, begun_by_id=row.begun_by_id
        )
    actions.begin_outage(partner="recognition", by=people.clearing, now=NOW)
    actions.begin_outage(partner="recognition", by=people.clearing, now=NOW)
    assert PartnerOutage.objects.count() == 1


@pytest.mark.parametrize("way", ["withdraw", "settle", "hand_over"])
def test_what_ends_ends_its_waits_and_its_request(people: People, way: str) -> None:
    access = in_team(people)
    if way == "hand_over":
        draft = actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, by=people.author, now=NOW)
        actions.release_decision(decision=draft, by=people.reviewer, now=NOW)
    else:
        actions.mark(case=access.case, need="passport", verdict="missing", by=people.author, now=NOW)
        actions.request_documents(case=access.case, by=people.author, now=NOW)
    actions.suspend(case=access.case, partner="recognition", by=people.author, now=NOW)
    if way == "withdraw":
        actions.withdraw(access=access, now=later(2))
    elif way == "settle":
        actions.settle(case=access.case, closure="resolved", by=people.author, now=later(2))
    else:
        actions.hand_over(case=access.case, by=people.author, now=later(2))
    (row,) = Suspension.objects.all()
    assert (row.ended_at, row.ending) == (later(2), "case_ended")
    assert not DocumentRequest.objects.filter(fulfilled_at=None).exists()
    assert turns(access)[-1] == "nobody"


# ---- § 82: on as it stands -------------------------------------------------------------------------------------------


def test_incomplete_goes_on_only_after_its_deadline_and_says_why(people: People) -> None:
    access = walk.filed()
    walk.to_waiting(access, people)
    with pytest.raises(DeadlineRuns):
        actions.pass_on(case=access.case, reason="x", by=people.clearing, now=later(24))
    with pytest.raises(InvalidInput):
        actions.pass_on(case=access.case, reason=" ", by=people.clearing, now=later(MONTH))
    with pytest.raises(NotAllowed):
        actions.pass_on(case=access.case, reason="x", by=people.author, now=later(MONTH))
    actions.pass_on(case=access.case, reason="Frist verstrichen", by=people.clearing, now=later(MONTH))
    row = Case.objects.get(pk=access.case)
    assert (row.status, row.team, row.complete_since, row.as_it_stands) == (
        "with_team", walk.TEAM, None, "Frist verstrichen",
    )  # fmt: skip
    view = queries.status(access=access, language="de", now=later(MONTH))
    assert (view.now.key, view.turn, view.request) == ("in_team", "us", None)
    assert next(step for step in view.steps if step.key == "complete").state == "skipped"
    assert "Frist verstrichen" not in repr(view)


def test_a_case_nobody_asked_anything_of_cannot_go_on_incomplete(people: People) -> None:
    access = walk.filed()
    walk.to_clearing(access, people)
    with pytest.raises(DeadlineRuns):
        actions.pass_on(case=access.case, reason="x", by=people.clearing, now=later(MONTH))


# ---- Ends and cards --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closure", ["moved_away", "other_office", "died", "resolved"])
def test_a_case_is_settled_without_a_decision(people: People, closure: str) -> None:
    access = walk.filed()
    walk.to_review(access, people)
    mails = outbox()[1]
    actions.settle(case=access.case, closure=closure, by=people.author, now=later(1))
    row = Case.objects.get(pk=access.case)
    assert (row.status, row.closure, row.ended_at) == ("settled", closure, later(1))
    assert Decision.objects.get(case=row).status == "void"
    assert outbox()[1] - mails == (0 if closure == "died" else 1)
    assert queries.status(access=access, language="de", now=NOW).now.key == "finished"


def test_settling_knows_its_words_and_is_not_for_what_is_decided(people: People) -> None:
    access = walk.filed()
    walk.to_decided(access, people)
    with pytest.raises(NotAllowed):
        actions.settle(case=access.case, closure="resolved", by=people.author, now=NOW)
    with pytest.raises(InvalidInput):
        actions.settle(case=walk.filed().case, closure="granted", by=people.clearing, now=NOW)


def test_a_card_is_ordered_waited_for_and_arrives(people: People) -> None:
    access = walk.filed()
    walk.to_decided(access, people)
    assert {"order_card"} <= read(access, people).allowed
    with pytest.raises(NotAllowed):
        actions.card_arrived(case=access.case, by=people.author, now=NOW)
    actions.order_card(case=access.case, by=people.author, now=later(1))
    actions.order_card(case=access.case, by=people.author, now=later(2))
    assert turns(access)[-1] == "partner:card_printer"
    mails = outbox()[1]
    actions.card_arrived(case=access.case, by=people.author, now=later(3))
    actions.card_arrived(case=access.case, by=people.author, now=later(4))
    view = read(access, people)
    assert (view.card_ordered_at, view.card_arrived_at) == (later(1), later(3))
    assert view.waits[0].ending == "answered"
    assert turns(access)[-1] == "applicant"
    assert outbox()[1] - mails == 1


# ---- Bodies and outages ----------------------------------------------------------------------------------------------


def test_one_banner_for_all_and_no_mark_on_a_case(people: People) -> None:
    access = in_team(people)
    actions.suspend(case=access.case, partner="recognition", by=people.author, now=NOW)
    before = Case.objects.filter(pk=access.case).values().get()
    actions.begin_outage(partner="recognition", note="Umstellung", by=people.head, now=NOW)
    (down,) = queries.outages(actor=people.author, language="ar")
    assert (down.name, down.note, down.waiting) == ("جهة معادلة المؤهلات", "Umstellung", 1)
    assert Case.objects.filter(pk=access.case).values().get() == before
    assert queries.outages(actor=people.council, language="de") == ()
    actions.end_outage(partner="recognition", by=people.head, now=later(1))
    assert queries.outages(actor=people.author, language="de") == ()
    assert [each.kind for each in events_of(stream_kind="partner", stream_ref="recognition")] == [
        "partner.outage_began", "partner.outage_ended",
    ]  # fmt: skip


def test_bodies_are_kept_by_those_who_may(people: People) -> None:
    kept = {"reason": "partner", "legal_basis": "", "usual_days": 30, "now": NOW}
    code = actions.keep_partner(name={"de": "Jugendamt"}, by=people.clearing, **kept)
    assert code == "jugendamt"
    actions.keep_partner(partner=code, name={"de": "Jugendamt Mitte"}, is_active=False, by=people.head, **kept)
    view = queries.partner(actor=people.head, partner=code, language="en", now=NOW)
    assert (view.name, view.is_active, view.usual_days) == ("Jugendamt Mitte", False, 30)
    for wrong in ({"reason": "x"}, {"usual_days": 0}, {"name": {"de": " "}}):
        with pytest.raises(InvalidInput):
            actions.keep_partner(by=people.head, **{"name": {"de": "X"}, **kept, **wrong})
    with pytest.raises(NotAllowed):
        actions.keep_partner(name={"de": "X"}, by=people.author, **kept)
    actions.load_partners()
    assert Partner.objects.get(code=code).name == {"de": "Jugendamt Mitte"}


def test_the_page_of_bodies_costs_the_same_however_many_wait(people: People, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(4):
        actions.suspend(case=in_team(people).case, partner="recognition", by=people.author, now=NOW)
    with django_assert_max_num_queries(1):
        queries.partners(actor=people.clearing, language="de", now=NOW)
    with django_assert_max_num_queries(2):
        assert queries.waiting_for(actor=people.clearing, partner="recognition", now=NOW).total == 4


# ---- § 75 VwGO -------------------------------------------------------------------------------------------------------


def test_the_line_of_section_75_stands_through_request_wait_and_hand_in(people: People) -> None:
    access = walk.filed()
    line = queries.case(actor=people.clearing, case=access.case, language="de", now=NOW).clocks.section_75_on
    walk.to_waiting(access, people, now=later(24))
    actions.add_document(access=access, need="passport", name="Pass.pdf", content=walk.pdf(), now=later(24 * 20))
    actions.hand_in(access=access, now=later(24 * 20))
    actions.suspend(case=access.case, partner="security_query", by=people.clearing, now=later(24 * 21))
    view = queries.case(actor=people.clearing, case=access.case, language="de", now=later(24 * 100))
    assert view.clocks.section_75_on == line
    assert view.clocks.section_75_passed
    assert view.clocks.net + view.clocks.with_her + view.clocks.with_others == view.clocks.gross
    assert view.clocks.with_her > 10
    assert view.clocks.with_others > 50
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Case.objects.filter(pk=access.case).update(received_at=later(24 * 20))


# ---- At the same instant ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_begin_one_interval() -> None:
    walk.furnish()
    people = People()
    access = in_team(people)
    answers = at_once(
        [lambda: actions.suspend(case=access.case, partner="recognition", by=people.author, now=NOW)] * 20, threads=10
    )
    assert Suspension.objects.count() == 1
    assert sum(isinstance(each, UUID) for each in answers) == 1


@pytest.mark.django_db(transaction=True)
def test_a_release_and_an_investigation_at_once_never_both() -> None:
    """Whoever comes second sees the first: decided after the interval began is refused."""
    walk.furnish()
    people = People()
    for _ in range(3):
        access = walk.filed()
        draft = walk.to_review(access, people)
        at_once(
            [
                lambda draft=draft: actions.release_decision(decision=draft, by=people.reviewer, now=later(2)),
                lambda access=access: actions.suspend(case=access.case, partner="prosecution", by=people.author, now=later(2)),
            ]
        )
        kinds = [event.kind for event in events_of(stream_kind="case", stream_ref=str(access.case))]
        if "case.decision_released" in kinds and "case.suspended" in kinds:
            assert kinds.index("case.decision_released") < kinds.index("case.suspended")


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_name_a_body_alike_and_each_has_its_own_code() -> None:
    walk.furnish()
    by = People().head
    kept = {"name": {"de": "Jugendamt"}, "reason": "partner", "legal_basis": "", "usual_days": 14}
    codes = at_once([lambda: actions.keep_partner(**kept, by=by, now=NOW)] * 12, threads=6)
    assert len(set(codes)) == 12
    assert Partner.objects.filter(code__in=codes).count() == 12
