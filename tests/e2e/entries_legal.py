"""The pages of web/legal that came with casework: what they need to exist, and who may see each."""

from __future__ import annotations

from typing import Any

from tests.e2e.entry import Entry, NoPage


def play(scene: Any) -> None:
    """Nothing more than the scene has."""


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {}

#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {}
#: For everybody: nothing of anybody stands on them.
OPEN: set[str] = set()
