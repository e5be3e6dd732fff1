"""At the same instant, in real connections: nobody is called twice, no number is given twice; and controls that fail."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from amtslotse.frontdesk import actions
from amtslotse.frontdesk.actions import arriving, calling
from amtslotse.frontdesk.models import Stop, Ticket, TicketSeries
from amtslotse.frontdesk.queries.views import CalledView
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM
from amtslotse.offices.models import Counter, Site
from tests.factories.frontdesk import MAIN, NOW, Hall
from tests.factories.staff import make_actor
from tests.frontdesk.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS = 20


@pytest.fixture
def hall(transactional_db: None) -> Hall:
    return Hall()


def _crew(hall: Hall) -> list[Callable[[], Any]]:
    """Clerks at counters of their own, each about to call the next."""
    site = Site.objects.get(code=MAIN)
    calls = []
    for number in range(20, 20 + CLERKS):
        place = Counter.objects.create(site=site, number=number, body_id="office", kind="regular", serves=["regular", "short"])
        clerk = make_actor("desk")
        actions.open_counter(counter=place.pk, by=clerk, now=NOW)
        calls.append(lambda place=place.pk, clerk=clerk: actions.call_next(counter=place, by=clerk, now=NOW))
    return calls


def test_twenty_clerks_at_once_call_twenty_people(hall: Hall) -> None:
    calls = _crew(hall)
    tickets = [hall.come(minutes_ago=60 - number) for number in range(30)]
    answers = at_once(calls)
    assert all(isinstance(answer, CalledView) for answer in answers)
    assert len({answer.ticket for answer in answers}) == CLERKS
    assert len({answer.counter for answer in answers}) == CLERKS
    # Who waited longest was called: nobody was passed over because somebody else was just being called.
    assert {answer.ticket for answer in answers} == {ticket.id for ticket in tickets[:CLERKS]}
    assert Stop.objects.filter(status="called").count() == CLERKS


def test_fewer_people_than_clerks_and_nobody_twice(hall: Hall) -> None:
    calls = _crew(hall)
    for _ in range(7):
        hall.come(minutes_ago=5)
    answers = at_once(calls)
    got = [answer for answer in answers if answer is not None]
    assert len(got) == len({answer.ticket for answer in got}) == 7


def test_control_without_the_lock_one_person_is_called_by_many(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "_NEXT", calling._NEXT.replace("FOR UPDATE OF s SKIP LOCKED", ""))
    calls = _crew(hall)
    for number in range(30):
        hall.come(minutes_ago=60 - number)
    answers = [answer for answer in at_once(calls) if isinstance(answer, CalledView)]
    assert max(Count(answer.ticket for answer in answers).values()) > 1


def test_a_double_click_in_two_connections_calls_one(hall: Hall) -> None:
    place = hall.sit(2)
    hall.crowd(5)
    answers = at_once([lambda: actions.call_next(counter=place, by=hall.clerk, now=NOW)] * 8)
    assert len({answer.stop for answer in answers}) == 1
    assert Stop.objects.filter(status="called").count() == 1
    ticket = str(answers[0].ticket)
    assert [event.kind for event in events_of(stream_kind="ticket", stream_ref=ticket)] == ["ticket.arrived", "ticket.called"]


def test_a_chosen_person_and_the_next_at_once(hall: Hall) -> None:
    one, two = hall.sit(2), hall.sit(3, hall.other_clerk)
    stop = Stop.objects.get(ticket=hall.come(minutes_ago=5).id).pk
    answers = at_once(
        [
            lambda: actions.call_next(counter=one, by=hall.clerk, now=NOW),
            lambda: actions.call(stop=stop, counter=two, by=hall.other_clerk, now=NOW),
        ]
    )
    assert sum(isinstance(answer, CalledView) for answer in answers) == 1


def test_fifty_arrivals_at_once_have_no_gap_and_no_double(hall: Hall) -> None:
    class Lost(Exception):
        """The request died after its number was given."""

    def come() -> int:
        return hall.come().number

    def come_and_lose() -> None:
        try:
            with transaction.atomic():
                hall.come()
                raise Lost
        except Lost:
            return

    answers = at_once([come_and_lose if number % 5 == 0 else come for number in range(50)])
    numbers = sorted(answer for answer in answers if answer is not None)
    assert numbers == list(range(1, 41))
    assert TicketSeries.objects.get().last == 40


def test_control_the_highest_plus_one_gives_doubles(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    naive = "SELECT coalesce(max(number), 0) + 1 FROM frontdesk_ticket WHERE site_id = %s AND day = %s"
    monkeypatch.setattr(arriving, "_NEXT", naive)
    with pytest.raises(IntegrityError, match="one_ticket_per_number"):
        at_once([lambda: hall.come().number] * 50)


def test_the_same_arrival_sent_twenty_times_is_one_ticket(hall: Hall) -> None:
    key = uuid4()
    answers = at_once([lambda: hall.come(idempotency_key=key)] * 20)
    assert len(set(answers)) == 1
    assert Ticket.objects.count() == 1
    assert TicketSeries.objects.get().last == 1
    assert len(events_of(stream_kind="ticket", stream_ref=str(answers[0].id))) == 1


def test_control_without_the_key_there_are_many(hall: Hall) -> None:
    at_once([lambda: hall.come(idempotency_key=uuid4())] * 20)
    assert Ticket.objects.count() == 20


def test_paper_and_screen_at_once(hall: Hall) -> None:
    calls: list[Callable[[], Any]] = [
        lambda number=number: hall.come(on_paper_number=number, arrived_at=NOW, by=hall.desk) for number in range(1, 11)
    ]
    answers = at_once(calls + [lambda: hall.come(by=SYSTEM)] * 10)
    given = [answer.number for answer in answers if not isinstance(answer, Exception)]
    assert len(given) == len(set(given)) >= 10
    assert hall.come().number > max(given)


def test_finishing_twice_at_once_ends_once(hall: Hall) -> None:
    place = hall.sit(2)
    hall.come()
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert called is not None
    answers = at_once([lambda: actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW)] * 6)
    assert sum(isinstance(answer, actions.NotNow) for answer in answers) == 5
    kinds = Count(event.kind for event in events_of(stream_kind="ticket", stream_ref=str(called.ticket)))
    assert kinds["ticket.ended"] == 1
