"""A Chromium that can be any visitor: with or without JavaScript, in any language, on a phone, in the dark; and what is
measured on a page: accessibility rules, and the geometry that no rule sees."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.e2e.office import CHROMIUM

#: What Chromium says of an answer like 404 or 422, which a page may well give.
REFUSED = "the server responded with a status of 4"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
#: Milliseconds to wait for what must come: a busy machine makes a page late, not wrong.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
SHOTS = os.environ.get("E2E_SHOTS", "")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@contextmanager
def open_browser(*more: str) -> Iterator[Browser]:
    """Chromium runs, with ``more`` arguments; afterwards the thread has no event loop any more."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
                *("--force-color-profile=srgb", "--font-render-hinting=none"),
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                *more,
            ],
        )
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One person's browser: her own cookies, nothing reachable but this machine."""

    context: BrowserContext
    page: Page
    url: str
    language: str
    shots: int = 0

    def open(self, path: str) -> Page:
        """The page at a path without its language, for example ``/status/``."""
        self.page.goto(f"{self.url}/{self.language}{path}")
        return self.page

    def shot(self, name: str) -> None:
        """A picture of the whole page in ``E2E_SHOTS``, when that is set."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@contextmanager
def visit(
    browser: Browser,
    url: str,
    language: str = "de",
    *,
    javascript: bool = True,
    phone: bool = False,
    dark: bool = False,
    state: Any = None,
) -> Iterator[Visitor]:
    """A fresh visitor. ``state`` is another visitor's storage state: the same person in a browser set otherwise."""
    context = browser.new_context(
        java_script_enabled=javascript,
        locale={"de": "de-DE", "en": "en-GB", "ar": "ar"}[language],
        viewport=PHONE if phone else DESK,
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/Berlin",
        accept_downloads=True,
        reduced_motion="reduce",
        storage_state=state,
    )
    context.set_default_timeout(PATIENCE)
    foreign: list[str] = []

    def only_here(request: Any) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            foreign.append(request.url)

    # Listened to, not routed: a route would switch the browser's cache off, and every page would load its styles again.
    context.on("request", only_here)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" and REFUSED not in said.text else None)
    try:
        yield Visitor(context, page, url, language)
    finally:
        context.close()
    assert not foreign, f"the page asked third parties: {foreign}"
    assert not broken, f"the page's scripts or policy complained: {broken}"


def click(place: Locator) -> None:
    """Clicks what leads to a page, and that page is there.

    A bare click comes back while the old page still stands, or the next one half: what is counted or read then is not it.
    """
    with place.page.expect_navigation():
        place.click()


AXE = (Path(__file__).parent / "axe.js").read_text()


def axe(page: Page, *, only: tuple[str, ...] = (), contrast: bool = True) -> list[str]:
    """What axe finds on the page as it stands, one line for each rule and place.

    ``only`` names single rules; without ``contrast`` colours are left out, where another run has seen the same ones.
    """
    page.wait_for_load_state()  # what is not there yet has no faults
    rules = {"type": "rule", "values": list(only)} if only else RULES
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE, {"rules": rules, "contrast": contrast})
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


GEOMETRY = (Path(__file__).parent / "geometry.js").read_text()


def geometry(page: Page, width: int = 320) -> list[str]:
    """What runs over, is cut, too small to touch, or stands at the wrong edge, in a window of this width."""
    page.wait_for_load_state()  # a page without its style sheet yet has other sizes
    before = page.viewport_size
    if before and before["width"] == width:
        found: list[str] = page.evaluate(GEOMETRY)
        return found
    page.set_viewport_size({"width": width, "height": 740})
    found = page.evaluate(GEOMETRY)
    if before:
        page.set_viewport_size(before)
    return found
