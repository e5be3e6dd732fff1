"""In which order those who asked take their places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date


def lot(seed: str, ticket: str) -> str:
    """The lot of a ticket under a seed: SHA-256 over the seed (hex, as published) and the ticket, both as ASCII."""
    return hashlib.sha256(f"{seed}{ticket}".encode("ascii")).hexdigest()


def draw(seed: str, entries: Iterable[tuple[str, date]]) -> tuple[str, ...]:
    """The tickets in the order in which they take places: the earliest day of request first, lots among those of one day.

    Whoever asked on a later day is behind everybody of an earlier one, whatever the lots say; the hour counts nowhere.
    The order in which entries are given changes nothing. Raises ``ValueError`` when a ticket is there twice.
    """
    listed = list(entries)
    if len({ticket for ticket, _ in listed}) != len(listed):
        raise ValueError("a ticket is on the list twice")
    return tuple(ticket for ticket, day in sorted(listed, key=lambda entry: (entry[1], lot(seed, entry[0]), entry[0])))


def by_need_then_day(seed: str, entries: Iterable[tuple[str, date, date | None]]) -> tuple[str, ...]:
    """The order in which one freed place is offered: whoever is in need by the end of her title, then as ``draw``.

    An entry is ticket, day of request, and the end of the title of somebody in need (``None``: not in need).
    """
    return tuple(
        ticket
        for ticket, day, ends_on in sorted(
            entries, key=lambda entry: (entry[2] or date.max, entry[1], lot(seed, entry[0]), entry[0])
        )
    )
