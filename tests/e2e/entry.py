"""What test_pages knows of an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One page to walk: whose, which object, and what the address says besides."""

    who: str = ""
    parts: Callable[[dict[str, Any]], dict[str, Any]] = lambda _: {}
    query: str = ""
    status: int = 200


@dataclass(frozen=True)
class NoPage:
    """Nothing that a person looks at; ``why`` says what it is."""

    why: str


POST = NoPage("changes something and leads on: POST only")
FILE = NoPage("a file to keep, no page")
LEADS_ON = NoPage("leads on to the page where she left off")
FOREIGN = NoPage("leads to the office's own login")
