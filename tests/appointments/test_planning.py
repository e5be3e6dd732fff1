"""Places are what the plan says, and whoever sits on one keeps it."""

from __future__ import annotations

import random
import threading
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Appointment, ClassPolicy, Matter, Place, PlanRule, Request, Seat
from amtslotse.appointments.rules.planning import PolicyInput
from amtslotse.engines.slots import Offer
from amtslotse.flows import replanning
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed
from amtslotse.kernel.localtime import at
from amtslotse.offices import actions as office_actions
from amtslotse.offices import queries as offices
from tests.appointments import rows
from tests.environment import DATABASE, SERVER
from tests.factories import plan
from tests.factories.plan import MONDAY, NOW, TUESDAY, book, places
from tests.factories.staff import make_actor

MORNING = [(day, time(8), time(12)) for day in range(5)]


@pytest.fixture
def planned(db: None) -> None:
    """The demo office with its plan."""
    plan.furnish()


@pytest.fixture
def head(db: None) -> Actor:
    return make_actor("head")


def kinds() -> list[str]:
    return [event.kind for event in events_of(stream_kind="plan", stream_ref="plan")]


@pytest.mark.usefixtures("planned")
def test_the_plan_of_the_demo_makes_places() -> None:
    assert Matter.objects.filter(active=True).count() > 10
    assert Place.objects.count() > 3000
    assert not Place.objects.filter(starts_at__lte=NOW).exists()
    open_at = offices.open_periods(counters=None, from_day=MONDAY, to_day=MONDAY + timedelta(days=80))
    for place in Place.objects.all():
        assert any(begin <= place.starts_at and place.ends_at <= end for begin, end in open_at[place.counter_id])


@pytest.mark.usefixtures("planned")
def test_planning_again_changes_nothing_and_journals_nothing() -> None:
    before, said = list(Place.objects.order_by("pk").values_list()), len(kinds())
    done = actions.plan_ahead(by=SYSTEM, now=NOW)
    assert not done.anything
    assert list(Place.objects.order_by("pk").values_list()) == before
    assert len(kinds()) == said


@pytest.mark.usefixtures("planned")
def test_the_next_day_brings_the_next_days_places() -> None:
    before = Place.objects.count()
    done = actions.plan_ahead(by=SYSTEM, now=NOW + timedelta(days=1))
    assert done.made > 0
    assert done.retired == 0
    assert Place.objects.count() == before + done.made


@pytest.mark.usefixtures("planned")
def test_shorter_hours_never_lose_who_sits_there(head: Actor) -> None:
    sitting, free = places(counter=6, day=TUESDAY)[-1], places(counter=6, day=TUESDAY)[-2]
    appointment = book(sitting)
    shorter = [(day, time(8), time(11)) for day in range(5)]
    done = replanning.set_hours(site="marktplatz", hours=shorter, valid_from=TUESDAY, by=head, now=NOW)
    sitting.refresh_from_db()
    free.refresh_from_db()
    assert (sitting.retired, sitting.stranded) == (False, True)
    assert free.retired
    assert done.stranded == 1
    assert kinds()[-1] == "plan.stranded"
    assert [row.appointment for row in queries.stranded(actor=head, now=NOW)] == [appointment]
    assert Appointment.objects.get(pk=appointment).status == "booked"
    # Nobody else can sit there, and it stays so however often the plan runs.
    with pytest.raises(DomainError):
        book(free)
    assert not actions.plan_ahead(by=SYSTEM, now=NOW).anything


@pytest.mark.usefixtures("planned")
def test_the_old_hours_bring_the_stranded_back(head: Actor) -> None:
    sitting = places(counter=6, day=TUESDAY)[-1]
    book(sitting)
    shorter = [(day, time(8), time(11)) for day in range(5)]
    replanning.set_hours(site="marktplatz", hours=shorter, valid_from=TUESDAY, by=head, now=NOW)
    replanning.set_hours(site="marktplatz", hours=MORNING, valid_from=TUESDAY, by=head, now=NOW)
    assert queries.count_stranded(now=NOW) == 0
    assert len(places(counter=6, day=TUESDAY)) == 8


@pytest.mark.usefixtures("planned")
def test_a_person_can_keep_the_stranded(head: Actor) -> None:
    sitting = places(counter=6, day=TUESDAY)[-1]
    book(sitting)
    replanning.set_hours(
        site="marktplatz", hours=[(day, time(8), time(11)) for day in range(5)], valid_from=TUESDAY, by=head, now=NOW
    )
    actions.keep_stranded(place=sitting.pk, by=head, now=NOW)
    actions.keep_stranded(place=sitting.pk, by=head, now=NOW)
    assert queries.count_stranded(now=NOW) == 0
    assert not actions.plan_ahead(by=SYSTEM, now=NOW).anything


