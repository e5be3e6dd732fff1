"""Days at the front desk: everybody who comes is received, called, and leaves with a result or an appointment."""

from __future__ import annotations

import shutil
import time as clockwork
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import Visitor, axe, visit
from tests.e2e.journey import Clerk
from tests.e2e.office import Office
from tests.e2e.papers import pdf_text

SITE = "marktplatz"


@pytest.fixture(scope="module", autouse=True)
def hall(office: Office) -> None:
    """Free times as the demonstration plans them, and the express counter's tick list."""

    def build() -> None:
        from amtslotse.frontdesk.actions import set_express
        from amtslotse.journal.queries import clock
        from amtslotse.kernel.actor import SYSTEM
        from tests.factories.booking import apply_demo_plan

        apply_demo_plan()
        set_express(by=SYSTEM, now=clock())

    office.run(build)


@pytest.fixture(scope="module")
def session(office: Office, browser: Browser) -> Any:
    """Signed in once: a second factor's code is good for one time."""
    with visit(browser, office.url, "de") as visitor:
        Clerk(visitor).sign_in("empfang1")
        return visitor.context.storage_state()


@pytest.fixture
def clerk(office: Office, browser: Browser, session: Any) -> Iterator[Clerk]:
    """Nadia at the front desk."""
    with visit(browser, office.url, "de", state=session) as visitor:
        yield Clerk(visitor)
        leave(visitor)


def leave(visitor: Visitor) -> None:
    """Her counter is closed for the next day, whoever is still there."""
    visitor.open("/desk/counter/")
    if visitor.page.locator('form[action$="/finish/"]').count():
        press(visitor.page, 'button[value="done"], form[action$="/finish/"] button.kern-btn--primary')
        visitor.open("/desk/counter/")
    if visitor.page.locator('form[action$="/close/"]').count():
        press(visitor.page, 'form[action$="/close/"] button')


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def key(page: Page, letter: str) -> None:
    """One key, and the next page is there."""
    with page.expect_navigation():
        page.keyboard.press(letter)


def well(page: Page) -> None:
    complaints = axe(page)
    assert not complaints, "\n".join(complaints)


def come(office: Office, klass: str = "regular", **more: Any) -> str:
    """Somebody took a number at the door a while ago; how it is called."""

    def build() -> str:
        from amtslotse.frontdesk.actions import check_in
        from amtslotse.journal.queries import clock
        from amtslotse.kernel.actor import SYSTEM

        given = {"site": SITE, "language": "de", "name": "Lan Nguyễn", "idempotency_key": uuid4()} | more
        return check_in(klass=klass, by=SYSTEM, now=clock() - timedelta(hours=3), **given).display

    return office.run(build)


def expected(office: Office) -> None:
    """Ayşe Öztürk has an appointment late today."""

    def build() -> None:
        from datetime import time

        from django.utils import timezone

        from amtslotse.appointments import actions
        from amtslotse.appointments.models import Place
        from amtslotse.appointments.rules.parties import PartyInput, PersonInput
        from amtslotse.journal.queries import clock
        from amtslotse.kernel.actor import SYSTEM
        from amtslotse.offices.models import Counter

        begins = datetime.combine(timezone.localdate(), time(23, 29), timezone.get_current_timezone())
        place = Place.objects.create(
            counter=Counter.objects.get(site__code=SITE, number=4),
            starts_at=begins,
            ends_at=begins + timedelta(minutes=25),
            klass="regular",
            bookable_from=clock(),
        )
        her = PartyInput("de", "desk", persons=(PersonInput("Öztürk", "Ayşe", "1985-05-00", "document", "T22000129"),))
        actions.book(
            place=place.pk, matters=["study"], party=her, source="desk", idempotency_key=uuid4(), by=SYSTEM, now=clock()
        )

    office.run(build)


def test_a_morning_at_the_front_desk(office: Office, clerk: Clerk) -> None:
    """She is expected and checked in; another takes a number; both are called by one key and leave with a result."""
    expected(office)
    page = clerk.visitor.open(f"/desk/?site={SITE}")
    row = page.locator("tr", has_text="Öztürk")
    with page.expect_navigation():
        row.locator("button").click()
    expect(page.locator(".ui-slip__number")).to_be_visible()
    expect(page.locator(".ui-slip")).not_to_contain_text("Öztürk")
    well(page)
    key(page, "h")
    expect(page.locator("tr", has_text="Öztürk")).to_have_count(0)

    # A walk-in, with the keyboard.
    key(page, "n")
    page.locator('input[name=klass][value="short"]').check()
    page.locator("select[name=language]").select_option("ar")
    press(page, "form button.kern-btn--primary")
    number = page.locator(".ui-slip__number").inner_text()

    # The express counter: call, tick, done.
    key(page, "h")
    expect(page.locator("#today")).to_contain_text(number)
    key(page, "c")
    key(page, "1")
    key(page, "n")
    expect(page.locator("#here-title")).to_contain_text(number)
    clerk.visitor.shot("desk-express")
    well(page)
    page.keyboard.press("1")
    expect(page.locator("input[name=express]").first).to_be_checked()
    key(page, "d")
    expect(page.locator("[role=status]")).to_contain_text("Abgeschlossen")
    well(page)
    clerk.visitor.open(f"/desk/?site={SITE}")
    expect(page.locator("#share-title + p")).to_contain_text("100")


def test_today_follows_the_hall_without_a_press(office: Office, clerk: Clerk) -> None:
    page = clerk.visitor.open(f"/desk/?site={SITE}")
    number = come(office)
    expect(page.locator("#today")).to_contain_text(number)
    expect(page.locator("#today")).not_to_contain_text("Nguyễn")
    well(page)


