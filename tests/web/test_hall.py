"""The hall's pages: numbers only, the same answer for unknown and wrong, and a stream that says what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from amtslotse.appointments import actions as booking
from amtslotse.appointments import queries
from amtslotse.appointments.models import Place
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.frontdesk import actions
from amtslotse.frontdesk.queries import TicketView
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import APPLICANT
from amtslotse.web.hall import devices, parts, streams
from tests.factories import appointments
from tests.factories import frontdesk as factory
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
NAME = "Zyxwvut Unverkennbar"
SITE = factory.MAIN


@pytest.fixture
def hall() -> factory.Hall:
    from tests.casework.walk import furnish

    furnish()
    return factory.Hall()


@pytest.fixture
def now(hall: factory.Hall) -> datetime:
    return clock()


@pytest.fixture
def ticket(hall: factory.Hall, now: datetime) -> TicketView:
    return hall.come("short", now=now, name=NAME)


def call(hall: factory.Hall, number: int = 1) -> None:
    """The counter calls the next one."""
    place = hall.sit(number, now=clock())
    assert actions.call_next(counter=place, by=hall.clerk, now=clock()) is not None


def page(client: Client, name: str, language: str = "de", status: int = 200, **parts: object) -> str:
    with translation.override(language):
        answer = client.get(reverse(name, kwargs=parts))
    assert answer.status_code == status
    return str(answer.content.decode())


def live(html: str) -> str:
    """What stands in the part of the page that a stream replaces."""
    found = re.search(r"<div[^>]*data-events[^>]*>(.*?)</div>\s*<(?:p class=\"ui-hidden\"|div class=\"hall-line\")", html, re.S)
    assert found
    return found[1]


# ---- Numbers, never names ----


def test_no_page_of_the_hall_says_who_waits(client: Client, hall: factory.Hall, ticket: TicketView) -> None:
    call(hall)
    pages = [
        page(client, "hall:ticket", ticket=ticket.id),
        page(client, "hall:slip", ticket=ticket.id),
        page(client, "hall:display", site=SITE),
        page(client, "hall:signs", site=SITE),
    ]
    for html in pages:
        assert "Zyxwvut" not in html
        assert "Unverkennbar" not in html
    assert ticket.display in pages[2]


def test_the_phone_shows_number_and_counter_and_is_neutral(client: Client, hall: factory.Hall, ticket: TicketView) -> None:
    before = page(client, "hall:ticket", ticket=ticket.id)
    assert ticket.display in before
    assert "data-call" not in before
    assert "<title>Wartenummer</title>" in before
    call(hall)
    after = page(client, "hall:ticket", ticket=ticket.id)
    assert re.search(r"Bitte jetzt zu Schalter</span> <strong>1<", after)
    assert "data-call" in after
    assert "short" not in after


def test_without_measured_waits_there_is_no_estimate(client: Client, ticket: TicketView) -> None:
    assert "noch keine Schätzung" in page(client, "hall:ticket", ticket=ticket.id)


def test_somebody_before_her_is_counted(client: Client, hall: factory.Hall, now: datetime) -> None:
    hall.sit(1, now=now)
    for _ in range(3):
        second = hall.come("short", now=now)
    assert "Vor Ihnen warten noch 2 Personen." in page(client, "hall:ticket", ticket=second.id)
    assert "2 people are waiting before you" in page(client, "hall:ticket", "en", ticket=second.id)


def test_a_page_without_javascript_loads_itself_anew(client: Client, ticket: TicketView) -> None:
    for html in (page(client, "hall:ticket", ticket=ticket.id), page(client, "hall:display", site=SITE)):
        assert re.search(r'<noscript><meta http-equiv="refresh" content="1[05]"></noscript>', html)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", html)


def test_the_screen_shows_four_and_knows_twelve(client: Client, hall: factory.Hall, now: datetime) -> None:
    """So that a screen whose stream was gone for a while leaves no call out."""
    place = hall.sit(1, now=now)
    for _ in range(14):
        hall.come("short", now=now)
        called = actions.call_next(counter=place, by=hall.clerk, now=clock())
        assert called is not None
        actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=clock())
    html = page(client, "hall:display", site=SITE)
    assert html.count('class="hall-call"') == 12
    assert html.count(" hidden><strong") == 8


# ---- What is not there ----


@pytest.mark.parametrize("name", ["hall:ticket", "hall:slip", "hall:ticket_events"])
def test_an_unknown_ticket_is_not_there(client: Client, hall: factory.Hall, name: str) -> None:
    page(client, name, status=404, ticket=uuid4())


@pytest.mark.parametrize("name", ["hall:display", "hall:display_events", "hall:signs", "hall:walk_in"])
def test_an_unknown_house_is_not_there(client: Client, hall: factory.Hall, name: str) -> None:
    page(client, name, status=404, site="nowhere")


def test_yesterdays_ticket_is_not_there(client: Client, hall: factory.Hall, now: datetime) -> None:
    old = hall.come("short", now=now - timedelta(days=1))
    page(client, "hall:ticket", status=404, ticket=old.id)
    page(client, "hall:slip", status=404, ticket=old.id)


def test_unknown_wrong_and_garbage_read_the_same(client: Client, hall: factory.Hall) -> None:
    """Fault 21: nothing on the page tells a number that exists from one that does not."""
    said = set()
    for number, code in (("T-2026-7K4MX0", "AAAA"), ("T-2026-000000", "7K4M-X0Q2-R9TZ"), ("x", "y"), ("؟", "😀")):
        answer = client.post("/de/check-in/", {"number": number, "code": code, "key": str(uuid4())})
        assert answer.status_code == 422
        said.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(said) == 1
    assert "Nummer oder Code stimmt nicht" in said.pop()


def test_a_wrong_token_says_the_same_as_a_wrong_code_and_looking_says_nothing(client: Client, hall: factory.Hall) -> None:
    looked = client.get(f"/de/check-in/{'x' * 26}/")
    assert looked.status_code == 200
    answer = client.post(f"/de/check-in/{'x' * 26}/", {"key": str(uuid4())})
    assert answer.status_code == 422
    assert "Nummer oder Code stimmt nicht" in answer.content.decode()


def test_an_arrival_without_a_key_is_none(client: Client, hall: factory.Hall) -> None:
    assert client.post(f"/de/check-in/{'x' * 26}/").status_code == 404


# ---- Appointments ----


def booked(starts: timedelta, *, site: str = SITE) -> tuple[AppointmentAccess, str]:
    """Somebody has an appointment then; her access, and what stands in her QR code."""
    appointments.furnish()
    begins = clock() + starts
    place = Place.objects.create(
        counter_id=appointments.counter(1, site), starts_at=begins, ends_at=begins + timedelta(minutes=10), klass="short"
    )
    party = appointments.make_party(appointments.make_person(family_name=NAME))
    access = appointments.book(place.pk, party, matters=(appointments.SHORT,), now=clock())
    return access, queries.check_in_token(access.appointment)


def here(client: Client, token: str) -> HttpResponse:
    return client.post(f"/de/check-in/{token}/", {"key": str(uuid4())})


def test_who_comes_on_another_day_is_told_the_day(client: Client, hall: factory.Hall) -> None:
    _, token = booked(timedelta(days=2))
    answer = here(client, token)
    assert answer.status_code == 422
    assert "an einem anderen Tag" in answer.content.decode()
    assert _tickets() == 0


def test_a_cancelled_appointment_leads_to_the_front_desk(client: Client, hall: factory.Hall) -> None:
    access, token = booked(timedelta(minutes=1))
    booking.cancel(appointment=access.appointment, reason="applicant", by=APPLICANT, now=clock())
    answer = here(client, token)
    assert answer.status_code == 422
    assert "abgesagt" in answer.content.decode()


def test_in_the_wrong_house_she_is_told_the_right_one(hall: factory.Hall) -> None:
    device = prepared(hall)
    _, token = booked(timedelta(minutes=1), site=factory.BRANCH)
    answer = here(device, token)
    assert answer.status_code == 422
    assert "in einem anderen Haus" in answer.content.decode()


def test_number_and_code_or_qr_code_is_one_ticket(client: Client, hall: factory.Hall) -> None:
    access, token = booked(timedelta(minutes=1))
    view = queries.appointment(access=access, language="de", now=clock())
    typed = client.post("/de/check-in/", {"number": view.number, "code": view.code, "key": str(uuid4())})
    assert typed.status_code == 302
    assert here(client, token).headers["Location"] == typed.headers["Location"]
    assert _tickets() == 1
    assert "Zyxwvut" not in client.get(typed.headers["Location"]).content.decode()


# ---- The device in the entrance ----


def prepared(hall: factory.Hall) -> Client:
    """A device that front desk staff set up."""
    device = sign_in(make_staff("desk"))
    answer = device.post(f"/de/check-in/{SITE}/device/")
    assert answer.status_code == 302
    return device


def test_nobody_draws_a_number_from_home(client: Client, hall: factory.Hall) -> None:
    html = page(client, "hall:walk_in", site=SITE)
    assert "nur im Haus" in html
    assert "<button" not in html.split("<main")[1].split("</main")[0]
    client.post(f"/de/check-in/{SITE}/ticket/", {"klass": "short", "key": str(uuid4())})
    assert _tickets() == 0


def _tickets() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM frontdesk_ticket")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("role", ["council", "admin"])
def test_only_the_front_desk_sets_up_a_device(hall: factory.Hall, role: str) -> None:
    other = sign_in(make_staff(role))
    assert other.post(f"/de/check-in/{SITE}/device/").status_code == 404
    assert "einrichten" not in page(other, "hall:walk_in", site=SITE)
    assert Client().post(f"/de/check-in/{SITE}/device/").status_code == 404


def test_setting_up_a_device_signs_the_person_out(hall: factory.Hall) -> None:
    device = prepared(hall)
    assert device.get("/de/desk/").status_code in (302, 404)
    assert "_auth_user_id" not in device.session


def test_a_device_gives_a_number_and_a_slip_once(hall: factory.Hall) -> None:
    device = prepared(hall)
    html = page(device, "hall:walk_in", site=SITE)
    key = re.search(r'name="key" value="([^"]+)"', html)
    assert key
    sent = {"klass": "short", "needs": ["step_free"], "key": key[1]}
    first = device.post(f"/ar/check-in/{SITE}/ticket/", sent)
    again = device.post(f"/ar/check-in/{SITE}/ticket/", sent)
    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert _tickets() == 1
    slip = device.get(first.headers["Location"]).content.decode()
    assert 'class="hall-slip__number"><bdi dir="ltr">001' in slip
    assert "data:image/svg" in slip
    with connection.cursor() as cursor:
        cursor.execute("SELECT language, needs_step_free, name FROM frontdesk_ticket")
        assert cursor.fetchall() == [("ar", True, "")]


def test_a_device_of_one_house_gives_no_numbers_of_another(hall: factory.Hall) -> None:
    device = prepared(hall)
    assert "nur im Haus" in page(device, "hall:walk_in", site=factory.BRANCH)


def test_a_made_up_cookie_makes_no_device(client: Client, hall: factory.Hall) -> None:
    client.cookies[devices._COOKIE] = f"{SITE}:1:forged"
    assert "nur im Haus" in page(client, "hall:walk_in", site=SITE)


# ---- Stream and page ----


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_part_of_the_stream_is_the_part_of_the_page(
    client: Client, hall: factory.Hall, ticket: TicketView, language: str
) -> None:
    """Fragment applied == page loaded, in every state she can see."""
    her, screen = streams.Subject(SITE, ticket.id, language), streams.Subject(SITE, None, language)

    def same() -> None:
        read = parts.read(SITE, [her, screen])
        assert live(page(client, "hall:ticket", language, ticket=ticket.id)) == read[her].html
        assert live(page(client, "hall:display", language, site=SITE)) == read[screen].html

    same()
    call(hall)
    same()
    stop = _stop_of(ticket.id)
    actions.recall(stop=stop, by=hall.clerk, now=clock())
    same()
    actions.start(stop=stop, by=hall.clerk, now=clock())
    same()
    actions.finish(stop=stop, outcome="done", by=hall.clerk, now=clock())
    same()
    assert parts.read(SITE, [her])[her].last


def _stop_of(ticket: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM frontdesk_stop WHERE ticket_id = %s ORDER BY position LIMIT 1", [ticket])
        return int(cursor.fetchone()[0])


def test_reading_for_streams_cannot_write(hall: factory.Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams run outside the request's read-only transaction, so the reader has one of its own."""
    from django.db import InternalError

    def writes(**_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE offices_site SET address = 'x'")

    monkeypatch.setattr(parts.frontdesk, "display", writes)
    with pytest.raises(InternalError, match="read-only"):
        parts.read(SITE, [streams.Subject(SITE, None, "de")])


def test_a_vanished_ticket_has_no_part(hall: factory.Hall) -> None:
    assert parts.read(SITE, [streams.Subject(SITE, uuid4(), "de")]) == {}


# ---- Paper ----


def test_there_is_a_sign_for_every_counter_in_three_languages(client: Client, hall: factory.Hall) -> None:
    html = page(client, "hall:signs", site=SITE)
    numbers = re.findall(r'class="hall-sign__number">(\d+)<', html)
    from amtslotse.offices.queries import counters

    assert sorted(map(int, numbers)) == [each.number for each in counters(site=SITE) if each.in_use]
    assert html.count('<p lang="ar" dir="rtl">الشباك</p>') == len(numbers)
    assert 'data-arrow="left"' in client.get(f"/de/display/{SITE}/signs/?arrow=left").content.decode()
    assert 'data-arrow="right"' in client.get(f"/de/display/{SITE}/signs/?arrow=<b>").content.decode()


# ---- The stream over HTTP, with a connection that is really given back ----


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "EVERY", 0.1)