@pytest.mark.usefixtures("planned")
def test_another_grid_moves_nobody(head: Actor) -> None:
    """The counter is still open then for that class: how it cuts its time does not matter to who has a time."""
    sitting = places(counter=6, day=TUESDAY)[1]
    book(sitting)
    counter = sitting.counter_id
    offers = [Offer(counter, day, time(8), time(12), "regular", "public", 40, TUESDAY) for day in range(5)]
    done = actions.set_rules(counter=counter, offers=offers, valid_from=TUESDAY, by=head, now=NOW)
    assert done.stranded == 0
    kept = places(counter=6, day=TUESDAY)
    assert sitting in kept
    assert all(one.ends_at <= two.starts_at for one in kept for two in kept if one.starts_at < two.starts_at)


@pytest.mark.usefixtures("planned")
def test_a_plan_that_cannot_be_followed_is_refused(head: Actor) -> None:
    counter = next(each.id for each in offices.counters(site="marktplatz") if each.number == 6)

    def offer(**changes: Any) -> Offer:
        values = {"opens": time(8), "closes": time(12), "klass": "regular", "contingent": "public", "minutes": 30}
        return Offer(counter=counter, weekday=0, valid_from=MONDAY, **{**values, **changes})

    for offers, reason in (
        ([offer(klass="emergency")], "does_not_serve"),
        ([offer(), offer(opens=time(11))], "overlap"),
        ([offer(closes=time(7))], "closes_before_it_opens"),
        ([offer(minutes=4)], "minutes_out_of_range"),
        ([offer(contingent="friends")], "unknown"),
    ):
        with pytest.raises(InvalidInput) as fault:
            actions.set_rules(counter=counter, offers=offers, valid_from=MONDAY, by=head, now=NOW)
        assert fault.value.reason == reason


@pytest.mark.usefixtures("planned")
def test_only_the_head_changes_the_plan() -> None:
    for role in ("desk", "clearing", "caseworker"):
        by = make_actor(role)
        with pytest.raises(NotAllowed):
            actions.plan_ahead(by=by, now=NOW)


@pytest.mark.usefixtures("planned")
def test_the_stranded_are_named_to_who_can_solve_it() -> None:
    for role in ("head", "desk", "clearing", "caseworker"):
        assert queries.stranded(actor=make_actor(role), now=NOW) == ()
    for role in ("council", "admin", "station"):
        with pytest.raises(NotAllowed):
            queries.stranded(actor=make_actor(role), now=NOW)


@pytest.mark.usefixtures("planned")
def test_carve_outs_release_themselves() -> None:
    first, second = places(counter=4, day=MONDAY, klass="emergency")
    book(second)
    assert not actions.release_carve_outs(now=first.starts_at - timedelta(minutes=121)).anything
    actions.release_carve_outs(now=first.starts_at - timedelta(minutes=90))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.klass, second.klass) == ("short", "emergency")
    assert kinds()[-1] == "plan.changed"
    # The nightly plan does not take it back.
    assert actions.plan_ahead(by=SYSTEM, now=first.starts_at - timedelta(minutes=80)).changed == 0
    actions.release_carve_outs(now=first.starts_at - timedelta(minutes=10))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.retired, second.retired, second.klass) == (True, False, "emergency")
    assert not actions.release_carve_outs(now=first.starts_at - timedelta(minutes=10)).anything


@pytest.mark.usefixtures("planned")
def test_third_next_counts_working_days_and_only_what_is_free_and_public() -> None:
    found = queries.third_next(klass="regular", now=NOW)
    assert (found.workdays, found.promise, found.kept) == (1, 10, True)
    Place.objects.filter(klass="regular", contingent="public", starts_at__lt=at(date(2026, 12, 28), time(0))).update(
        retired=True
    )
    later = queries.third_next(klass="regular", now=NOW)
    # 25 and 26 December are holidays, and no working days are counted on them.
    assert later.starts_at is not None
    assert later.starts_at.date() == date(2026, 12, 28)
    assert (later.workdays, later.kept) == (25, False)
    assert queries.third_next(klass="regular", now=NOW, sites=["nordstadt"]).free < later.free
    Place.objects.update(bookable_from=None)
    nothing = queries.third_next(klass="regular", now=NOW)
    assert (nothing.workdays, nothing.free, nothing.kept) == (None, 0, False)


@pytest.mark.usefixtures("planned")
def test_one_cancellation_of_tomorrow_does_not_flatter() -> None:
    Place.objects.filter(klass="short").update(retired=True)
    later = places(site="marktplatz", counter=6, day=date(2026, 12, 10))[:2]
    Place.objects.filter(pk__in=[place.pk for place in later]).update(klass="short")
    Place.objects.filter(pk=places(counter=6, day=MONDAY)[0].pk).update(klass="short")
    assert queries.third_next(klass="short", now=NOW).workdays == 14


