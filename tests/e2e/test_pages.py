"""Every page in every language, light and dark: nothing for axe to complain of, and a geometry that no rule sees.

What axe judges is the same in every language but for the direction, and colours are the same in all: it looks at every page in
German, at its colours light and dark, and at one page of each address in Arabic. Geometry is measured on every page in German
and in Arabic, and at 320 px on one page of each address in English, whose words are shorter. The stories look at more of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from tests.e2e.browser import Visitor, axe, geometry, open_browser, visit
from tests.e2e.office import Office
from tests.e2e.scene import ENTRIES, LANGUAGES, NoPage, Scene, names, path_of, play, walked


def test_every_address_is_walked_or_said_to_be_no_page() -> None:
    assert set(names()) == set(ENTRIES), "name new addresses in tests/e2e/scene.py"


@pytest.fixture(scope="module")
def browser(office: Office) -> Iterator[Browser]:
    """Chromium that draws nothing, for a third less: pages are measured here, and nobody clicks (which waits for a picture)."""
    with open_browser("--disable-threaded-compositing") as opened:
        yield opened


@pytest.fixture(scope="module")
def scene(office: Office) -> Scene:
    def build() -> Scene:
        from amtslotse.catalogue.queries import matters

        played = play()
        played.ids["matter"] = matters(language="de", on=datetime.now(UTC).date())[0].key
        return played

    return office.run(build)


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def visitors(browser: Browser, office: Office, scene: Scene, language: str) -> Iterator[dict[str, Visitor]]:
    """One open browser for each person. The English ones are as narrow as they are looked at: no page is laid out twice."""
    with ExitStack() as stack:
        found = {"": stack.enter_context(visit(browser, office.url, language))}
        for who, session in scene.sessions.items():
            found[who] = stack.enter_context(visit(browser, office.url, language))
            found[who].context.add_cookies([{"name": "sessionid", "value": session, "url": office.url}])
        for visitor in found.values():
            if language == "en":
                visitor.page.set_viewport_size({"width": 320, "height": 740})
            else:  # axe comes with each page, cheaper than to be handed over after it
                visitor.context.add_init_script(AXE_SCRIPT)
        yield found


@pytest.mark.parametrize(("name", "number"), walked(), ids=str)
def test_a_page_can_be_read_by_everybody(
    visitors: dict[str, Visitor], scene: Scene, language: str, name: str, number: int
) -> None:
    if language == "en" and number:
        return  # one page of each address in English, as said above
    entries = ENTRIES[name]
    assert not isinstance(entries, NoPage)
    entry = entries[number]
    visitor = visitors[entry.who]
    path = path_of(name, entry.parts(scene.ids), language)
    answer = visitor.page.goto(f"{visitor.url}{path}?{entry.query}")
    assert answer is not None
    assert answer.status == entry.status
    assert visitor.page.url.startswith(f"{visitor.url}{path}"), f"led on to {visitor.page.url}"
    complaints = []
    if language == "de" or (language == "ar" and number == 0):
        complaints += [f"light: {line}" for line in axe(visitor.page, contrast=language == "de")]
    if language == "de":
        visitor.page.emulate_media(color_scheme="dark")
        complaints += [f"dark: {line}" for line in axe(visitor.page, only=("color-contrast", "link-in-text-block"))]
        visitor.page.emulate_media(color_scheme="light")
    complaints += [f"320 px: {line}" for line in geometry(visitor.page, 320)]
    if language != "en":
        complaints += [f"1280 px: {line}" for line in geometry(visitor.page, 1280)]
    assert not complaints, "\n".join(complaints)


def test_axe_and_geometry_can_find_something(browser: Browser, office: Office) -> None:
    """Control: a page with a fault of each kind."""
    with visit(browser, office.url, "ar") as visitor:
        visitor.open("/login/")
        visitor.page.evaluate(
            """() => {
              document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/arms.svg"><button></button>');
              const wide = document.createElement('p'); wide.textContent = 'x'.repeat(900); wide.style.textAlign = 'left';
              wide.style.whiteSpace = 'nowrap'; document.querySelector('main').append(wide);
            }"""
        )
        found = axe(visitor.page)
        assert any(line.startswith("image-alt") for line in found)
        assert any(line.startswith("button-name") for line in found)
        crooked = geometry(visitor.page, 320)
        assert any("wide in a window of 320" in line or "sticks out" in line for line in crooked)
        assert any("wrong edge" in line for line in crooked)


def test_contrast_of_a_look_is_measured_wherever_it_stands_first(browser: Browser, office: Office) -> None:
    """Control: looks are told apart by their colours, light and dark, and by what they stand on; what lies over all counts."""
    with visit(browser, office.url, "de") as visitor:
        visitor.open("/login/")
        visitor.page.evaluate(
            """() => {
              const put = (id, style, inner) => {
                const p = document.createElement('p'), span = document.createElement('span');
                span.textContent = inner; p.id = id; p.append(span); Object.assign(p.style, style);
                document.querySelector('main').append(p);
              };
              put('fine', {}, 'Text');
              put('faint', {color: '#ddd', backgroundColor: '#fff'}, 'Text');
              put('ground', {backgroundColor: '#666'}, 'Text');
              put('dark', {color: '#111'}, 'Text');
              put('over', {position: 'absolute', color: '#eee', backgroundColor: '#fff', top: 0}, 'Text');
            }"""
        )
        contrast = ("color-contrast",)
        light = " ".join(axe(visitor.page, only=contrast))
        assert [name for name in ("fine", "faint", "ground", "dark", "over") if f"#{name}" in light] == [
            "faint",
            "ground",
            "over",
        ]
        visitor.page.emulate_media(color_scheme="dark")
        assert "#dark" in " ".join(axe(visitor.page, only=contrast))
