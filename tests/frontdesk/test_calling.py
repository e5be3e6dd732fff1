"""Calling: the order of the engine, one person per counter, names only where somebody called."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.models import OpenCounter, Stop, Ticket
from amtslotse.frontdesk.queries.desk import in_line
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import NotAllowed, NotFound
from amtslotse.offices.models import Counter
from tests.factories.frontdesk import BRANCH, MAIN, NOW, Hall, counter


def test_emergency_then_who_waits_longest_and_the_rule_is_stored(hall: Hall) -> None:
    place = hall.sit(2)
    hall.come("regular", minutes_ago=50)
    hall.come("short", minutes_ago=45)
    hall.come("emergency", minutes_ago=1)
    order = []
    while called := actions.call_next(counter=place, by=hall.clerk, now=NOW):
        order.append((called.klass, called.rule))
        actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW)
    assert order == [("emergency", "emergency"), ("short", "short"), ("regular", "waited")]
    assert list(Stop.objects.order_by("pk").values_list("call_rule", flat=True)) == ["waited", "short", "emergency"]


def test_who_comes_early_is_called_when_nobody_else_is_due(hall: Hall) -> None:
    place = hall.sit(2)
    early = hall.come(minutes_ago=30)
    Stop.objects.filter(ticket=early.id).update(due_at=NOW + timedelta(minutes=30), due_from=NOW + timedelta(minutes=30))
    walk_in = hall.come(minutes_ago=1)
    first = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert first is not None
    assert first.ticket == walk_in.id
    actions.finish(stop=first.stop, outcome="done", by=hall.clerk, now=NOW)
    second = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert second is not None
    assert (second.ticket, second.rule) == (early.id, "early")


def test_a_double_click_calls_nobody_else(hall: Hall) -> None:
    place = hall.sit(2)
    hall.crowd(3)
    first = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert actions.call_next(counter=place, by=hall.clerk, now=NOW) == first
    assert Stop.objects.filter(status="called").count() == 1


def test_who_calls_sits_at_the_counter(hall: Hall) -> None:
    hall.come()
    with pytest.raises(actions.CounterNotOpen):
        actions.call_next(counter=counter(2), by=hall.clerk, now=NOW)
    place = hall.sit(2)
    with pytest.raises(actions.CounterNotOpen):
        actions.call_next(counter=place, by=hall.other_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        actions.call_next(counter=place, by=hall.head, now=NOW)
    with pytest.raises(actions.CounterTaken):
        actions.open_counter(counter=place, by=hall.other_clerk, now=NOW)
    with pytest.raises(actions.CounterTaken):
        actions.open_counter(counter=counter(3), by=hall.clerk, now=NOW)
    actions.open_counter(counter=place, by=hall.clerk, now=NOW)
    assert OpenCounter.objects.filter(closed_at=None).count() == 1


def test_a_counter_with_a_person_does_not_close(hall: Hall) -> None:
    place = hall.sit(2)
    hall.come()
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert called is not None
    with pytest.raises(actions.PersonThere):
        actions.close_counter(counter=place, by=hall.clerk, now=NOW)
    with pytest.raises(NotFound):
        actions.close_counter(counter=place, by=hall.other_clerk, now=NOW)
    actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW)
    actions.close_counter(counter=place, by=hall.clerk, now=NOW)
    actions.close_counter(counter=place, by=hall.clerk, now=NOW)
    assert queries.at_counter(actor=hall.clerk, now=NOW) is None


@pytest.mark.parametrize(
    ("number", "klass", "more", "is_called"),
    [
        (1, "short", {}, True),
        (1, "regular", {}, False),
        (2, "clearing", {}, False),
        (5, "clearing", {}, True),
        (5, "short", {}, False),
        (4, "regular", {}, True),
        (4, "regular", {"needs": {"step_free"}}, False),
        (2, "regular", {"needs": {"step_free"}}, True),
        (2, "regular", {"bodies": ("jobcenter",)}, False),
        (2, "regular", {"site": BRANCH}, False),
    ],
)
def test_a_counter_calls_whom_it_may_serve(
    hall: Hall, number: int, klass: str, more: dict[str, object], is_called: bool
) -> None:
    place = hall.sit(number)
    hall.come(klass, **more)
    assert (actions.call_next(counter=place, by=hall.clerk, now=NOW) is not None) is is_called


def test_a_counter_that_does_the_matter_serves_it_without_the_class(hall: Hall) -> None:
    Counter.objects.filter(pk=counter(1)).update(serves=["short", "card"])
    place = hall.sit(1)
    hall.come("regular", matters=("card", "pass"))
    assert actions.call_next(counter=place, by=hall.clerk, now=NOW) is None
    hall.come("regular", matters=("card",))
    assert actions.call_next(counter=place, by=hall.clerk, now=NOW) is not None


def test_a_counter_that_speaks_her_language_is_a_little_nearer_to_her(hall: Hall) -> None:
    place = hall.sit(2)
    hall.come(minutes_ago=9)
    speaks = hall.come(minutes_ago=1, language="en")
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert called is not None
    assert (called.ticket, called.rule) == (speaks.id, "language")
    other = hall.sit(3, hall.other_clerk)
    hall.come(minutes_ago=1, language="en")
    called = actions.call_next(counter=other, by=hall.other_clerk, now=NOW)
    assert called is not None
    assert called.rule == "waited"


def test_the_database_orders_as_the_engine_does(hall: Hall) -> None:
    chance = random.Random(7)
    for number in range(120):
        ticket = hall.come(
            chance.choice(["regular", "short", "emergency", "clearing"]),
            minutes_ago=chance.randrange(180),
            language=chance.choice(["de", "en", "ar"]),
            needs={"step_free"} if chance.random() < 0.2 else set(),
            matters=chance.choice([(), ("card",), ("card", "pass")]),
        )
        if number % 3 == 0:
            due = NOW + timedelta(minutes=chance.randrange(-60, 60))
            Stop.objects.filter(ticket=ticket.id).update(
                due_at=due, due_from=due, rank_at=due - timedelta(minutes=chance.randrange(60))
            )
        if number % 10 == 0:
            Stop.objects.filter(ticket=ticket.id).update(wanted_counter=counter(chance.choice([2, 4])))
    Counter.objects.filter(pk=counter(4)).update(serves=["regular", "card"], languages=["ar"])
    for number in (2, 4, 1, 5):
        place = Counter.objects.get(pk=hall.sit(number))
        waiting = Stop.objects.filter(status="waiting").select_related("ticket")
        expected = [row.ticket_id for row in in_line(place, waiting, NOW)][:12]
        called = []
        for _ in range(12):
            at = actions.call_next(counter=place.pk, by=hall.clerk, now=NOW)
            if at is None:
                break
            called.append(at.ticket)
            actions.finish(stop=at.stop, outcome="done", by=hall.clerk, now=NOW)
        assert called == expected
        assert called
        actions.close_counter(counter=place.pk, by=hall.clerk, now=NOW)


def test_recall_start_and_the_journal(hall: Hall) -> None:
    place = hall.sit(2)
    ticket = hall.come(minutes_ago=10)
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert called is not None
    before = queries.display(site=MAIN, now=NOW).calls[0].call_id
    actions.recall(stop=called.stop, by=hall.clerk, now=NOW + timedelta(minutes=1))
    assert queries.display(site=MAIN, now=NOW).calls[0].call_id != before
    actions.start(stop=called.stop, by=hall.clerk, now=NOW + timedelta(minutes=2))
    actions.start(stop=called.stop, by=hall.clerk, now=NOW + timedelta(minutes=2))
    with pytest.raises(actions.NotNow):
        actions.recall(stop=called.stop, by=hall.clerk, now=NOW)
    actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW + timedelta(minutes=9))
    events = events_of(stream_kind="ticket", stream_ref=str(ticket.id))
    assert [event.kind.partition(".")[2] for event in events] == [
        "arrived",
        "called",
        "recalled",
        "started",
        "stop_ended",
        "ended",
    ]
    assert events[1].payload == {
        "counter_kind": "regular",
        "body": "office",
        "klass": "regular",
        "rule": "waited",
        "waited_seconds": 600,
    }
    assert events[4].payload["seconds"] == 8 * 60
    assert "2" not in str(events[1].payload.get("counter", ""))


def test_a_chosen_person_is_called_by_choice(hall: Hall) -> None:
    place = hall.sit(2)
    hall.come(minutes_ago=30)
    wanted = Stop.objects.get(ticket=hall.come().id)
    assert actions.call(stop=wanted.pk, counter=place, by=hall.clerk, now=NOW).rule == "chosen"
    assert actions.call(stop=wanted.pk, counter=place, by=hall.clerk, now=NOW).stop == wanted.pk
    other = hall.sit(3, hall.other_clerk)
    with pytest.raises(actions.NotNow):
        actions.call(stop=wanted.pk, counter=other, by=hall.other_clerk, now=NOW)
    with pytest.raises(actions.NotNow):
        actions.call(stop=Stop.objects.get(status="waiting").pk, counter=place, by=hall.clerk, now=NOW)


def test_names_stay_hidden_until_the_number_is_called(hall: Hall) -> None:
    place = hall.sit(2)
    ticket = hall.come(name="Nur Gerufene")
    before = [
        queries.today(site=MAIN, actor=hall.desk, now=NOW),
        queries.at_counter(actor=hall.clerk, now=NOW),
        queries.display(site=MAIN, now=NOW),
        queries.place_of(ticket=ticket.id, now=NOW),
        queries.ticket(ticket=ticket.id),
        queries.find(text="Nur", actor=hall.desk, now=NOW),
    ]
    assert "Gerufene" not in str(before)
    assert queries.find(text="Gerufene", actor=hall.desk, now=NOW)[0].ref == str(ticket.id)
    actions.call_next(counter=place, by=hall.clerk, now=NOW)
    at = queries.at_counter(actor=hall.clerk, now=NOW)
    assert at is not None
    assert at.here is not None
    assert at.here.name == "Nur Gerufene"
    others = [
        queries.today(site=MAIN, actor=hall.desk, now=NOW),
        queries.at_counter(actor=hall.other_clerk, now=NOW),
        queries.display(site=MAIN, now=NOW),
    ]
    assert "Gerufene" not in str(others)


def test_the_schema_gives_one_person_per_counter_and_one_counter_per_person(hall: Hall) -> None:
    one, two = (Stop.objects.get(ticket=hall.come(bodies=("office", "jobcenter")).id, position=0) for _ in range(2))
    taken = {"status": "called", "counter_id": counter(2), "called_at": NOW}
    Stop.objects.filter(pk=one.pk).update(**taken)
    with pytest.raises(IntegrityError, match="one_person_per_counter"), transaction.atomic():
        Stop.objects.filter(pk=two.pk).update(**taken)
    with pytest.raises(IntegrityError, match="one_counter_per_person"), transaction.atomic():
        Stop.objects.filter(ticket=one.ticket, position=1).update(**taken | {"counter_id": counter(9)})
    with pytest.raises(IntegrityError, match="a_called_stop_has_a_counter"), transaction.atomic():
        Stop.objects.filter(pk=two.pk).update(status="called")


def test_yesterdays_numbers_are_not_called(hall: Hall) -> None:
    place = hall.sit(2)
    hall.come(now=NOW - timedelta(days=1))
    assert actions.call_next(counter=place, by=hall.clerk, now=NOW) is None
    with pytest.raises(NotFound):
        queries.place_of(ticket=Ticket.objects.get().pk, now=NOW)
    with pytest.raises(NotFound):
        actions.recall(stop=10**6, by=hall.clerk, now=NOW)
    with pytest.raises(NotFound):
        queries.place_of(ticket=uuid4(), now=NOW)