@pytest.mark.django_db(transaction=True)
def test_a_call_reaches_the_phone_and_the_screen(client: Client, hall: factory.Hall, now: datetime, quick: None) -> None:
    ticket = hall.come("short", now=now, name=NAME)
    with translation.override("de"):
        phone = client.get(reverse("hall:ticket_events", kwargs={"ticket": ticket.id}))
        screen = client.get(reverse("hall:display_events", kwargs={"site": SITE}))
    try:
        assert phone.headers["Content-Type"].startswith("text/event-stream")
        assert phone.headers["X-Accel-Buffering"] == "no"
        phone_words, screen_words = iter(phone.streaming_content), iter(screen.streaming_content)
        assert connection.connection is not None
        assert next(phone_words) == b"retry: 3000\n\n"
        assert connection.connection is None, "an open stream holds no connection of the pool"
        assert ticket.display in _next_part(phone_words)
        next(screen_words)
        assert ticket.display not in _next_part(screen_words)
        call(hall)
        assert _part_with("Bitte jetzt zu Schalter", phone_words)
        shown = _part_with(ticket.display, screen_words)
        assert "de/number de/1 de/counter de/1" in shown
        assert "Zyxwvut" not in shown
    finally:
        phone.close()
        screen.close()
    assert parts.HUB.open() == 0


def _next_part(words: Iterator[bytes]) -> str:
    for _ in range(10):
        said = next(words).decode()
        if said.startswith("event: part"):
            return said
    raise AssertionError("nothing came")


def _part_with(text: str, words: Iterator[bytes]) -> str:
    """The next part that says it: on a busy machine the hub may look between two changes."""
    for _ in range(5):
        if text in (part := _next_part(words)):
            return part
    raise AssertionError(f"nobody said {text}")


@pytest.mark.django_db(transaction=True)
def test_too_many_streams_are_told_to_load_the_page_instead(
    client: Client, hall: factory.Hall, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST", 0)
    answer = client.get(f"/de/display/{SITE}/events")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
