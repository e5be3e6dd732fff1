"""The front desk over HTTP: arrivals, the counter, express, the telephone, booking for others, and what nobody else sees."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amtslotse.accounts.queries import actor_for
from amtslotse.appointments.models import Appointment, Request
from amtslotse.frontdesk import actions
from amtslotse.frontdesk.models import CallBack, Contact, ExpressMatter, Stop, TelephoneCount, Ticket
from amtslotse.kernel.actor import SYSTEM
from tests.casework import walk
from tests.factories import appointments as plan
from tests.factories.frontdesk import MAIN, counter
from tests.factories.frontdesk import furnish as furnish_hall
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


class Desk:
    """An office with a hall, free times, and staff with signed-in browsers."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate()
        walk.furnish()
        furnish_hall()
        plan.furnish()
        ExpressMatter.objects.all().delete()
        for position, key in enumerate(("card", "address")):
            ExpressMatter.objects.create(key=key, names={"de": key.title()}, position=position)
        self.staff = {
            "desk": make_staff("desk"),
            "other": make_staff("desk"),
            "clearing": make_staff("clearing"),
            "clerk": make_staff("caseworker", teams=("education_work",)),
            "jobcenter": make_staff("desk", teams=("jobcenter",)),
            "head": make_staff("head"),
            "admin": make_staff("admin"),
            "council": make_staff("council"),
        }
        self.clients = {name: sign_in(person) for name, person in self.staff.items()}
        self.actors = {name: actor_for(person) for name, person in self.staff.items()}

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]

    def sit(self, name: str = "desk", number: int = 4) -> int:
        place = counter(number)
        actions.open_counter(counter=place, by=self.actors[name], now=self.now)
        return place

    def come(self, klass: str = "regular", *, minutes_ago: float = 5, **more: Any) -> Ticket:
        given: dict[str, Any] = {"site": MAIN, "language": "de", "idempotency_key": uuid4(), "name": "Lan Nguyễn"} | more
        view = actions.check_in(klass=klass, by=SYSTEM, now=self.now - timedelta(minutes=minutes_ago), **given)
        return Ticket.objects.get(pk=view.id)

    def call(self, name: str = "desk", number: int = 4) -> Stop:
        called = actions.call_next(counter=counter(number), by=self.actors[name], now=self.now)
        assert called is not None
        return Stop.objects.get(pk=called.stop)

    def free(self, count: int = 4, *, days: int = 3, klass: str = "regular", clock: str = "09:00") -> list[int]:
        return plan.make_places(
            count, day=self.today + timedelta(days=days), clock=clock, klass=klass, of=counter(4), bookable_from=self.now
        )

    def booked(self, *, days: int = 0, clock: str = "23:00", **party: Any) -> UUID:
        """Somebody has an appointment, today unless told otherwise, late enough to be still to come."""
        place = self.free(1, days=days, clock=clock)[0]
        return plan.book(place, plan.make_party(**party), by=SYSTEM, now=self.now - timedelta(minutes=1)).appointment


@pytest.fixture
def desk() -> Desk:
    return Desk()


def said(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def cost(client: Client, path: str) -> int:
    """How many queries a page takes, without the savepoints that only tests have."""
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in taken.captured_queries)


# ---- Today ----------------------------------------------------------------------------------------------------------


def test_today_says_who_is_next_and_why_without_a_name(desk: Desk) -> None:
    ticket = desk.come(minutes_ago=20)
    page = said(desk["desk"].get("/de/desk/?site=marktplatz"))
    assert "nach Wartezeit" in page
    assert f"{ticket.number:03d}" in page
    assert "Nguyễn" not in page, "names stay hidden until called"


def test_the_fragment_is_what_the_page_holds(desk: Desk) -> None:
    desk.come()
    whole = said(desk["desk"].get("/de/desk/?site=marktplatz"))
    part = said(desk["desk"].get("/de/desk/?site=marktplatz", headers={"HX-Request": "true"})).strip()
    clock = re.compile(r"\d\d:\d\d:\d\d|csrfmiddlewaretoken[^>]*")
    assert clock.sub("", part) in clock.sub("", whole)
    assert "<html" not in part


