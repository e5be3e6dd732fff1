"""The head of office's pages: every state an address, nothing for others, few queries, and nobody lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amtslotse.appointments.models import Appointment, ClassPolicy, Place
from amtslotse.journal.queries import clock
from amtslotse.offices import queries as offices
from amtslotse.offices.models import Closure, Counter
from tests.factories import plan
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> Client:
    plan.furnish(now=clock())
    return sign_in(make_staff("head"))


def coming(count: int) -> list[Place]:
    """Places of one counter, some weeks ahead: the pages run on the real clock."""
    rows = Place.objects.filter(
        klass="regular", contingent="public", counter__site__code="marktplatz", counter__number=6, retired=False,
        starts_at__gt=clock() + timedelta(days=20),
    )  # fmt: skip
    return list(rows.order_by("starts_at")[:count])


def test_home_shows_access_promise_and_ten_weeks(head: Client) -> None:
    answer = head.get(reverse("planner:home"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "drittnächste" in text.lower()
    assert "gehalten" in text
    assert text.count('<tr><th scope="row"') >= 10


@pytest.mark.parametrize(
    ("name", "most"),
    [("home", 45), ("shares", 30), ("hours", 30), ("counters", 30), ("plan", 30), ("policies", 30), ("stranded", 30)],
)
def test_pages_ask_a_bounded_number_of_questions(head: Client, name: str, most: int) -> None:
    """However many places there are: some four thousand here."""
    with CaptureQueriesContext(connection) as asked:
        assert head.get(reverse(f"planner:{name}")).status_code == 200
    assert len(asked) <= most, f"{name}: {len(asked)}"


def test_what_if_calculates_and_stores_nothing(head: Client) -> None:
    before = list(Place.objects.order_by("pk").values_list())
    answer = head.get(reverse("planner:shares"), {"regular": "50", "short": "20", "emergency": "30"})
    assert answer.status_code == 200
    assert "50 %" in answer.content.decode()
    assert head.get(reverse("planner:shares"), {"regular": "x'; --"}).status_code == 200
    assert list(Place.objects.order_by("pk").values_list()) == before


def test_closing_looks_first_then_does(head: Client) -> None:
    place = coming(1)[0]
    appointment = plan.book(place, now=clock())
    day = place.starts_at.date().isoformat()
    asked = {"what": f"counter:{place.counter_id}", "from_day": day, "reason": "Fortbildung"}
    preview = head.get(reverse("planner:close"), asked)
    assert "1 Termin ist betroffen" in preview.content.decode()
    assert not Closure.objects.exists()
    assert Appointment.objects.get(pk=appointment).status == "booked"
    answer = head.post(reverse("planner:close"), asked, follow=True)
    assert "1 von 1 Terminen sind verlegt" in answer.content.decode()
    assert Closure.objects.count() == 1
    assert Appointment.objects.get(pk=appointment).status == "moved"
    again = head.post(reverse("planner:close"), asked, follow=True)
    assert "0 von 0" in again.content.decode()
    closure = Closure.objects.get().pk
    assert head.get(reverse("planner:reopen", args=[closure])).status_code == 200
    assert Closure.objects.exists()
    head.post(reverse("planner:reopen", args=[closure]))
    assert not Closure.objects.exists()


def test_closing_says_what_is_missing(head: Client) -> None:
    answer = head.get(reverse("planner:close"), {"what": "all", "from_day": "", "reason": ""})
    assert answer.status_code == 422
    assert "Bitte ausfüllen" in answer.content.decode()
    late = {"what": "all", "from_day": "2026-01-05", "to_day": "2026-01-01", "reason": "x"}
    assert head.get(reverse("planner:close"), late).status_code == 422


def week(**row: str) -> dict[str, object]:
    values = {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0"}
    return {**values, **{f"row-0-{name}": value for name, value in row.items()}}


def test_new_hours_say_what_they_did_and_strand_nobody_unseen(head: Client) -> None:
    last = coming(8)[-1]
    plan.book(last, now=clock())
    begin = (clock() + timedelta(days=1)).date().isoformat()
    data = {**week(opens="08:00", closes="09:00"), "row-0-weekdays": ["0", "1", "2", "3", "4"], "valid_from": begin}
    answer = head.post(reverse("planner:change_hours", args=["marktplatz"]), data, follow=True)
    text = answer.content.decode()
    assert "1 Termin passt nicht mehr in den Plan" in text
    page = head.get(reverse("planner:stranded")).content.decode()
    assert "Ada" in page
    csv = head.get(reverse("planner:stranded_export", args=["csv"]))
    assert b"Ada" in b"".join(csv.streaming_content if csv.streaming else [csv.content])
    head.post(reverse("planner:keep", args=[last.pk]))
    assert "Ada" not in head.get(reverse("planner:stranded")).content.decode()


def test_the_stranded_get_the_next_time(head: Client) -> None:
    place = coming(1)[0]
    appointment = plan.book(place, now=clock())
    Place.objects.filter(pk=place.pk).update(stranded=True)
    head.post(reverse("planner:replace", args=[appointment]))
    assert Appointment.objects.get(pk=appointment).status == "moved"


def test_the_desk_cancels_for_the_stranded_and_decides_nothing_else(head: Client) -> None:
    place = coming(1)[0]
    appointment = plan.book(place, now=clock())
    Place.objects.filter(pk=place.pk).update(stranded=True)
    detail = reverse("desk:appointment", args=[appointment])
    keep = reverse("planner:keep", args=[place.pk])
    page = head.get(reverse("planner:stranded")).content.decode()
    assert (detail in page, keep in page) == (False, True)
    desk = sign_in(make_staff("desk"))
    page = desk.get(reverse("planner:stranded")).content.decode()
    assert (detail in page, keep in page) == (True, False)
    assert desk.post(keep).status_code == 404
    cancelled = desk.post(reverse("desk:cancel", args=[appointment]), {"reason": "by_person"})
    assert cancelled.status_code == 302
    assert Appointment.objects.get(pk=appointment).status == "cancelled"
    assert detail not in desk.get(reverse("planner:stranded")).content.decode()


def test_a_week_that_cannot_be_is_refused_in_words(head: Client) -> None:
    counter = Counter.objects.get(site__code="marktplatz", number=6).pk
    begin = (clock() + timedelta(days=1)).date().isoformat()
    row = {"opens": "08:00", "closes": "12:00", "klass": "emergency", "contingent": "public", "minutes": "30"}
    data = {**week(**row), "row-0-weekdays": ["0"], "valid_from": begin}
    answer = head.post(reverse("planner:change_plan", args=[counter]), data)
    assert answer.status_code == 422
    assert "kann diese Terminart nicht" in answer.content.decode()
    data["row-0-klass"] = "regular"
    assert head.post(reverse("planner:change_plan", args=[counter]), data).status_code == 302
    data["valid_from"] = "2020-01-01"
    assert head.post(reverse("planner:change_plan", args=[counter]), data).status_code == 422


def test_a_counter_out_of_use_and_a_policy(head: Client) -> None:
    counter = Counter.objects.get(site__code="marktplatz", number=6)
    data = {"kind": "regular", "serves": ["regular"], "languages": ["en"], "step_free": "on"}
    assert head.post(reverse("planner:change_counter", args=[counter.pk]), data).status_code == 302
    assert not next(each for each in offices.counters() if each.id == counter.pk).in_use
    assert not Place.objects.filter(counter=counter, retired=False).exists()
    page = head.get(reverse("planner:change_policy", args=["regular"]))
    form = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    answer = head.post(
        reverse("planner:change_policy", args=["regular"]), {**form, "promise_workdays": "8", "result_hour": "16:00"}
    )
    assert answer.status_code == 302
    assert ClassPolicy.objects.get(pk="regular").promise_workdays == 8
    assert head.get(reverse("planner:change_policy", args=["lottery"])).status_code == 404


def test_overbooking_is_off_until_the_head_switches_it_on_and_never_for_emergencies(head: Client) -> None:
    rules = head.get(reverse("planner:policies")).content.decode()
    assert "soweit gemessen" not in rules
    assert "zu wenige Besuche" in rules
    for klass, status in (("regular", 302), ("emergency", 422)):
        page = head.get(reverse("planner:change_policy", args=[klass]))
        assert not page.context["form"].initial["no_show_overbooking"]
        form = {name: value for name, value in page.context["form"].initial.items() if value not in (None, False)}
        said = {**form, "result_hour": "16:00", "no_show_overbooking": "on"}
        assert head.post(reverse("planner:change_policy", args=[klass]), said).status_code == status
    assert "soweit gemessen" in head.get(reverse("planner:policies")).content.decode()


def test_exports_are_files(head: Client) -> None:
    for kind in ("csv", "xlsx"):
        assert head.get(reverse("planner:outlook_export", args=[kind])).status_code == 200
    assert head.get(reverse("planner:outlook_export", args=["exe"])).status_code == 404


def test_the_desk_sees_and_changes_nothing() -> None:
    plan.furnish(now=clock())
    desk = sign_in(make_staff("desk"))
    assert desk.get(reverse("planner:home")).status_code == 200
    assert desk.get(reverse("planner:stranded")).status_code == 200, "who may cancel for others finishes the list"
    for address in (
        reverse("planner:close"),
        reverse("planner:allocation"),
        reverse("planner:change_hours", args=["marktplatz"]),
    ):
        assert desk.get(address).status_code == 404
        assert desk.post(address).status_code == 404
    assert desk.post(reverse("planner:accept_proposal"), {"counter": "1"}).status_code == 404
