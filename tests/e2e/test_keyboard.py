"""The applicant's way without a mouse: everything can be reached, is seen where it is, and errors take the focus."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import visit
from tests.e2e.journey import SERVICE
from tests.e2e.office import Office

MANY = 60
FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  const row = e.closest('.ui-choice'), around = row ? getComputedStyle(row) : s;
  const drawn = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const marked = drawn(s) || drawn(around) || s.boxShadow !== 'none' || around.boxShadow !== 'none';
  return [e.tagName, e.id || e.className || '', marked, b.height > 0 && b.bottom > 0 && b.top < innerHeight];
}"""


def tab_to(page: Page, selector: str) -> None:
    """Tab until the element has the focus; wherever the focus rests on the way, it can be seen."""
    for _ in range(MANY):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUS)
        assert seen[0] == "BODY" or seen[2], f"the focus cannot be seen on {seen}"
        assert seen[0] == "BODY" or seen[3], f"the focus is out of sight on {seen}"
        if page.locator(selector).first.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{selector} cannot be reached with the tab key")


def follow(page: Page) -> None:
    """Enter, and the next page is there."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


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
            page = visitor.open(path)
            usable = page.locator("a[href]:visible, button:visible, input:visible, select:visible, summary:visible").count()
            reached = set()
            for _ in range(usable + 5):
                page.keyboard.press("Tab")
                reached.add(page.evaluate("() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"))
            groups = page.evaluate("() => new Set([...document.querySelectorAll('input[type=radio]')].map(e => e.name)).size")
            radios = page.locator("input[type=radio]:visible").count()
            assert len(reached) >= usable - radios + groups - 1, f"{path}: {len(reached)} of {usable} reached"