def test_checking_in_twice_gives_one_number(desk: Desk) -> None:
    appointment = desk.booked()
    number = Appointment.objects.get(pk=appointment).number
    page = said(desk["desk"].get("/de/desk/?site=marktplatz"))
    assert "Nguyễn" in page
    answers = [
        desk[who].post(f"/de/desk/check-in/{appointment}/", {"number": number, "site": "marktplatz"})
        for who in ("desk", "other", "desk")
    ]
    assert Ticket.objects.filter(appointment=appointment).count() == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Appointment.objects.get(pk=appointment).status == "arrived"
    assert desk["desk"].get(answers[0].headers["Location"]).status_code == 200


def test_another_days_appointment_is_told_in_a_sentence(desk: Desk) -> None:
    appointment = desk.booked(days=4)
    number = Appointment.objects.get(pk=appointment).number
    answer = desk["desk"].post(f"/de/desk/check-in/{appointment}/", {"number": number}, follow=True)
    assert "an einem anderen Tag" in said(answer)
    assert not Ticket.objects.exists()


def test_somebody_without_an_appointment_gets_a_number_and_a_chain_of_stations(desk: Desk) -> None:
    form = desk["desk"].get("/de/desk/tickets/new/?site=marktplatz")
    key = str(form.context["form"]["key"].value())
    given = {
        "klass": "regular", "language": "ar", "name": "Huda", "needs": ["interpreter"], "bodies": ["jobcenter"],
        "key": key, "site": "marktplatz",
    }  # fmt: skip
    first = desk["desk"].post("/de/desk/tickets/new/", given)
    again = desk["desk"].post("/de/desk/tickets/new/", given)
    assert first.headers["Location"] == again.headers["Location"]
    ticket = Ticket.objects.get()
    assert ticket.needs_interpreter
    assert [stop.body_id for stop in ticket.stops.order_by("position")] == ["office", "jobcenter"]
    slip = said(desk["desk"].get(first.headers["Location"]))
    assert "Jobcenter" in slip
    assert "Huda" not in slip
    assert desk["desk"].post("/de/desk/tickets/new/", {"site": "marktplatz", "key": str(uuid4())}).status_code == 422


def test_search_finds_by_number_and_by_name(desk: Desk) -> None:
    ticket, appointment = desk.come(name="Öztürk"), desk.booked()
    assert f"/tickets/{ticket.pk}/" in said(desk["desk"].get(f"/de/desk/?q={ticket.number}"))
    assert f"/tickets/{ticket.pk}/" in said(desk["desk"].get("/de/desk/?q=ozturk"))
    assert f"/appointments/{appointment}/" in said(desk["desk"].get("/de/desk/?q=nguyen"))
    assert desk["desk"].get("/de/desk/?q=%00").status_code == 200


def test_another_body_sees_its_own_stations_and_no_names(desk: Desk) -> None:
    desk.booked()
    desk.come(name="Geheim")
    page = said(desk["jobcenter"].get("/de/desk/?site=marktplatz"))
    assert "Nguyễn" not in page
    assert "Gerade wartet niemand." in page
    ours = desk.come(bodies=("jobcenter",), name="Unser")
    page = said(desk["jobcenter"].get("/de/desk/?site=marktplatz"))
    assert f"{ours.number:03d}" in page
    for path in ("emergency/", "information/", "book/", "call-backs/", "contested/", "day-list/", "telephone/"):
        assert desk["jobcenter"].get(f"/de/desk/{path}").status_code == 404, path
    others = Ticket.objects.get(name="Geheim")
    assert desk["jobcenter"].get(f"/de/desk/tickets/{others.pk}/").status_code == 404
    assert desk["jobcenter"].get(f"/de/desk/tickets/{ours.pk}/").status_code == 200
    stop = others.stops.get()
    assert desk["jobcenter"].post(f"/de/desk/stops/{stop.pk}/park/").status_code == 404


def test_today_costs_the_same_for_few_and_many(desk: Desk) -> None:
    for _ in range(2):
        desk.come()
    few = cost(desk["desk"], "/de/desk/?site=marktplatz")
    for _ in range(15):
        desk.come()
    assert cost(desk["desk"], "/de/desk/?site=marktplatz") == few <= 25


# ---- The counter ----------------------------------------------------------------------------------------------------


