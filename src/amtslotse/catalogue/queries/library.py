"""What services have in common: named questions, kinds of proof, fees, steps, matters."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from amtslotse.catalogue.rules import DATA, InvalidCatalogue


def read_toml(file: Path) -> dict[str, Any]:
    """The file. Raises ``InvalidCatalogue`` when it is not TOML."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InvalidCatalogue(file=file.name, place="the file", reason=f"is not TOML: {fault}") from None


def read_library(folder: Path) -> dict[str, Any]:
    """The files whose names begin with _, as one; what an office's folder lacks comes from the folder that ships."""
    library: dict[str, Any] = {}
    shipped = {file.name: file for file in DATA.glob("_*.toml")}
    for file in (shipped | {file.name: file for file in folder.glob("_*.toml")}).values():
        for key, value in read_toml(file).items():
            library[key] = {**library.get(key, {}), **value} if isinstance(value, dict) else value
    return library


@lru_cache(maxsize=1)
def library() -> dict[str, Any]:
    """The library that ships with the program: what a draft may take. Nobody changes the answer."""
    return read_library(DATA)
