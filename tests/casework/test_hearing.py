"""§ 28 VwVfG by letter: asked, answered or waited for, and the decision that refers to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import printing, sending
from amtslotse.casework.models import Addressee, Case, Decision, Delivery, Hearing, Letter
from amtslotse.casework.rules import Access, Details
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify.models import Mail
from amtslotse.offices.models import Office
from amtslotse.offices.queries import office
from tests.casework import walk
from tests.casework.test_envelopes import by_name, make_child
from tests.casework.walk import HEARD, NOW, REASONS, People, later
from tests.environment import DATABASE, SERVER
from tests.races import at_once

WHY = "Der Lebensunterhalt ist nicht gesichert. Es fehlen Kontoauszüge seit Mai."
BY_LETTER = replace(HEARD, hearing_on=None)
DAY = timedelta(days=1)


@pytest.fixture
def case(people: People) -> Access:
    return in_team(people)


def in_team(people: People) -> Access:
    access = walk.filed()
    walk.to_team(access, people)
    return access


def ask(access: Access, people: People, **changes: Any) -> UUID:
    given = {"case": access.case, "outcome": "refuse", "reasons": WHY, "by": people.author, "now": NOW}
    return actions.write_hearing(**{**given, **changes})


def post(people: People, *, days: float = 1) -> None:
    run = printing.print_letters(run=uuid4(), by=people.clearing, now=NOW + days * DAY)
    assert printing.make_run(run=run, now=NOW + days * DAY)
    printing.hand_to_post(run=run, by=people.clearing, now=NOW + days * DAY)


def draft(access: Access, people: People, *, days: float = 0) -> UUID:
    now = NOW + days * DAY
    return actions.draft_decision(
        case=access.case, outcome="refuse", reasons=REASONS, details=BY_LETTER, by=people.author, now=now
    )


def refused(field: str, call: Any) -> None:
    with pytest.raises(InvalidInput) as fault:
        call()
    assert (fault.value.field, fault.value.reason) == tuple(field.split(":"))


def test_she_is_asked_by_post_in_her_language_until_a_day(people: People, case: Access) -> None:
    made = ask(case, people)
    row = Hearing.objects.get(pk=made)
    assert row.deadline_on == date(2026, 12, 4), "fourteen days is the office's number, and a working day"
    assert Delivery.objects.get(letter=row.letter).state == "queued", "whatever mail she gave"
    assert queries.letter(access=case, letter=row.letter_id).content.startswith(b"%PDF-")
    assert row.letter.data["outcome"]["de"] == "Wir wollen Ihren Antrag ablehnen."
    assert row.letter.data["ends_effect"] is True, "she applied for an extension in time"
    mail = Mail.objects.get(key=f"case:{case.case}:hearing:{made}")
    assert "ablehn" not in mail.body
    events = queries.reading.history(case.case)
    assert events[-1].kind == "case.hearing_written"


def test_a_decision_waits_for_the_end_of_the_deadline(people: People, case: Access) -> None:
    ask(case, people)
    post(people)
    refused("hearing:hearing_runs", lambda: draft(case, people, days=14))
    made = draft(case, people, days=15)
    row = Decision.objects.get(pk=made)
    assert (row.hearing, row.hearing_on, row.hearing_letter.case_id) == ("held", NOW.date(), case.case)
    actions.release_decision(decision=made, by=people.reviewer, now=NOW + 15 * DAY)


def test_or_for_her_statement(people: People, case: Access) -> None:
    ask(case, people)
    refused(
        "answered_on:before_sent",
        lambda: actions.note_statement(
            case=case.case, answered_on=date(2026, 11, 1), answer="Ja.", by=people.author, now=later(48)
        ),
    )
    said = {"case": case.case, "answered_on": later(24).date(), "answer": "Die Auszüge kommen nach.", "by": people.author}
    actions.note_statement(**said, now=later(48))
    with pytest.raises(NotFound):
        actions.note_statement(**said, now=later(49))
    made = draft(case, people, days=3)
    assert Decision.objects.get(pk=made).hearing_on == later(24).date()
    view = queries.hearing_of(actor=people.author, case=case.case, now=later(72)).known
    assert view is not None
    assert (view.answer, view.is_over, view.is_running) == ("Die Auszüge kommen nach.", True, False)


def test_late_in_the_post_or_come_back_it_heard_nobody(people: People, case: Access) -> None:
    ask(case, people)
    refused("hearing:hearing_runs", lambda: draft(case, people, days=16))  # nobody printed it
    post(people, days=9)  # less than a week is left
    refused("hearing:hearing_runs", lambda: draft(case, people, days=16))
    second = ask(case, people, now=NOW + 16 * DAY)
    post(people, days=17)
    row = Delivery.objects.get(letter__hearing=second)
    now = NOW + 20 * DAY
    actions.note_returned(delivery=row.pk, returned_on=now.date(), reason="moved", by=people.clearing, now=now)
    refused("hearing:hearing_runs", lambda: draft(case, people, days=40))
    sending.settle_return(delivery=row.pk, settlement="handed_over", by=people.clearing, now=NOW + 21 * DAY)
    draft(case, people, days=40)


def test_one_hearing_counts_and_runs(people: People, case: Access) -> None:
    first = ask(case, people)
    refused("hearing:hearing_runs", lambda: ask(case, people, now=later(1)))
    sending.recall(delivery=Delivery.objects.get(letter__hearing=first).pk, by=people.clearing, now=later(2))
    second = ask(case, people, now=later(3))
    assert Hearing.objects.get(replaced_at=None).pk == second
    assert Letter.objects.filter(case=case.case, kind="hearing").count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "grant"}, "outcome:unknown_outcome"),
        ({"reasons": "kurz"}, "reasons:too_short"),
        ({"deadline_on": NOW.date() + 7 * DAY}, "deadline_on:too_early"),
        ({"deadline_on": NOW.date() + 400 * DAY}, "deadline_on:too_late"),
    ],
)
def test_what_is_no_hearing(people: People, case: Access, changes: dict[str, Any], field: str) -> None:
    refused(field, lambda: ask(case, people, **changes))


def test_who_may_hear(people: People, case: Access) -> None:
    for actor in (people.clearing, people.other_team, people.head, people.reviewer):  # the reviewer is not the owner
        with pytest.raises(NotAllowed):
            ask(case, people, by=actor)
    with pytest.raises(NotFound):
        queries.hearing_of(actor=people.other_team, case=case.case, now=NOW)


def test_both_guardians_are_heard(people: People) -> None:
    child = make_child(people)
    made = ask(child, people)
    post(people)
    sent = by_name(letter__hearing=made)
    assert set(sent) == {"Mai Nguyễn", "Duc Nguyễn"}
    back = sent["Duc Nguyễn"]
    now = NOW + 3 * DAY
    sending.note_returned(delivery=back.pk, returned_on=now.date(), reason="unknown", by=people.clearing, now=now)
    refused("hearing:hearing_runs", lambda: draft(child, people, days=20))


# ---- The database -----------------------------------------------------------------------------------------------------


def too_early(access: Access, people: People) -> Decision:
    """A draft that says she was heard by a letter that still runs, written past the code."""
    made = ask(access, people)
    post(people)
    Case.objects.filter(pk=access.case).update(status="in_review")
    return Decision.objects.create(
        case_id=access.case,
        outcome="refuse",
        reasons=REASONS,
        hearing="held",
        hearing_on=NOW.date(),
        hearing_letter_id=made,
        remedy_notice="Gegen diesen Bescheid kann Widerspruch eingelegt werden.",
        author_id=people.author.staff_id,
        created_at=NOW,
    )


def release(decision: Decision, people: People) -> None:
    Addressee.objects.create(decision=decision, capacity="applicant", name="Lan Nguyễn")
    Letter.objects.create(case_id=decision.case_id, kind="decision", language="de", data={}, created_at=NOW)
    with transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            status="released", reviewer=people.reviewer.staff_id, reviewed_at=NOW + 2 * DAY
        )


def test_no_refusal_leaves_while_she_is_asked(people: People, case: Access) -> None:
    decision = too_early(case, people)
    with pytest.raises(InvalidInput, match="hearing_runs"):
        actions.release_decision(decision=decision.pk, by=people.reviewer, now=NOW + 2 * DAY)
    with pytest.raises(DatabaseError, match="waits for her statement"):
        release(decision, people)


def test_nobody_is_heard_in_another_case_and_what_was_asked_stays(people: People, case: Access) -> None:
    made = ask(case, people)
    other = in_team(people)
    with pytest.raises(DatabaseError, match="her own case"), transaction.atomic():
        Decision.objects.create(
            case_id=other.case,
            outcome="refuse",
            reasons=REASONS,
            hearing="held",
            hearing_on=NOW.date(),
            hearing_letter_id=made,
            author_id=people.author.staff_id,
            created_at=NOW,
        )
    for changes, said in (
        ({"reasons": "Etwas ganz anderes als vorher."}, "it stays"),
        ({"deadline_on": NOW.date()}, "it stays"),
        ({"answered_on": NOW.date()}, "statement_has_day_and_words"),
    ):
        with pytest.raises(DatabaseError, match=said), transaction.atomic():
            Hearing.objects.filter(pk=made).update(**changes)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def people(self) -> People:
        walk.furnish()
        return People()

    def test_asked_twice_at_once_she_gets_one_letter(self, people: People) -> None:
        access = in_team(people)
        answers = at_once([lambda: ask(access, people)] * 6)
        assert sum(isinstance(each, UUID) for each in answers) == 1
        assert Letter.objects.filter(case=access.case, kind="hearing").count() == 1

    def test_control_without_the_trigger_she_is_not_waited_for(self, people: People) -> None:
        decision = too_early(in_team(people), people)
        connection.close()
        with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
            superuser.execute("ALTER TABLE casework_decision DISABLE TRIGGER heard_before_it_leaves")
            try:
                release(decision, people)
            finally:
                superuser.execute("ALTER TABLE casework_decision ENABLE TRIGGER heard_before_it_leaves")
        decision.refresh_from_db()
        assert decision.status == "released"


def not_heard(access: Access, people: People, *, days: float) -> UUID:
    why = Details(
        sections=HEARD.sections, hearing="not_held", hearing_reason="Die Angaben stammen von ihr selbst (§ 28 Abs. 2 VwVfG)."
    )
    now = NOW + days * DAY
    return actions.draft_decision(case=access.case, outcome="refuse", reasons=REASONS, details=why, by=people.author, now=now)


def test_not_heard_cannot_be_said_while_she_is_still_asked(people: People, case: Access) -> None:
    ask(case, people)
    refused("hearing:still_asked", lambda: not_heard(case, people, days=1))
    post(people)
    refused("hearing:still_asked", lambda: not_heard(case, people, days=14))
    not_heard(case, people, days=15)


def test_a_hearing_that_was_called_back_asks_nobody(people: People, case: Access) -> None:
    made = ask(case, people)
    sending.recall(delivery=Delivery.objects.get(letter__hearing=made).pk, by=people.clearing, now=later(2))
    not_heard(case, people, days=1)


def test_nothing_is_released_as_not_heard_once_she_is_asked_again(people: People, case: Access) -> None:
    made = Hearing.objects.get(pk=ask(case, people))
    sending.recall(delivery=Delivery.objects.get(letter=made.letter).pk, by=people.clearing, now=later(2))
    decision = not_heard(case, people, days=1)
    sending.send_by_post(case=case.case, letter=made.letter_id, by=people.clearing, now=NOW + DAY)
    release = {"decision": decision, "by": people.reviewer}
    refused("hearing:still_asked", lambda: actions.release_decision(**release, now=NOW + 2 * DAY))
    actions.release_decision(**release, now=NOW + 20 * DAY)


def test_the_database_refuses_it_too(people: People, case: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without our own look the trigger stands, and without a hearing it lets the same draft pass."""
    ask(case, people)
    with monkeypatch.context() as patched:
        patched.setattr(actions.deciding.hearing, "is_running", lambda *_, **__: False)
        with pytest.raises(DatabaseError, match="still runs"), transaction.atomic():
            not_heard(case, people, days=1)
    other = in_team(people)
    not_heard(other, people, days=1)


def test_how_long_before_the_deadline_it_must_be_in_the_post_is_the_offices_number(people: People, case: Access) -> None:
    assert office().number("hearing_shortest_days") == 7, "ours; no law read here names one: legal check required"
    Office.objects.update(settings={"hearing_shortest_days": 3})
    with pytest.raises(InvalidInput) as fault:
        ask(case, people, deadline_on=NOW.date() + 3 * DAY)
    assert fault.value.facts["shortest_days"] == 3
    made = ask(case, people, deadline_on=NOW.date() + 6 * DAY)
    Office.objects.update(settings={"hearing_shortest_days": 30})
    post(people, days=2)
    assert Hearing.objects.get(pk=made).shortest_days == 3, "another number says nothing about a letter that was written before"
    draft(case, people, days=7)
