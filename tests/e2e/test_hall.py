"""The hall as people meet it: she scans her confirmation, waits with her phone, is called on screen and phone, and is done."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import PATIENCE, SHOTS, axe, geometry, visit
from tests.e2e.office import Office

NAME = "Unverkennbar"
SCREEN = {"width": 1920, "height": 1080}


@dataclass
class Hall:
    """A counter that is open, and what happens in the hall, done by the front desk's own actions."""

    office: Office
    site: str
    counter: int
    number: int
    clerk: Any
    serving: int | None = None

    def come(self, **more: Any) -> Any:
        from amtslotse.frontdesk import actions
        from amtslotse.journal.queries import clock
        from amtslotse.kernel.actor import SYSTEM

        given = {"site": self.site, "klass": "short", "language": "de", "name": NAME, "idempotency_key": uuid4()} | more
        return self.office.run(lambda: actions.check_in(by=SYSTEM, now=clock(), **given))

    def call(self) -> Any:
        """The counter finishes whom it has and calls the next one."""
        from amtslotse.frontdesk import actions
        from amtslotse.journal.queries import clock

        def work() -> Any:
            if self.serving is not None:
                actions.finish(stop=self.serving, outcome="done", by=self.clerk, now=clock())
            return actions.call_next(counter=self.counter, by=self.clerk, now=clock())

        called = self.office.run(work)
        self.serving = called.stop if called else None
        return called

    def do(self, action: Callable[..., Any], **more: Any) -> None:
        from amtslotse.journal.queries import clock

        self.office.run(lambda: action(stop=self.serving, by=self.clerk, now=clock(), **more))


@pytest.fixture(scope="module")
def hall(office: Office) -> Hall:
    def build() -> Hall:
        from amtslotse.frontdesk import actions
        from amtslotse.journal.queries import clock
        from amtslotse.offices.queries import counters, sites
        from tests.factories.staff import make_actor

        site, clerk = sites("de")[0].code, make_actor("desk")
        counter = next(each for each in counters(site=site) if each.body == "office" and "short" in each.serves)
        actions.open_counter(counter=counter.id, by=clerk, now=clock())
        return Hall(office, site, counter.id, counter.number, clerk)

    return office.run(build)


@pytest.fixture(autouse=True)
def _nobody_is_left(hall: Hall) -> None:
    """Each story begins with an empty hall."""
    while hall.call():
        pass


def number_on(page: Page) -> str:
    return str(page.locator(".hall-ticket__number strong").inner_text())


def booked_now(office: Office, hall: Hall) -> str:
    """Somebody has an appointment in a minute; the answer is what stands in the QR code of her confirmation."""

    def work() -> str:
        from datetime import timedelta

        from amtslotse.appointments import queries
        from amtslotse.appointments.models import Place
        from amtslotse.journal.queries import clock
        from tests.factories import appointments

        appointments.furnish()
        now = clock()
        last = Place.objects.filter(counter_id=hall.counter).order_by("ends_at").last()
        starts = max(now + timedelta(minutes=1), last.ends_at if last else now)
        place = Place.objects.create(
            counter_id=hall.counter, starts_at=starts, ends_at=starts + timedelta(minutes=10), klass="short", bookable_from=now
        )
        party = appointments.make_party(appointments.make_person(family_name=NAME), language="ar")
        access = appointments.book(place.pk, party, matters=(appointments.SHORT,), now=now)
        return str(queries.check_in_token(access.appointment))

    return office.run(work)


