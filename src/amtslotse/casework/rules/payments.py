"""Kassenzeichen, what is open, and what a file of the cashier's office says."""

from __future__ import annotations

import secrets
from typing import Final

#: What a charge is for: the part due with the application (§ 49 AufenthV), the rest of that fee, a certificate, anything else.
PARTS: Final = ("application", "rest", "certificate", "other")
#: Why a charge is dropped. The first two: § 49 AufenthV; relief: §§ 52 to 53.
DROPPED: Final = ("jurisdiction", "withdrawn_early", "relief", "mistake")
WAYS: Final = ("import", "tick")

_DIGITS: Final = 9


def check_digits(number: str) -> str:
    """The two digits that make ``number`` valid under ISO 7064, MOD 97-10: they catch any wrong or swapped digits."""
    return f"{98 - int(number) * 100 % 97:02d}"


def is_reference(text: str) -> bool:
    """Whether the digits prove themselves."""
    return text.isdigit() and text.isascii() and len(text) > 2 and int(text) % 97 == 1


def fresh_reference(prefix: str) -> str:
    """A new Kassenzeichen: the office's prefix, nine random digits (it says nothing about how many there are), two to check."""
    number = f"{prefix}{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    return f"{number}{check_digits(number)}"
