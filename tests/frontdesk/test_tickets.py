"""Numbers: one series per house and day, without gap or double, on paper too; a second press is the same arrival."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.models import Stop, Ticket, TicketSeries
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.frontdesk import BRANCH, MAIN, NOW, Hall


def test_numbers_begin_anew_each_day_and_in_each_house(hall: Hall) -> None:
    assert [hall.come().number for _ in range(3)] == [1, 2, 3]
    assert hall.come(site=BRANCH).number == 1
    assert hall.come(now=NOW + timedelta(days=1)).number == 1
    assert hall.come().display == "004"


def test_who_comes_waits_and_the_journal_names_nobody(hall: Hall) -> None:
    ticket = hall.come("short", matters=("pick-up",), needs={"step_free"}, name="Lan Nguyễn")
    (stop,) = Stop.objects.all()
    assert (stop.status, stop.waiting_since, stop.klass) == ("waiting", NOW, "short")
    (event,) = events_of(stream_kind="ticket", stream_ref=str(ticket.id))
    assert event.kind == "ticket.arrived"
    assert event.payload == {
        "site": MAIN,
        "klass": "short",
        "with_appointment": False,
        "number": 1,
        "on_paper": False,
    }


def test_the_same_key_is_the_same_ticket_and_other_content_is_refused(hall: Hall) -> None:
    key = uuid4()
    first = hall.come(idempotency_key=key)
    assert hall.come(idempotency_key=key, now=NOW + timedelta(seconds=3)) == first
    with pytest.raises(actions.Conflict):
        hall.come("short", idempotency_key=key)
    assert Ticket.objects.count() == 1
    assert TicketSeries.objects.get().last == 1


def test_paper_tickets_keep_number_and_time_and_the_series_goes_on_after_the_highest(hall: Hall) -> None:
    assert hall.come(minutes_ago=90).number == 1
    came_at = NOW - timedelta(minutes=60)
    paper = hall.come(on_paper_number=7, arrived_at=came_at, by=hall.desk)
    earlier = hall.come(on_paper_number=4, arrived_at=came_at - timedelta(minutes=5), by=hall.desk)
    assert (paper.number, paper.arrived_at, earlier.number) == (7, came_at, 4)
    assert hall.come().number == 8
    assert Stop.objects.get(ticket=paper.id).waiting_since == came_at
    event = events_of(stream_kind="ticket", stream_ref=str(paper.id))[0]
    assert (event.happened_at, event.payload["on_paper"]) == (came_at, True)
    with pytest.raises(actions.NumberTaken):
        hall.come(on_paper_number=7, arrived_at=came_at, by=hall.desk)
    with pytest.raises(NotAllowed):
        hall.come(on_paper_number=9, arrived_at=came_at, by=hall.clerk)
    with pytest.raises(InvalidInput):
        hall.come(on_paper_number=10, arrived_at=NOW + timedelta(minutes=1), by=hall.desk)
    with pytest.raises(InvalidInput):
        hall.come(on_paper_number=10_000, arrived_at=came_at, by=hall.desk)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_a_paper_ticket_of_a_clock_change_belongs_to_its_local_day(hall: Hall, day: date) -> None:
    from amtslotse.kernel.localtime import begins

    first, last = begins(day), begins(day + timedelta(days=1)) - timedelta(minutes=1)
    for came_at, number in ((first, 1), (last, 2)):
        hall.come(on_paper_number=number, arrived_at=came_at, by=hall.desk, now=last + timedelta(hours=20))
    assert set(Ticket.objects.values_list("day", flat=True)) == {day}


@pytest.mark.parametrize(
    "wrong",
    [
        {"klass": "vip"},
        {"bodies": ()},
        {"bodies": ("office", "office")},
        {"bodies": ("tax",)},
        {"needs": {"coffee"}},
        {"name": "A\u202eB"},
    ],
)
def test_what_cannot_be_is_refused(hall: Hall, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        hall.come(**{"klass": "regular", **wrong})
    assert not Ticket.objects.exists()


def test_nobody_makes_herself_an_emergency(hall: Hall) -> None:
    with pytest.raises(InvalidInput):
        hall.come("emergency", by=APPLICANT)
    assert hall.come("clearing", by=APPLICANT).number == 1
    assert hall.come("emergency", by=hall.desk).number == 2
    with pytest.raises(NotAllowed):
        hall.come(by=hall.head)
    with pytest.raises(NotFound):
        hall.come(site="nowhere")


def test_a_ticket_is_found_by_its_id_alone(hall: Hall) -> None:
    ticket = hall.come(bodies=("office", "jobcenter"))
    assert queries.ticket(ticket=ticket.id) == ticket
    assert [(each.body_name, each.status, each.counters) for each in ticket.stations] == [
        ("Ausländerbehörde", "waiting", (2, 3, 4)),
        ("Jobcenter", "later", (9,)),
    ]
    with pytest.raises(NotFound):
        queries.ticket(ticket=uuid4())
