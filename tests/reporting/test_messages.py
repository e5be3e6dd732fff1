"""One hundred mails and letters about thirty matters: thirty cases, and the number stands in the cockpit."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Message
from amtslotse.kernel.actor import Actor
from amtslotse.reporting import queries as reporting
from amtslotse.reporting.actions import catch_up, rebuild
from amtslotse.reporting.rules import Period, Selection
from tests.casework.test_typing_in import sent
from tests.casework.walk import ANSWERS, SERVICE, People, filed, furnish
from tests.factories.staff import make_actor, make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

HEAD = Actor(role="head", roles=frozenset({"head"}), staff_id=1)
MATTERS, MESSAGES, ON_PAPER = 30, 100, 6


def figures(now: datetime) -> reporting.MessageFigures:
    month = now.date().replace(day=1)
    selection = Selection(Period(month, (month + timedelta(days=32)).replace(day=1)))
    return reporting.messages(selection=selection, by=HEAD)


def person(number: int) -> dict[str, str]:
    return ANSWERS | {"family_name": f"Nguyễn {number}", "given_names": "Lan", "birth_date": f"19{60 + number}-03-00"}


def write(number: int, case: UUID | None, turn: int, by: Actor, now: datetime) -> UUID:
    """A mail or letter as people write them: with the file number, with name and birth date, or with the address alone."""
    file_number = Case.objects.get(pk=case).file_number if case else ""
    said: dict[str, object] = {
        "channel": "mail" if turn % 2 else "letter",
        "reason": "status",
        "text": f"Was ist mit Nr. {turn}?",
    }
    if case and turn % 3 == 0:
        said["text"] = f"Mein Aktenzeichen {file_number[:4]}-{file_number[4:8]}-{file_number[8:]}. Was ist damit?"
    elif turn % 3 == 1:
        said |= {"sender_name": f"Lan Nguyễn {number}", "sender_born": f"19{60 + number}-03-00"}
    else:
        said |= {"sender_email": f"person{number}@example.org"}
    return actions.receive_message(**said, by=by, now=now)  # type: ignore[arg-type]


def take_in(letter: UUID, number: int, people: People, now: datetime) -> UUID:
    """The letter is an application: a clerk types it in."""
    answers = person(number) | {"email": f"person{number}@example.org"}
    draft = actions.start_typed(service=SERVICE, language="vi", source="paper", message=letter, by=people.clearing, now=now)
    while True:
        view = queries.typed(actor=people.clearing, draft=draft, language="de")
        missing = [question for question in view.questions if question.key not in view.answers]
        if not missing:
            return sent(draft, people, now=now).case
        kinds = {"date": "2027-12-31", "yesno": "yes"}
        said = {
            q.key: answers.get(q.key, "") or (q.options[0].key if q.options else kinds.get(q.kind, "X" if q.required else ""))
            for q in missing
        }
        assert not actions.type_answers(draft=draft, answers=said, by=people.clearing, now=now)


def test_a_hundred_messages_about_thirty_matters_are_thirty_cases() -> None:
    furnish()
    people, now = People(), timezone.now()
    chance = random.Random(1151)
    cases: dict[int, UUID | None] = {
        number: filed(person(number) | {"email": f"person{number}@example.org"}, now=now).case
        for number in range(MATTERS - ON_PAPER)
    }
    cases |= dict.fromkeys(range(MATTERS - ON_PAPER, MATTERS))  # they write without having a case
    about = [*range(MATTERS), *(chance.randrange(MATTERS) for _ in range(MESSAGES - MATTERS))]
    by_itself, proposed = 0, 0
    for turn, number in enumerate(about):
        message = write(number, cases[number], turn, people.clearing, now)
        row = Message.objects.get(pk=message)
        if row.case_id:
            by_itself += 1
            assert row.case_id == cases[number]
            continue
        if cases[number] is None:  # the first letter of somebody new: it is taken in
            cases[number] = take_in(message, number, people, now)
            continue
        found = queries.proposals(actor=people.clearing, message=message, language="de")
        assert [each.case for each in found] == [cases[number]]  # and never anybody else's
        actions.place_message(message=message, case=found[0].case, by=people.clearing, now=now)
        proposed += 1
    assert by_itself + proposed + ON_PAPER == MESSAGES
    assert by_itself > 20
    assert Case.objects.count() == MATTERS
    assert set(Message.objects.values_list("case", flat=True)) == set(cases.values())
    catch_up(now=now)
    told = figures(now)
    assert (told.messages, told.cases, told.loose) == (MESSAGES, MATTERS, 0)
    rebuild(now=now)
    assert figures(now) == told
    page = sign_in(make_staff("head")).get("/de/cockpit/").content.decode()
    assert "Vorgänge hinter Nachrichten" in page
    assert "hinter 100 Nachrichten; 0 davon ohne Vorgang" in page
    assert "Card(" not in page, "the cards are no notices on top of the page"
    assert '<p class="ui-figure__value">30 <span class="ui-figure__unit">Vorgänge</span></p>' in page


def test_the_control_counting_messages_as_cases_would_say_a_hundred() -> None:
    """What the figure is not: one case a message. And a message that moves from one case to another counts once."""
    furnish()
    people, now = People(), timezone.now()
    one, other = filed(now=now), filed(person(3), now=now)
    loose = [write(1, None, turn, people.clearing, now) for turn in (2, 5, 8)]
    for message in loose[:2]:
        actions.place_message(message=message, case=one.case, by=people.clearing, now=now)
    catch_up(now=now)
    assert (figures(now).messages, figures(now).cases, figures(now).loose) == (3, 1, 1)
    for message in loose[:2]:
        actions.place_message(message=message, case=other.case, by=people.clearing, now=now)
    catch_up(now=now)
    assert (figures(now).messages, figures(now).cases, figures(now).loose) == (3, 1, 1)
    actions.place_message(message=loose[0], case=None, by=people.clearing, now=now)
    catch_up(now=now)
    assert (figures(now).messages, figures(now).cases, figures(now).loose) == (3, 1, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reporting_messagefacts WHERE came > 0")
        assert cursor.fetchone()[0] > 3  # the naive count of receipts would say more than there are


def test_answers_are_timed_from_five_on() -> None:
    furnish()
    clearing, now = make_actor("clearing"), timezone.now()
    for hours in (1, 2, 3, 4):
        message = actions.receive_message(
            channel="mail", reason="general", text="Frage", sender_email="a@example.org",
            received_at=now - timedelta(hours=hours), by=clearing, now=now,
        )  # fmt: skip
        actions.answer_message(message=message, text="So.", by=clearing, now=now)
    catch_up(now=now)
    assert (figures(now).answered, figures(now).hours_p50) == (4, None)
    message = actions.receive_message(
        channel="mail", reason="general", text="Frage", received_at=now - timedelta(hours=9), by=clearing, now=now
    )
    actions.answer_message(message=message, text="So.", by=clearing, now=now)
    catch_up(now=now)
    assert (figures(now).answered, figures(now).hours_p50) == (5, 3)


def test_nobody_else_reads_the_figures() -> None:
    from amtslotse.kernel.errors import NotAllowed

    with pytest.raises(NotAllowed):
        reporting.messages(
            selection=Selection(Period(datetime(2026, 1, 1, tzinfo=UTC).date(), datetime(2026, 2, 1, tzinfo=UTC).date())),
            by=Actor(role="clearing", roles=frozenset({"clearing"}), staff_id=2),
        )
