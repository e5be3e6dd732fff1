"""Two who act for a minor and live apart: an envelope each, and notified is who was notified."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import Notified, dispatching, printing, sending
from amtslotse.casework.models import Case, Delivery, Letter, Notification, Representative
from amtslotse.casework.rules import Access
from amtslotse.casework.rules.letters import Envelope, envelopes
from amtslotse.kernel.errors import InvalidInput
from tests.casework import walk
from tests.casework.walk import HEARD, NOW, REASONS, People, later
from tests.environment import DATABASE, SERVER
from tests.races import at_once

MOTHER = {"name": "Mai Nguyễn", "street": "Weg 1", "postcode": "76000", "city": "Lindenau"}
FATHER = {"name": "Duc Nguyễn", "street": "Ring 9", "postcode": "76001", "city": "Lindenau"}


@pytest.fixture
def child(people: People) -> Access:
    """A minor in the team; mother and father live apart."""
    return make_child(people)


def make_child(people: People) -> Access:
    access = walk.filed()
    walk.to_team(access, people)
    who = Case.objects.get(pk=access.case).applicant
    who.birth_year, who.birth_month, who.birth_day = 2012, 3, 1
    who.save()
    walk.acting(access, "custody_holder", **MOTHER)
    walk.acting(access, "custody_holder", **FATHER, created_at=later(1))
    return access


def decide(child: Access, people: People, *, now: datetime = NOW) -> UUID:
    made = actions.draft_decision(case=child.case, outcome="refuse", reasons=REASONS, details=HEARD, by=people.author, now=now)
    return actions.release_decision(decision=made, by=people.reviewer, now=now)


def printed(people: People, *, hours: float = 1) -> UUID:
    run = printing.print_letters(run=uuid4(), by=people.clearing, now=later(hours))
    assert printing.make_run(run=run, now=later(hours))
    return run


def by_name(**where: object) -> dict[str, Delivery]:
    return {row.recipient["name"]: row for row in Delivery.objects.filter(**where) if row.recipient}


# ---- One envelope an address -----------------------------------------------------------------------------------------


class Someone:
    def __init__(self, name: str, street: str = "", city: str = "") -> None:
        self.name, self.street, self.postcode, self.city, self.representative = name, street, "", city, uuid4()


def test_who_shares_an_address_shares_the_envelope() -> None:
    mother, father, guardian = Someone("Mai", "Weg 1", "Ort"), Someone("Duc", "weg  1", "ORT"), Someone("Amt", "Ring 9", "Ort")
    at_home = Someone("Ohne")
    found = envelopes([mother, father, guardian, at_home], home=("Weg 1", "Ort"))
    assert [(each.name, each.lines) for each in found] == [
        ("Mai, Duc, Ohne", ("Weg 1", "Ort")),
        ("Amt", ("Ring 9", "Ort")),
    ]
    assert [each.acting for each in found] == [
        (mother.representative, father.representative, at_home.representative),
        (guardian.representative,),
    ]
    assert envelopes([], home=()) == ()


# ---- On their way ----------------------------------------------------------------------------------------------------


def test_a_decision_goes_to_each_and_each_delivery_is_its_own(people: People, child: Access) -> None:
    letter = decide(child, people)
    run = printed(people)
    sent = by_name(letter=letter)
    assert set(sent) == {"Mai Nguyễn", "Duc Nguyễn"}
    assert queries.run(actor=people.clearing, run=run).total == len(queries.run_letters(actor=people.clearing, run=run))
    assert len({row.cover_token for row in sent.values()}) == 2
    printing.hand_to_post(run=run, by=people.clearing, now=later(2))
    mother, father = sent["Mai Nguyễn"], sent["Duc Nguyễn"]
    sending.note_delivered(delivery=mother.pk, delivered_on=later(50).date(), by=people.clearing, now=later(60))
    sending.note_returned(delivery=father.pk, returned_on=later(50).date(), reason="moved", by=people.clearing, now=later(60))
    assert {row.state for row in by_name(letter=letter).values()} == {"delivered", "returned"}

    # Sent again is sent to him alone, and to where he lives by now.
    Representative.objects.filter(name="Duc Nguyễn").update(valid_to=NOW.date())
    walk.acting(child, "custody_holder", **{**FATHER, "street": "Neue Gasse 3"}, created_at=later(61))
    sending.settle_return(delivery=father.pk, settlement="sent_again", by=people.clearing, now=later(62))
    printed(people, hours=63)
    again = Delivery.objects.get(letter=letter, state="printed")
    assert (again.recipient["name"], again.recipient["lines"]) == ("Duc Nguyễn", ["Neue Gasse 3", "76001 Lindenau"])


def test_any_letter_by_post_goes_to_both_on_the_day_it_is_printed(people: People, child: Access) -> None:
    letter = Letter.objects.get(case=child.case, kind="completeness")
    sending.send_by_post(case=child.case, letter=letter.pk, by=people.clearing, now=NOW)
    run = printed(people)
    sent = by_name(letter=letter.pk, channel="post")
    assert set(sent) == {"Mai Nguyễn", "Duc Nguyễn"}
    assert {row.run_id for row in sent.values()} == {run}

    # One of them called back can go again; while both are in the post, nothing can.
    with pytest.raises(sending.TooLate):
        sending.send_by_post(case=child.case, letter=letter.pk, by=people.clearing, now=later(2))
    sending.recall(delivery=sent["Mai Nguyễn"].pk, by=people.clearing, now=later(2))
    sending.send_by_post(case=child.case, letter=letter.pk, by=people.clearing, now=later(3))
    printed(people, hours=4)
    assert Delivery.objects.get(letter=letter.pk, channel="post", run__created_at=later(4)).recipient["name"] == "Mai Nguyễn"


def test_whose_envelope_it_is_never_changes_and_nobody_gets_two(people: People, child: Access) -> None:
    letter = decide(child, people)
    printed(people)
    father = by_name(letter=letter)["Duc Nguyễn"]
    with pytest.raises(DatabaseError, match="what a delivery was"), transaction.atomic():
        Delivery.objects.filter(pk=father.pk).update(acting="")
    again = Envelope("Duc Nguyễn", ("Ring 9",), (UUID(father.acting),))
    with pytest.raises(DatabaseError, match="one_living_delivery_per_way"), transaction.atomic():
        dispatching.dispatch(letter=father.letter, channel="post", envelope=again, effect="another", now=NOW)


# ---- Notified is who was notified ------------------------------------------------------------------------------------


def test_a_decision_is_final_once_both_were_notified_by_the_later_day(people: People, child: Access) -> None:
    decide(child, people)
    to = {each.name: each for each in queries.notification_prospect(actor=people.author, case=child.case, now=NOW).to}
    assert [each.is_notified for each in to.values()] == [False, False]

    def note(day: date, name: str, now: float) -> None:
        notified = Notified("with_proof", day, to=to[name].addressee)
        actions.record_notification(case=child.case, notified=notified, by=people.author, now=later(now))

    note(date(2026, 11, 23), "Duc Nguyễn", 80)
    case = Case.objects.get(pk=child.case)
    assert case.final_on is None
    with pytest.raises(InvalidInput) as fault:
        actions.hand_over(case=child.case, by=people.author, now=later(81))
    assert (fault.value.field, fault.value.reason) == ("to", "not_notified")
    note(date(2026, 11, 21), "Mai Nguyễn", 82)
    case.refresh_from_db()
    assert case.final_on == date(2026, 12, 24), "a month after the later of both"
    shown = queries.notifications(decision=case.decision_id)
    assert [(each.to, each.counts, each.missing) for each in shown] == [
        ("Mai Nguyễn", True, ()),
        ("Duc Nguyễn", True, ()),
    ]
    actions.hand_over(case=child.case, by=people.author, now=later(83))
    assert Case.objects.get(pk=child.case).status == "closed"


def test_said_once_for_all_it_is_noted_for_each(people: People, child: Access) -> None:
    decide(child, people)
    made = actions.record_notification(
        case=child.case, notified=Notified("with_proof", NOW.date()), by=people.author, now=later(1)
    )
    assert {each.addressee.name for each in made} == {"Mai Nguyễn", "Duc Nguyễn"}
    (line,) = queries.notifications(decision=made[0].decision_id)
    assert set(line.to.split(", ")) == {"Mai Nguyễn", "Duc Nguyễn"}
    with pytest.raises(InvalidInput, match="unknown"):
        actions.record_notification(
            case=child.case, notified=Notified("post", NOW.date(), to=uuid4()), by=people.author, now=later(2)
        )


def _half(child: Access, people: People) -> Case:
    """One of two was notified, and who wrote that thinks it is all."""
    decide(child, people)
    one = queries.notification_prospect(actor=people.author, case=child.case, now=NOW).to[0]
    notified = Notified("with_proof", NOW.date(), to=one.addressee)
    actions.record_notification(case=child.case, notified=notified, by=people.author, now=later(1))
    return Case.objects.get(pk=child.case)


def _close(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="closed", ended_at=NOW, closure="refused", final_on=date(2026, 12, 22))


def test_the_database_calls_half_notified_neither_final_nor_closed(people: People, child: Access) -> None:
    case = _half(child, people)
    with pytest.raises(DatabaseError, match="final once each addressee"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(final_on=date(2026, 12, 22))
    with pytest.raises(DatabaseError, match="once each addressee"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="closed", ended_at=NOW, closure="refused")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def people(self) -> People:
        walk.furnish()
        return People()

    def test_two_clerks_note_both_at_once(self, people: People) -> None:
        child = make_child(people)
        decide(child, people)
        to = [each.addressee for each in queries.notification_prospect(actor=people.author, case=child.case, now=NOW).to]

        def note(addressee: UUID) -> object:
            notified = Notified("with_proof", NOW.date(), to=addressee)
            return actions.record_notification(case=child.case, notified=notified, by=people.author, now=later(1))

        at_once([lambda: note(to[0]), lambda: note(to[1])])
        assert Notification.objects.count() == 2
        assert Case.objects.get(pk=child.case).final_on == date(2026, 12, 22)

    def test_control_without_the_trigger_half_notified_is_final(self, people: People) -> None:
        case = _half(make_child(people), people)
        connection.close()
        with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
            superuser.execute("ALTER TABLE casework_case DISABLE TRIGGER notified_to_each")
            try:
                _close(case)
            finally:
                superuser.execute("ALTER TABLE casework_case ENABLE TRIGGER notified_to_each")
        case.refresh_from_db()
        assert (case.status, case.final_on) == ("closed", date(2026, 12, 22))


# ---- Where a decision goes --------------------------------------------------------------------------------------------


def test_a_decision_goes_to_whom_it_was_released_to_and_says_when_that_changed(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    made = actions.draft_decision(case=access.case, outcome="refuse", reasons=REASONS, details=HEARD, by=people.author, now=NOW)
    assert not queries.address_changed(decision=made, now=later(1))
    who = Case.objects.get(pk=access.case).applicant
    who.street = "Neue Gasse 3"
    who.save()
    assert queries.address_changed(decision=made, now=later(1)), "the reviewer reads that before she releases"
    actions.release_decision(decision=made, by=people.reviewer, now=later(1))
    walk.acting(access, "lawyer", created_at=later(2))  # after it was released to herself
    printed(people, hours=3)
    sealed = Delivery.objects.get(letter__case=access.case, letter__kind="decision", state="printed")
    assert sealed.recipient is not None
    assert (sealed.recipient["name"], sealed.recipient["lines"][0], sealed.acting) == ("Lan Nguyễn", "Neue Gasse 3", "")


def test_a_representative_who_came_after_the_draft_changes_where_it_goes(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    made = actions.draft_decision(case=access.case, outcome="refuse", reasons=REASONS, details=HEARD, by=people.author, now=NOW)
    walk.acting(access, "lawyer", created_at=later(1))
    assert queries.address_changed(decision=made, now=later(2))
    letter = actions.release_decision(decision=made, by=people.reviewer, now=later(2))
    assert list(by_name(letter=letter)) == ["Kanzlei Berg"]
