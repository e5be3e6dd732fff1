"""The counter is closed tomorrow: the head of office looks first, closes, and everybody has a new time or is seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import Visitor, axe, click, geometry, visit
from tests.e2e.office import Office


def _furnish() -> dict[str, Any]:
    from amtslotse.appointments.models import Place
    from amtslotse.journal.queries import clock
    from amtslotse.kernel.localtime import day_of
    from tests.factories import plan
    from tests.factories.staff import make_staff, sign_in

    now = clock()
    plan.furnish(now=now)
    rows = Place.objects.filter(klass="regular", contingent="public", retired=False, counter__number=6,
                                counter__site__code="marktplatz", starts_at__gt=now + timedelta(days=1))  # fmt: skip
    first = list(rows.order_by("starts_at")[:3])
    day = day_of(first[-1].starts_at)
    same_day = [place for place in rows.order_by("starts_at") if day_of(place.starts_at) == day][:3]
    title = day + timedelta(days=9)
    parties = [
        plan.someone(name="Okafor"),
        plan.someone(name="Nguyễn", title_expires_on=title),
        plan.someone(name="Haddad", contact="phone"),
    ]
    booked = [plan.book(place, party=party, now=now) for place, party in zip(same_day, parties, strict=True)]
    return {
        "counter": same_day[0].counter_id,
        "day": day.isoformat(),
        "booked": booked,
        "session": sign_in(make_staff("head")).cookies["sessionid"].value,
    }


@pytest.fixture(scope="module")
def plan_of(office: Office) -> dict[str, Any]:
    return office.run(_furnish)


def _enter(visitor: Visitor, office: Office, session: str) -> Page:
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": office.url}])
    return visitor.page


def _fine(page: Page) -> None:
    assert axe(page) == []
    assert geometry(page, 320) == []
    assert geometry(page, 1280) == []


def test_a_counter_is_closed_tomorrow(office: Office, browser: Browser, plan_of: dict[str, Any]) -> None:
    with visit(browser, office.url, "de") as visitor:
        page = _enter(visitor, office, plan_of["session"])
        visitor.open("/planner/")
        expect(page.locator("h1")).to_have_text("Terminplanung")
        expect(page.locator(".ui-figure")).to_have_count(3)
        visitor.shot("planner-home")
        click(page.locator('main a[href$="/planner/closing/"]').first)

        page.locator("select[name=what]").select_option(f"counter:{plan_of['counter']}")
        page.locator("input[name=from_day]").fill(plan_of["day"])
        page.locator("input[name=reason]").fill("Fortbildung")
        click(page.locator("main form button"))
        expect(page.locator("main")).to_contain_text("3 Termine sind betroffen.")
        names = page.locator("tbody th").all_inner_texts()
        assert names[0].startswith("Nguyễn"), "whose title ends first comes first"
        assert "from_day=" in page.url, "the preview has an address"
        visitor.shot("planner-preview")
        _fine(page)

        click(page.locator("button.kern-btn--danger"))
        expect(page.locator("main")).to_contain_text("3 von 3 Terminen sind verlegt, 0 stehen mit ihrem Eingangstag")
        expect(page.locator("main")).to_contain_text("In dieser Zeit hat niemand mehr einen Termin.")
        visitor.shot("planner-closed")
        _fine(page)
        page.reload()
        expect(page.locator("main")).to_contain_text("3 von 3 Terminen")
    states = office.run(lambda: _states(plan_of["booked"]))
    assert states == {"moved": 3, "booked": 3}


def _states(booked: list[Any]) -> dict[str, int]:
    from collections import Counter

    from amtslotse.appointments.models import Appointment

    lineages = Appointment.objects.filter(pk__in=booked).values_list("lineage", flat=True)
    return dict(Counter(Appointment.objects.filter(lineage__in=list(lineages)).values_list("status", flat=True)))


def test_without_scripts_in_arabic_the_week_can_be_changed(office: Office, browser: Browser, plan_of: dict[str, Any]) -> None:
    with visit(browser, office.url, "ar", javascript=False) as visitor:
        page = _enter(visitor, office, plan_of["session"])
        visitor.open("/planner/plan/")
        click(page.locator(f'a[href$="/planner/plan/{plan_of["counter"]}/"]'))
        page.locator('select[name="row-0-contingent"]').select_option("internal")
        click(page.locator("main form button"))
        expect(page.locator(".ui-messages, main").first).to_be_visible()
        assert page.url.endswith("/ar/planner/plan/")
        visitor.shot("planner-plan-ar")
