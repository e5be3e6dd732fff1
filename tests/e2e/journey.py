"""How the people of the stories do what they do: by links, fields and buttons, as the pages offer them.

Nothing here looks for words, so that every story can be told in every language.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pikepdf
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from amtslotse.accounts.rules import DEMO_PASSWORD
from tests.e2e.browser import Visitor, click, geometry

SERVICE = "study-16b"
NAMES = {"de": ("Müller-Łukasiewicz", "Ana"), "en": ("O’Connor", "Zoë"), "ar": ("الحسن", "هدى")}


def answers(language: str) -> dict[str, str]:
    """What this applicant says. A question that is not named gets the first thing that fits."""
    family, given = NAMES[language]
    return {
        "occasion": "extension",
        "enrolled": "enrolled",
        "livelihood": "blocked_account",
        "current_title": "residence_permit",
        "title_expires_on": (date.today() + timedelta(days=40)).isoformat(),  # noqa: DTZ011 - six weeks ahead, whatever the zone
        "family_name": family,
        "given_names": given,
        "birth_date": "2001-05-00",
        "nationality": "SY",
        "postcode": "76000",
        "email": "huda@example.org",
        "phone": "0721 000-111",
    }


def pdf_file() -> dict[str, object]:
    made, written = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(written)
    return {"name": "Pass.pdf", "mimeType": "application/pdf", "buffer": written.getvalue()}


def png_file() -> dict[str, object]:
    written = io.BytesIO()
    Image.new("RGB", (60, 80), "teal").save(written, "PNG")
    return {"name": "صورة.png", "mimeType": "image/png", "buffer": written.getvalue()}


def not_a_document() -> dict[str, object]:
    return {"name": "Pass.pdf", "mimeType": "application/pdf", "buffer": b"<html>no PDF</html>"}


@dataclass
class Applicant:
    """Somebody with a telephone and no account."""

    visitor: Visitor
    number: str = ""
    code: str = ""

    @property
    def page(self) -> Page:
        return self.visitor.page

    def press(self, place: Locator | None = None) -> None:
        """The one main button of the page (or of a part of it)."""
        with self.page.expect_navigation():  # or the next step would still read this page
            (place or self.page.locator("main")).locator("button.kern-btn--primary").first.click()

    def looks(self, name: str) -> None:
        """A picture, and nothing that runs over on a narrow telephone."""
        self.visitor.shot(name)
        complaints = geometry(self.page, 320)
        assert not complaints, f"{self.page.url}:\n" + "\n".join(complaints)

    def answer(self, given: Mapping[str, str]) -> str:
        """Answers the question on this page and goes on; tells which it was."""
        key = re.search(r"/question/([^/]+)/", self.page.url).group(1)  # type: ignore[union-attr]
        form = self.page.locator("main form").first
        value = given.get(key, "")
        if form.locator(".ui-date").count():
            year, month, day = (value or "2020-01-02").split("-")
            for box, part in zip(form.locator(".ui-date input").all(), (day, month, year), strict=True):
                box.fill("" if part == "00" else part)
        elif form.locator("input[type=radio]").count():
            choice = form.locator(f'input[type=radio][value="{value}"]') if value else form.locator("input[type=radio]").first
            choice.check()
        elif form.locator("select").count():
            form.locator("select").select_option(value) if value else form.locator("select").select_option(index=1)
        else:
            form.locator("input:not([type=hidden]), textarea").first.fill(value or "Lindenallee 7")
        self.press(form)
        return key

    def upload(self, *files: dict[str, object]) -> None:
        """Chooses files on this page and sends them."""
        self.page.locator("input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]
        with self.page.expect_navigation():
            self.page.locator("form[enctype] button").click()

    def enter(self) -> None:
        """Opens the status page with file number and code, as they stand on her sheet."""
        self.visitor.open("/status/")
        self.page.locator("input[name=file_number]").fill(self.number.lower())
        self.page.locator("input[name=code]").fill(self.code.replace("-", " "))
        self.press()
        expect(self.page.locator("ol.ui-line")).to_be_visible()

    def fetch(self, link: Locator) -> bytes:
        """The file behind a link, as the browser stores it."""
        with self.page.expect_download() as arriving:
            link.click()
        path = arriving.value.path()
        return path.read_bytes()


@dataclass
class Clerk:
    """Somebody in the office."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        return self.visitor.page

    def press(self) -> None:
        """The first main button of the page."""
        with self.page.expect_navigation():
            self.page.locator("main button.kern-btn--primary, main a.kern-btn--primary").first.click()

    def sign_in(self, username: str) -> None:
        """User name and password, then the code of the second factor, which the demonstration shows."""
        self.visitor.open("/login/")
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(DEMO_PASSWORD)
        self.press()
        code = self.page.locator(".ui-code--big").inner_text().strip()
        assert re.fullmatch(r"\d{6}", code)
        self.page.locator("input[name=code]").fill(code)
        self.press()
        expect(self.page.locator("input[name=code]")).to_have_count(0)

    def open_case(self, number: str, listing: str) -> None:
        """From a list to the case with this number."""
        self.visitor.open(listing)
        click(self.page.locator("tr", has_text=number).locator("a[data-open]"))
        assert re.search(r"/cases/[0-9a-f-]{36}/", self.page.url), self.page.url

    def mark(self, need: str, verdict: str, reason: str = "") -> None:
        """A verdict on one document."""
        form = self.page.locator(f'form[action*="/needs/{need}/"]')
        if reason:
            form.locator("input[name=reason]").fill(reason)
        with self.page.expect_navigation():
            form.locator(f'button[value="{verdict}"]').click()

    def needs(self) -> list[str]:
        """The keys of the documents on the case page."""
        forms = self.page.locator('form[action*="/needs/"]').all()
        return [(form.get_attribute("action") or "").split("/")[-2] for form in forms]
