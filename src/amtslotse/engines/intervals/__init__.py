"""How far a share that was counted in a sample may be from the share in all of what it was drawn from."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson(part: int, n: int, *, sureness: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of ``part`` of ``n``, as shares from 0 to 1; (0, 1) where nothing was counted.

    It holds the counted share, stays within 0 and 1, is never of no width for n > 0, and narrows as n grows
    (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927), 209-212). Drawn from few, it is too wide, never too narrow.
    Raises ``ValueError`` where ``part`` is no part of ``n``.
    """
    if not 0 <= part <= n:
        raise ValueError(f"{part} of {n}")
    if not n:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + sureness) / 2)
    share, square = part / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return (0.0 if part == 0 else middle - half), (1.0 if part == n else middle + half)


def difference(part: int, n: int, before: int, n_before: int, *, sureness: float = 0.95) -> tuple[float, float]:
    """Newcombe's hybrid score interval of ``part / n - before / n_before``, from -1 to 1.

    It holds the difference that was counted, and mirrors when both sides change places (R. G. Newcombe, Statist. Med. 17
    (1998), 873-890, method 10). Raises ``ValueError`` where one is no part of the other or nothing was counted on a side.
    """
    if not n or not n_before:
        raise ValueError(f"{part} of {n}, {before} of {n_before}")
    low, high = wilson(part, n, sureness=sureness)
    low_before, high_before = wilson(before, n_before, sureness=sureness)
    share, share_before = part / n, before / n_before
    found = share - share_before
    return (
        found - sqrt((share - low) ** 2 + (high_before - share_before) ** 2),
        found + sqrt((high - share) ** 2 + (share_before - low_before) ** 2),
    )
