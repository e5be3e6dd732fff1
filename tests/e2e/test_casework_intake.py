"""Clearing's morning: Huda applies at the counter, her letter finds its case, and what the office knows is not typed again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import axe, geometry, visit
from tests.e2e.journey import answers, pdf_file
from tests.e2e.office import Office
from tests.e2e.papers import pdf_text


@pytest.fixture(scope="module")
def session(office: Office) -> str:
    """Somebody at clearing, and a text block that two people answer for."""

    def play() -> str:
        from amtslotse.casework import actions
        from tests.casework import walk
        from tests.factories.staff import make_actor, make_staff, sign_in

        now = datetime.now(UTC)
        walk.furnish()
        writer, reader = make_actor("clearing"), make_actor("head")
        texts = {"de": "Den Stand sehen Sie auf der Statusseite.", "ar": "تجد الحالة على صفحة الحالة."}
        block = actions.write_block(reason="status", title="Stand selbst nachsehen", texts=texts, by=writer, now=now)
        actions.check_block(block=block, by=reader, now=now)
        return sign_in(make_staff("clearing")).cookies["sessionid"].value

    return str(office.run(play))


def fill_in(page: Page, said: dict[str, str]) -> list[str]:
    """Every field of the page, as somebody does who reads a paper; the questions in their order."""
    names = page.locator("main form").first.evaluate(
        "form => [...new Set([...form.elements].map(e => e.name).filter(n => n && n !== 'csrfmiddlewaretoken'))]"
    )
    asked = list(dict.fromkeys(re.sub(r"_[012]$", "", name) for name in names))
    for name in asked:
        value = said.get(name, "")
        if f"{name}_2" in names:
            parts = (value or "2027-12-31").split("-")
            for number, part in enumerate(reversed(parts)):
                page.locator(f'[name="{name}_{number}"]').fill("" if part == "00" else part)
        elif page.locator(f'input[type=radio][name="{name}"]').count():
            wanted = page.locator(f'input[type=radio][name="{name}"][value="{value}"]')
            (wanted if value and wanted.count() else page.locator(f'input[type=radio][name="{name}"]').first).check()
        elif page.locator(f'select[name="{name}"]').count():
            select = page.locator(f'select[name="{name}"]')
            select.select_option(value) if value else select.select_option(index=1)
        else:
            page.locator(f'[name="{name}"]').fill(value)
    return asked


def press(page: Page, selector: str = "main form button.kern-btn--primary") -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def well(page: Page) -> None:
    complaints = [*axe(page), *geometry(page, 320), *geometry(page, 1280)]
    assert not complaints, "\n".join(complaints)


def type_through(page: Page, said: dict[str, str]) -> list[str]:
    asked: list[str] = []
    while not page.url.rstrip("/").endswith("/documents"):
        asked += fill_in(page, said)
        press(page)
        assert len(asked) < 60, page.locator(".ui-errors").all_inner_texts()
    return asked


def test_the_morning_at_the_intake(browser: Browser, office: Office, session: str) -> None:
    huda = answers("ar") | {"street": "Weg 1", "city": "Lindenau"}
    with visit(browser, office.url, "de") as clearing:
        clearing.context.add_cookies([{"name": "sessionid", "value": session, "url": office.url}])
        # Huda is at the counter. Nobody knows her: everything is asked, once.
        page = clearing.open("/intake/typed/new/")
        page.locator("select[name=service]").select_option("study-16b")
        page.locator("input[name=source][value=counter]").check()
        page.locator("select[name=language]").select_option("ar")
        press(page, "main form[method=post] button.kern-btn--primary")
        clearing.shot("intake-type")
        well(page)
        everything = type_through(page, huda)
        assert {"family_name", "occasion"} <= set(everything)
        page.locator("select[name=need]").select_option("passport")
        page.locator("input[type=file]").set_input_files(pdf_file())
        press(page, "main form button.kern-btn--secondary")
        press(page, "main a.kern-btn--primary")
        # Read back to her in Arabic beside the German; without her word nothing goes.
        expect(page.locator("main")).to_contain_text("الحسن")
        expect(page.locator('[lang="ar"]').first).to_be_visible()
        clearing.shot("intake-check")
        well(page)
        press(page)
        expect(page.locator(".ui-errors")).to_be_focused()
        page.locator("#confirmed").check()
        press(page)
        number = page.locator(".ui-box--success bdi").first.inner_text()
        with page.expect_download() as receipt:
            page.locator('a[href$="receipt.pdf"]').click()
        assert number in pdf_text(receipt.value.path().read_bytes())
        well(page)

        # A letter about it: the file number in it finds her case, and the answer is a letter made of a checked block.
        page = clearing.open("/intake/messages/new/")
        page.locator("input[name=channel][value=letter]").check()
        page.locator("input[name=reason][value=status]").check()
        page.locator("textarea[name=text]").fill(f"Mein Aktenzeichen ist {number}. Wie ist der Stand?")
        well(page)
        press(page)
        expect(page.locator("main")).to_contain_text(number)
        with page.expect_navigation():
            page.locator('button[name="take"]').first.click()
        expect(page.locator("textarea[name=text]")).to_have_value(re.compile("Statusseite"))
        page.locator("input[name=way][value=paper]").check()
        clearing.shot("intake-message")
        well(page)
        with page.expect_navigation():
            page.locator('form[action$="/answer/"] button.kern-btn--primary').click()
        expect(page.locator(".ui-box--success").last).to_contain_text("Statusseite")

        # She comes again, for something else: what the office knows is not typed a second time.
        page = clearing.open("/intake/typed/new/?q=" + number)
        page.locator("input[name=known_from]").first.check()
        page.locator("select[name=service]").select_option("study-16b")
        page.locator("input[name=source][value=counter]").check()
        clearing.shot("intake-start")
        well(page)
        press(page, "main form[method=post] button.kern-btn--primary")
        again = type_through(page, huda)
        assert not {"family_name", "given_names", "birth_date", "nationality", "postcode", "email"} & set(again)

    def stood() -> dict[str, Any]:
        from amtslotse.casework.models import Case, Message

        case = Case.objects.get(file_number=number.replace("-", ""))
        letters = list(case.letters.order_by("created_at").values_list("kind", flat=True))
        return {"letters": letters, "status": Message.objects.get(case=case).status, "source": case.source}

    assert office.run(stood) == {"letters": ["receipt", "notice"], "status": "answered", "source": "counter"}