def test_she_checks_in_by_qr_is_called_and_done(office: Office, browser: Browser, hall: Hall) -> None:
    token = booked_now(office, hall)
    with (
        visit(browser, office.url, "ar", phone=True) as phone,
        visit(browser, office.url, "de") as screen,
        visit(browser, office.url, "ar", phone=True, javascript=False) as plain,
    ):
        screen.page.set_viewport_size(SCREEN)
        screen.open(f"/display/{hall.site}/")
        page = phone.open(f"/check-in/{token}/")
        phone.shot("hall-check-in-ar")
        with page.expect_navigation():
            page.locator("main form button").click()
        assert "/ticket/" in page.url
        number = number_on(page)
        assert not axe(page)
        assert not geometry(page)
        phone.shot("hall-waiting-ar")
        plain.page.goto(page.url)
        assert number_on(plain.page) == number

        assert hall.call().display == number
        expect(page.locator(".hall-ticket__call strong")).to_have_text(str(hall.number))
        row = screen.page.locator(f'.hall-call[data-number="{number}"]')
        expect(row).to_be_visible()
        expect(row.locator(".hall-call__counter")).to_have_text(str(hall.number))
        assert NAME not in screen.page.content() + page.content()
        phone.shot("hall-called-ar")
        screen.shot("hall-display")
        plain.page.reload()
        expect(plain.page.locator(".hall-ticket__call strong")).to_have_text(str(hall.number))

        from amtslotse.frontdesk import actions

        hall.do(actions.start)
        expect(page.locator('[data-state="serving"]')).to_be_visible()
        hall.do(actions.finish, outcome="done")
        hall.serving = None
        expect(page.locator('[data-state="ended"]')).to_be_visible()


def test_the_same_qr_code_twice_is_one_number(office: Office, browser: Browser, hall: Hall) -> None:
    token = booked_now(office, hall)
    with visit(browser, office.url, "de", phone=True) as phone:
        seen = set()
        for _ in range(2):
            page = phone.open(f"/check-in/{token}/")
            with page.expect_navigation():
                page.locator("main form button").click()
            seen.add(page.url)
        assert len(seen) == 1


@pytest.mark.parametrize("dark", [False, True])
def test_the_phone_page_in_every_state(office: Office, browser: Browser, hall: Hall, dark: bool) -> None:
    ticket = hall.come()
    mood = "dark" if dark else "light"
    with visit(browser, office.url, "de", phone=True, dark=dark) as phone:
        page = phone.open(f"/ticket/{ticket.id}/")
        phone.shot(f"hall-waiting-{mood}")
        assert not axe(page)
        hall.call()
        expect(page.locator(".hall-ticket__call")).to_be_visible()
        phone.shot(f"hall-called-{mood}")
        assert not axe(page)
        assert not geometry(page)
        part = page.locator("[data-events]").inner_html()
        page.reload()
        assert " ".join(page.locator("[data-events]").inner_html().split()) == " ".join(part.split())


def test_a_call_stays_twelve_seconds_and_none_is_swallowed(office: Office, browser: Browser, hall: Hall) -> None:
    tickets = [hall.come().display for _ in range(6)]
    with visit(browser, office.url, "de") as screen:
        screen.page.clock.install()
        screen.page.set_viewport_size(SCREEN)
        page = screen.open(f"/display/{hall.site}/")
        screen.page.clock.fast_forward(13_000)  # what was there has had its time
        for number in tickets[:4]:
            hall.call()
            expect(page.locator(f'.hall-call[data-number="{number}"]')).to_be_visible()
        hall.call()
        hall.call()
        page.wait_for_timeout(100)
        page.clock.run_for(3_000)
        for number in tickets[:4]:
            expect(page.locator(f'.hall-call[data-number="{number}"]')).to_be_visible()
        page.clock.fast_forward(12_000)
        for number in tickets[2:]:
            expect(page.locator(f'.hall-call[data-number="{number}"]')).to_be_visible()
        assert page.locator(".hall-call:not([hidden])").count() == 4
        assert page.locator(".hall-call").first.get_attribute("data-number") == tickets[5]


def test_without_a_stream_the_pages_load_themselves(office: Office, browser: Browser, hall: Hall) -> None:
    ticket = hall.come()
    with visit(browser, office.url, "de", phone=True) as phone:
        phone.context.route("**/events", lambda route: route.fulfill(status=404))
        page = phone.open(f"/ticket/{ticket.id}/")
        hall.call()
        expect(page.locator(".hall-ticket__call strong")).to_have_text(str(hall.number), timeout=2 * PATIENCE)