@pytest.mark.usefixtures("planned")
def test_the_snapshot_of_the_day_is_in_the_journal() -> None:
    actions.take_snapshot(now=NOW)
    found = [each for each in events_of(stream_kind="plan", stream_ref="plan") if each.kind == "plan.snapshot"]
    assert [(each.payload["klass"], each.payload["third_next_workdays"]) for each in found] == [
        ("regular", 1),
        ("short", 1),
        ("emergency", 1),
    ]


@pytest.mark.usefixtures("planned")
def test_the_outlook_counts_weeks_in_few_queries() -> None:
    for place in places(counter=6, day=TUESDAY)[:3]:
        book(place, requested_at=NOW - timedelta(days=10))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = queries.outlook(now=NOW)
    assert len(asked) <= 4
    week = next(each for each in found.of("regular") if each.monday == MONDAY)
    assert (week.booked, week.places - week.booked) == (3, week.free)
    assert found.forecasts["regular"].n == 3
    assert found.forecasts["regular"].thin
    assert found.forecasts["regular"].error is None
    with CaptureQueriesContext(connection) as asked:
        queries.access(now=NOW)
    assert len(asked) <= 3


@pytest.mark.usefixtures("planned")
def test_what_other_shares_would_do_is_stored_nowhere() -> None:
    before = list(Place.objects.order_by("pk").values_list())
    now_is = {line.klass: line for line in queries.what_if(shares={}, now=NOW)}
    assert sum(line.share for line in now_is.values()) in (99, 100, 101)
    less = {line.klass: line for line in queries.what_if(shares={"regular": 1}, now=NOW)}
    assert less["regular"].places_a_day < now_is["regular"].places_a_day
    assert (less["regular"].workdays or 0) >= (now_is["regular"].workdays or 0)
    assert queries.what_if(shares={"short": 0}, now=NOW)[1].workdays is None
    assert list(Place.objects.order_by("pk").values_list()) == before


@pytest.mark.usefixtures("planned")
def test_a_proposal_is_accepted_by_a_person_and_for_one_day(head: Actor) -> None:
    assert queries.proposal(now=NOW) is None
    free = Place.objects.filter(klass="emergency", starts_at__date=MONDAY).count()
    for _ in range(free + 2):
        _waits_urgently()
    found = queries.proposal(now=NOW)
    assert found is not None
    assert (found.waiting, found.free, len(found.places), found.day) == (free + 2, free, 2, MONDAY)
    starts = [place.starts_at for place in found.places]
    with pytest.raises(actions.ProposalOutdated):
        actions.accept_proposal(counter=found.counter, starts=starts[:1], by=head, now=NOW)
    actions.accept_proposal(counter=found.counter, starts=starts, by=head, now=NOW)
    assert Place.objects.filter(klass="emergency", starts_at__date=MONDAY, retired=False).count() == free + 2
    assert queries.proposal(now=NOW) is None
    next_week = Place.objects.filter(klass="emergency", starts_at__date=MONDAY + timedelta(days=7), retired=False)
    assert next_week.count() == free
    assert not actions.plan_ahead(by=SYSTEM, now=NOW).anything


def _waits_urgently() -> None:
    party = rows.party()
    Request.objects.create(
        number=f"A{random.getrandbits(40)}",
        idempotency_key=party.pk,
        digest="d",
        ticket=f"{random.getrandbits(60):015}"[:16],
        kind="emergency",
        status="waiting",
        party=party,
        klass="emergency",
        matters=["study"],
        minutes=30,
        requested_at=NOW,
        requested_on=NOW.date(),
    )


@pytest.mark.usefixtures("planned")
def test_a_policy_has_limits(head: Actor) -> None:
    regular, short, _ = queries.policies()
    assert (regular.promise_workdays, short.draws) == (10, False)
    values = {name: getattr(short, name) for name in PolicyInput.__dataclass_fields__}
    for change, reason in (({"draws": True}, "never_drawn"), ({"horizon_days": 0}, "out_of_range")):
        with pytest.raises(InvalidInput) as fault:
            actions.set_policy(policy=PolicyInput(**{**values, **change}), by=head, now=NOW)
        assert fault.value.reason == reason
    actions.set_policy(policy=PolicyInput(**{**values, "promise_workdays": None}), by=head, now=NOW)
    assert ClassPolicy.objects.get(pk="short").promise_workdays is None


