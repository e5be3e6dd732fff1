"""A phone in Arabic counts points without JavaScript; a mother applies with her child; a clerk looks at who acts for him."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from amtslotse.kernel.localtime import day_of
from tests.e2e.browser import Visitor, axe, click, geometry, visit
from tests.e2e.office import Office

SIX = {
    "where": "abroad", "livelihood": "yes", "skilled": "no", "qualification": "yes", "partial_recognition": "no",
    "german": "b1", "english": "c1", "experience": "five", "shortage": "no", "stay": "no", "spouse": "no",
}  # fmt: skip


def _fine(visitor: Visitor, width: int) -> None:
    assert not axe(visitor.page)
    assert not geometry(visitor.page, width)


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_points_are_counted_on_a_phone_without_javascript(browser: Browser, office: Office, language: str) -> None:
    with visit(browser, office.url, language, javascript=False, phone=True, dark=language == "en") as nobody:
        page = nobody.open("/points/")
        nobody.shot(f"points-{language}")
        click(page.locator("main form button"))
        assert page.locator(".ui-errors a").count() == 12  # every question, each with its line
        page.locator("input[name=age]").fill("٤١" if language == "ar" else "41")
        for name, value in SIX.items():
            page.locator(f"input[name={name}][value={value}]").check()
        click(page.locator("main form button"))
        assert "6" in page.locator(".ui-box h2").inner_text()
        assert page.locator("tbody tr").count() == 12
        nobody.shot(f"points-result-{language}")
        assert nobody.context.cookies() == [each for each in nobody.context.cookies() if each["name"] != "sessionid"]
    with visit(browser, office.url, language, phone=True) as looker:  # axe needs scripts
        page = looker.open("/points/")
        page.locator("input[name=age]").fill("35")
        for name, value in SIX.items():
            page.locator(f"input[name={name}][value={value}]").check()
        click(page.locator("main form button"))
        _fine(looker, 320)


def _played(office: Office) -> dict[str, Any]:
    """A mother with a finished draft, and somebody at clearing."""

    def play() -> dict[str, Any]:
        from amtslotse.casework import queries
        from tests.casework import walk
        from tests.factories.staff import make_staff, sign_in

        now = datetime.now(UTC) - timedelta(hours=1)
        draft = walk.drafted(now=now)
        return {
            "code": queries.draft(draft=draft, language="de", now=now).code,
            "clerk": sign_in(make_staff("clearing", teams=("service",))).cookies["sessionid"].value,
        }

    return office.run(play)


def test_a_mother_applies_with_her_child_and_the_clerk_sees_who_acts_for_him(browser: Browser, office: Office) -> None:
    played = _played(office)
    with visit(browser, office.url, "ar", phone=True) as mother:
        page = mother.open("/continue/")
        page.locator("input[name=code]").fill(played["code"])
        click(page.locator("main form button.kern-btn--primary"))
        click(page.locator("a[href$='/documents/passport/']"))
        page.locator("input[type=file]").set_input_files(
            files=[{"name": "pass.pdf", "mimeType": "application/pdf", "buffer": _pdf()}]
        )
        click(page.locator("main form button.kern-btn--primary"))
        click(page.locator(".ui-back"))
        click(page.locator("a[href$='/family/']"))
        page.locator("select[name=service]").select_option("study-16b")
        click(page.locator("main form button"))
        for _ in range(40):
            if "/question/" not in page.url:
                break
            _answer(mother)
        assert page.url.endswith("/documents/")
        click(page.locator("a[href$='/documents/passport/']"))
        mother.shot("family-paper-ar")
        click(page.locator("form[action$='/share/'] button"))
        assert page.locator("form[action$='/unshare/']").count() == 1
        click(page.locator(".ui-back"))
        click(page.locator("a[href$='/family/']"))
        mother.shot("family-ar")
        _fine(mother, 320)
        click(page.locator("form[action$='/family/send/'] button"))
        assert page.locator(".ui-receipt").count() == 2
        mother.shot("family-sent-ar")
        _fine(mother, 320)
        child = page.locator(".ui-receipt .ui-number").nth(1).inner_text()
        click(page.locator(".ui-receipt a").nth(1))
        click(page.locator("a[href$='/case/']").first.or_(page.locator(".ui-actions a.kern-btn--secondary").first))
        mother.shot("status-ar")
        click(page.locator("a[href$='/contact/']"))
        mother.shot("contact-ar")
        _fine(mother, 320)
    with visit(browser, office.url, "de", dark=True) as clerk:
        clerk.context.add_cookies([{"name": "sessionid", "value": played["clerk"], "url": office.url}])
        page = clerk.open(f"/cases/?number={child}")
        assert "§ 80 Abs. 5 AufenthG" in page.locator("section[aria-labelledby=family-title]").inner_text()
        page.locator("section[aria-labelledby=family-title]").scroll_into_view_if_needed()
        clerk.shot("case-family-dark")
        for _ in range(2):
            click(page.locator("a[href$='/confirm/']").first)
            page.locator("input[value=paper]").check()
            click(page.locator("main form button.kern-btn--primary"))
        click(page.locator("a[href$='/consent/']"))
        today = day_of(datetime.now(UTC))
        for box, part in zip(page.locator(".ui-date input").all(), (today.day, today.month, today.year), strict=True):
            box.fill(str(part))
        click(page.locator("main form button.kern-btn--primary"))
        said = page.locator("section[aria-labelledby=family-title]").inner_text()
        assert "fehlt" not in said
        assert "Schreiben gehen an: Lan Nguyễn" in said
        _fine(clerk, 1280)


#: What the mother says of her child; the other custody holder has not agreed yet.
CHILD = {
    "given_names": "Minh", "birth_date": "2015-02-03", "representative_name": "Lan Nguyễn", "representative_role": "both",
    "other_custody_name": "Hùng Nguyễn", "other_custody_consent": "no", "current_title": "residence_permit",
}  # fmt: skip


def _answer(visitor: Visitor) -> None:
    """The question on the page, answered as the child's, else with the first that fits."""
    page = visitor.page
    key = page.url.rstrip("/").rsplit("/", 1)[1]
    value = CHILD.get(key, "")
    boxes = page.locator(".ui-date input")
    if boxes.count():
        day = value or (datetime.now(UTC).date() + timedelta(days=90)).isoformat()
        for box, part in zip(boxes.all(), reversed(day.split("-")), strict=True):
            box.fill(part)
    elif page.locator("input[type=radio]").count():
        chosen = page.locator(f"input[type=radio][value='{value}']") if value else page.locator("input[type=radio]").first
        chosen.check()
    elif page.locator("main select").count():
        page.locator("main select").select_option(value or "VN")
    elif value:
        page.locator("main form input.ui-input, main form textarea").first.fill(value)
    click(page.locator("main form button.kern-btn--primary"))


def _pdf() -> bytes:
    from tests.casework.walk import pdf

    return pdf()
