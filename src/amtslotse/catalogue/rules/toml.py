"""A procedure as TOML, the form in which offices exchange it. Reading it again gives the same content."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON's escapes are TOML's but for this one


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_inline(item)}" for key, item in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)  # numbers, true and false are written alike


def _is_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _lines(table: Mapping[str, Any]) -> list[str]:
    lines = []
    for key, value in table.items():
        if _is_entries(value):
            lines += [f"{_key(key)} = [", *(f"  {_inline(item)}," for item in value), "]"]
        else:
            lines.append(f"{_key(key)} = {_inline(value)}")
    return lines


def to_toml(content: Mapping[str, Any]) -> str:
    """The content as TOML 1.0: plain values first, then a table for each text, then the lists, an entry a paragraph."""
    tables = {key: value for key, value in content.items() if isinstance(value, Mapping)}
    entries = {key: value for key, value in content.items() if _is_entries(value)}
    lines = _lines({key: value for key, value in content.items() if key not in tables and key not in entries})
    for key, table in tables.items():
        lines += ["", f"[{_key(key)}]", *_lines(table)]
    for key, listed in entries.items():
        for entry in listed:
            lines += ["", f"[[{_key(key)}]]", *_lines(entry)]
    return "\n".join(lines) + "\n"
