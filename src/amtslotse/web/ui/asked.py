"""Numbers in an address or a hidden field: typed by a program, or by somebody who tries."""

from __future__ import annotations


def number(typed: str, *, most: int = 100_000) -> int | None:
    """The whole number, at most ``most``; ``None`` for anything else, also for more digits than any of ours has."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 20):
        return None
    return min(int(typed), most)


def page(typed: str) -> int:
    """The page of a list that the address asks for, else the first."""
    return number(typed) or 1
