"""The pages of web/booking: what they need to exist, who may see each, and what the access walk asks of them."""

from __future__ import annotations

from typing import Any

from tests.e2e.entry import Entry, NoPage


def play(scene: Any) -> None:
    """What these pages need exists: ids go into ``scene.ids``, sessions into ``scene.sessions``."""


#: Every address of the journey, for test_pages.
ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {}

#: For tests/web/test_access_walk.py, see there.
OWNERS: dict[str, set[str]] = {}
PAGES: dict[str, set[str]] = {}
OPEN: set[str] = set()
