"""Templates of decisions: which outcomes a service has, what each has to say, and what the author may want to know."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "decisions.toml"


@dataclass(frozen=True, slots=True)
class Section:
    """Something the author must write for certain outcomes, in words of its own."""

    key: str
    outcomes: tuple[str, ...]
    label: Mapping[str, str]
    help: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hint:
    """A rule worth knowing while writing, with its mark of domain.md."""

    text: str
    sureness: str


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a template. A decision keeps the version it was written with."""

    key: str
    version: int
    valid_from: date
    services: tuple[str, ...]
    kinds: tuple[str, ...]
    outcomes: tuple[str, ...]
    sections: tuple[Section, ...]
    hints: tuple[Hint, ...]

    def required(self, outcome: str) -> tuple[Section, ...]:
        """What has to be written for the outcome."""
        return tuple(section for section in self.sections if outcome in section.outcomes)


@cache
def _templates() -> tuple[Template, ...]:
    return tuple(
        Template(
            key=entry["key"],
            version=entry["version"],
            valid_from=entry["valid_from"],
            services=tuple(entry["services"]),
            kinds=tuple(entry.get("kinds", ())),
            outcomes=tuple(entry["outcomes"]),
            sections=tuple(
                Section(each["key"], tuple(each["outcomes"]), each["label"], each["help"]) for each in entry.get("section", ())
            ),
            hints=tuple(Hint(each["text"], each["sureness"]) for each in entry.get("hints", ())),
        )
        for entry in tomllib.loads(_FILE.read_text())["template"]
    )


def template_for(service: str, *, kind: str, on: date) -> Template:
    """The newest template of the day: the service's own, else the one of its kind, else the general one."""
    living = [each for each in _templates() if each.valid_from <= on]
    fitting = (
        [each for each in living if service in each.services]
        or [each for each in living if kind in each.kinds]
        or [each for each in living if not each.services and not each.kinds]
    )
    return max(fitting, key=lambda each: each.version)


def template_of(key: str, version: int) -> Template:
    """The template a decision was written with. Raises ``KeyError``."""
    for each in _templates():
        if (each.key, each.version) == (key, version):
            return each
    raise KeyError(key, version)