def test_a_visit_from_call_to_end(desk: Desk) -> None:
    client = desk["desk"]
    assert "Welchen Schalter" in said(client.get("/de/desk/counter/"))
    client.post(f"/de/desk/counter/{counter(4)}/open/")
    desk.come(name="Lan Nguyễn", language="ar", needs=frozenset({"interpreter"}), minutes_ago=12)
    page = said(client.get("/de/desk/counter/"))
    assert "Nguyễn" not in page
    client.post(f"/de/desk/counter/{counter(4)}/next/")
    page = said(client.get("/de/desk/counter/"))
    assert "Lan Nguyễn" in page
    assert "Gebärdensprache" in page
    assert "Arabisch" in page
    assert "Warum diese Person" in page
    stop = Stop.objects.get()
    for step, status in (("start", "serving"), ("park", "parked"), ("unpark", "waiting")):
        client.post(f"/de/desk/stops/{stop.pk}/{step}/")
        stop.refresh_from_db()
        assert stop.status == status
    client.post(f"/de/desk/stops/{stop.pk}/call/")
    client.post(f"/de/desk/stops/{stop.pk}/recall/")
    stop.refresh_from_db()
    assert (stop.status, stop.calls) == ("called", stop.calls)
    answer = client.post(f"/de/desk/stops/{stop.pk}/finish/", {"outcome": "done"}, follow=True)
    assert "Abgeschlossen: erledigt" in said(answer)
    assert Ticket.objects.get().outcome == "done"
    assert not Ticket.objects.get().needs_interpreter, "deleted after the visit"


def test_a_counter_is_one_persons(desk: Desk) -> None:
    desk["desk"].post(f"/de/desk/counter/{counter(4)}/open/")
    answer = desk["other"].post(f"/de/desk/counter/{counter(4)}/open/", follow=True)
    assert "sitzt schon jemand" in said(answer)


def test_who_was_slower_gets_a_friendly_sentence(desk: Desk) -> None:
    desk.sit("desk", 4)
    desk.sit("other", 5)
    desk.come()
    stop = desk.call("desk")
    answer = desk["other"].post(f"/de/desk/stops/{stop.pk}/call/", follow=True)
    assert "war schneller" in said(answer)
    nobody = desk["other"].post(f"/de/desk/counter/{counter(5)}/next/", follow=True)
    assert "Gerade wartet niemand" in said(nobody)


def test_sending_on_keeps_the_place_and_prints_a_slip(desk: Desk) -> None:
    desk.sit()
    ticket = desk.come(minutes_ago=30)
    before = ticket.stops.get().waiting_since
    stop = desk.call()
    answer = desk["desk"].post(f"/de/desk/stops/{stop.pk}/send-on/", {"to": "body:jobcenter"})
    assert answer.headers["Location"].endswith(f"/desk/tickets/{ticket.pk}/slip/")
    slip = said(desk["desk"].get(answer.headers["Location"]))
    assert "Jobcenter" in slip
    assert "Nguyễn" not in slip
    assert ticket.stops.get(body="jobcenter").waiting_since == before
    nothing = desk["desk"].post(f"/de/desk/stops/{stop.pk}/send-on/", {"to": ""}, follow=True)
    assert "wohin es weitergeht" in said(nothing)
    assert desk["desk"].post(f"/de/desk/stops/{stop.pk}/send-on/", {"to": "nonsense"}).status_code == 404


def test_a_no_show_frees_the_appointment(desk: Desk) -> None:
    appointment = desk.booked()
    number = Appointment.objects.get(pk=appointment).number
    desk["desk"].post(f"/de/desk/check-in/{appointment}/", {"number": number})
    desk.sit()
    stop = desk.call()
    desk["desk"].post(f"/de/desk/stops/{stop.pk}/no-show/")
    assert Appointment.objects.get(pk=appointment).status == "no_show"


def test_the_case_is_linked_for_who_may_see_it(desk: Desk) -> None:
    case = walk.filed(now=desk.now - timedelta(days=1)).case
    desk.come(case_ref=case)
    desk.come(case_ref=case)
    desk.sit("desk", 4)
    desk.sit("clearing", 5)
    desk.call("desk", 4)
    desk.call("clearing", 5)
    assert f"/cases/{case}/" not in said(desk["desk"].get("/de/desk/counter/"))
    assert f"/cases/{case}/" in said(desk["clearing"].get("/de/desk/counter/"))