def test_everything_on_paper_for_who_has_neither_telephone_nor_mail(office: Office, clerk: Clerk) -> None:
    """Found, booked, printed, moved and its code replaced: at the desk, without a contact."""
    page = clerk.visitor.open("/desk/book/")
    page.locator('input[name=matters][value="study"]').check()
    press(page, "aside form button.kern-btn--primary")
    key(page, "t")
    page.locator("input[name=p0-family_name]").fill("Haddad")
    page.locator("input[name=p0-given_names]").fill("Sami")
    page.locator("input[name=p0-birth_date_2]").fill("1970")
    page.locator("input[name=p0-key_number]").fill("A1234567")
    well(page)
    press(page, "form button.kern-btn--primary")
    expect(page.locator("main")).to_contain_text("Sami Haddad")
    paper = _fetch(page)
    if shutil.which("pdftotext"):
        assert "Haddad" in pdf_text(paper)

    # He shows his passport; later he has lost the paper.
    press(page, 'form[action$="/vouch/"] button')
    expect(page.locator(".ui-tag--good")).to_have_count(1)
    press(page, 'form[action$="/code/"] button')
    assert _fetch(page) != paper, "the old code is dead"
    key(page, "v")
    before = page.url
    press(page, ".ui-times button")
    assert page.url != before
    expect(page.locator("[role=status]")).to_contain_text("Verlegt")
    well(page)


def _fetch(page: Page) -> bytes:
    with page.expect_download() as arriving:
        page.locator('a[href$="/paper/"]').click()
    return arriving.value.path().read_bytes()


def test_a_deaf_visitor_is_seen_and_forgotten(office: Office, clerk: Clerk) -> None:
    """Said voluntarily, shown at the counter, called on the display, deleted when the visit is over."""
    page = clerk.visitor.open(f"/desk/tickets/new/?site={SITE}")
    page.locator('input[name=klass][value="emergency"]').check()
    page.locator('input[name=needs][value="interpreter"]').check()
    page.locator("input[name=name]").fill("Rima Haddad")
    press(page, "form button.kern-btn--primary")
    number = page.locator(".ui-slip__number").inner_text()
    clerk.visitor.open("/desk/counter/")
    key(page, "4")
    key(page, "n")
    for _ in range(8):  # whoever came before her leaves first
        if number in page.locator("#here-title").inner_text():
            break
        key(page, "d")
        key(page, "n")
    expect(page.locator("main")).to_contain_text("Gebärdensprache")
    well(page)
    key(page, "s")
    key(page, "d")

    def forgotten() -> bool:
        from amtslotse.frontdesk.models import Ticket

        return not Ticket.objects.filter(needs_interpreter=True).exists()

    assert office.run(forgotten)


def test_a_status_by_telephone_with_the_keyboard_alone(office: Office, clerk: Clerk) -> None:
    """The caller names number and code; the clerk reads three sentences; the contact is counted. Less than a minute."""

    def build() -> tuple[str, str]:
        from amtslotse.casework import queries
        from amtslotse.journal.queries import clock
        from tests.casework import walk

        receipt = queries.receipt(access=walk.filed(now=clock() - timedelta(days=1)), language="de")
        return receipt.file_number, receipt.code

    number, code = office.run(build)
    page = clerk.visitor.open("/desk/information/")
    began = clockwork.monotonic()
    key(page, "4")
    for _ in range(60):
        if page.evaluate("() => document.activeElement.name") == "number":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(number)
    page.keyboard.press("Tab")
    page.keyboard.type(code)
    key(page, "Enter")
    expect(page.locator("#told-title")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ihr Antrag ist bei uns eingegangen.")
    well(page)
    key(page, "f")
    assert clockwork.monotonic() - began < 60

    def counted() -> tuple[str, bool]:
        from amtslotse.frontdesk.models import Contact

        row = Contact.objects.latest("pk")
        return row.reason, row.seconds < 60

    assert office.run(counted) == ("status", True)


def test_paper_numbers_are_entered_after_an_outage(office: Office, clerk: Clerk) -> None:
    page = clerk.visitor.open(f"/desk/day-list/?site={SITE}")
    well(page)
    key(page, "n")
    page.locator("input[name=number]").fill("700")
    page.locator("input[name=came]").fill("0:05")
    page.locator('input[name=klass][value="regular"]').check()
    press(page, "form button.kern-btn--primary")
    expect(page.locator("[role=status]")).to_contain_text("700")
    well(page)

    def true_time() -> str:
        from django.utils import timezone

        from amtslotse.frontdesk.models import Ticket

        return f"{timezone.localtime(Ticket.objects.get(number=700).arrived_at):%H:%M}"

    assert office.run(true_time) == "00:05"


def test_the_desk_works_without_javascript(office: Office, browser: Browser) -> None:
    number = come(office, "clearing")
    with visit(browser, office.url, "de", javascript=False) as visitor:
        clerk = Clerk(visitor)
        clerk.sign_in("empfang2")
        page = visitor.open("/desk/counter/")
        press(page, f'form[action$="/counter/{_counter(office, 3)}/open/"] button')
        press(page, "#call-next")
        expect(page.locator("#here-title")).to_contain_text(number)
        press(page, 'button[value="done"]')
        press(page, 'form[action$="/close/"] button')
        expect(page.locator("h1")).to_contain_text("Welchen Schalter")


def _counter(office: Office, number: int) -> int:
    def find() -> int:
        from amtslotse.offices.models import Counter

        return Counter.objects.get(site__code=SITE, number=number).pk

    return office.run(find)
