"""Names as people bear them: one letter or two hundred, any script, and never able to turn the page around."""

from __future__ import annotations

import unicodedata

from amtslotse.kernel.errors import InvalidInput

#: Characters that change the direction of everything after them (fault 18).
_DIRECTION = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
LONGEST = 200


def clean(raw: str, *, field: str, longest: int = LONGEST) -> str:
    """The text in NFC without surrounding blanks.

    Raises ``InvalidInput`` (``direction_mark``, ``control_character``, ``too_long``).
    """
    text = unicodedata.normalize("NFC", raw).strip()
    if any(character in _DIRECTION for character in text):
        raise InvalidInput(field=field, reason="direction_mark")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in text):
        raise InvalidInput(field=field, reason="control_character")
    if len(text) > longest:
        raise InvalidInput(field=field, reason="too_long", longest=longest, length=len(text))
    return text


def sort_key(name: str) -> str:
    """Where a name stands in a German list (Ä beside A). The embedded database has no ICU, so Python sorts."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
