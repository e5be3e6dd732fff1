"""One case walks through the house, from "what do I need?" to "decided": the story that everything else is built on."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import ExitStack

import page as pdf_rules
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import visit
from tests.e2e.journey import NAMES, SERVICE, Applicant, Clerk, answers, not_a_document, pdf_file, png_file
from tests.e2e.office import Office

REASONS = "Die Voraussetzungen liegen vor. Der Lebensunterhalt ist durch das Sperrkonto gesichert."


def pdf_text(content: bytes) -> str:
    run = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", run.stdout.decode()).split())


def is_accessible(content: bytes) -> bool:
    return pdf_rules.validate_pdf_bytes(content, profile="ua1").is_compliant


@pytest.mark.parametrize(
    ("language", "javascript"), [("ar", False), ("de", True), ("en", True)], ids=["ar without scripts", "de", "en"]
)
def test_a_case_walks_through_the_house(office: Office, browser: Browser, language: str, javascript: bool) -> None:
    given = answers(language)
    with ExitStack() as stack:

        def somebody(*, phone: bool = False, alone: bool = False):  # type: ignore[no-untyped-def]  # a Visitor
            return stack.enter_context(visit(browser, office.url, language, javascript=javascript, phone=phone))

        def shot(number: int, name: str) -> str:
            return f"{language}-{number:02d}-{name}"

        # She finds her matter, and what it needs.
        her = Applicant(somebody(phone=True))
        her.visitor.open("/")
        assert her.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        her.looks(shot(1, "start"))
        her.page.locator("a.ui-tile").first.click()
        her.looks(shot(2, "matter"))
        her.page.locator(f'a[href$="/service/{SERVICE}/"]').click()
        questions = her.page.locator('form[method="get"][action="#documents"]')
        for name in ("occasion", "enrolled", "livelihood"):
            questions.locator(f'input[name="{name}"][value="{given[name]}"]').check()
        questions.locator("button").click()
        expect(her.page.locator("main")).to_contain_text("§ 16b AufenthG")
        expect(her.page.locator("main")).to_contain_text("93")
        her.looks(shot(3, "checklist"))
        her.page.locator(f'form[action$="/service/{SERVICE}/start/"] button').click()

        # One question a page. She stops, and comes back with a code on another device.
        asked = [her.answer(given) for _ in range(2)]
        her.looks(shot(4, "question"))
        her.page.locator('a[href$="/pause/"]').click()
        pause_code = her.page.locator(".ui-code--big").inner_text()
        her.looks(shot(5, "pause"))
        her.page.locator('form[action$="/leave/"] button').click()

        her = Applicant(somebody(phone=True))
        her.visitor.open("/continue/")
        her.page.locator("input[name=code]").fill("0000-0000-0000-0000")
        her.press()
        expect(her.page.locator(".ui-errors")).to_be_visible()
        her.looks(shot(6, "wrong-code"))
        her.page.locator("input[name=code]").fill(pause_code)
        her.press()
        while "/question/" in her.page.url:
            asked.append(her.answer(given))
            assert len(asked) == len(set(asked)), f"refused: {asked[-1]}"
        assert "family_name" in asked
        assert "occasion" not in asked, "what she said on the service page is not asked again"
        her.looks(shot(7, "documents"))

        # A bad file costs her nothing; good ones are kept; the rest may follow.
        her.page.locator('a[href$="/documents/passport/"]').click()
        her.upload(not_a_document())
        expect(her.page.locator(".ui-errors")).to_be_visible()
        her.looks(shot(8, "bad-file"))
        her.page.locator(".ui-back").click()
        her.page.locator('a[href$="/documents/photo/"]').click()
        her.upload(png_file())
        expect(her.page.locator(".ui-files")).to_contain_text("صورة")
        her.looks(shot(9, "upload"))
        her.page.locator(".ui-back").click()
        her.page.locator('a[href$="/check/"]').click()
        expect(her.page.locator("main")).to_contain_text(NAMES[language][0])
        her.looks(shot(10, "check"))
        check_page = her.page.url
        her.press()

        # At once she holds a receipt; back and again gives the same one.
        her.number = her.page.locator(".ui-number").first.inner_text()
        her.code = her.page.locator(".ui-code--big").inner_text()
        receipt_page = her.page.url
        assert len(re.sub(r"\W", "", her.code)) == 16
        expect(her.page.locator("main")).to_contain_text("§ 81")
        her.looks(shot(11, "receipt"))
        her.page.goto(check_page)
        assert her.page.url == receipt_page
        paper = her.fetch(her.page.locator('a[href$="/receipt.pdf"]'))
        assert is_accessible(paper)
        assert pdf_rules.validate_pdf_bytes(paper, profile="ua1").document.page_count == 2
        if shutil.which("pdftotext"):
            words = pdf_text(paper)
            assert her.number in words
            assert her.code in words
            assert "keine Fiktionsbescheinigung" in words
            check = re.search(r"https?://\S+/verify/[\w-]+/?", words)
            assert check is not None, "the sheet to show says where it is checked"
            with visit(browser, office.url, language, javascript=javascript) as bank:
                bank.page.goto(office.url + "/" + check.group(0).split("/", 3)[3])
                expect(bank.page.locator("main")).not_to_contain_text(NAMES[language][0])
                bank.shot(shot(12, "genuine"))

        # Clearing looks at everything and asks once for what is missing.
        mira = Clerk(somebody())
        mira.visitor.open("/clearing/")
        assert "/login/" in mira.page.url, "without a session there is no staff page"
        mira.sign_in("clearing")
        mira.visitor.open("/clearing/")
        mira.visitor.shot(shot(13, "clearing"))
        mira.open_case(her.number, "/clearing/")
        mira.visitor.shot(shot(14, "case"))
        needs = mira.needs()
        assert {"passport", "photo", "health_insurance"} <= set(needs)
        for need in needs:
            if need == "passport":
                mira.mark(need, "missing")
            elif need == "photo":
                mira.mark(need, "unreadable")
                expect(mira.page.locator(".ui-field__error")).to_be_visible()
                mira.mark(need, "unreadable", "Das Gesicht ist nicht zu erkennen.")
            else:
                mira.mark(need, "fine")
        mira.page.locator('a[href$="/request/"]').first.click()
        expect(mira.page.locator(".ui-letter").first).to_contain_text("§ 82 Abs. 1")
        mira.visitor.shot(shot(15, "request"))
        mira.press()
        assert "/request/" not in mira.page.url

        # She adds the documents with her code.
        her = Applicant(somebody(phone=True), her.number, her.code)
        her.enter()
        her.looks(shot(16, "status-your-turn"))
        letter = her.fetch(her.page.locator('a[href*="/letter/"]').first)
        assert is_accessible(letter)
        if shutil.which("pdftotext"):
            assert "§ 82 Abs. 3 AufenthG" in pdf_text(letter)
            assert "Das Gesicht ist nicht zu erkennen." in pdf_text(letter)
        for need, file in (("passport", pdf_file()), ("photo", png_file())):
            her.page.locator(f'a[href$="/documents/{need}/"]').click()
            her.upload(file)
            expect(her.page.locator("ol.ui-line")).to_be_visible()
        her.looks(shot(17, "added"))
        her.page.locator('form[action$="/hand-in/"] button').click()
        expect(her.page.locator('form[action$="/hand-in/"]')).to_have_count(0)

        # Complete: the second dated letter, and the case goes to its team.
        mira.open_case(her.number, "/clearing/")
        for need in ("passport", "photo"):
            mira.mark(need, "fine")
        mira.page.locator('a[href$="/complete/"]').first.click()
        mira.visitor.shot(shot(18, "complete"))
        mira.press()
        mira.visitor.shot(shot(19, "sent-to-team"))

        # One drafts, another one returns and then releases.
        jonas, leyla = Clerk(somebody()), Clerk(somebody())
        jonas.sign_in("arbeit1")
        leyla.sign_in("arbeit2")
        jonas.open_case(her.number, "/team/")
        jonas.page.locator('form[action$="/take/"] button').click()
        for attempt in (1, 2):
            jonas.open_case(her.number, "/team/mine/")
            jonas.page.locator('a[href$="/decision/"]').first.click()
            if attempt == 1:
                jonas.page.locator('input[name=outcome][value="grant"]').check()
                jonas.page.locator("textarea[name=reasons]").fill(REASONS)
            else:
                expect(jonas.page.locator("textarea[name=reasons]")).to_have_value(REASONS)
                expect(jonas.page.locator("main")).to_contain_text("Bitte die Berechnung ergänzen.")
                jonas.page.locator("textarea[name=reasons]").fill(f"{REASONS} Bedarf 992 Euro, gedeckt.")
            jonas.visitor.shot(shot(18 + 2 * attempt, "draft"))
            jonas.press()
            expect(jonas.page.locator('a[href*="/decision/"]')).to_have_count(0)
            leyla.open_case(her.number, "/team/reviews/")
            review = leyla.page.locator('a[href*="/decision/"]').first.get_attribute("href")
            leyla.page.locator('a[href*="/decision/"]').first.click()
            leyla.visitor.shot(shot(19 + 2 * attempt, "review"))
            assert jonas.page.goto(f"{office.url}{review}").status == 404, "nobody reviews her own draft"  # type: ignore[union-attr]
            if attempt == 1:
                leyla.page.locator('input[name=code][value="reasons"]').check()
                leyla.page.locator("[name=reason]").fill("Bitte die Berechnung ergänzen.")
                leyla.page.locator("button[name=return]").click()
            else:
                leyla.page.locator("button[name=release]").click()

        # She sees it at once, and holds four letters.
        her.enter()
        expect(her.page.locator('ol.ui-line li[aria-current="step"]')).to_be_visible()
        states = [line.get_attribute("data-state") for line in her.page.locator("ol.ui-line li").all()]
        assert len(states) == 8
        assert states[6] == "now", states
        her.looks(shot(24, "decided"))
        letters = her.page.locator('a[href*="/letter/"]')
        papers = [her.fetch(letters.nth(position)) for position in range(letters.count())]
        assert len(papers) == 4, "receipt, request, completeness, decision"
        assert all(is_accessible(paper) for paper in papers)
        if shutil.which("pdftotext"):
            every = " ".join(map(pdf_text, papers))
            assert "Vollständig seit" in every
            assert "992 Euro" in every

        # Handed over: closed.
        jonas.open_case(her.number, "/team/")
        jonas.page.locator('a[href$="/hand-over/"]').first.click()
        jonas.press()
        her.enter()
        her.looks(shot(25, "finished"))
