"""What the hall shows: places, ranges from the journal, the last four calls, and a number that changes when they do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.models import OpenCounter, Pace, Stop
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.models import Office
from tests.factories.frontdesk import BRANCH, MAIN, NOW, Hall, counter


def _served(hall: Hall, count: int, minutes: float, klass: str = "regular") -> None:
    """So many people were called and served so long, an hour ago and more."""
    began = NOW - timedelta(hours=20)
    place = hall.sit(2, now=began)
    for number in range(count):
        at = began + timedelta(minutes=number * 12)
        hall.come(klass, now=at)
        called = actions.call_next(counter=place, by=hall.clerk, now=at)
        assert called is not None
        spread = 1 + 0.1 * (number % 5 - 2)
        actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=at + timedelta(minutes=minutes * spread))
    actions.close_counter(counter=place, by=hall.clerk, now=NOW)


def test_paces_come_from_the_journal(hall: Hall) -> None:
    _served(hall, 10, 10)
    hall.come()
    assert actions.measure(now=NOW) == 1
    pace = Pace.objects.get()
    assert (pace.body, pace.klass, pace.count) == ("office", "regular", 10)
    assert pace.mean_seconds == pytest.approx(600, abs=1)
    assert actions.measure(now=NOW + timedelta(days=29)) == 0
    assert not Pace.objects.exists()


def test_no_range_from_thin_data_then_one_that_fits(hall: Hall) -> None:
    hall.sit(2)
    hall.come(minutes_ago=40)
    hall.come(minutes_ago=20)
    mine = hall.come(minutes_ago=10)
    Pace.objects.create(body="office", klass="regular", count=29, mean_seconds=600, variance=14400, measured_at=NOW)
    actions.call_next(counter=counter(2), by=hall.clerk, now=NOW)
    place = queries.place_of(ticket=mine.id, now=NOW)
    assert (place.ahead, place.low_minutes, place.high_minutes, place.status) == (1, None, None, "waiting")
    Pace.objects.update(count=30)
    place = queries.place_of(ticket=mine.id, now=NOW)
    assert place.low_minutes is not None
    assert place.high_minutes is not None
    assert 10 <= place.low_minutes <= 17 <= place.high_minutes <= 22
    Office.objects.create(
        name="A", city="L", land="BW", address="", telephone="", email="a@example.org", settings={"wait_estimate_from": 100}
    )
    assert queries.place_of(ticket=mine.id, now=NOW).low_minutes is None


def test_nobody_at_a_counter_is_no_estimate(hall: Hall) -> None:
    Pace.objects.create(body="office", klass="regular", count=99, mean_seconds=600, variance=14400, measured_at=NOW)
    ticket = hall.come()
    assert queries.place_of(ticket=ticket.id, now=NOW).low_minutes is None
    hall.sit(2)
    place = queries.place_of(ticket=ticket.id, now=NOW)
    assert (place.low_minutes, place.high_minutes) == (0, 0)


def test_only_those_her_counters_would_call_first_are_ahead(hall: Hall) -> None:
    hall.sit(4)
    hall.come("emergency", minutes_ago=30)  # counter 4 does regular matters only
    hall.come("regular", minutes_ago=20)
    hall.come("regular", minutes_ago=1)
    mine = hall.come("regular", minutes_ago=10)
    assert queries.place_of(ticket=mine.id, now=NOW).ahead == 1
    hall.sit(2, hall.other_clerk)
    assert queries.place_of(ticket=mine.id, now=NOW).ahead == 2


def test_the_phone_is_told_the_counter_when_it_is_called(hall: Hall) -> None:
    place = hall.sit(2)
    ticket = hall.come()
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert called is not None
    seen = queries.place_of(ticket=ticket.id, now=NOW)
    assert (seen.status, seen.counter, seen.ahead, bool(seen.call_id)) == ("called", 2, 0, True)
    actions.recall(stop=called.stop, by=hall.clerk, now=NOW)
    assert queries.place_of(ticket=ticket.id, now=NOW).call_id != seen.call_id
    actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW)
    assert queries.place_of(ticket=ticket.id, now=NOW).status == "ended"


def test_before_her_time_the_phone_says_when_it_is(hall: Hall) -> None:
    hall.sit(2)
    early = hall.come(minutes_ago=10)
    due = NOW + timedelta(minutes=20)
    Stop.objects.filter(ticket=early.id).update(due_at=due, due_from=due, rank_at=due - timedelta(minutes=20))
    hall.come(minutes_ago=1)
    seen = queries.place_of(ticket=early.id, now=NOW)
    assert (seen.due_at, seen.ahead, seen.low_minutes) == (due, 1, None)
    later = queries.place_of(ticket=early.id, now=due)
    assert (later.due_at, later.ahead) == (None, 1)


def test_the_display_shows_the_last_four_calls_newest_first(hall: Hall) -> None:
    place = hall.sit(2)
    for number in range(6):
        hall.come(minutes_ago=30 - number)
    for number in range(6):
        at = NOW + timedelta(minutes=number)
        called = actions.call_next(counter=place, by=hall.clerk, now=at)
        assert called is not None
        actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=at)
    hall.come()
    view = queries.display(site=MAIN, now=NOW)
    assert [each.display for each in view.calls] == ["006", "005", "004", "003"]
    assert {each.counter for each in view.calls} == {2}
    assert (view.open_counters, view.waiting) == ((2,), 1)
    assert queries.display(site=BRANCH, now=NOW).calls == ()
    with pytest.raises(NotFound):
        queries.display(site="nowhere", now=NOW)


def test_the_pulse_changes_with_everything_that_is_shown_and_with_nothing_else(hall: Hall) -> None:
    seen = [queries.pulse(site=MAIN)]

    def changed() -> bool:
        seen.append(queries.pulse(site=MAIN))
        return seen[-1] not in seen[:-1]

    ticket = hall.come()
    assert changed()
    place = hall.sit(2)
    assert changed()
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert called is not None
    assert changed()
    actions.recall(stop=called.stop, by=hall.clerk, now=NOW)
    assert changed()
    actions.start(stop=called.stop, by=hall.clerk, now=NOW)
    assert changed()
    actions.park(stop=called.stop, by=hall.clerk, now=NOW)
    assert changed()
    actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW)
    assert changed()
    before = queries.pulse(site=MAIN)
    hall.come(site=BRANCH)
    queries.place_of(ticket=ticket.id, now=NOW)
    assert queries.pulse(site=MAIN) == before
    assert 0 <= before < 2**53
    assert OpenCounter.objects.count() == 1
    assert queries.pulse(site="nowhere") == 0


def test_today_at_one_glance(hall: Hall) -> None:
    hall.sit(2)
    hall.come("regular", minutes_ago=25)
    hall.come("emergency", minutes_ago=2)
    hall.come("regular", site=BRANCH)
    called = actions.call_next(counter=counter(2), by=hall.clerk, now=NOW)
    assert called is not None
    view = queries.today(site=MAIN, actor=hall.clerk, now=NOW)
    assert view.next is not None
    assert (view.next.rule, view.next.waited_minutes, view.next.display) == ("waited", 25, "001")
    at_two = next(row for row in view.counters if row.number == 2)
    assert (at_two.status, at_two.ticket_display, at_two.is_mine) == ("called", "002", True)
    assert next(row for row in view.counters if row.number == 3).status == "closed"
    with pytest.raises(NotFound):
        queries.today(site="nowhere", actor=hall.desk, now=NOW)