# ---- Express --------------------------------------------------------------------------------------------------------


def test_express_is_done_in_one_click_with_its_ticks(desk: Desk) -> None:
    desk.sit("desk", 1)
    desk.come("short")
    stop = desk.call("desk", 1)
    page = said(desk["desk"].get("/de/desk/counter/"))
    assert 'name="express" value="card"' in page
    desk["desk"].post(f"/de/desk/stops/{stop.pk}/finish/", {"outcome": "done", "express": ["card"]})
    stop.refresh_from_db()
    assert (stop.status, stop.outcome) == ("done", "done")


def person(**changes: Any) -> dict[str, Any]:
    return {
        "p0-family_name": "Nguyễn", "p0-given_names": "Lan", "p0-birth_date_0": "", "p0-birth_date_1": "5",
        "p0-birth_date_2": "1990", "p0-key_kind": "document", "p0-key_number": "C01X00T47", "language": "vi",
        "contact_kind": "desk", "key": str(uuid4()),
    } | changes  # fmt: skip


def test_nobody_leaves_the_express_counter_empty_handed(desk: Desk) -> None:
    place = desk.free()[1]
    desk.sit("desk", 1)
    desk.come("short")
    stop = desk.call("desk", 1)
    path = f"/de/desk/stops/{stop.pk}/appointment/"
    assert f'value="{place}"' in said(desk["desk"].get(f"{path}?matters={plan.REGULAR}"))
    answer = desk["desk"].post(f"{path}?matters={plan.REGULAR}", person(place=place, language="ar"))
    assert answer.status_code == 302
    made = Appointment.objects.get()
    stop.refresh_from_db()
    assert (made.status, stop.outcome) == ("booked", "appointment")
    paper = desk["desk"].get(f"/de/desk/appointments/{made.pk}/paper/")
    assert paper.content.startswith(b"%PDF-")
    assert desk["other"].get(f"/de/desk/appointments/{made.pk}/paper/").status_code == 404, "the code is not everybody's"


def test_a_time_that_is_gone_keeps_what_was_typed(desk: Desk) -> None:
    place = desk.free(1)[0]
    desk.free(2, days=5)
    plan.book(place, now=desk.now)
    desk.sit("desk", 1)
    desk.come("short")
    stop = desk.call("desk", 1)
    answer = desk["desk"].post(
        f"/de/desk/stops/{stop.pk}/appointment/?matters={plan.REGULAR}", person(place=place, language="ar")
    )
    assert answer.status_code == 422
    assert "hat gerade jemand anders bekommen" in said(answer)
    assert "Nguyễn" in said(answer)
    stop.refresh_from_db()
    assert stop.status == "called", "both or neither"


# ---- Information ----------------------------------------------------------------------------------------------------


def test_a_status_is_told_only_to_who_named_what_she_should_know(desk: Desk) -> None:
    from amtslotse.casework import queries as cases

    access = walk.filed(now=desk.now - timedelta(days=1))
    receipt = cases.receipt(access=access, language="de")
    page = desk["desk"].get("/de/desk/information/?reason=status&channel=telephone")
    began = page.context["began"]
    base = {"reason": "status", "channel": "telephone", "began": began, "number": receipt.file_number}
    right = said(desk["desk"].post("/de/desk/information/status/", {**base, "code": receipt.code}))
    assert "Ihr Antrag ist bei uns eingegangen." in right
    assert "Nguyễn" not in right, "nothing of her person to read out"
    born = {"birth_date_0": "", "birth_date_1": "5", "birth_date_2": "2001"}
    assert "eingegangen." in said(desk["desk"].post("/de/desk/information/status/", {**base, **born}))
    wrong = said(desk["desk"].post("/de/desk/information/status/", {**base, "code": "0000-0000-0000-0000"}))
    assert "Keine Auskunft am Telefon" in wrong
    prefilled = re.compile(r'name="file_number"[^>]* value="')
    assert (bool(prefilled.search(right)), bool(prefilled.search(wrong))) == (True, False), "only what was proven"
    missing = desk["desk"].post("/de/desk/information/status/", base)
    assert missing.status_code == 422


