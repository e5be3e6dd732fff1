"""Public codes: short enough to read out, long enough that guessing never pays.

At ten guesses a second for a year against a million living codes, eight characters fall for certain; 16 do not
(docs: shared/design/measured-facts.md). The alphabet is Crockford's base32: no I, L, O, U.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # 80 bits
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def _encode(raw: bytes, length: int) -> str:
    number = int.from_bytes(raw, "big")
    return "".join(ALPHABET[(number >> (5 * position)) & 31] for position in range(length))


def derive(key: bytes, *parts: str) -> str:
    """The code that belongs to ``parts`` under ``key``: always the same, and nobody without the key can tell it."""
    digest = hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).digest()
    return _encode(digest, LENGTH)


def fresh() -> str:
    """A new random code."""
    return _encode(secrets.token_bytes(20), LENGTH)


def normalise(typed: str) -> str:
    """What was meant by what was typed: case, blanks and hyphens do not matter, I and L are 1, O is 0."""
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept.translate(_MISREAD)


def spoken(code: str) -> str:
    """The code in groups of four, as it is printed and read out."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def same(left: str, right: str) -> bool:
    """Whether two codes are equal, in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
