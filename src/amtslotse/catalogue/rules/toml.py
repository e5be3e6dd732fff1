"""A procedure as TOML, the form in which offices exchange it. Reading it again gives the same content."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_inline(item)}" for key, item in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON's escapes are TOML's but for this one
    return json.dumps(value)  # numbers, true and false are written alike


def _lines(table: Mapping[str, Any]) -> list[str]:
    lines = []
    for key, value in table.items():
        if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            lines += [f"{_key(key)} = [", *(f"  {_inline(item)}," for item in value), "]"]
        else:
            lines.append(f"{_key(key)} = {_inline(value)}")
    return lines


def to_toml(content: Mapping[str, Any]) -> str:
    """The content as TOML 1.0: plain values first, then a table for each text, then the lists, an entry a paragraph."""
    plain = {key: value for key, value in content.items() if not isinstance(value, Mapping | list)}
    tables = {key: value for key, value in content.items() if isinstance(value, Mapping)}
    lists = {key: value for key, value in content.items() if isinstance(value, list)}
    lines = _lines(plain)
    for key, table in tables.items():
        lines += ["", f"[{_key(key)}]", *_lines(table)]
    for key, entries in lists.items():
        for entry in entries:
            lines += ["", f"[[{_key(key)}]]", *_lines(entry)]
    empty = [f"{_key(key)} = []" for key, entries in lists.items() if not entries]
    return "\n".join([*lines[: len(plain)], *empty, *lines[len(plain) :]]) + "\n"
