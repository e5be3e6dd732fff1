"""The applicant's way without a mouse: everything can be reached, is seen where it is, and errors take the focus."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.browser import visit
from tests.e2e.journey import SERVICE
from tests.e2e.keys import follow, goes_round, tab_to
from tests.e2e.office import Office


def test_an_application_begins_without_a_mouse(office: Office, browser: Browser) -> None:
    with visit(browser, office.url, "de") as visitor:
        page = visitor.open("/")
        page.keyboard.press("Tab")
        expect(page.locator(".ui-skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        tab_to(page, "a.ui-tile")
        follow(page)
        tab_to(page, f'a[href$="/service/{SERVICE}/"]')
        follow(page)
        tab_to(page, 'input[name="occasion"]')
        page.keyboard.press("ArrowDown")
        assert page.locator('input[name="occasion"]:checked').count() == 1
        tab_to(page, f'form[action$="/service/{SERVICE}/start/"] button')
        follow(page)
        assert "/question/" in page.url

        # An empty answer: the summary has the focus, its line leads to the field, the arrow keys answer it.
        question = page.url
        tab_to(page, "main form button.kern-btn--primary")
        follow(page)
        expect(page.locator(".ui-errors")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator(".ui-errors a")).to_be_focused()
        page.keyboard.press("Enter")
        target = page.locator(".ui-errors a").get_attribute("href")
        assert target is not None
        expect(page.locator(target)).to_be_focused()
        page.keyboard.press("Space")
        tab_to(page, "main form button.kern-btn--primary")
        follow(page)
        assert page.url != question


def test_the_focus_never_gets_lost_on_the_way(office: Office, browser: Browser) -> None:
    """Each page of the way in: the tab key goes round everything that can be used, and comes out again."""
    with visit(browser, office.url, "ar", phone=True) as visitor:
        for path in ("/", "/status/", "/continue/", f"/service/{SERVICE}/", "/legal/imprint/"):
            goes_round(visitor.open(path))
