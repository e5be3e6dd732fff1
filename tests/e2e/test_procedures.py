"""A new procedure from nothing: somebody who cannot program writes the Chancenkarte, a second person releases it.

``Editor`` counts what she does and adds up how long that takes a person, by the keystroke-level model of Card, Moran and Newell
(1980): 0.28 s a key for somebody who is no typist, 1.1 s to point, 0.4 s to bring the hand over, 1.35 s to think before each
field; besides, 20 s to read each page and know what to do. A model, no trial with people: it bounds the work, not the doubts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from amtslotse.kernel.localtime import day_of
from tests.e2e.browser import Visitor, axe, click, geometry, visit
from tests.e2e.office import Office

KEY, POINT, HAND, THINK, READ = 0.28, 1.1, 0.4, 1.35, 20.0

#: (German, English, Arabic)
Three = tuple[str, str, str]


@dataclass
class Editor:
    """Somebody at the form pages, and what she has done."""

    page: Page
    pages: int = 0
    fields: int = 0
    seconds: float = 0.0

    def write(self, name: str, text: str) -> None:
        self.page.locator(f'[name="{name}"]').fill(text)
        self.fields += 1
        self.seconds += POINT + HAND + THINK + KEY * len(text)

    def three(self, name: str, texts: Three) -> None:
        for language, text in zip(("de", "en", "ar"), texts, strict=True):
            self.write(f"{name}_{language}", text)

    def tick(self, name: str, *values: str) -> None:
        for value in values:
            self.page.locator(f'input[name="{name}"][value="{value}"]').check()
            self.fields += 1
            self.seconds += POINT + THINK

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'select[name="{name}"]').select_option(value)
        self.fields += 1
        self.seconds += 2 * POINT + THINK

    def follow(self, link: str) -> None:
        """A link of this page, by the end of its address."""
        with self.page.expect_navigation():
            self.page.locator(f'main a[href$="{link}"]').first.click()
        self.pages += 1
        self.seconds += POINT + READ

    def save(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("main form button.kern-btn--primary").first.click()
        self.pages += 1
        self.seconds += POINT + THINK + READ
        expect(self.page.locator(".ui-field__error")).to_have_count(0)

    def entry(self, part: str, at: str = "new") -> None:
        """From the draft, or from this part's list, to a form."""
        if not self.page.url.endswith(f"/{part}/"):
            self.follow(f"/{part}/")
        self.follow(f"/{part}/{at}/")

    def back(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("main a.ui-back").click()
        self.pages += 1
        self.seconds += POINT


def _staff() -> dict[str, str]:
    from tests.factories.staff import make_staff, sign_in

    return {name: sign_in(make_staff("procedures")).cookies["sessionid"].value for name in ("author", "releaser")}


@pytest.fixture(scope="module")
def sessions(office: Office) -> dict[str, str]:
    return office.run(_staff)


def _enter(visitor: Visitor, office: Office, session: str) -> Page:
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": office.url}])
    return visitor.page


def _fine(page: Page) -> None:
    assert axe(page) == []
    assert geometry(page, 320) == []
    assert geometry(page, 1280) == []


CARD = "um_welche_karte_geht_es"
ROUTE = "wie_erfuellen_sie_die_bedingung"
SEARCH, FOLLOW_UP = "chancenkarte_zur_arbeitssuche", "folge_chancenkarte"
SKILLED, POINTS = "meine_qualifikation_ist_anerkannt", "mit_mindestens_sechs_punkten"
ALWAYS = ("passport", "title_document", "photo", "blocked_account", "health_insurance", "registration", "living_space")


def _write(editor: Editor) -> None:
    """Everything but the test cases: texts, questions, documents, fees, titles, difficulty, a hint."""
    editor.follow("/basics/")
    editor.write("legal_basis", "§§ 20a, 20b AufenthG")
    editor.tick("sureness", "S2")
    editor.write("source", "AufenthG, Stand 10.09.2026")
    editor.save()
    editor.follow("/texts/")
    editor.write("title_en", "Opportunity Card")
    editor.write("title_ar", "بطاقة الفرص")
    editor.three(
        "summary",
        (
            "Zur Suche nach einer Arbeit: mit anerkannter Qualifikation oder mit mindestens sechs Punkten.",
            "To look for a job: with a recognised qualification or with at least six points.",
            "للبحث عن عمل: بمؤهل معترف به أو بست نقاط على الأقل.",
        ),
    )
    editor.three(
        "intro",
        (
            "Die Chancenkarte zur Suche gilt bis zu einem Jahr.",
            "The card for job search is valid for up to one year.",
            "تسري بطاقة البحث عن عمل حتى سنة واحدة.",
        ),
    )
    editor.three(
        "search_words",
        ("Chancenkarte, Arbeitssuche, Punkte", "Opportunity Card, job search, points", "بطاقة الفرص, البحث عن عمل, نقاط"),
    )
    editor.save()
    _questions(editor)
    _documents(editor)
    for fee, when in (("45-1", ""), ("unknown", FOLLOW_UP)):
        editor.entry("fees")
        editor.choose("use", fee)
        if when:
            editor.tick(f"when_{CARD}", when)
        editor.save()
    editor.back()
    for code, when in (("ERW_20A_S", ""), ("ERW_20A_F", FOLLOW_UP)):
        editor.entry("purposes")
        editor.choose("code", code)
        if when:
            editor.tick(f"when_{CARD}", when)
        editor.save()
    editor.back()
    _difficulties(editor)
    editor.entry("hints")
    editor.three(
        "text",
        (
            "Sie brauchen mindestens sechs Punkte und Deutsch A1 oder Englisch B2.",
            "You need at least six points and German A1 or English B2.",
            "تحتاج إلى ست نقاط على الأقل وإلى الألمانية A1 أو الإنجليزية B2.",
        ),
    )
    editor.write("legal_basis", "§§ 20a, 20b AufenthG")
    editor.tick("sureness", "S")
    editor.tick(f"when_{ROUTE}", POINTS)
    editor.save()
    editor.back()


def _questions(editor: Editor) -> None:
    editor.entry("questions")
    editor.three("label", ("Um welche Karte geht es?", "Which card is it about?", "ما البطاقة المطلوبة؟"))
    editor.three("option_0", ("Chancenkarte zur Arbeitssuche", "Card for job search", "بطاقة للبحث عن عمل"))
    editor.three("option_1", ("Folge-Chancenkarte", "Follow-up card", "بطاقة لاحقة"))
    editor.save()
    editor.entry("questions")
    editor.three("label", ("Wie erfüllen Sie die Bedingung?", "How do you meet the condition?", "كيف تستوفي الشرط؟"))
    editor.three("option_0", ("Meine Qualifikation ist anerkannt", "My qualification is recognised", "مؤهلي معترف به"))
    editor.three("option_1", ("Mit mindestens sechs Punkten", "With at least six points", "بست نقاط على الأقل"))
    editor.tick(f"when_{CARD}", SEARCH)
    editor.save()
    editor.back()


def _documents(editor: Editor) -> None:
    special = ("recognition", "points_proof", "language_certificate", "expert_confirmation", "job_offer")
    editor.entry("documents", "pick")
    editor.tick("picked", *ALWAYS, *special)
    editor.save()
    place = {key: number for number, key in enumerate(_order(editor.page), start=1)}
    for label, basis, question, answer in (
        ("recognition", "§ 18 Abs. 3, § 20a AufenthG", ROUTE, SKILLED),
        ("points_proof", "§ 20b Abs. 1 AufenthG", ROUTE, POINTS),
        ("language_certificate", "§ 20a Abs. 4 AufenthG", ROUTE, POINTS),
        ("expert_confirmation", "§ 20a Abs. 4 S. 4 AufenthG", ROUTE, POINTS),
        ("job_offer", "§ 20a Abs. 5 AufenthG", CARD, FOLLOW_UP),
    ):
        editor.entry("documents", str(place[label]))
        editor.write("legal_basis", basis)
        if label not in ("recognition", "job_offer"):  # those stay for the legal check
            editor.tick("sureness", "S2")
        editor.tick(f"when_{question}", answer)
        editor.save()
    editor.back()


def _order(page: Page) -> list[str]:
    """The picked documents in the order of the list, by the German names of the library."""
    from amtslotse.catalogue.queries import library

    keys = {entry["label"]["de"]: key for key, entry in library()["documents"].items()}
    names = page.locator("main tbody th a").all_inner_texts()
    return [keys[name.strip()] for name in names]


def _difficulties(editor: Editor) -> None:
    rules: tuple[tuple[str, Three, str, str], ...] = (
        ("2", ("Die Anerkennung ist zu prüfen.", "The recognition has to be examined.", "يجب فحص الاعتراف."), "", ""),
        ("3", ("Jeder Punkt ist zu prüfen.", "Every point has to be examined.", "يجب فحص كل نقطة."), ROUTE, POINTS),
        ("3", ("Nur ohne anderen Titel.", "Only without another title.", "فقط من دون إقامة أخرى."), CARD, FOLLOW_UP),
    )
    for level, reason, question, answer in rules:
        editor.entry("difficulties")
        editor.tick("level", level)
        editor.three("reason", reason)
        if question:
            editor.tick(f"when_{question}", answer)
        editor.save()
    editor.back()


def _test(editor: Editor, name: str, answers: dict[str, str], documents: tuple[str, ...], expected: dict[str, Any]) -> None:
    editor.follow("/tests/new/")
    editor.write("name", name)
    for key, value in {"nationality": "IN", **answers}.items():
        editor.choose(f"answer_{key}", value)
    editor.tick("documents", *ALWAYS, *documents)
    editor.tick("fee_kind", expected["fee_kind"])
    if expected["fee_kind"] == "sum":
        editor.write("fee", expected["fee"])
    editor.tick("purpose", expected["purpose"])
    editor.tick("difficulty", expected["difficulty"])
    editor.save()


def test_a_new_procedure_from_nothing_to_released(office: Office, browser: Browser, sessions: dict[str, str]) -> None:
    with visit(browser, office.url, "de") as visitor:
        page = _enter(visitor, office, sessions["author"])
        visitor.open("/procedures/")
        editor = Editor(page)
        editor.follow("/procedures/new/")
        editor.write("title", "Chancenkarte neu")
        editor.choose("matter", "job_search")
        editor.save()
        expect(page.locator("main")).to_contain_text("Rechtsgrundlage fehlt.")
        visitor.shot("procedures-begun")
        _write(editor)
        expect(page.locator("main table").first).not_to_contain_text("fehlt.")

        points = ("points_proof", "language_certificate", "expert_confirmation")
        by_points = {"fee_kind": "sum", "fee": "98", "purpose": "ERW_20A_S", "difficulty": "3"}
        _test(editor, "Mit Punkten", {CARD: SEARCH, ROUTE: POINTS}, points, by_points)
        expect(page.locator("main")).to_contain_text("Gebühr: erwartet 98 €, es kommt 100 €")
        visitor.shot("procedures-failing")
        click(page.locator("main button", has_text="Zur Freigabe vorlegen"))
        expect(page.locator("body")).to_contain_text("1 Testfall besteht nicht.")
        click(page.locator("main a[data-open]", has_text="Mit Punkten"))
        expect(page.locator('input[name="fee"]')).to_have_value("98.00")
        editor.write("fee", "100")
        editor.save()
        follow_up = {"fee_kind": "check", "purpose": "ERW_20A_F", "difficulty": "3"}
        _test(editor, "Folgekarte", {CARD: FOLLOW_UP}, ("job_offer",), follow_up)
        skilled = {"fee_kind": "sum", "fee": "100", "purpose": "ERW_20A_S", "difficulty": "2"}
        _test(editor, "Fachkraft", {CARD: SEARCH, ROUTE: SKILLED}, ("recognition",), skilled)
        _fine(page)
        visitor.shot("procedures-draft")
        editor.save()
        expect(page.locator("main")).to_contain_text("wartet auf Freigabe")
        expect(page.locator("main")).to_contain_text("Freigeben muss jemand anderes.")
        minutes = editor.seconds / 60
        print(f"\nfrom nothing to submitted: {editor.pages} pages, {editor.fields} fields, {minutes:.0f} minutes by the model")
        assert minutes <= 60
        draft = page.url.split("/procedures/draft/")[1].strip("/")

    with visit(browser, office.url, "de") as visitor:
        page = _enter(visitor, office, sessions["releaser"])
        visitor.open("/procedures/")
        click(page.locator("main a", has_text="Chancenkarte neu"))
        click(page.locator(f'main a[href$="/draft/{draft}/release/"]'))
        expect(page.locator("main")).to_contain_text("3 Testfälle bestehen.")
        expect(page.locator("main")).to_contain_text("Rechtliche Prüfung nötig")
        page.locator('input[name="valid_from"]').fill(day_of(datetime.now(UTC)).isoformat())
        _fine(page)
        visitor.shot("procedures-release")
        click(page.locator("main form button.kern-btn--primary").first)
        expect(page.locator("main")).to_contain_text("Fassungen")
        click(page.locator('main a[href$="/training/"]'))
        expect(page.locator("main")).to_contain_text("Übungsfälle")
        _fine(page)
        visitor.shot("procedures-training")

    for language, title in (("de", "Chancenkarte neu"), ("ar", "بطاقة الفرص")):
        with visit(browser, office.url, language, phone=True) as visitor:
            page = visitor.open("/service/chancenkarte-neu/process/")
            expect(page.locator("h1")).to_contain_text(title)
            assert axe(page) == []
            assert geometry(page, 320) == []
            visitor.shot(f"procedures-public-{language}")
    with visit(browser, office.url, "de", phone=True) as visitor:
        page = visitor.open("/service/chancenkarte-neu/")
        page.locator(f'input[name="{CARD}"][value="{FOLLOW_UP}"]').check()
        click(page.locator("main form button").first)
        expect(page.locator("main")).to_contain_text("Rechtliche Prüfung nötig")
