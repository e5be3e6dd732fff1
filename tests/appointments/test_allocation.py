"""Committed before, opened after: need first, then the day of request; anybody replays it; results come at one hour."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Appointment, ClassPolicy, Matter, Place, Request, Round
from amtslotse.appointments.rules.requests import next_result_at
from amtslotse.engines.allocation import commitment, verify
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import APPLICANT, SYSTEM
from amtslotse.kernel.errors import NotAllowed
from amtslotse.notify.queries import outbox
from tests.factories import appointments as make
from tests.factories.appointments import MONDAY, NOW
from tests.factories.requests import access_to, always_allocate, ask, confirm, waiting
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ANNOUNCED = datetime(2026, 11, 20, 15, tzinfo=UTC)  # sixteen o'clock in Lindenau


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    make.furnish()
    always_allocate()


def commit_and_open(now: datetime = NOW) -> Round:
    round = actions.commit_round(klass="regular", by=SYSTEM, now=now)
    actions.open_round(round=round, by=SYSTEM, now=now)
    return Round.objects.get(pk=round)


def starts(row: Request) -> datetime | None:
    row.refresh_from_db()
    return row.appointment.starts_at if row.appointment else None


def test_whoever_asked_on_an_earlier_day_has_the_earlier_place() -> None:
    late = [waiting(now=NOW) for _ in range(3)]
    early = [waiting(now=NOW - DAY) for _ in range(3)]
    make.make_places(4, bookable_from=None)
    commit_and_open()
    times = [starts(row) for row in early]
    assert all(times)
    served = [starts(row) for row in late if starts(row)]
    assert len(served) == 1
    assert max(times) < served[0]
    assert Request.objects.filter(status="waiting").count() == 2
    assert set(Appointment.objects.values_list("source", flat=True)) == {"allocation"}
    assert {a.requested_at for a in Appointment.objects.all()} == {NOW, NOW - DAY}


def test_need_is_placed_and_not_drawn() -> None:
    """Her title ends before her likely day; her ticket is on no list."""
    make.make_places(2, bookable_from=None)
    make.make_places(2, day=MONDAY + 14 * DAY, bookable_from=None)
    others = [waiting(now=NOW - 3 * DAY) for _ in range(3)]
    needy = waiting(party=make.make_party(title_expires_on=MONDAY + 9 * DAY))
    round = Round.objects.get(pk=actions.commit_round(klass="regular", by=SYSTEM, now=NOW))
    needy.refresh_from_db()
    assert (needy.status, needy.allocation, starts(needy)) == ("placed", None, make.at(MONDAY, "09:00"))
    assert needy.told_at == NOW  # not drawn: nothing to wait for
    assert {ticket for ticket, _ in round.entries} == {row.ticket for row in others}


def test_a_place_after_the_end_of_her_title_is_none() -> None:
    row = waiting(party=make.make_party(title_expires_on=MONDAY - DAY))
    make.make_places(2, bookable_from=None)
    commit_and_open()
    assert starts(row) is None


def test_wishes_are_kept() -> None:
    make.make_places(2, bookable_from=None)
    make.make_places(1, day=MONDAY + DAY, bookable_from=None)
    make.make_places(1, of=make.counter(1, make.BRANCH), bookable_from=None)
    tuesday = waiting(weekdays=(1,))
    branch = waiting(sites=(make.BRANCH,))
    family = waiting(party=make.make_party(make.make_person(), make.make_person()), not_on=(MONDAY + DAY,))
    commit_and_open()
    assert starts(tuesday) == make.at(MONDAY + DAY, "09:00")
    branch.refresh_from_db()
    assert branch.appointment.counter_id == make.counter(1, make.BRANCH)
    family.refresh_from_db()
    assert family.appointment.seats.count() == 2  # 45 minutes: two places in a row


def test_what_is_committed_is_published_and_never_changes() -> None:
    for _ in range(3):
        waiting()
    make.make_places(2)
    round = actions.commit_round(klass="regular", by=SYSTEM, now=NOW)
    row = Round.objects.get()
    closed = json.loads(queries.round_file(round=round))
    assert closed["commitment"] == commitment(row.seed, [(t, date.fromisoformat(d)) for t, d in row.entries])
    assert row.seed not in json.dumps(closed)
    assert not {entry[0] for entry in row.entries} & set(json.dumps(closed).split('"'))
    late = waiting()
    for change in ({"seed": "0" * 64}, {"entries": []}, {"commitment": "0" * 64}):
        with pytest.raises(DatabaseError, match="committed to never changes"), transaction.atomic():
            Round.objects.update(**change)
    actions.open_round(round=round, by=SYSTEM, now=NOW)
    opened = queries.round_file(round=round)
    assert verify(opened).ok, verify(opened).findings
    assert late.ticket not in opened.decode()
    with pytest.raises(DatabaseError, match="opened never changes"), transaction.atomic():
        Round.objects.update(result=[])
    events = events_of(stream_kind="allocation", stream_ref=str(round))
    assert [event.kind for event in events] == ["allocation.committed", "allocation.opened"]
    assert row.commitment.startswith(events[0].payload["commitment"])


def test_the_public_file_names_nobody() -> None:
    rows = [waiting(weekdays=(0,), party=make.make_party(title_expires_on=MONDAY + 40 * DAY)) for _ in range(3)]
    make.make_places(2)
    told = queries.round_file(round=commit_and_open().pk).decode()
    for row in rows:
        assert row.ticket in told
        for secret in (str(row.pk), row.number, row.party.email, str(row.party_id), str(MONDAY + 40 * DAY)):
            assert secret not in told


def test_a_place_taken_meanwhile_goes_on_to_the_next() -> None:
    rows = [waiting() for _ in range(2)]
    places = make.make_places(3)
    round = actions.commit_round(klass="regular", by=SYSTEM, now=NOW)
    make.book(places[0])
    actions.open_round(round=round, by=SYSTEM, now=NOW)
    assert {starts(row) for row in rows} == {make.at(MONDAY, "09:30"), make.at(MONDAY, "10:00")}
    assert verify(queries.round_file(round=round)).ok


def test_who_withdrew_meanwhile_stays_on_the_list_and_gets_nothing() -> None:
    gone, stays = waiting(), waiting()
    make.make_places(2)
    round = actions.commit_round(klass="regular", by=SYSTEM, now=NOW)
    actions.withdraw_request(request=gone.pk, by=APPLICANT, now=NOW)
    actions.open_round(round=round, by=SYSTEM, now=NOW)
    assert starts(gone) is None
    assert starts(stays)
    assert verify(queries.round_file(round=round)).ok


def test_one_who_cannot_be_booked_does_not_stop_the_round() -> None:
    """Her matter is served no more; a task that failed here would fail every minute, for everybody."""
    stuck, fine = waiting(matters=(make.SHORT, make.REGULAR)), waiting()
    make.make_places(4)
    round = actions.commit_round(klass="regular", by=SYSTEM, now=NOW)
    Matter.objects.filter(pk=make.SHORT).update(active=False)
    actions.open_round(round=round, by=SYSTEM, now=NOW)
    assert starts(stuck) is None
    assert starts(fine)


def test_opening_twice_changes_nothing_and_committing_twice_is_refused() -> None:
    with pytest.raises(actions.NobodyWaits):
        actions.commit_round(klass="regular", by=SYSTEM, now=NOW)
    waiting()
    make.make_places(1)
    round = actions.commit_round(klass="regular", by=SYSTEM, now=NOW)
    with pytest.raises(actions.RoundStillClosed):
        actions.commit_round(klass="regular", by=SYSTEM, now=NOW)
    actions.open_round(round=round, by=SYSTEM, now=NOW)
    before = queries.round_file(round=round)
    actions.open_round(round=round, by=SYSTEM, now=NOW + DAY)
    assert queries.round_file(round=round) == before


def test_only_who_may_and_only_what_is_drawn() -> None:
    waiting()
    make.make_places(1)
    with pytest.raises(NotAllowed):
        actions.commit_round(klass="regular", by=make_actor("desk"), now=NOW)
    with pytest.raises(NotAllowed):
        actions.commit_round(klass="regular", by=APPLICANT, now=NOW)
    with pytest.raises(actions.NotDrawn):
        actions.commit_round(klass="emergency", by=make_actor("head"), now=NOW)
    round = actions.commit_round(klass="regular", by=make_actor("head"), now=NOW)
    with pytest.raises(NotAllowed):
        actions.open_round(round=round, by=make_actor("desk"), now=NOW)


def test_everybody_hears_at_the_announced_hour_and_not_before() -> None:
    asked = [waiting(), waiting()]
    by_phone = ask(by=make_actor("desk"), party=make.make_party(contact_kind="phone", email="", phone="0721 4711"))
    make.make_places(3)
    round = commit_and_open()
    assert round.announced_for == ANNOUNCED
    before = outbox()[1]
    early = ANNOUNCED - timedelta(minutes=1)
    assert actions.tell_results(now=early) == 0
    assert queries.to_tell_by_phone(now=early) == ()
    seen = queries.request_view(access=access_to(asked[0]), language="de", now=early)
    assert (seen.status, seen.appointment, seen.result_at) == ("waiting", None, ANNOUNCED)
    assert actions.tell_results(now=ANNOUNCED) == 2
    assert actions.tell_results(now=ANNOUNCED) == 0
    assert outbox()[1] == before + 2
    seen = queries.request_view(access=access_to(asked[0]), language="de", now=ANNOUNCED)
    assert seen.status == "placed"
    assert seen.appointment_token
    (row,) = queries.to_tell_by_phone(now=ANNOUNCED)
    assert (row.request, row.what, row.site) == (by_phone.request, "placed", make.MAIN)
    actions.mark_told(request=row.request, by=make_actor("desk"), now=ANNOUNCED)
    assert queries.to_tell_by_phone(now=ANNOUNCED) == ()


def test_the_announced_hour_is_local_and_on_a_working_day() -> None:
    """Fault 15: sixteen o'clock is sixteen o'clock on both sides of the clock change; a holiday has none."""
    hour = time(16)
    friday = datetime(2027, 3, 26, 8, tzinfo=UTC)  # Good Friday
    assert next_result_at(friday, hour=hour, land="BW") == datetime(2027, 3, 30, 14, tzinfo=UTC)  # after Easter Monday
    before = datetime(2027, 3, 25, 16, tzinfo=UTC)  # an hour too late on Thursday
    assert next_result_at(before, hour=hour, land="BW") == datetime(2027, 3, 30, 14, tzinfo=UTC)
    autumn = datetime(2027, 10, 30, 8, tzinfo=UTC)  # the Saturday before the night of 25 hours; 1 November is a holiday in BW
    assert next_result_at(autumn, hour=hour, land="BW") == datetime(2027, 11, 2, 15, tzinfo=UTC)
    assert next_result_at(autumn, hour=hour, land="BE") == datetime(2027, 11, 1, 15, tzinfo=UTC)


def test_rounds_keep_themselves_on_every_working_day() -> None:
    waiting()
    make.make_places(2)
    assert actions.keep_rounds(now=ANNOUNCED - timedelta(hours=3)) == 0
    assert actions.keep_rounds(now=ANNOUNCED - timedelta(hours=2)) == 1
    assert actions.keep_rounds(now=ANNOUNCED - timedelta(hours=1)) == 0
    row = Round.objects.get()
    assert (row.announced_for, row.opened_at) == (ANNOUNCED, None)
    assert actions.keep_rounds(now=ANNOUNCED) == 1
    row.refresh_from_db()
    assert row.opened_at == ANNOUNCED
    assert actions.keep_rounds(now=ANNOUNCED + timedelta(minutes=1)) == 0


def test_the_calendar_gives_out_nothing_that_is_allocated_and_opens_again_at_random_moments() -> None:
    make.make_places(6)
    assert queries.mode(klass="regular", now=NOW).kind == "allocation"
    assert actions.follow_mode(now=NOW) == 6
    assert not Place.objects.filter(klass="regular", bookable_from__isnull=False).exists()
    ClassPolicy.objects.filter(pk="regular").update(pressure_from=1)
    row = waiting_before_the_calendar_opens()
    assert queries.mode(klass="regular", now=NOW).reason == "backlog"
    commit_and_open()
    assert starts(row)
    assert queries.mode(klass="regular", now=NOW).kind == "calendar"
    assert actions.follow_mode(now=NOW) == 5
    moments = list(Place.objects.filter(bookable_from__isnull=False).values_list("bookable_from", flat=True))
    assert len(set(moments)) == 5
    assert all(NOW < moment < NOW + timedelta(hours=7) for moment in moments)


def waiting_before_the_calendar_opens() -> Request:
    """Somebody who asked while places were allocated."""
    ClassPolicy.objects.filter(pk="regular").update(pressure_from=0)
    row = waiting()
    ClassPolicy.objects.filter(pk="regular").update(pressure_from=1)
    return row


def test_pressure_counts_what_was_asked_and_what_is_planned() -> None:
    ClassPolicy.objects.filter(pk="regular").update(pressure_from=1)
    places = make.make_places(20)
    for place in places[:5]:
        make.book(place, now=NOW - 3 * DAY)
    found = queries.mode(klass="regular", now=NOW)
    assert (found.requests, found.places, found.pressure) == (5, 20, 0.25)
    assert (found.from_day, found.to_day, found.window_workdays) == (date(2026, 10, 23), date(2026, 12, 18), 20)
    assert (found.kind, found.reason) == ("calendar", "enough")
    ClassPolicy.objects.filter(pk="regular").update(pressure_from=0.2)
    assert queries.mode(klass="regular", now=NOW).kind == "allocation"
    confirm(ask(now=NOW))
    assert queries.mode(klass="regular", now=NOW + DAY).requests == 6
    assert queries.mode(klass="emergency", now=NOW).reason == "never_drawn"


def test_rounds_are_listed_for_everybody() -> None:
    for _ in range(3):
        waiting()
    make.make_places(2)
    round = actions.commit_round(klass="regular", by=SYSTEM, now=NOW)
    (view,) = queries.rounds()
    assert (view.entries, view.opened_at, view.placed) == (3, None, None)
    actions.open_round(round=round, by=SYSTEM, now=NOW)
    (view,) = queries.rounds(limit=1)
    assert (view.placed, view.without) == (2, 1)