def test_protected_means_nothing_by_telephone_even_with_the_code(desk: Desk) -> None:
    from amtslotse.casework import queries as cases

    access = walk.filed(now=desk.now - timedelta(days=1))
    receipt = cases.receipt(access=access, language="de")
    actions.protect(case_ref=access.case, protected=True, by=desk.actors["desk"], now=desk.now)
    given = {"reason": "status", "channel": "telephone", "number": receipt.file_number, "code": receipt.code}
    assert "Keine Auskunft am Telefon" in said(desk["desk"].post("/de/desk/information/status/", given))


def test_she_can_ask_that_nothing_is_told_by_telephone(desk: Desk) -> None:
    from amtslotse.casework import queries as cases

    access = walk.filed(now=desk.now - timedelta(days=1))
    receipt = cases.receipt(access=access, language="de")
    given = {"reason": "status", "channel": "telephone", "number": receipt.file_number, "code": receipt.code}
    wrong = desk["desk"].post("/de/desk/information/status/", {**given, "code": "0000-0000-0000-0000", "protect": "yes"})
    assert "Keine Auskunft am Telefon" in said(wrong)
    done = desk["desk"].post("/de/desk/information/status/", {**given, "protect": "yes"}, follow=True)
    assert "Gesperrt" in said(done)
    assert "Keine Auskunft am Telefon" in said(desk["desk"].post("/de/desk/information/status/", given))


def test_the_protection_is_lifted_at_the_counter_and_never_for_a_caller(desk: Desk) -> None:
    from amtslotse.casework import queries as cases

    access = walk.filed(now=desk.now - timedelta(days=1))
    receipt = cases.receipt(access=access, language="de")
    actions.protect(case_ref=access.case, protected=True, by=desk.actors["desk"], now=desk.now)
    path, undo = "/de/desk/information/status/", {"unprotect": "yes"}
    given = {"reason": "status", "channel": "telephone", "number": receipt.file_number, "code": receipt.code}
    assert "unprotect" not in said(desk["desk"].get("/de/desk/information/?reason=status&channel=telephone"))
    assert desk["desk"].post(path, {**given, **undo}).status_code == 404
    at_counter = {**given, "channel": "counter"}
    wrong = desk["desk"].post(path, {**at_counter, **undo, "code": "0000-0000-0000-0000"})
    assert "Keine Auskunft am Telefon" in said(wrong)
    assert "Keine Auskunft am Telefon" in said(desk["desk"].post(path, given))
    assert "unprotect" in said(desk["desk"].get("/de/desk/information/?reason=status&channel=counter"))
    assert "Aufgehoben" in said(desk["desk"].post(path, {**at_counter, **undo}, follow=True))
    assert "Zum Vorlesen" in said(desk["desk"].post(path, given))


def test_a_contact_is_counted_with_its_length_and_no_person(desk: Desk) -> None:
    began = desk["desk"].get("/de/desk/information/?reason=general&channel=counter").context["began"]
    given = {"reason": "general", "channel": "counter", "began": began, "settled": "yes"}
    assert desk["desk"].post("/de/desk/information/contacts/", given).status_code == 302
    row = Contact.objects.get()
    assert (row.reason, row.channel, row.settled) == ("general", "counter", True)
    assert row.seconds < 60
    forged = desk["desk"].post("/de/desk/information/contacts/", {**given, "began": "2020-01-01"})
    assert forged.status_code == 404
    assert Contact.objects.count() == 1
    wrong = desk["desk"].post("/de/desk/information/contacts/", {**given, "file_number": "2026-0000-0000"}, follow=True)
    assert "Unter diesem Aktenzeichen gibt es keinen Vorgang" in said(wrong)
    assert Contact.objects.count() == 1


def test_call_backs_are_added_tried_done_and_exported(desk: Desk) -> None:
    client = desk["desk"]
    given = {"name": "=Huda", "phone": "0721 555", "language": "ar", "reason": "status", "note": ""}
    client.post("/de/desk/call-backs/", given)
    row = CallBack.objects.get()
    client.post(f"/de/desk/call-backs/{row.pk}/tried/")
    table = client.get("/de/desk/call-backs/export/csv/").content.decode("utf-8-sig")
    assert "'=Huda" in table, "no cell becomes a formula"
    assert client.get("/de/desk/call-backs/export/exe/").status_code == 404
    client.post(f"/de/desk/call-backs/{row.pk}/called/", {"outcome": "settled"})
    row.refresh_from_db()
    assert (row.tries >= 1, row.outcome) == (True, "settled")
    assert "Niemand wartet auf einen Rückruf" in said(client.get("/de/desk/call-backs/"))
    assert client.post("/de/desk/call-backs/", {"name": ""}).status_code == 422


