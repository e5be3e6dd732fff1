"""Work that a machine did and anyone can check at once: the price of an answer, without a third party.

Hashcash with SHA-256: ``sha256(token + ":" + answer)`` begins with as many zero bits as asked.
"""

from __future__ import annotations

import hashlib
from itertools import count


def zero_bits(token: str, answer: str) -> int:
    """With how many zero bits the digest begins."""
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return 256 - int.from_bytes(digest, "big").bit_length()


def is_done(token: str, answer: str, *, bits: int) -> bool:
    """Whether the work was done. Costs one hash, whatever the answer; a long one is none."""
    return 0 < len(answer) <= 20 and answer.isascii() and answer.isdigit() and zero_bits(token, answer) >= bits


def solve(token: str, *, bits: int) -> str:
    """The first answer from zero up; on average ``2 ** bits`` hashes. What the page's worker does in JavaScript."""
    return next(str(number) for number in count() if zero_bits(token, str(number)) >= bits)