@pytest.mark.usefixtures("planned")
def test_both_clock_change_nights_are_planned_right(head: Actor) -> None:
    """The nights of 28 March and 31 October 2027, with a counter that is open all Sunday."""
    counter = next(each.id for each in offices.counters(site="marktplatz") if each.number == 6)
    for day, expected in ((date(2027, 3, 28), 10), (date(2027, 10, 31), 14)):
        now = datetime(day.year, day.month, 1, tzinfo=UTC)
        replanning.set_hours(site="marktplatz", hours=[(6, time(0), time(6))], valid_from=day, by=head, now=now)
        offers = [Offer(counter, 6, time(0), time(6), "regular", "public", 30, day)]
        actions.set_rules(counter=counter, offers=offers, valid_from=day, by=head, now=now)
        made = list(
            Place.objects.filter(
                counter=counter, retired=False, starts_at__gte=at(day, time(0)), starts_at__lt=at(day, time(12))
            ).order_by("starts_at")
        )
        assert len(made) == expected
        assert all(one.ends_at == two.starts_at for one, two in pairwise(made))


# ---- Rebuilding the plan under live bookings ------------------------------------------------------------------------


def _race(rebuild: Any, *, seats: list[Place]) -> list[int]:
    """Everybody books while the hours are rebuilt again and again; returns the acknowledged places."""
    gate = threading.Barrier(3)
    booked: list[int] = []
    done = threading.Event()

    def booking(mine: list[Place]) -> None:
        gate.wait()
        try:
            for place in mine:
                try:
                    book(place)
                except DomainError:
                    continue
                booked.append(place.pk)
        finally:
            connection.close()

    def rebuilding() -> None:
        gate.wait()
        try:
            turn = 0
            while not done.is_set():
                turn += 1
                rebuild(turn)
        finally:
            connection.close()

    crew = [threading.Thread(target=booking, args=(seats[n::2],)) for n in range(2)]
    builder = threading.Thread(target=rebuilding)
    for each in (*crew, builder):
        each.start()
    for each in crew:
        each.join()
    done.set()
    builder.join()
    return booked


def _few_counters() -> list[Place]:
    """A plan small enough that rebuilding it takes less than a booking."""
    PlanRule.objects.exclude(counter__site__code="marktplatz", counter__number__in=(6, 7)).delete()
    ClassPolicy.objects.update(horizon_days=5)
    Place.objects.all().delete()
    actions.plan_places(from_day=MONDAY, to_day=MONDAY + timedelta(days=3), by=SYSTEM, now=NOW)
    return list(Place.objects.filter(contingent="public").order_by("?"))


@pytest.mark.django_db(transaction=True)
def test_hours_rebuilt_during_bookings_lose_nobody() -> None:
    plan.furnish()
    head = make_actor("head")
    seats = _few_counters()

    def rebuild(turn: int) -> None:
        closes = time(12) if turn % 2 else time(10)
        with transaction.atomic():
            office_actions.set_hours(
                site="marktplatz", hours=[(day, time(8), closes) for day in range(5)], valid_from=MONDAY, by=head, now=NOW
            )
            actions.plan_places(from_day=MONDAY, to_day=MONDAY + timedelta(days=3), by=head, now=NOW)

    booked = _race(rebuild, seats=seats)
    rebuild(2)  # it ends with the short hours
    living = list(Seat.objects.filter(living=True).select_related("place"))
    assert len(booked) >= 3
    assert len({seat.place_id for seat in living}) == len(living)  # nobody twice
    assert {seat.place_id for seat in living} == set(booked)  # nobody lost
    late = {seat.place_id for seat in living if seat.place.starts_at.astimezone(UTC).hour >= 9}
    seen = {row.place for row in queries.stranded(actor=head, now=NOW)}
    assert seen == late  # nobody stranded unseen
    assert not any(seat.place.retired for seat in living)


@pytest.mark.django_db(transaction=True)
def test_the_control_delete_and_make_anew_loses_bookings() -> None:
    """The same race with what Munich's ZMS did: the table is written anew from the hours, past our triggers and keys."""
    plan.furnish()
    seats = _few_counters()

    def rebuild(_turn: int) -> None:
        with psycopg.connect(SERVER.dsn(db=DATABASE)) as server:
            server.execute("SET session_replication_role = replica")
            server.execute(
                "WITH gone AS (DELETE FROM appointments_place RETURNING *) "
                "INSERT INTO appointments_place (counter_id, starts_at, ends_at, klass, contingent, bookable_from, retired, "
                "stranded, kept) SELECT counter_id, starts_at, ends_at, klass, contingent, bookable_from, retired, stranded, "
                "kept FROM gone"
            )

    rebuild(0)
    for place in Place.objects.filter(contingent="public").order_by("?")[:6]:
        book(place)
    _race(rebuild, seats=seats)
    places_left = set(Place.objects.values_list("pk", flat=True))
    lost = [seat.pk for seat in Seat.objects.filter(living=True) if seat.place_id not in places_left]
    assert lost
