"""A refusal goes its way: what it lacks is asked for, a colleague returns it by kind, it leaves whole and is notified."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import Visitor, axe, geometry, visit
from tests.e2e.office import Office

REASONS = "Der Lebensunterhalt ist nicht gesichert. Das Sperrkonto deckt nur drei Monate."


def _played(office: Office) -> dict[str, Any]:
    """A case with its owner, a colleague and the head of office, signed in."""

    def play() -> dict[str, Any]:
        from amtslotse.accounts.queries import actor_for
        from tests.casework import walk
        from tests.factories.staff import make_staff, sign_in

        now = datetime.now(UTC) - timedelta(hours=3)
        staff = {
            "clearing": make_staff("clearing"),
            "author": make_staff("caseworker", teams=(walk.TEAM,)),
            "reviewer": make_staff("caseworker", teams=(walk.TEAM,)),
            "head": make_staff("head"),
        }
        people = walk.People(**{name: actor_for(person) for name, person in staff.items()})
        before, case = walk.filed(now=now), walk.filed(now=now)
        walk.to_decided(before, people, now=now)
        walk.to_team(case, people, now=now)
        cookies = {name: sign_in(person).cookies["sessionid"].value for name, person in staff.items()}
        return {"case": str(case.case), **cookies}

    return office.run(play)


def _signed_in(visitor: Visitor, url: str, session: str) -> Page:
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    return visitor.page


def _fine(visitor: Visitor) -> None:
    assert not axe(visitor.page)
    assert not geometry(visitor.page, 1280)


def _press(page: Page, selector: str = "main form button.kern-btn--primary") -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_refusal_is_asked_for_what_it_lacks_returned_released_and_notified(
    browser: Browser, office: Office, language: str
) -> None:
    played = _played(office)
    case, today = played["case"], datetime.now(UTC).date()
    with (
        visit(browser, office.url, language, javascript=True) as author,
        visit(browser, office.url, language, javascript=True, dark=True) as reviewer,
        visit(browser, office.url, language, javascript=True) as head,
    ):
        hers = _signed_in(author, office.url, played["author"])
        his = _signed_in(reviewer, office.url, played["reviewer"])

        author.open(f"/cases/{case}/decision/")
        author.shot(f"decision-{language}-1-draft")
        hers.locator('input[name=outcome][value="refuse"]').check()
        hers.locator("textarea[name=reasons]").fill(REASONS)
        _press(hers)
        assert hers.locator(".ui-errors a").count() >= 1
        expect(hers.locator("textarea[name=reasons]")).to_have_value(REASONS)
        hers.locator("textarea[name=unmet]").fill("Lebensunterhalt nicht gesichert (§ 5 Abs. 1 AufenthG).")
        _press(hers)
        hers.locator('input[name=hearing][value="not_held"]').check()
        _press(hers)
        author.shot(f"decision-{language}-2-asked")
        _fine(author)
        hers.locator("textarea[name=hearing_reason]").fill("Sie hat sich zu allem schon schriftlich geäußert.")
        _press(hers)
        assert hers.url.endswith(f"/cases/{case}/")

        reviewer.open(f"/cases/{case}/")
        _press(his, 'a[href*="/decision/"]')
        reviewer.shot(f"decision-{language}-3-review")
        _fine(reviewer)
        expect(his.locator(".ui-letter").first).to_contain_text("Widerspruch")
        his.locator('input[name=code][value="hearing"]').check()
        his.locator("textarea[name=reason]").fill("Zu den drei Monaten wurde sie nicht gehört.")
        _press(his, "button[name=return]")

        author.open(f"/cases/{case}/decision/")
        expect(hers.locator("main")).to_contain_text("Zu den drei Monaten wurde sie nicht gehört.")
        expect(hers.locator("textarea[name=reasons]")).to_have_value(REASONS)
        assert hers.locator("button[name=sign]").count() == 0
        hers.locator('input[name=hearing][value="held"]').check()
        for part, value in enumerate((today.day, today.month, today.year)):
            hers.locator(f"input[name=hearing_on_{part}]").fill(str(value))
        _press(hers)
        reviewer.open(f"/cases/{case}/")
        _press(his, 'a[href*="/decision/"]')
        _press(his, "button[name=release]")

        author.open(f"/cases/{case}/notification/")
        hers.locator('input[name=way][value="post"]').check()
        _press(hers)
        assert hers.locator(".ui-errors a").count() == 1, "no rule of the Land gives the day: a person looks"
        author.shot(f"decision-{language}-4-notification")
        _fine(author)
        hers.locator('input[name=way][value="in_person"]').check()
        _press(hers)
        expect(hers.locator("#notification-title")).to_be_visible()
        author.shot(f"decision-{language}-5-case")

        _signed_in(head, office.url, played["head"])
        head.open("/decisions/")
        head.shot(f"decision-{language}-6-quality")
        _fine(head)
        assert head.page.locator("[aria-labelledby=returns-title] tbody tr").count() == 1


def test_a_grant_is_signed_by_keyboard_and_the_sample_says_who_decides(browser: Browser, office: Office) -> None:
    played = _played(office)
    with visit(browser, office.url, "de", javascript=True) as author:
        page = _signed_in(author, office.url, played["author"])
        author.open(f"/cases/{played['case']}/decision/")
        page.locator('input[name=outcome][value="grant"]').focus()
        page.keyboard.press("Space")
        page.locator("textarea[name=reasons]").focus()
        page.keyboard.type("Alles liegt vor, der Lebensunterhalt ist gesichert.")
        page.locator("button[name=sign]").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        said = page.locator("main").inner_text()
        signed = "unterzeichnet" in said
        assert signed != ("liegt zur Prüfung" in said), "either she signed, or another person looks"
        _fine(author)