def counts(text: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("counts.csv", text.encode("utf-8-sig"))}


def test_counts_are_imported_whole_or_not_at_all(desk: Desk) -> None:
    head, client = "day;line;offered;answered;lost;repeated\n", desk["desk"]
    day = (desk.today - timedelta(days=1)).isoformat()
    bad = client.post("/de/desk/telephone/", counts(f"{head}{day};a;10;8;2;1\n{day};b;x;8;2;1\n{day};c;10;8;1;1\n"))
    page = said(bad)
    assert bad.status_code == 422
    assert "Zeile 3" in page
    assert "Zeile 4" in page
    assert not TelephoneCount.objects.exists()
    good = client.post("/de/desk/telephone/", counts(f"{head}{day};a;10;8;2;1\n"), follow=True)
    assert "Eingelesen: 1" in said(good)
    assert TelephoneCount.objects.get().lost == 2
    assert "Spalten nennen" in said(client.post("/de/desk/telephone/", counts("a;b\n1;2\n")))
    assert "nicht lesbar" in said(client.post("/de/desk/telephone/", {"file": SimpleUploadedFile("x.csv", b"\xff\xfe\x00")}))
    assert day in client.get("/de/desk/telephone/export/csv/").content.decode("utf-8-sig")


# ---- Booking for somebody -------------------------------------------------------------------------------------------


def test_everything_at_the_desk_on_paper(desk: Desk) -> None:
    place = desk.free()[0]
    search = f"matters={plan.REGULAR}&persons=1&source=desk"
    page = said(desk["desk"].get(f"/de/desk/book/?{search}"))
    assert f"/desk/book/{place}/?" in page
    path = f"/de/desk/book/{place}/?{search}"
    assert desk["desk"].get(path).status_code == 200
    given = person(language="de")
    first, again = desk["desk"].post(path, given), desk["desk"].post(path, given)
    assert first.headers["Location"] == again.headers["Location"]
    made = Appointment.objects.get()
    assert (made.source, made.party.contact_kind) == ("desk", "desk")
    assert desk["desk"].get(f"/de/desk/appointments/{made.pk}/paper/").content.startswith(b"%PDF-")
    shown = said(desk["desk"].get(first.headers["Location"]))
    assert "noch nicht geprüft" in shown


def test_who_has_no_document_is_vouched_for(desk: Desk) -> None:
    place = desk.free()[0]
    path = f"/de/desk/book/{place}/?matters={plan.REGULAR}&persons=1"
    desk["desk"].post(path, person(language="de", **{"p0-key_kind": "", "p0-key_number": ""}))
    made = Appointment.objects.get()
    who = made.party.persons.get()
    desk["desk"].post(f"/de/desk/appointments/{made.pk}/persons/{who.pk}/vouch/", {"kind": "vouched"})
    who.refresh_from_db()
    assert who.verified_at is not None
    stranger = desk["desk"].post(f"/de/desk/appointments/{made.pk}/persons/{who.pk + 999}/vouch/", {"kind": "vouched"})
    assert stranger.status_code == 404


def test_what_is_wrong_stands_beside_its_person(desk: Desk) -> None:
    place = desk.free()[0]
    path = f"/de/desk/book/{place}/?matters={plan.REGULAR}&persons=1"
    wrong = desk["desk"].post(path, person(language="de", **{"p0-birth_date_1": "13"}))
    assert wrong.status_code == 422
    assert 'href="#id_p0-birth_date_0"' in said(wrong)
    assert not Appointment.objects.exists()


