"""Layouts and components in every language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from amtslotse.web.ui.context import _checkers
from amtslotse.web.ui.templatetags.ui import to_the_second

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_gallery_shows_every_component(client: Client, settings, language: str) -> None:
    settings.DEMO = True
    answer = client.get(f"/{language}/gallery/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert page.count("<h1") == 1
    assert " style=" not in page


def test_gallery_is_hidden_in_a_real_office(client: Client, settings) -> None:
    settings.DEMO = False
    assert client.get("/de/gallery/").status_code == 404


def test_unknown_page_and_its_language(client: Client) -> None:
    answer = client.get("/ar/gibt-es-nicht/")
    assert answer.status_code == 404
    assert 'dir="rtl"' in answer.content.decode()


def test_colours_of_the_office_are_only_colours(client: Client) -> None:
    assert client.get("/colours-1F3A68-8A4A00.css").content == b":root{--office:#1F3A68;--office-accent:#8A4A00}"
    assert client.get("/colours-red-8A4A00.css").status_code == 404


def test_arms_are_an_image(client: Client) -> None:
    answer = client.get("/arms.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_language_that_nobody_checked_says_so(client: Client, settings, tmp_path) -> None:
    mark = "This translation has not been checked yet"
    assert mark in client.get("/en/").content.decode()  # in a real office the demonstration's word does not count
    settings.DEMO = True
    assert mark not in client.get("/en/").content.decode()
    catalogue = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid ""\nmsgstr ""\n"X-Checked-By: \\n"\n')
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path]
    _checkers.cache_clear()
    try:
        assert mark in client.get("/en/").content.decode()
        assert "noch nicht geprüft" not in client.get("/de/").content.decode()
    finally:
        _checkers.cache_clear()


def test_a_receipt_time_says_which_of_the_two_october_hours_it_is() -> None:
    first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert to_the_second(first).endswith("02:30:00 Uhr (UTC+0200)")
    assert to_the_second(second).endswith("02:30:00 Uhr (UTC+0100)")
