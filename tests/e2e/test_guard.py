"""The guard of a form in a real browser: under our content policy, with JavaScript and without, and with no worker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

import amtslotse.web.ui
from amtslotse.engines.proofofwork import is_done
from tests.e2e.browser import click, open_browser

STATIC = Path(amtslotse.web.ui.__file__).parent / "static/ui"
HOST = "http://office.test"
TOKEN = "a-token-that-only-this-test-knows:" + "x" * 150
BITS = 14
PAGE = f"""<!doctype html><html lang="de"><head><title>t</title><script src="/ui.js" defer></script></head><body>
<form method="post" action="/send"><div data-guard data-token="{TOKEN}" data-bits="{BITS}" data-worker="/guard-worker.js">
<input type="hidden" name="guard_token" value="{TOKEN}"><input type="hidden" name="guard_proof" value="">
<noscript><p>Bitte warten</p></noscript><p role="status" hidden data-guard-wait>Einen Augenblick</p>
<script src="/guard.js" defer></script></div><input name="name" value="Lan"><button name="go" value="1">Senden</button></form>
</body></html>"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


def answered(
    context: BrowserContext, *, worker: bool = True, quick: bool = True
) -> tuple[dict[str, list[str]], float, list[str]]:
    """What the form sent, after how long, and what the console said."""
    sent: list[dict[str, list[str]]] = []
    said: list[str] = []

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(f"{HOST}/")
        if name == "send":
            sent.append(parse_qs(route.request.post_data or "", keep_blank_values=True))
            route.fulfill(body="<title>sent</title>", content_type="text/html")
        elif name == "":
            route.fulfill(body=PAGE, content_type="text/html", headers={"Content-Security-Policy": "default-src 'self'"})
        elif name == "guard-worker.js" and not worker:
            route.abort()
        else:
            route.fulfill(path=STATIC / name, content_type="text/javascript")

    context.route("**/*", serve)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{HOST}/")
    if not quick:
        page.wait_for_selector("[name=guard_proof]:not([value=''])", state="attached")
    began = time.monotonic()
    click(page.get_by_role("button", name="Senden"))
    page.wait_for_url("**/send")
    context.close()
    return sent[0], time.monotonic() - began, said


@pytest.mark.parametrize("quick", [True, False], ids=["pressed at once", "pressed later"])
def test_the_work_is_done_whenever_she_presses(chromium: Browser, quick: bool) -> None:
    form, _seconds, said = answered(chromium.new_context(), quick=quick)
    assert is_done(TOKEN, form["guard_proof"][0], bits=BITS)
    assert form["name"] == ["Lan"]
    assert form["go"] == ["1"], "the button she pressed"
    assert said == []


def test_without_javascript_the_form_is_sent_as_it_is(chromium: Browser) -> None:
    form, _seconds, _said = answered(chromium.new_context(java_script_enabled=False))
    assert form["guard_token"] == [TOKEN]
    assert form["guard_proof"] == [""]


def test_a_worker_that_cannot_start_stops_nobody(chromium: Browser) -> None:
    form, seconds, _said = answered(chromium.new_context(), worker=False)
    assert form["guard_proof"] == [""]
    assert seconds < 5
