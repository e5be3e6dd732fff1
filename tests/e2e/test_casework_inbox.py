"""A morning at the inbox: what is next, two cases given away by keyboard and taken back, a colleague who is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import Visitor, axe, geometry, visit
from tests.e2e.keys import follow
from tests.e2e.office import Office


def _furnish() -> dict[str, Any]:
    from amtslotse.accounts import actions as accounts
    from amtslotse.accounts.queries import actor_for
    from amtslotse.casework import actions
    from amtslotse.casework.models import Case
    from amtslotse.journal.queries import clock
    from amtslotse.kernel.localtime import day_of
    from tests.casework import walk
    from tests.factories.staff import make_staff, sign_in

    walk.furnish()
    now = clock()
    staff = {
        "clearing": make_staff("clearing"),
        "author": make_staff("caseworker", teams=(walk.TEAM,)),
        "reviewer": make_staff("caseworker", teams=(walk.TEAM,)),
    }
    people = walk.People(**{name: actor_for(person) for name, person in staff.items()})
    for name, days in (("Nguyễn", 4), ("Öztürk", 40), ("Haddad", 300)):
        soon = (day_of(now) + timedelta(days=days)).isoformat()
        answers = {**walk.ANSWERS, "family_name": name, "title_expires_on": "2029-01-01", "travel_or_job_date": soon}
        walk.to_team(walk.filed(answers, now=now - timedelta(days=2)), people, now=now - timedelta(days=1))
    hers = Case.objects.get(applicant__family_name="Haddad")
    Case.objects.exclude(pk=hers.pk).update(owner=None)
    accounts.set_absence(
        staff_id=people.author.staff_id or 0,
        deputy_id=people.reviewer.staff_id or 0,
        starts_on=day_of(now),
        back_on=day_of(now) + timedelta(days=5),
        by=people.author,
        now=now,
    )
    actions.override_urgency(case=hers.pk, urgency=3, reason="Arbeitgeber fragt nach", by=people.author, now=now)
    return {"session": sign_in(staff["reviewer"]).cookies["sessionid"].value}


@pytest.fixture(scope="module")
def inbox(office: Office) -> dict[str, Any]:
    return office.run(_furnish)


def _enter(visitor: Visitor, session: str) -> Page:
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": visitor.url}])
    return visitor.page


def _fine(page: Page) -> None:
    assert axe(page) == []
    assert geometry(page, 320) == []
    assert geometry(page, 1280) == []


def test_a_morning_at_the_inbox(office: Office, browser: Browser, inbox: dict[str, Any]) -> None:
    with visit(browser, office.url) as clerk:
        page = _enter(clerk, inbox["session"])
        clerk.open("/team/next/")
        expect(page.get_by_role("heading", level=2).first).to_contain_text("Nguyễn")
        expect(page.locator("main")).to_contain_text("Wird in 4 Tagen gebraucht")
        clerk.shot("next")
        _fine(page)

        clerk.open("/team/mine/")  # the colleague is away today: her case is here, with the reason of its urgency
        expect(page.locator("main tbody tr")).to_have_count(1)
        expect(page.locator("main tbody tr")).to_contain_text("Haddad")
        clerk.shot("mine")

        clerk.open("/team/?owner=none")
        rows = page.locator("main tbody tr")
        expect(rows).to_have_count(2)
        heights = rows.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
        assert all(36 <= height <= 40 for height in heights), heights
        clerk.shot("inbox")
        _fine(page)

        # By keyboard alone: both cases are ticked, what would happen is read, it is done, and taken back.
        for row in range(2):
            rows.nth(row).get_by_role("checkbox").focus()
            page.keyboard.press("Space")
        page.get_by_role("button", name="Übernehmen …").focus()
        follow(page)
        expect(page.locator("main")).to_contain_text("Noch ist nichts geändert")
        clerk.shot("bulk")
        _fine(page)
        page.get_by_role("button", name="Bei 2 Vorgängen machen").focus()
        follow(page)
        expect(page.get_by_text("Erledigt bei 2 Vorgängen.")).to_be_visible()
        clerk.shot("batch")
        follow(page, "z")
        expect(page.get_by_text("2 Vorgänge sind wie vorher.")).to_be_visible()
        clerk.open("/team/?owner=none")
        expect(page.locator("main tbody tr")).to_have_count(2)
    with visit(browser, office.url, "ar", dark=True) as clerk:
        page = _enter(clerk, inbox["session"])
        clerk.open("/team/")
        clerk.shot("inbox-ar-dark")
        _fine(page)
