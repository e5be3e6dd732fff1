"""A whole case without a mouse: from the list to the letter, by three people who only have keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import visit
from tests.e2e.house import Desk, House, make_runs
from tests.e2e.keys import follow, goes_round, press, tab_to, until
from tests.e2e.office import Office

REASONS = "Alles liegt vor, der Lebensunterhalt ist gesichert."


@pytest.fixture
def house(office: Office, browser: Browser) -> Iterator[House]:
    with ExitStack() as opened:
        yield House(office, browser, opened)


@pytest.fixture(scope="module")
def filed(office: Office) -> dict[str, Any]:
    """One case that was just received and one that lies with its team; both applicants are away from their telephones."""

    def play() -> dict[str, Any]:
        from amtslotse.accounts.models import Staff
        from amtslotse.accounts.queries import actor_for
        from amtslotse.casework import actions
        from amtslotse.journal.queries import clock
        from tests.casework import walk

        now = clock()
        actions.load_partners()
        logins = {"clearing": "clearing", "author": "arbeit1", "reviewer": "arbeit2"}
        people = walk.People(**{name: actor_for(Staff.objects.get(username=login)) for name, login in logins.items()})
        access, ready = walk.filed(now=now, language="de"), walk.filed(now=now, language="de")
        walk.to_team(ready, people, now=now)
        return {"access": access, "ready": ready.case}

    return office.run(play)


def hands_in(access: Any) -> None:
    """She sends the passport that was asked for."""
    from amtslotse.casework import actions
    from amtslotse.journal.queries import clock
    from tests.casework import walk

    actions.add_document(access=access, need="passport", name="Pass.pdf", content=walk.pdf(), now=clock())
    actions.hand_in(access=access, now=clock())


def at(desk: Desk, ending: str) -> None:
    assert desk.page.url.split("#")[0].endswith(ending), desk.page.url


def test_a_whole_case_by_keyboard_alone(house: House, office: Office, filed: dict[str, Any]) -> None:
    """Inbox, case, documents, request, completeness, draft, review, letter, print: every step is reached, no page is a trap."""
    access = filed["access"]
    address = f"/cases/{access.case}/"

    # Clearing: the skip link, the row, the case.
    mira = house.desk("clearing")
    page = mira.visitor.open("/clearing/")
    page.keyboard.press("Tab")
    expect(page.locator(".ui-skip")).to_be_focused()
    goes_round(page)
    press(page, f'tr a[href*="{access.case}"]')
    at(mira, address)
    goes_round(page)

    # The passport is missing; the others are in order, with one key each. The list of keys opens and closes.
    press(page, 'form[action*="/needs/passport/"] button[value="missing"]')
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    until(page, "1", lambda: page.locator('[data-key="1"]').count() == 0)
    press(page, 'main a[href$="/request/"]')
    goes_round(page)
    press(page, "main form button.kern-btn--primary")
    at(mira, address)

    # It comes, and the case is complete.
    office.run(lambda: hands_in(access))
    mira.visitor.open(address)
    press(page, 'form[action*="/needs/passport/"] button[value="fine"]')
    press(page, 'main a[href$="/complete/"]')
    goes_round(page)
    press(page, "main form button.kern-btn--primary")

    # The team: taken from the list by j and e, drafted, given to a colleague.
    jonas = house.desk("arbeit1")
    page = jonas.visitor.open("/team/?owner=none")
    goes_round(page)
    page.keyboard.press("j")
    follow(page, "e")
    at(jonas, address)
    press(page, 'form[action$="/take/"] button')
    press(page, 'main a[href$="/decision/"]')
    goes_round(page)
    tab_to(page, "input[name=outcome]")
    page.keyboard.press("Space")
    expect(page.locator('input[name=outcome][value="grant"]')).to_be_checked()
    tab_to(page, "textarea[name=reasons]")
    page.keyboard.type(REASONS)
    press(page, "main form button.kern-btn--primary")
    at(jonas, address)

    # The colleague looks at it and releases it.
    leyla = house.desk("arbeit2")
    page = leyla.visitor.open("/team/reviews/")
    press(page, f'tr a[href*="{access.case}"]')
    press(page, 'main a[href*="/decision/"]')
    goes_round(page)
    press(page, "button[name=release]")
    at(leyla, address)

    # The letter: printed, to the post, and the day of notification on the case.
    page = mira.visitor.open("/post/")
    goes_round(page)
    press(page, 'form[action$="/post/print/"] button')
    office.run(make_runs)
    page.reload()
    goes_round(page)
    tab_to(page, 'main a[href$="/file/"]')
    with page.expect_download() as arriving:
        page.keyboard.press("Enter")
    assert arriving.value.path().read_bytes().startswith(b"%PDF-")
    press(page, 'form[action$="/posted/"] button')
    page = jonas.visitor.open(address)
    goes_round(page)
    press(page, 'main a[href$="/notification/"]')
    goes_round(page)
    tab_to(page, "input[name=way]")
    page.keyboard.press("Space")
    while not page.locator('input[name=way][value="in_person"]').is_checked():
        page.keyboard.press("ArrowDown")
    press(page, "main form button.kern-btn--primary")
    at(jonas, address)
    press(page, 'form[action$="/card/ordered/"] button')
    press(page, 'form[action$="/card/arrived/"] button')
    press(page, 'main a[href$="/hand-over/"]')
    press(page, "main form button.kern-btn--primary")


def test_no_page_of_a_case_is_a_trap(house: House, filed: dict[str, Any]) -> None:
    jonas = house.desk("arbeit1")
    case = filed["ready"]
    pages = ("wait", "fees", "certificate", "effect", "represent", "urgency", "deputy", "reroute", "settle")
    for path in (*(f"/cases/{case}/{each}/" for each in pages), f"/post/hearing/{case}/"):
        page = jonas.visitor.open(path)
        expect(page.locator("main form").first).to_be_visible()
        goes_round(page)


def test_a_grant_is_signed_by_keyboard_and_the_sample_says_who_decides(house: House, filed: dict[str, Any]) -> None:
    jonas = house.desk("arbeit1")
    page = jonas.visitor.open(f"/cases/{filed['ready']}/decision/")
    tab_to(page, "input[name=outcome]")
    page.keyboard.press("Space")
    tab_to(page, "textarea[name=reasons]")
    page.keyboard.type(REASONS)
    press(page, "button[name=sign]")
    said = page.locator("main").inner_text()
    assert ("unterzeichnet" in said) != ("liegt zur Prüfung" in said), "either he signed, or another person looks"
    jonas.fine()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without an office: what is planted on it is all there is."""
    with visit(browser, "http://127.0.0.1") as nobody:
        nobody.page.set_content('<a href="#a">a</a> <input name="b"> <button>c</button> <a href="#d">d</a>')
        yield nobody.page


def test_control_a_planted_trap_is_found(plain: Page) -> None:
    assert goes_round(plain) == 4
    plain.evaluate("() => { document.querySelector('input').onkeydown = event => event.key !== 'Tab'; }")
    with pytest.raises(AssertionError, match="cannot leave INPUT b"):
        goes_round(plain)


def test_control_what_tab_passes_by_is_found(plain: Page) -> None:
    plain.evaluate("() => { document.querySelector('button').tabIndex = -1; }")
    with pytest.raises(AssertionError, match="BUTTON c"):
        goes_round(plain)


def test_control_a_focus_that_cannot_be_seen_is_found(plain: Page) -> None:
    plain.evaluate("() => { document.querySelector('input').style.outline = 'none'; }")
    with pytest.raises(AssertionError, match="cannot be seen"):
        tab_to(plain, "button")