def test_moving_cancelling_and_a_lost_code(desk: Desk) -> None:
    appointment, other = desk.booked(days=3), desk.free(1, days=6)[0]
    client = desk["desk"]
    old = Appointment.objects.get(pk=appointment).code_version
    client.post(f"/de/desk/appointments/{appointment}/code/")
    assert Appointment.objects.get(pk=appointment).code_version == old + 1
    assert client.get(f"/de/desk/appointments/{appointment}/paper/").content.startswith(b"%PDF-")
    assert f'value="{other}"' in said(client.get(f"/de/desk/book/?move={appointment}&matters={plan.REGULAR}&persons=1"))
    answer = client.post(f"/de/desk/appointments/{appointment}/move/", {"place": other})
    moved = Appointment.objects.get(status="booked")
    assert answer.headers["Location"].endswith(f"/desk/appointments/{moved.pk}/")
    client.post(f"/de/desk/appointments/{moved.pk}/cancel/", {"reason": "by_person"})
    moved.refresh_from_db()
    assert moved.status == "cancelled"
    assert client.get(f"/de/desk/appointments/{moved.pk}/").status_code == 200


def test_the_emergency_list_on_her_behalf(desk: Desk) -> None:
    ends = desk.today + timedelta(days=3)
    given = person(
        language="de", kind="emergency", matters=[plan.EMERGENCY], reasons=["court"],
        title_expires_on_0=str(ends.day), title_expires_on_1=str(ends.month), title_expires_on_2=str(ends.year),
    )  # fmt: skip
    answer = desk["desk"].post("/de/desk/requests/new/", given)
    assert answer.status_code == 302, said(answer)[-2000:]
    row = Request.objects.get()
    assert (row.status, row.party.contact_kind) == ("waiting", "desk")
    assert desk["desk"].get(f"/de/desk/requests/{row.pk}/proof/").content.startswith(b"%PDF-")
    assert desk["other"].get(f"/de/desk/requests/{row.pk}/").status_code == 404
    page = said(desk["desk"].get("/de/desk/emergency/"))
    assert "Titel endet in 3 Tagen" in page
    assert "sieben Tage oder weniger und noch nichts" in page
    exported = desk["desk"].get("/de/desk/emergency/export/csv/?show=lifted").content.decode("utf-8-sig")
    assert len(exported.strip().splitlines()) == 1, "exactly what is filtered"

    # She lost her paper: another clerk gives her a new one.
    desk["other"].post(f"/de/desk/requests/{row.pk}/code/")
    assert desk["other"].get(f"/de/desk/requests/{row.pk}/proof/").content.startswith(b"%PDF-")
    assert desk["desk"].get(f"/de/desk/requests/{row.pk}/").status_code == 404, "the old code is dead"

    # Only with a reason, and not by the desk itself.
    path = f"/de/desk/emergency/{row.pk}/"
    assert desk["desk"].post(f"{path}lift/", {"reason": "x"}).status_code == 404
    assert desk["clearing"].post(f"{path}lift/", {"reason": ""}).status_code == 422
    desk["clearing"].post(f"{path}lift/", {"reason": "Kind krank"})
    assert "Kind krank" in said(desk["clearing"].get("/de/desk/emergency/"))

    place = desk.free(1, days=1, klass="emergency")[0]
    assert f'value="{place}"' in said(desk["desk"].get(path))
    placed = desk["desk"].post(f"{path}place/", {"place": place})
    assert "/desk/appointments/" in placed.headers["Location"]
    row.refresh_from_db()
    assert row.status == "placed"


def test_the_allocation_is_refused_in_a_sentence_while_times_are_free(desk: Desk) -> None:
    desk.free(8)
    given = person(language="de", kind="allocation", matters=[plan.REGULAR])
    answer = desk["desk"].post("/de/desk/requests/new/", given)
    if answer.status_code == 422:
        assert "keine Zuteilung" in said(answer)
    else:
        assert Request.objects.get().kind == "allocation"


# ---- Keeping --------------------------------------------------------------------------------------------------------


def test_contested_bookings_are_listed_for_a_person(desk: Desk) -> None:
    places = desk.free(3)
    hers = plan.make_person()
    plan.book(places[0], plan.make_party(hers, proven=True), now=desk.now)
    plan.confirm(plan.hold(places[1], plan.make_party(hers), now=desk.now), now=desk.now)
    page = said(desk["desk"].get("/de/desk/contested/"))
    assert "nur genannt" in page
    assert "gesehen" in page


