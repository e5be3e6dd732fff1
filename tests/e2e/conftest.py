"""One office and one browser for each file of stories."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import open_browser
from tests.e2e.office import CHROMIUM, NO_CHROMIUM, Office, clear, open_office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: object) -> Iterator[Office]:
    """An office in the demonstration's dress, empty of cases; cleared afterwards."""
    from tests.e2e.people import furnish

    with open_office(django_db_blocker) as opened:
        opened.run(clear)
        opened.run(furnish)
        yield opened
        opened.run(clear)


@pytest.fixture(scope="module")
def browser(office: Office) -> Iterator[Browser]:
    """Chromium, as long as this file's tests run."""
    with open_browser() as opened:
        yield opened
