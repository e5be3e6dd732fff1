"""Computing and rounding shares, in whole numbers so that no binary fraction tips a half."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

HUNDRED = Decimal("100.00")


def _hundredths(number: int) -> Decimal:
    return Decimal(number).scaleb(-2)


def share(count: int, total: int) -> Decimal:
    """``count`` as a percentage of ``total``, rounded half up to two decimals; 0.00 of nothing."""
    if count < 0 or total < 0:
        raise ValueError("counts are never negative")
    if total == 0:
        return _hundredths(0)
    return _hundredths((count * 20_000 + total) // (2 * total))


def truncated(count: int, total: int) -> Decimal:
    """The percentage with everything after the second decimal cut off: what a share must not be, and often is."""
    return _hundredths(count * 10_000 // total) if total else _hundredths(0)


def shares(counts: Sequence[int]) -> tuple[Decimal, ...]:
    """The share of each count in the sum of all, in the same order."""
    total = sum(counts)
    return tuple(share(count, total) for count in counts)
