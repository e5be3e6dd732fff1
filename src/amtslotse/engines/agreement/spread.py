"""How much the answers to one question differ."""

from __future__ import annotations

from collections.abc import Iterable


def differing(counts: Iterable[int]) -> float | None:
    """The probability that two different people, picked blindly, gave different answers; None for fewer than two people.

    0: all the same. It does not grow with their number (E. H. Simpson, Nature 163 (1949), 688).
    """
    each = list(counts)
    n = sum(each)
    return None if n < 2 else 1 - sum(count * (count - 1) for count in each) / (n * (n - 1))
