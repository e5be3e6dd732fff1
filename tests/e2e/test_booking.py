"""How people come to a time: each story is somebody's day, on a telephone, and ends in what axe and geometry say."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import Visitor, axe, click, geometry, visit
from tests.e2e.office import Office


@pytest.fixture(scope="module")
def planned(office: Office) -> Office:
    """The office of the stories has matters and places."""

    def plan() -> None:
        from tests.factories.booking import apply_demo_plan

        apply_demo_plan()

    office.run(plan)
    return office


def soon(days: int) -> str:
    from datetime import UTC, datetime

    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


class Person:
    """Somebody with a telephone who wants a time."""

    def __init__(self, visitor: Visitor, office: Office, *, javascript: bool = True) -> None:
        self.visitor, self.office, self.javascript = visitor, office, javascript

    @property
    def page(self) -> Page:
        return self.visitor.page

    def press(self, selector: str = "main form .kern-btn--primary") -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def wants(self, matter: str, *, ends: str = "", urgent: str = "") -> None:
        self.visitor.open("/appointment/")
        click(self.page.locator(f'a[href$="/matter/{matter}/"]'))
        self.press()
        if ends:
            year, month, day = ends.split("-")
            for box, part in zip(self.page.locator(".ui-date input").all(), (day, month, year), strict=True):
                box.fill(part)
        self.press()
        if urgent:
            self.page.locator(f'input[name=urgencies][value="{urgent}"]').check()
        self.press()
        self.press("main a.kern-btn--primary")

    def comes(self, count: int = 1) -> None:
        self.page.locator("select[name=count]").select_option(str(count))
        self.press()

    def takes_the_first_time(self) -> None:
        self.press("button.booking-time")

    def is_called(self, family: str, given: str, *, number: str = "", kind: str = "document", born: str = "1990-05-17") -> None:
        self.page.locator("input[name=family_name]").fill(family)
        self.page.locator("input[name=given_names]").fill(given)
        year, month, day = born.split("-")
        for box, part in zip(self.page.locator(".ui-date input").all(), (day, month, year), strict=True):
            box.fill(part)
        self.page.locator(f'input[name=key_kind][value="{kind if number else "none"}"]').check()
        if number:
            self.page.locator("input[name=key_number]").fill(number)
        self.press()

    def is_reached(self, email: str) -> None:
        self.page.locator("input[name=email]").fill(email)
        self.press()

    def sends(self) -> None:
        if not self.javascript:
            time.sleep(9)  # the price where no script runs
        self.press("#send .kern-btn--primary")

    def types_the_code(self, email: str) -> None:
        """The six digits from the mail."""

        def mailed() -> str:
            from amtslotse.notify.models import Mail

            mail = Mail.objects.filter(to=email).order_by("-pk").first()
            assert mail is not None
            found = re.search(r"\b(\d{6})\b", mail.body)
            assert found
            return found[1]

        self.page.locator("input[name=code]").fill(self.office.run(mailed))
        self.press()

    def books(self, matter: str, email: str, *, number: str = "C01X7") -> None:
        self.wants(matter)
        self.comes()
        self.takes_the_first_time()
        self.is_called("Haddad", "Huda", number=number)
        self.is_reached(email)
        self.sends()
        self.types_the_code(email)

    def holds_a_confirmation(self) -> tuple[str, str]:
        number = self.page.locator(".booking-number").inner_text()
        assert re.fullmatch(r"[TA]-\d{4}-\w{4}-\w{4}", number)
        return number, self.page.locator(".ui-code--big").inner_text()

    def can_read_it(self, name: str) -> None:
        """A picture, and nothing that axe or geometry finds."""
        self.visitor.shot(name)
        complaints = geometry(self.page, 320)
        if self.javascript:  # axe answers by a promise, which nothing keeps where no script runs; test_pages asks it there
            complaints += axe(self.page)
        assert not complaints, f"{self.page.url}:\n" + "\n".join(complaints)


@contextmanager
def somebody(browser: Browser, office: Office, language: str = "de", **how: Any) -> Iterator[Person]:
    with visit(browser, office.url, language, phone=True, **how) as visitor:
        yield Person(visitor, office, javascript=how.get("javascript", True))


def test_huda_books_in_arabic_on_a_phone_without_scripts(planned: Office, browser: Browser) -> None:
    with somebody(browser, planned, "ar", javascript=False) as huda:
        huda.wants("collect-card")
        assert huda.page.locator("html").get_attribute("dir") == "rtl"
        huda.can_read_it("ar-booking-1-visit")
        huda.comes()
        huda.can_read_it("ar-booking-2-times")
        huda.takes_the_first_time()
        huda.is_called("الحسن", "هدى", number="N0012345", born="1990-٥-٣")
        huda.is_reached("huda@example.org")
        huda.can_read_it("ar-booking-3-check")
        huda.press("#send .kern-btn--primary")
        expect(huda.page.locator(".ui-errors")).to_be_visible()  # too fast: everything is still there
        expect(huda.page.locator("main")).to_contain_text("الحسن")
        huda.sends()
        huda.can_read_it("ar-booking-4-code")
        huda.types_the_code("huda@example.org")
        huda.holds_a_confirmation()
        expect(huda.page.locator("main")).to_contain_text("هدى")
        huda.can_read_it("ar-booking-5-confirmation")


def test_lan_enters_the_allocation_and_gets_a_place(planned: Office, browser: Browser) -> None:
    planned.run(lambda: _policy(pressure_from=0.0))
    try:
        with somebody(browser, planned, "en") as lan:
            lan.wants("study", ends=soon(40))
            lan.comes()
            lan.can_read_it("en-allocation-1-why")
            lan.press("main .ui-actions a.kern-btn--primary")
            lan.page.locator('input[name=weekdays][value="1"]').check()
            lan.press()
            lan.is_called("Nguyễn", "Lan", number="C77777")
            lan.is_reached("lan@example.org")
            lan.sends()
            lan.types_the_code("lan@example.org")
            lan.holds_a_confirmation()
            lan.can_read_it("en-allocation-2-request")
            asked = lan.page.url
            lan.visitor.open("/allocation/")
            lan.can_read_it("en-allocation-3-rounds")
            request = re.search(r"/request/([0-9a-f-]{36})/", asked)
            assert request
            number, code = planned.run(lambda: _allocate(UUID(request[1])))
            lan.page.goto(asked)
            expect(lan.page.locator("main button", has_text="See the appointment")).to_have_count(
                0
            )  # before the announced hour
            lan.visitor.open("/appointment/enter/")  # with what she is told at that hour
            lan.page.locator("input[name=number]").fill(number)
            lan.page.locator("input[name=code]").fill(code)
            lan.press()
            expect(lan.page.locator(".booking-when")).to_contain_text("Tuesday")
            lan.can_read_it("en-allocation-4-placed")
    finally:
        planned.run(lambda: _policy(pressure_from=1.0))


def _policy(**changes: Any) -> None:
    from amtslotse.appointments.models import ClassPolicy

    ClassPolicy.objects.filter(pk="regular").update(**changes)


def _allocate(request: UUID) -> tuple[str, str]:
    """The head commits and opens; number and code of the appointment that her request says from the announced hour on."""
    from amtslotse.accounts.queries import actor_for
    from amtslotse.appointments import actions, queries
    from amtslotse.appointments.models import Request
    from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess
    from amtslotse.journal.queries import clock
    from tests.factories.staff import make_staff

    head, now = actor_for(make_staff("head")), clock()
    made = actions.commit_round(klass="regular", by=head, now=now)
    announced = next(row for row in queries.rounds() if row.id == made).announced_for
    actions.open_round(round=made, by=head, now=now)
    access = RequestAccess(request, Request.objects.get(pk=request).code_version)
    assert queries.request_view(access=access, language="en", now=now).status == "waiting", "nobody knows before the hour"
    told = queries.request_view(access=access, language="en", now=announced)
    assert told.status == "placed"
    opened = AppointmentAccess.from_token(told.appointment_token)
    assert opened is not None
    view = queries.appointment(access=opened, language="en", now=announced)
    return view.number, view.code


def test_sami_gets_an_emergency_time_because_his_title_ends(planned: Office, browser: Browser) -> None:
    with somebody(browser, planned, dark=True) as sami:
        sami.wants("study", ends=soon(4))
        sami.visitor.page.go_back()
        expect(sami.page.locator("main .ui-lead")).to_contain_text("höchstens sieben Tagen")
        sami.can_read_it("de-dark-emergency-1-why")
        sami.press("main a.kern-btn--primary")
        sami.comes()
        sami.can_read_it("de-dark-emergency-2-times")
        sami.takes_the_first_time()
        sami.is_called("Haddad", "Sami", number="X123456")
        sami.is_reached("sami@example.org")
        sami.sends()
        sami.can_read_it("de-dark-emergency-3-code")
        sami.types_the_code("sami@example.org")
        sami.holds_a_confirmation()
        sami.can_read_it("de-dark-emergency-4-confirmation")
        sami.visitor.open("/appointment/promises/")
        sami.can_read_it("de-dark-promises")


def test_who_has_no_passport_books_and_is_vouched_for(planned: Office, browser: Browser) -> None:
    with somebody(browser, planned) as amir:
        amir.wants("duldung")
        amir.comes()
        amir.takes_the_first_time()
        amir.is_called("Rahimi", "", born="1999--")
        amir.is_reached("amir@example.org")
        amir.sends()
        amir.types_the_code("amir@example.org")
        amir.holds_a_confirmation()
        amir.can_read_it("de-no-passport")


def test_a_family_of_five_is_one_booking(planned: Office, browser: Browser) -> None:
    with somebody(browser, planned) as mother:
        mother.wants("collect-card")
        mother.comes(5)
        mother.takes_the_first_time()
        for number, name in enumerate(("Olena", "Taras", "Iryna", "Danylo", "Sofiia"), 1):
            expect(mother.page.locator("h1")).to_contain_text(f"{number}")
            mother.is_called("Kovalenko", name, number=f"FAM{number}", born=f"{1980 + 5 * number}-01-02")
        mother.is_reached("olena@example.org")
        mother.sends()
        mother.types_the_code("olena@example.org")
        for name in ("Olena", "Sofiia"):
            expect(mother.page.locator(".ui-receipt")).to_contain_text(name)
        mother.can_read_it("de-family")


def test_a_lawyer_books_for_twelve_clients(planned: Office, browser: Browser) -> None:
    def access() -> str:
        from amtslotse.accounts.queries import actor_for
        from amtslotse.appointments.actions import add_partner
        from amtslotse.journal.queries import clock
        from tests.factories.staff import make_staff

        head = actor_for(make_staff("head"))
        return add_partner(name="Kanzlei Weiß", kind="lawyer", email="kanzlei@example.org", by=head, now=clock()).code

    with visit(browser, planned.url) as visitor:
        lawyer = Person(visitor, planned)
        visitor.open("/partner/enter/")
        lawyer.page.locator("input[name=code]").fill(planned.run(access))
        lawyer.press()
        for number in range(12):
            lawyer.press('form[action$="/partner/book/"] button')
            click(lawyer.page.locator('a[href$="/matter/advice/"]'))
            for _ in range(3):
                lawyer.press()
            lawyer.press("main a.kern-btn--primary")
            lawyer.comes()
            lawyer.takes_the_first_time()
            lawyer.is_called(f"Mandant {number + 1}", "A", number=f"MAN{number:03d}")
            lawyer.press("#send .kern-btn--primary")
            lawyer.holds_a_confirmation()
            visitor.open("/partner/")
        expect(lawyer.page.locator(".ui-files > li")).to_have_count(12)
        lawyer.can_read_it("de-lawyer")


def test_a_stranger_who_types_anothers_number_neither_learns_nor_blocks(planned: Office, browser: Browser) -> None:
    with somebody(browser, planned) as stranger:
        stranger.books("card-pin", "stranger@example.org", number="ZAINABS1")
        told = stranger.page.locator("main h1").inner_text()
    with somebody(browser, planned) as zainab:
        zainab.books("card-pin", "zainab@example.org", number="ZAINABS1")
        assert zainab.page.locator("main h1").inner_text() == told
        zainab.holds_a_confirmation()


def test_a_lost_code_costs_no_appointment(planned: Office, browser: Browser) -> None:
    with somebody(browser, planned) as her:
        her.books("hand-in", "verloren@example.org", number="LOST1")
        number, code = her.holds_a_confirmation()
        appointment = re.search(r"/mine/([0-9a-f-]{36})/", her.page.url)
        assert appointment
        her.visitor.open("/appointment/enter/")
        click(her.page.locator('main a[href$="/code-lost/"]'))
        her.can_read_it("de-code-lost")

        def replaced() -> str:
            from amtslotse.accounts.queries import actor_for
            from amtslotse.appointments.actions import replace_code
            from amtslotse.appointments.queries import appointment as read
            from amtslotse.journal.queries import clock
            from tests.factories.staff import make_staff

            clerk, now = actor_for(make_staff("desk", teams=("service",))), clock()
            access = replace_code(appointment=UUID(appointment[1]), by=clerk, now=now)
            return read(access=access, language="de", now=now).code

        fresh = planned.run(replaced)
        for typed, opens in ((code, False), (fresh, True)):
            her.visitor.open("/appointment/enter/")
            her.page.locator("input[name=number]").fill(number)
            her.page.locator("input[name=code]").fill(typed)
            her.press()
            expect(her.page.locator(".ui-errors")).to_have_count(0 if opens else 1)
        her.holds_a_confirmation()
