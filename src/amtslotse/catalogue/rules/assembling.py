"""From a service file and its library to one self-contained content, as it is published and as a case keeps it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from amtslotse.catalogue.rules.procedure import GROUPS
from amtslotse.catalogue.rules.reading import Node

DATA = Path(__file__).resolve().parent.parent / "data"  # the services that ship with the program
REPORT_ROWS = "report_rows.toml"

#: What a service may take from the library by ``use``, and where it stands there.
_SHELVES = {"questions": "questions", "documents": "documents", "fees": "fees", "fee_checks": "fees"}


def _from_library(top: Node, key: str, shelf: str, library: Mapping[str, Any]) -> list[Any]:
    """Each entry, with what ``use`` names laid beneath it; its own words win. Questions and documents take the name as key."""
    entries = []
    for node in top.each(key):
        name = node.string("use", "")
        entry = {field: value for field, value in node.value.items() if field != "use"}
        if name:
            if name not in library.get(shelf, {}):
                raise node.fault(f"{name} is not in the library of {shelf}", "use")
            base = {} if shelf == "fees" else {"key": name}
            entry = {**base, **library[shelf][name], **entry}
        entries.append(entry)
    return entries


def _steps(top: Node, library: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps of the library, with the partners that this service names at each."""
    steps = {step["key"]: dict(step) for step in library.get("steps", [])}
    named = top.child("partners")
    for key in named.value:
        if key not in steps:
            raise top.fault(f"{key} is no step", "partners")
        names = named.strings(key)
        if unknown := sorted(set(names) - set(library.get("partners", {}))):
            raise named.fault(f"unknown partners {', '.join(unknown)}", key)
        steps[key]["partners"] = [{"label": library["partners"][name]} for name in names]
    return list(steps.values())


def plain(value: Any) -> Any:
    """The value as JSON knows it: days as text."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def assemble(service: Mapping[str, Any], library: Mapping[str, Any], *, file: str) -> dict[str, Any]:
    """The content as plain JSON. The library gives named questions, documents, fees and matters, and what all services share.

    A file that says its ``matter`` itself is whole, as an office wrote and exported it, and takes nothing from the library.
    Raises ``InvalidCatalogue``.
    """
    if "matter" in service:
        complete: dict[str, Any] = plain(service)
        return complete
    top = Node(service, file=file)
    content = dict(service)
    for key, shelf in _SHELVES.items():
        content[key] = _from_library(top, key, shelf, library)
    without = top.strings("without")
    if unknown := sorted(set(without) - {*GROUPS, "fee_checks"}):
        raise top.fault(f"unknown groups {', '.join(unknown)}", "without")
    asked_by_all = _from_library(Node(library, file="_common.toml"), "common_questions", "questions", library)
    content["questions"] += [question for question in asked_by_all if question["group"] not in without]
    if "fee_checks" not in without:  # those of the AufenthV, which are not for every law
        content["fee_checks"] += library.get("fee_checks", [])
    content["steps"] = _steps(top, library)
    category = top.string("category")
    if category not in library.get("matters", {}):
        raise top.fault(f"{category} is none of the matters in the library", "category")
    content["matter"] = {"key": category, **library["matters"][category]}
    for used in ("without", "partners", "category"):
        content.pop(used, None)
    assembled: dict[str, Any] = plain(content)
    return assembled


def checksum(content: Mapping[str, Any]) -> str:
    """The same for the same content, whatever the order of its keys."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
