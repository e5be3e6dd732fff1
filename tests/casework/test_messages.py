"""Messages find their case, are joined and answered; what was written never changes."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import Error

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Message
from amtslotse.casework.queries import Wanted
from amtslotse.casework.rules import Access
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify.models import Mail
from tests.casework.walk import ANSWERS, NOW, People, filed, furnish, later, to_team
from tests.factories.staff import make_actor
from tests.races import at_once


def received(people: People, *, by: Actor | None = None, **said: object) -> UUID:
    given = {"channel": "mail", "reason": "status", "text": "Wie steht es?", "now": NOW, "by": by or people.clearing} | said
    return actions.receive_message(**given)  # type: ignore[arg-type]


def test_a_question_is_asked_once_and_its_answer_read_on_the_status_page(people: People) -> None:
    access = filed()
    actions.ask(access=access, text="  Wann?\r\nBitte  ", now=NOW)
    assert not queries.may_ask(access=access)
    with pytest.raises(actions.AlreadyAsked):
        actions.ask(access=access, text="Und jetzt?", now=NOW)
    row = Message.objects.get()
    assert row.text == "Wann?\nBitte"
    actions.answer_message(message=row.pk, text="Nächste Woche.", by=people.clearing, now=later(5))
    (read,) = queries.questions(access=access)
    assert (read.answer, read.is_open) == ("Nächste Woche.", False)
    assert queries.may_ask(access=access)
    assert Mail.objects.filter(key=f"case:{access.case}:answered:{row.pk}").exists()
    assert "Nächste Woche" not in Mail.objects.get(key=f"case:{access.case}:answered:{row.pk}").body


def test_the_database_refuses_a_second_open_question(people: People) -> None:
    access = filed()
    actions.ask(access=access, text="Wann?", now=NOW)
    row = Message.objects.get()
    row.pk = UUID(int=1)
    with pytest.raises(IntegrityError, match="one_open_question_per_case"), transaction.atomic():
        row.save(force_insert=True)


def test_what_was_written_and_answered_never_changes(people: People) -> None:
    message = received(people, sender_email="lan@example.org")
    for change in ({"text": "anders"}, {"received_at": later(1)}, {"sender_name": "Wer?"}):
        with pytest.raises(Error, match="never changes"), transaction.atomic():
            Message.objects.filter(pk=message).update(**change)
    actions.answer_message(message=message, text="So.", by=people.clearing, now=later(1))
    with pytest.raises(Error, match="never changes"), transaction.atomic():
        Message.objects.filter(pk=message).update(answer="anders")


@pytest.mark.parametrize("written", ["{}", "Az.: {},", "  {}\n", "(file {})"])
def test_a_file_number_in_the_text_finds_the_case(people: People, written: str) -> None:
    access = filed()
    number = Case.objects.get(pk=access.case).file_number
    spoken = f"{number[:4]}-{number[4:8]}-{number[8:]}"
    for typed in (number, spoken, spoken.lower(), spoken.replace("-", " ")):
        row = Message.objects.get(pk=received(people, text=f"Guten Tag {written.format(typed)} danke"))
        assert (row.case_id, row.matched_by) == (access.case, "file_number")


def test_a_receipt_code_finds_the_case_and_two_numbers_find_none(people: People) -> None:
    one, other = filed(), filed(ANSWERS | {"family_name": "Haddad"})
    token = Case.objects.get(pk=one.case).proof_token
    assert Message.objects.get(pk=received(people, text=f"Code {token}")).matched_by == "code"
    numbers = [Case.objects.get(pk=access.case).file_number for access in (one, other)]
    both = received(people, text=" und ".join(numbers))
    assert Message.objects.get(pk=both).case_id is None
    assert {each.case for each in queries.proposals(actor=people.clearing, message=both, language="de")} == {
        one.case,
        other.case,
    }


def test_name_and_birth_date_only_propose(people: People) -> None:
    access = filed()
    message = received(people, sender_name="Lan  nguyễn", sender_born="2001-05-00")
    assert Message.objects.get(pk=message).case_id is None
    (proposed,) = queries.proposals(actor=people.clearing, message=message, language="de")
    assert (proposed.case, proposed.why) == (access.case, "name_and_birth")
    actions.place_message(message=message, case=access.case, by=people.clearing, now=later(1))
    assert [row.id for row in queries.messages_of(actor=people.clearing, case=access.case, now=NOW)] == [message]
    other_day = received(people, sender_name="Lan Nguyễn", sender_born="2001-05-01")
    assert queries.proposals(actor=people.clearing, message=other_day, language="de") == ()


def test_duplicates_are_joined_and_one_answer_answers_both(people: People) -> None:
    access = filed()
    number = Case.objects.get(pk=access.case).file_number
    first = received(people, text=f"Stand? {number}")
    second = received(people, channel="letter", text="Stand? Ich schrieb schon.", sender_email="lan@example.org")
    third = received(people, text="Stand? Ich schrieb schon.", sender_email="LAN@example.org")
    assert third in {row.id for row in queries.duplicates(actor=people.clearing, message=second, now=NOW)}
    actions.join_message(message=third, to=second, by=people.clearing, now=NOW)
    actions.join_message(message=second, to=first, by=people.clearing, now=NOW)
    assert set(Message.objects.filter(joined_to=first).values_list("pk", flat=True)) == {second, third}
    assert set(Message.objects.values_list("case", flat=True)) == {access.case}
    with pytest.raises(actions.AlreadyOver):
        actions.answer_message(message=third, text="So.", by=people.clearing, now=NOW)
    actions.answer_message(message=first, text="So.", by=people.clearing, now=NOW)


def test_nothing_about_a_case_goes_by_mail(people: People) -> None:
    access = filed()
    number = Case.objects.get(pk=access.case).file_number
    about_case = received(people, text=number, sender_email="lan@example.org")
    with pytest.raises(InvalidInput, match="way"):
        actions.answer_message(message=about_case, text="So.", way="mail", by=people.clearing, now=NOW)
    loose = received(people, subject="Öffnungszeiten", sender_email="wer@example.org")
    actions.answer_message(message=loose, text="Montag bis Freitag.", by=people.clearing, now=NOW)
    mail = Mail.objects.get(to="wer@example.org")
    assert "Montag bis Freitag." in mail.body
    assert mail.subject == "Re: Öffnungszeiten"


def test_a_team_answers_about_its_own_cases_only(people: People) -> None:
    access = filed()
    actions.ask(access=access, text="Wann?", now=NOW)
    message = Message.objects.get().pk
    with pytest.raises(NotFound):
        actions.answer_message(message=message, text="Bald.", by=people.author, now=NOW)
    to_team(access, people)
    for stranger in (people.other_team, people.council, make_actor("admin")):
        with pytest.raises(NotFound):
            queries.message(actor=stranger, message=message, language="de")
        with pytest.raises(NotFound):
            actions.answer_message(message=message, text="Bald.", by=stranger, now=NOW)
    with pytest.raises(NotAllowed):
        received(people, by=people.author)  # without a case it is for those who sort
    actions.answer_message(message=message, text="Bald.", by=people.author, now=NOW)
    assert queries.message(actor=people.author, message=message, language="de").answer == "Bald."


def test_direction_marks_are_taken_out_and_joiners_stay(people: People) -> None:
    row = Message.objects.get(pk=received(people, text="a\u202eb 👩\u200d🔬\x00c"))
    assert row.text == "ab 👩\u200d🔬c"


def test_lists_cost_the_same_for_one_and_fifty(people: People, django_assert_max_num_queries) -> None:
    access = filed()
    number = Case.objects.get(pk=access.case).file_number
    for index in range(30):
        received(people, text=f"{number if index % 2 else ''} Frage {index}")
    with django_assert_max_num_queries(3):
        found = queries.message_list(actor=people.clearing, now=NOW, wanted=Wanted(statuses=("open",)))
    assert (found.total, len(found.rows)) == (30, 30)
    assert queries.message_list(actor=people.clearing, now=NOW, wanted=Wanted(placed="no")).total == 15
    assert queries.message_list(actor=people.clearing, now=NOW, wanted=Wanted(search=number[:8])).total == 15
    assert len(list(queries.message_rows(actor=people.clearing, now=NOW, wanted=Wanted(placed="yes")))) == 15


def test_a_block_is_offered_once_another_person_checked_it(people: People) -> None:
    other = make_actor("clearing")
    assert actions.ship_blocks(now=NOW) == 5
    assert actions.ship_blocks(now=NOW) == 0
    block = actions.write_block(reason="status", title="Geduld", texts={"de": "Bitte warten."}, by=people.clearing, now=NOW)
    assert queries.blocks(actor=people.clearing, checked_only=True) == ()
    with pytest.raises(NotAllowed):
        actions.check_block(block=block, by=people.clearing, now=NOW)
    actions.check_block(block=block, by=other, now=NOW)
    actions.write_block(
        key="geduld", reason="status", title="Geduld", texts={"de": "Warten."}, after=1, by=people.clearing, now=NOW
    )
    (offered,) = queries.blocks(actor=people.clearing, checked_only=True)
    assert (offered.version, offered.texts["de"]) == (1, "Bitte warten.")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.write_block(key="geduld", reason="status", title="G", texts={"de": "X"}, after=1, by=other, now=NOW)


def test_hers_is_nobody_elses(people: People) -> None:
    access = filed()
    with pytest.raises(NotFound):
        queries.questions(access=Access(access.case, 99))
    with pytest.raises(NotFound):
        actions.ask(access=Access(access.case, 99), text="Wann?", now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_many_questions_at_once_one_is_open() -> None:
    furnish()
    access = filed()
    done = at_once([lambda: actions.ask(access=access, text="Wann?", now=NOW)] * 8)
    assert sum(isinstance(answer, UUID) for answer in done) == 1
    assert sum(isinstance(answer, actions.AlreadyAsked) for answer in done) == 7
    assert Message.objects.filter(status="open").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_give_one_answer() -> None:
    furnish()
    people = People()
    access = filed()
    message = actions.ask(access=access, text="Wann?", now=NOW)
    calls = [
        lambda word=word: actions.answer_message(message=message, text=word, by=people.clearing, now=NOW) for word in "abcd"
    ]
    done = at_once(calls)
    assert sum(isinstance(answer, actions.AlreadyOver) for answer in done) == 3
    assert Mail.objects.filter(key=f"case:{access.case}:answered:{message}").count() == 1


def test_an_answer_on_paper_is_a_letter_of_the_case(people: People) -> None:
    access = filed()
    number = Case.objects.get(pk=access.case).file_number
    message = received(people, channel="letter", text=number)
    actions.answer_message(message=message, text="Ihr Antrag wird geprüft.", by=people.clearing, now=NOW)
    letter = Case.objects.get(pk=access.case).letters.get(kind="notice")
    assert letter.data["plain"] == {"de": "Ihr Antrag wird geprüft."}
    printed = queries.case_letter(actor=people.clearing, case=access.case, letter=letter.pk)
    assert printed.content[:5] == b"%PDF-"
