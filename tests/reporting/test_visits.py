"""The figures of visits say what the journal says, however and whenever it was read."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amtslotse.appointments.models import ClassPolicy
from amtslotse.appointments.rules import events as appointments
from amtslotse.frontdesk.models import OpenCounter, TelephoneCount
from amtslotse.frontdesk.rules import events as hall
from amtslotse.journal import actions as journal
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import NotAllowed
from amtslotse.reporting import actions, queries
from amtslotse.reporting.models import AppointmentFacts, ContactFacts, RequestFacts, SupplyFacts, VisitFacts
from amtslotse.reporting.rules import Period
from amtslotse.reporting.rules.visits import VISIT_KPIS, VisitSelection
from tests.appointments import rows
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HEAD = Actor(role="head", roles=frozenset({"head"}), staff_id=1)
SPRING = VisitSelection(Period.of_year(2027, 2))
_numbers = itertools.count()


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=BERLIN)


def happen(stream: str, what: Kind, when: datetime, ref: str = "", /, **payload: Any) -> str:
    ref = ref or f"{stream}-{next(_numbers)}"
    journal.append(stream_kind=stream, stream_ref=ref, events=[NewEvent(what.name, payload)], by=SYSTEM, now=when)
    return ref


def booked(requested: str, starts: str, *, klass: str = "regular", clock: str = "09:00") -> str:
    return happen(
        "appointment", appointments.BOOKED, at(requested), klass=klass, site="markt", source="portal", persons=1, minutes=30,
        starts_at=at(starts, clock), requested_at=at(requested),
    )  # fmt: skip


def came(ref: str, when: str) -> None:
    happen("appointment", appointments.ARRIVED, at(when), ref, late_minutes=0)
    happen("appointment", appointments.DONE, at(when, "10:00"), ref, klass="regular", outcome="done")


def missed(ref: str, when: str) -> None:
    happen("appointment", appointments.NO_SHOW, at(when, "12:00"), ref, klass="regular", lead_days=0)


def visited(day: str, *, waited: int, outcome: str, klass: str = "short") -> None:
    ref = happen("ticket", hall.ARRIVED, at(day), site="markt", klass=klass, with_appointment=False, number=1, on_paper=False)
    later = at(day) + timedelta(seconds=waited)
    happen(
        "ticket",
        hall.CALLED,
        later,
        ref,
        counter_kind="express",
        body="office",
        klass=klass,
        rule="short",
        waited_seconds=waited,
    )
    happen("ticket", hall.STOP_ENDED, later, ref, body="office", klass=klass, outcome=outcome, seconds=240)
    happen("ticket", hall.ENDED, later, ref, klass=klass, outcome=outcome)


@pytest.fixture(autouse=True)
def office() -> None:
    rows.office()
    for klass, promise in (("regular", 10), ("short", 0), ("emergency", None)):
        ClassPolicy.objects.update_or_create(klass=klass, defaults={"promise_workdays": promise})


def figures(selection: VisitSelection = SPRING) -> queries.Visits:
    actions.catch_up(now=NOW)
    return queries.visits(selection=selection, as_of=NOW, by=HEAD, now=NOW)


def test_a_wait_counts_the_working_days_of_the_land() -> None:
    """Thursday to Thursday over Easter: Good Friday and Easter Monday are no working days."""
    booked("2027-03-25", "2027-04-01")
    actions.catch_up(now=NOW)
    assert AppointmentFacts.objects.get().wait_workdays == 3
    booked("2027-04-01", "2027-04-01", clock="15:00")
    actions.catch_up(now=NOW)
    assert sorted(AppointmentFacts.objects.values_list("wait_workdays", flat=True)) == [0, 3]


def test_kept_promises_and_no_shows() -> None:
    for number in range(4):
        came(booked("2027-04-06", f"2027-04-{12 + number}"), f"2027-04-{12 + number}")
    for number in range(2):
        missed(booked("2027-04-06", f"2027-05-{10 + number}"), f"2027-05-{10 + number}")
    moved = booked("2027-04-06", "2027-05-20")
    happen("appointment", appointments.MOVED, at("2027-04-07"), moved, klass="regular", starts_at=at("2027-04-16"))
    cancelled = booked("2027-04-06", "2027-05-21")
    happen(
        "appointment", appointments.CANCELLED, at("2027-04-07"), cancelled,
        klass="regular", reason="own", starts_at=at("2027-05-21"), lead_days=44,
    )  # fmt: skip
    (regular,) = figures().classes
    assert (regular.kept.part, regular.kept.n, regular.promise) == (4, 6, 10)
    assert (regular.missed.part, regular.missed.n) == (2, 6)
    assert regular.wait.n == 6
    assert regular.wait.p50 == pytest.approx(6.5)
    assert dict(figures().leads)["28-"] == queries.Share(2, 2)
    assert dict(figures().leads)["2-6"] == queries.Share(0, 1)


def test_the_hall_from_arrival_to_call_and_who_left_with_something() -> None:
    for waited in (60, 120, 180, 240, 300):
        visited("2027-05-03", waited=waited, outcome="done")
    visited("2027-05-03", waited=600, outcome="left")
    visited("2027-05-03", waited=600, outcome="no_show")
    (short,) = figures().hall
    assert (short.arrived, short.served.part, short.served.n) == (7, 5, 6)
    assert short.wait.p50 == pytest.approx(4.0)
    assert VisitFacts.objects.filter(outcome="done").first().served_seconds == 240


def test_contacts_telephone_supply_and_emergencies() -> None:
    for number in range(6):
        happen(
            "contact", hall.CONTACT_LOGGED, at("2027-05-03"), "2027-05-03",
            channel="telephone", reason="status", seconds=40 + number, settled=number > 0,
        )  # fmt: skip
    happen(
        "contact", hall.CONTACT_LOGGED, at("2027-05-03"), "2027-05-03",
        channel="counter", reason="general", seconds=90, settled=True,
    )  # fmt: skip
    for day, third in (("2027-05-03", 4), ("2027-05-04", None), ("2027-05-04", 6)):
        more = {} if third is None else {"third_next_workdays": third}
        happen("plan", appointments.PLAN_SNAPSHOT, at(day), "plan", klass="regular", free=3, **more)
    for number in range(6):
        wish = happen("request", appointments.REQUEST_MADE, at("2027-05-03"), kind="emergency", klass="emergency")
        happen("request", appointments.REQUEST_CONFIRMED, at("2027-05-03", "09:01"), wish)
        if number < 3:
            happen(
                "request", appointments.REQUEST_PLACED, at("2027-05-03", "09:05"), wish,
                kind="emergency", klass="emergency", requested_at=at("2027-05-03"), starts_at=at("2027-05-03", "11:00"),
            )  # fmt: skip
        elif number < 5:
            happen("request", appointments.REQUEST_LOOKED_AT, at("2027-05-03", "14:00"), wish)
    happen("request", appointments.REQUEST_MADE, at("2027-05-03"), kind="emergency", klass="emergency")
    TelephoneCount.objects.create(day=date(2027, 5, 3), line="1", offered=100, answered=80, lost=20, repeated=15)
    found = figures()
    status, general = found.contacts
    assert (status.reason, status.contacts, status.settled.part, status.seconds) == ("status", 6, 5, 42.5)
    assert general.settled.percent is None
    assert [(line.day.day, line.third_next) for line in found.supply] == [(3, 4), (4, 6)]
    assert (found.same_day.part, found.same_day.n) == (5, 6)
    assert (found.telephone.rate, found.telephone.lost, found.telephone.repeated) == (80.0, 20, 15)


def test_use_is_hidden_where_few_people_work() -> None:
    desk = rows.counter()
    rows.place(starts_at=at("2027-05-03"))
    booked("2027-04-20", "2027-05-03")
    (line,) = figures().use
    assert (line.booked, line.offered, line.percent, line.is_hidden) == (30, 30, None, True)
    for number in range(5):
        person = make_staff("desk", username=f"desk{number}")
        stretch = at("2027-05-03", f"{8 + number:02d}:00")
        OpenCounter.objects.create(counter=desk, staff=person, opened_at=stretch, closed_at=stretch + timedelta(minutes=30))
    (line,) = figures().use
    assert line.percent == 100.0


def test_reading_in_pieces_and_at_once_is_the_same() -> None:
    tables = (AppointmentFacts, VisitFacts, RequestFacts, ContactFacts)

    def everything() -> list[object]:
        return [list(table.objects.order_by("stream_id").values()) for table in tables] + [
            list(SupplyFacts.objects.order_by("day").values("source", "day", "klass", "third_next_workdays", "free"))
        ]

    ref = booked("2027-04-06", "2027-04-12")
    actions.catch_up(now=NOW)
    came(ref, "2027-04-12")
    actions.catch_up(now=NOW)
    visited("2027-05-03", waited=60, outcome="done")
    happen("plan", appointments.PLAN_SNAPSHOT, at("2027-05-03"), "plan", klass="regular", free=3, third_next_workdays=2)
    actions.catch_up(now=NOW)
    pieces = everything()
    ContactFacts.objects.create(
        stream_id=-1, source="lie", day=date(2027, 1, 1), channel="mail", reason="general", contacts=1, settled=0, seconds=1
    )
    actions.rebuild(now=NOW)
    assert everything() == pieces


def test_what_everybody_may_see_needs_five_and_no_right() -> None:
    for number in range(6):
        booked("2027-04-06", f"2027-04-{12 + number}")
    actions.catch_up(now=NOW)
    public = {one.klass: one for one in queries.public_promises(now=NOW)}
    assert public["regular"].kept_percent == 100.0
    assert public["regular"].n == 6
    assert (public["emergency"].kept_percent, public["short"].kept_percent) == (None, None)


def test_only_the_head_of_office_asks_and_the_number_of_questions_is_bounded() -> None:
    with pytest.raises(NotAllowed):
        queries.visits(selection=SPRING, as_of=NOW, by=Actor(role="desk", roles=frozenset({"desk"}), staff_id=2), now=NOW)
    counts = []
    for _ in range(2):
        for number in range(8):
            came(booked("2027-04-06", f"2027-04-{10 + number}"), f"2027-04-{10 + number}")
            visited("2027-05-03", waited=60, outcome="done")
        actions.catch_up(now=NOW)
        with CaptureQueriesContext(connection) as asked:
            queries.visits(selection=SPRING, as_of=NOW, by=HEAD, now=NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_every_figure_is_explained_in_three_languages() -> None:
    for kpi in VISIT_KPIS.values():
        for texts in (kpi.name, kpi.definition, kpi.formula, kpi.unit):
            assert set(texts) == {"de", "en", "ar"}
