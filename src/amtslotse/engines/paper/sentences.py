"""The fixed sentences of the papers, one file a language, with the name of the one who checked them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from amtslotse.engines.paper.documents import Text

TEXTS = Path(__file__).resolve().parent / "texts"


@cache
def languages() -> tuple[str, ...]:
    """The languages a paper can be printed in beside German."""
    return tuple(sorted(file.stem for file in TEXTS.glob("*.toml")))


@cache
def _sections(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8"))


def checked_by(language: str) -> str:
    """Who checked the sentences of a language; empty when nobody did or there are none."""
    return _sections(language)["meta"].get("checked_by", "") if language in languages() else ""


@cache
def of(document: str, language: str) -> dict[str, Text]:
    """Each sentence of a document in German and in ``language``, by its key."""
    wanted = dict.fromkeys(("de", language))
    merged = {code: {**_sections(code)["shared"], **_sections(code)[document]} for code in wanted}
    return {key: {code: merged[code][key] for code in wanted} for key in merged["de"]}
