"""What one version of a service changes against the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amtslotse.catalogue.rules.procedure import Procedure
from amtslotse.catalogue.rules.texts import Text

_TEXTS = ("title", "summary", "intro", "emergency_hint", "legal_basis", "sureness", "source", "kind", "matter", "search_words")


@dataclass(frozen=True, slots=True)
class Change:
    """``what``: added, removed or changed. ``name``: of the entry, in each language; empty for a text of the whole."""

    part: str
    what: str
    name: Text


def _named(procedure: Procedure) -> Mapping[str, Mapping[str, tuple[Text, Any]]]:
    """Every entry by its part and key, with its name. Rules that bear no key are their own key."""

    def own(entries: Iterable[tuple[Text, Any]]) -> dict[str, tuple[Text, Any]]:
        return {repr(entry): (name, entry) for name, entry in entries}

    return {
        "questions": {each.key: (each.label, each) for each in procedure.questions},
        "documents": {each.need.key: (each.need.label, each) for each in procedure.documents},
        "fees": own((Text({"de": each.paragraph}), each) for each in (*procedure.fee_checks, *procedure.fees)),
        "purposes": own((Text({"de": each.code}), each) for each in procedure.purposes),
        "difficulties": own((each.difficulty.reason, each) for each in procedure.difficulties),
        "hints": own((each.text, each) for each in procedure.hints),
        "steps": {each.key: (each.label, each) for each in procedure.steps},
    }


def changes(before: Procedure, after: Procedure) -> tuple[Change, ...]:
    """What was added, removed and changed, part by part; nothing when only number and day differ."""
    told = [
        Change("texts" if field in _TEXTS[:4] else "basics", "changed", Text({"de": field}))
        for field in _TEXTS
        if getattr(before, field) != getattr(after, field)
    ]
    was, now = _named(before), _named(after)
    for part, entries in now.items():
        told += [Change(part, "added", name) for key, (name, _each) in entries.items() if key not in was[part]]
        told += [
            Change(part, "changed", name)
            for key, (name, each) in entries.items()
            if key in was[part] and was[part][key][1] != each
        ]
        told += [Change(part, "removed", name) for key, (name, _each) in was[part].items() if key not in entries]
    return tuple(told)