def test_digits_can_be_read_from_eight_metres(office: Office, browser: Browser, hall: Hall) -> None:
    for _ in range(4):
        hall.come()
        hall.call()
    with visit(browser, office.url, "de") as screen:
        for width, height in ((1920, 1080), (1366, 768), (1080, 1920)):
            screen.page.set_viewport_size({"width": width, "height": height})
            page = screen.open(f"/display/{hall.site}/")
            sizes = page.locator(".hall-call:not([hidden]) strong").evaluate_all(
                "found => found.map(each => parseFloat(getComputedStyle(each).fontSize))"
            )
            digits = [size * 0.69 for size in sizes]  # Fira Sans: figures are 0.689 em high
            assert len(digits) == 8
            assert min(digits) >= 0.08 * min(height, width), (width, height, digits)
            assert page.evaluate("document.documentElement.scrollHeight") <= height + 1, "a screen on the wall does not scroll"
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(5, 7, 10)", "dark in every mode"
            assert not axe(page)
            screen.shot(f"hall-display-{width}")


def test_the_screen_speaks_from_our_files(office: Office, browser: Browser, hall: Hall) -> None:
    heard: list[str] = []
    with visit(browser, office.url, "de") as screen:
        page = screen.open(f"/display/{hall.site}/")
        page.on("response", lambda answer: heard.append(answer.url) if answer.status == 200 and ".mp3" in answer.url else None)
        page.locator("[data-sound]").click()
        expect(page.locator("[data-sound]")).to_be_hidden()
        ticket = hall.come()
        hall.call()
        expect(page.locator(f'.hall-call[data-number="{ticket.display}"]')).to_be_visible()
        wanted = {f"{language}/{word}" for language in ("de", "en", "ar") for word in ("number", hall.number)}
        missing, until = wanted, time.monotonic() + PATIENCE / 1000
        while missing and time.monotonic() < until:
            page.wait_for_timeout(100)
            missing = wanted - {re.sub(r".*/sounds/(.*)\.mp3", r"\1", url) for url in heard}
        assert not missing
        seconds = page.evaluate(
            """async names => { const voice = new AudioContext(); const long = [];
              for (const name of names) {
                const bytes = await (await fetch(`/static/ui/hall/sounds/${name}.mp3`)).arrayBuffer();
                long.push((await voice.decodeAudioData(bytes)).duration);
              } return long; }""",
            ["gong", "de/17", "en/h1-and", "ar/99"],
        )
        assert all(0.2 < each < 3 for each in seconds), seconds


def test_the_device_in_the_entrance(office: Office, browser: Browser, hall: Hall) -> None:
    def session() -> str:
        from tests.factories.staff import make_staff, sign_in

        return str(sign_in(make_staff("desk")).cookies["sessionid"].value)

    with visit(browser, office.url, "de") as device:
        device.context.add_cookies([{"name": "sessionid", "value": office.run(session), "url": office.url}])
        page = device.open(f"/check-in/{hall.site}/ticket/")
        with page.expect_navigation():
            page.locator('form[action$="/device/"] button').click()
        assert not axe(page)
        assert not geometry(page)
        device.shot("hall-device")
        with page.expect_navigation():
            page.locator("button.hall-reason").first.click()
        assert "/slip/" in page.url
        assert not axe(page)
        device.shot("hall-slip")
        with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as printed:
            assert len(printed.pages) == 1, "the slip is one small sheet"
            assert float(printed.pages[0].mediabox[2]) < 310, "A6"
        ticket = UUID(page.url.rstrip("/").split("/")[-2])
        assert page.locator("img.hall-slip__code").get_attribute("alt")
        with visit(browser, office.url, "en", phone=True) as phone:
            phone.open(f"/ticket/{ticket}/")
            assert number_on(phone.page) == page.locator(".hall-slip__number").inner_text()


def test_signs_print_on_a_sheet_each(office: Office, browser: Browser, hall: Hall) -> None:
    from amtslotse.offices.queries import counters

    with visit(browser, office.url, "de") as visitor:
        page = visitor.open(f"/display/{hall.site}/signs/")
        visitor.shot("hall-signs")
        sheets = page.pdf(prefer_css_page_size=True)
        count = office.run(lambda: len([each for each in counters(site=hall.site) if each.in_use]))
        with pikepdf.open(io.BytesIO(sheets)) as printed:
            assert len(printed.pages) == count + 1, "a sheet for each counter and one for the entrance"
            box = printed.pages[0].mediabox
            assert float(box[2]) > float(box[3]), "landscape"
        if SHOTS:
            (Path(SHOTS) / "hall-signs.pdf").write_bytes(sheets)
