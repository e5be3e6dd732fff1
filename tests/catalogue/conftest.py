"""The shipped services, parsed once, without a database."""

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from amtslotse.catalogue.rules import DATA, REPORT_ROWS, Procedure, assemble, parse


def read_library() -> dict[str, Any]:
    library: dict[str, Any] = {}
    for file in sorted(DATA.glob("_*.toml")):
        library |= tomllib.loads(file.read_text("utf-8"))
    return library


LIBRARY = read_library()
SERVICES = {
    file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(DATA.glob("[a-z]*.toml")) if file.name != REPORT_ROWS
}
PROCEDURES = {key: parse(assemble(service, LIBRARY, file=f"{key}.toml")) for key, service in SERVICES.items()}


@pytest.fixture(params=sorted(PROCEDURES))
def procedure(request: pytest.FixtureRequest) -> Procedure:
    """Each shipped service."""
    return PROCEDURES[request.param]


def service(**changes: Any) -> Mapping[str, Any]:
    """The smallest service that can be published, with changes."""
    three = {"de": "Text", "en": "Text", "ar": "نص"}
    content: dict[str, Any] = {
        "key": "small",
        "version": 1,
        "valid_from": "2026-01-01",
        "kind": "application",
        "category": "work",
        "legal_basis": "§ 1",
        "sureness": "M",
        "source": "-",
        "title": three,
        "summary": three,
        "intro": three,
        "search_words": {"de": ["a"], "en": ["a"], "ar": ["a"]},
        "translations": {language: {"checked_by": "-", "checked_on": "2026-01-01"} for language in ("en", "ar")},
        "questions": [],
        "documents": [],
        "purpose": [{"code": "ERW_18A"}],
        "fees": [{"use": "45-1"}],
        "difficulty": [{"level": 1, "reason": three}],
    }
    return content | changes
