"""A text in every language the catalogue speaks. German is the binding one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LANGUAGES = ("de", "en", "ar")


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in each language: ``label("ar")``. A language it lacks is answered in German, nothing as ``""``."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, language: str) -> str:
        return self.by_language.get(language) or self.by_language.get("de", "")

    def __bool__(self) -> bool:
        return any(self.by_language.values())


NOTHING = Text()
