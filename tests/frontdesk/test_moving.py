"""Out of the line and back, on to another counter or body, and how visits end: nobody loses a place, nobody vanishes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.models import Stop, Ticket
from amtslotse.frontdesk.queries import CalledView
from amtslotse.frontdesk.rules.stations import outcome_of
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.frontdesk import MAIN, NOW, Hall, counter
from tests.factories.staff import make_actor


def _called(hall: Hall, number: int = 2, by: Actor | None = None) -> CalledView:
    by = by or hall.clerk
    at = queries.at_counter(actor=by, now=NOW)
    place = at.counter if at else hall.sit(number, by)
    called = actions.call_next(counter=place, by=by, now=NOW)
    assert called is not None
    return called


def test_a_parked_person_keeps_her_place(hall: Hall) -> None:
    first = hall.come(minutes_ago=30)
    hall.come(minutes_ago=20)
    called = _called(hall)
    assert called.ticket == first.id
    actions.park(stop=called.stop, by=hall.clerk, now=NOW)
    second = _called(hall)
    assert second.ticket != first.id
    actions.finish(stop=second.stop, outcome="done", by=hall.clerk, now=NOW)
    assert queries.today(site=MAIN, actor=hall.desk, now=NOW).parked[0].ticket == first.id
    hall.come(minutes_ago=25)
    actions.unpark(stop=called.stop, by=hall.clerk, now=NOW + timedelta(minutes=5))
    again = _called(hall)
    assert (again.ticket, again.waited_minutes) == (first.id, 30)
    with pytest.raises(actions.NotNow):
        actions.unpark(stop=called.stop, by=hall.clerk, now=NOW)


def test_a_parked_person_is_called_by_choice(hall: Hall) -> None:
    hall.come()
    called = _called(hall)
    actions.park(stop=called.stop, by=hall.clerk, now=NOW)
    assert actions.call_next(counter=called.counter, by=hall.clerk, now=NOW) is None
    assert actions.call(stop=called.stop, counter=called.counter, by=hall.clerk, now=NOW).rule == "chosen"


def test_sent_on_to_a_counter_she_is_called_there_and_nowhere_else(hall: Hall) -> None:
    ticket = hall.come(minutes_ago=30)
    called = _called(hall)
    actions.send_on(stop=called.stop, counter=counter(4), by=hall.clerk, now=NOW)
    hall.come(minutes_ago=5)
    assert _called(hall).ticket != ticket.id
    there = _called(hall, 4, hall.other_clerk)
    assert (there.ticket, there.rule, there.waited_minutes) == (ticket.id, "sent_here", 30)


def test_a_counter_that_closes_lets_those_sent_there_go_elsewhere(hall: Hall) -> None:
    hall.come(minutes_ago=30)
    called = _called(hall)
    other = hall.sit(3, hall.other_clerk)
    actions.send_on(stop=called.stop, counter=other, by=hall.clerk, now=NOW)
    assert actions.call_next(counter=called.counter, by=hall.clerk, now=NOW) is None
    actions.close_counter(counter=other, by=hall.other_clerk, now=NOW)
    assert actions.call_next(counter=called.counter, by=hall.clerk, now=NOW) is not None


def test_another_class_keeps_the_waiting_time(hall: Hall) -> None:
    ticket = hall.come("clearing", minutes_ago=30)
    called = _called(hall, 5)
    actions.send_on(stop=called.stop, klass="emergency", by=hall.clerk, now=NOW)
    (stop,) = Stop.objects.filter(ticket=ticket.id)
    assert (stop.klass, stop.status, stop.waiting_since) == ("emergency", "waiting", NOW - timedelta(minutes=30))
    assert stop.rank_at == NOW - timedelta(minutes=90)


@pytest.mark.parametrize("wrong", [{}, {"klass": "vip"}, {"counter": 10**6}, {"body": "tax"}, {"body": "office"}])
def test_nowhere_is_no_way_on(hall: Hall, wrong: dict[str, object]) -> None:
    hall.come()
    called = _called(hall)
    with pytest.raises(InvalidInput):
        actions.send_on(stop=called.stop, by=hall.clerk, now=NOW, **wrong)


def test_sent_to_another_body_her_place_goes_with_her(hall: Hall) -> None:
    ticket = hall.come(minutes_ago=30)
    called = _called(hall)
    actions.send_on(stop=called.stop, body="jobcenter", by=hall.clerk, now=NOW)
    first, second = Stop.objects.filter(ticket=ticket.id).order_by("position")
    assert (first.status, first.outcome, second.body_id, second.status) == ("done", "referred", "jobcenter", "waiting")
    assert second.waiting_since == NOW - timedelta(minutes=30)
    there = _called(hall, 9, hall.jobcenter)
    actions.finish(stop=there.stop, outcome="done", by=hall.jobcenter, now=NOW)
    assert Ticket.objects.get(pk=ticket.id).outcome == "done"


def test_a_detour_comes_before_what_was_to_follow(hall: Hall) -> None:
    ticket = hall.come(bodies=("office", "jobcenter"))
    actions.send_on(stop=_called(hall).stop, body="buergerbuero", by=hall.clerk, now=NOW)
    stations = [(each.body, each.status) for each in queries.ticket(ticket=ticket.id).stations]
    assert stations == [("office", "done"), ("buergerbuero", "waiting"), ("jobcenter", "later")]


def test_sent_to_a_body_that_was_to_come_anyway_makes_no_second_station(hall: Hall) -> None:
    ticket = hall.come(bodies=("office", "jobcenter"))
    actions.send_on(stop=_called(hall).stop, body="jobcenter", by=hall.clerk, now=NOW)
    stations = [(each.body, each.status) for each in queries.ticket(ticket=ticket.id).stations]
    assert stations == [("office", "done"), ("jobcenter", "waiting")]


def test_a_chain_of_stations_and_its_slip(hall: Hall) -> None:
    ticket = hall.come(bodies=("office", "buergerbuero", "jobcenter"), matters=("secret",), minutes_ago=10)
    called = _called(hall)
    assert called.then == ("buergerbuero", "jobcenter")
    actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW)
    slip = queries.slip(ticket=ticket.id, language="de")
    assert slip is not None
    assert (slip.display, slip.body_name, slip.counters, slip.after) == ("001", "Bürgerbüro", (), ("Jobcenter",))
    assert "secret" not in str(slip)
    second = Stop.objects.get(ticket=ticket.id, body="buergerbuero")
    assert (second.status, second.waiting_since) == ("waiting", NOW)
    Stop.objects.filter(pk=second.pk).update(body="office")
    actions.finish(stop=second.pk, outcome="appointment", by=hall.clerk, now=NOW)
    at_jobcenter = _called(hall, 9, hall.jobcenter)
    assert (at_jobcenter.ticket, at_jobcenter.matters) == (ticket.id, ())
    actions.finish(stop=at_jobcenter.stop, outcome="done", by=hall.jobcenter, now=NOW)
    assert queries.slip(ticket=ticket.id, language="de") is None
    assert Ticket.objects.get(pk=ticket.id).outcome == "appointment"


def test_each_body_sees_and_touches_its_own_stations_only(hall: Hall) -> None:
    hall.come("clearing", bodies=("office", "jobcenter"), matters=("secret",))
    hall.come("regular", bodies=("jobcenter",), name="Nur Jobcenter")
    office = queries.today(site=MAIN, actor=hall.desk, now=NOW)
    jobcenter = queries.today(site=MAIN, actor=hall.jobcenter, now=NOW)
    assert [row.number for row in office.waiting] == [1]
    assert [row.number for row in jobcenter.waiting] == [2]
    assert {row.number for row in jobcenter.counters} == {9}
    assert jobcenter.coming == ()
    for stop in Stop.objects.all():
        stranger = hall.jobcenter if stop.body_id == "office" else hall.clerk
        for action in (actions.park, actions.unpark, actions.recall, actions.start, actions.no_show):
            with pytest.raises(NotFound):
                action(stop=stop.pk, by=stranger, now=NOW)
        with pytest.raises(NotFound):
            actions.finish(stop=stop.pk, outcome="done", by=stranger, now=NOW)
        with pytest.raises(NotFound):
            actions.send_on(stop=stop.pk, body="buergerbuero", by=stranger, now=NOW)
    with pytest.raises(NotFound):
        actions.open_counter(counter=counter(9), by=hall.clerk, now=NOW)
    with pytest.raises(NotFound):
        actions.open_counter(counter=counter(2), by=hall.jobcenter, now=NOW)
    assert queries.find(text="2", actor=hall.desk, now=NOW) == ()
    assert [hit.label for hit in queries.find(text="1", actor=hall.jobcenter, now=NOW)] == ["001"]  # she comes there later
    assert queries.find(text="Jobcenter", actor=hall.desk, now=NOW) == ()


def test_a_body_that_takes_somebody_over_learns_no_case_and_no_appointment(hall: Hall) -> None:
    from uuid import uuid4

    hall.come(bodies=("office", "jobcenter"), case_ref=uuid4())
    here = _called(hall)
    assert here.case_ref is not None
    actions.finish(stop=here.stop, outcome="done", by=hall.clerk, now=NOW)
    there = _called(hall, 9, hall.jobcenter)
    assert (there.case_ref, there.appointment, there.matters) == (None, None, ())


def test_every_visit_ends_in_an_outcome_and_the_share_counts_who_was_there(hall: Hall) -> None:
    for outcome in ("done", "appointment", "filed", "referred", "left"):
        hall.come()
        called = _called(hall)
        actions.finish(stop=called.stop, outcome=outcome, by=hall.clerk, now=NOW)
        assert Ticket.objects.get(pk=called.ticket).outcome == outcome
    hall.come()
    actions.no_show(stop=_called(hall).stop, by=hall.clerk, now=NOW)
    share = queries.today(site=MAIN, actor=hall.desk, now=NOW).share
    assert (share.ended, share.with_result, share.no_show, share.percent) == (5, 4, 1, 80.0)
    assert queries.today(site=MAIN, actor=hall.jobcenter, now=NOW).share.percent is None


def test_needs_go_when_the_visit_ends(hall: Hall) -> None:
    ticket = hall.come(needs={"interpreter", "step_free", "helper"}, bodies=("office", "jobcenter"))
    called = _called(hall)
    assert set(called.needs) == {"interpreter", "step_free", "helper"}
    actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW)
    assert Ticket.objects.get(pk=ticket.id).needs_interpreter
    actions.finish(stop=_called(hall, 9, hall.jobcenter).stop, outcome="done", by=hall.jobcenter, now=NOW)
    row = Ticket.objects.get(pk=ticket.id)
    assert not any([row.needs_interpreter, row.needs_step_free, row.needs_helper])


def test_who_does_not_come_to_a_later_station_left(hall: Hall) -> None:
    ticket = hall.come(bodies=("office", "jobcenter", "buergerbuero"))
    actions.finish(stop=_called(hall).stop, outcome="done", by=hall.clerk, now=NOW)
    actions.no_show(stop=_called(hall, 9, hall.jobcenter).stop, by=hall.jobcenter, now=NOW)
    assert Ticket.objects.get(pk=ticket.id).outcome == "left"
    assert not Stop.objects.filter(ticket=ticket.id, status="later").exists()


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["done"], "done"),
        (["referred", "done"], "done"),
        (["done", "appointment"], "appointment"),
        (["done", "no_show"], "left"),
        (["no_show"], "no_show"),
        (["left", "done"], "left"),
        (["referred"], "referred"),
    ],
)
def test_what_a_visit_came_to(outcomes: list[str], whole: str) -> None:
    assert outcome_of(outcomes) == whole


def test_express_matters_are_ticked_and_journaled(hall: Hall) -> None:
    assert actions.set_express(by=hall.head, now=NOW) == len(queries.express_matters("de"))
    ticks = [each.key for each in queries.express_matters("en")][:2]
    ticket = hall.come("short")
    called = _called(hall, 1)
    with pytest.raises(InvalidInput):
        actions.finish(stop=called.stop, outcome="done", express=("magic",), by=hall.clerk, now=NOW)
    actions.finish(stop=called.stop, outcome="done", express=ticks, by=hall.clerk, now=NOW + timedelta(minutes=4))
    ended = events_of(stream_kind="ticket", stream_ref=str(ticket.id))[-2]
    assert (ended.payload["express"], ended.payload["seconds"]) == (sorted(ticks), 240)
    assert all(each.minutes <= 5 for each in queries.express_matters("ar"))


@pytest.mark.parametrize("outcome", ["no_show", "", "gone"])
def test_an_outcome_is_one_of_the_words(hall: Hall, outcome: str) -> None:
    hall.come()
    with pytest.raises(InvalidInput):
        actions.finish(stop=_called(hall).stop, outcome=outcome, by=hall.clerk, now=NOW)


def test_who_leaves_the_line_is_noted(hall: Hall) -> None:
    ticket = hall.come()
    actions.finish(stop=Stop.objects.get().pk, outcome="left", by=hall.desk, now=NOW)
    assert Ticket.objects.get(pk=ticket.id).outcome == "left"
    ended = events_of(stream_kind="ticket", stream_ref=str(ticket.id))[-2]
    assert ended.payload["seconds"] == 0


def test_lifted_with_a_reason_she_is_next_and_the_journal_counts_it(hall: Hall) -> None:
    hall.come("emergency", minutes_ago=60)
    late = hall.come(minutes_ago=1)
    stop = Stop.objects.get(ticket=late.id)
    clearing = make_actor("clearing")
    assert queries.waiting(stop=stop.pk, actor=clearing, now=NOW).lift_reason == ""
    actions.lift(stop=stop.pk, reason="Kind mit Fieber", by=clearing, now=NOW)
    actions.lift(stop=stop.pk, reason="Zweiter Klick", by=clearing, now=NOW)
    row = queries.waiting(stop=stop.pk, actor=clearing, now=NOW)
    assert (row.rule, row.lift_reason, row.waited_minutes) == ("lifted", "Kind mit Fieber", 1)
    called = _called(hall)
    assert (called.ticket, called.rule) == (late.id, "lifted")
    kinds = [event.kind for event in events_of(stream_kind="ticket", stream_ref=str(late.id))]
    assert kinds.count("ticket.lifted") == 1
    with pytest.raises(actions.NotNow):
        actions.lift(stop=stop.pk, reason="zu spät", by=clearing, now=NOW)
    actions.sweep(now=NOW + timedelta(hours=15))
    stop.refresh_from_db()
    assert (stop.lifted_at, stop.lift_reason) == (None, "")


def test_nobody_is_lifted_without_a_reason_by_the_desk_or_by_another_body(hall: Hall) -> None:
    hall.come()
    stop = Stop.objects.get()
    for reason in ("", " \t "):
        with pytest.raises(InvalidInput):
            actions.lift(stop=stop.pk, reason=reason, by=hall.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        actions.lift(stop=stop.pk, reason="kennt jemanden", by=hall.desk, now=NOW)
    with pytest.raises(NotFound):
        actions.lift(stop=stop.pk, reason="x", by=make_actor("caseworker", teams=("jobcenter",)), now=NOW)
    assert Stop.objects.get().lifted_at is None
    with pytest.raises(IntegrityError, match="nobody_is_lifted_without_a_reason"), transaction.atomic():
        Stop.objects.update(lifted_at=NOW)