def test_partners_get_a_code_once(desk: Desk) -> None:
    page = said(desk["head"].post("/de/desk/partners/", {"name": "Kanzlei Weber", "kind": "lawyer", "email": "k@example.org"}))
    assert "nur dieses eine Mal" in page
    from amtslotse.appointments.models import Partner

    row = Partner.objects.get()
    assert "nur dieses eine Mal" not in said(desk["head"].get("/de/desk/partners/"))
    assert "nur dieses eine Mal" in said(desk["head"].post(f"/de/desk/partners/{row.pk}/code/"))
    desk["head"].post(f"/de/desk/partners/{row.pk}/end/")
    row.refresh_from_db()
    assert not row.active
    assert desk["desk"].get("/de/desk/partners/").status_code == 404


def test_the_report_on_automata_names_no_person(desk: Desk) -> None:
    assert "keine Personen" in said(desk["head"].get("/de/desk/robots/"))
    assert desk["desk"].get("/de/desk/robots/").status_code == 404
    assert desk["head"].get("/de/desk/robots/export/csv/").status_code == 200


# ---- Outage ---------------------------------------------------------------------------------------------------------


def test_paper_numbers_keep_their_time_and_the_series_goes_on(desk: Desk) -> None:
    desk.booked()
    page = said(desk["desk"].get("/de/desk/day-list/?site=marktplatz"))
    assert "Papiernummern beginnen bei <strong>1</strong>" in page
    assert "Nguyễn" in page
    assert "Nguyễn" in desk["desk"].get("/de/desk/day-list/export/csv/?site=marktplatz").content.decode("utf-8-sig")
    given = {
        "number": "7", "came": "0:05", "klass": "regular", "language": "de", "site": "marktplatz", "key": str(uuid4()),
    }  # fmt: skip
    desk["desk"].post("/de/desk/tickets/paper/", given)
    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.on_paper) == (7, True)
    assert f"{timezone.localtime(ticket.arrived_at):%H:%M}" == "00:05"
    assert desk.come().number == 8
    taken = desk["desk"].post("/de/desk/tickets/paper/", {**given, "key": str(uuid4())})
    assert "schon vergeben" in said(taken)


# ---- Everybody ------------------------------------------------------------------------------------------------------

PAGES = ("", "counter/", "information/", "call-backs/", "telephone/", "book/", "requests/new/", "emergency/", "contested/",
         "partners/", "robots/", "day-list/", "tickets/new/", "tickets/paper/")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_the_desk_is_the_councils(desk: Desk, path: str) -> None:
    assert desk["council"].get(f"/de/desk/{path}").status_code == 404
    assert Client().get(f"/de/desk/{path}").status_code == 302


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("partners/", "robots/")])
def test_every_page_stands_in_every_language(desk: Desk, path: str, language: str) -> None:
    assert desk["desk"].get(f"/{language}/desk/{path}").status_code == 200


MOST = {
    "counter/": 20, "information/": 14, "emergency/": 16, "call-backs/": 16, "book/": 14, "contested/": 20, "day-list/": 16,
}  # fmt: skip


@pytest.mark.parametrize("path", MOST)
def test_pages_are_bounded(desk: Desk, path: str) -> None:
    desk.booked()
    assert cost(desk["desk"], f"/de/desk/{path}") <= MOST[path]


def test_somebody_is_put_first_with_a_written_reason_only(desk: Desk) -> None:
    desk.come(minutes_ago=40)
    late = Stop.objects.get(ticket=desk.come(minutes_ago=1))
    path = f"/de/desk/stops/{late.pk}/lift/"
    assert path not in said(desk["desk"].get("/de/desk/?site=marktplatz"))
    assert desk["desk"].get(path).status_code == 404
    assert desk["jobcenter"].post(path, {"reason": "x"}).status_code == 404
    assert path in said(desk["clerk"].get("/de/desk/?site=marktplatz"))
    assert desk["clerk"].get(path).status_code == 200
    assert desk["clerk"].post(path, {"reason": ""}).status_code == 422
    assert desk["head"].post(path, {"reason": "Kind mit Fieber"}).status_code == 302
    page = said(desk["clerk"].get("/de/desk/?site=marktplatz"))
    assert "vorgezogen mit schriftlichem Grund" in page
    assert "Kind mit Fieber" in page
    assert path not in page
    assert "Fieber" not in said(desk["desk"].get("/de/desk/?site=marktplatz"))
