"""How old the open cases are, in bands that a law or a promise gives a meaning to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """Ages from ``first`` days up to, but not including, ``end`` days (None: without end)."""

    key: str
    first: int
    end: int | None


#: A month; three months, after which § 75 VwGO allows an action for failure to act; six and twelve months.
BANDS = (
    Band("0-29", 0, 30),
    Band("30-89", 30, 90),
    Band("90-179", 90, 180),
    Band("180-364", 180, 365),
    Band("365", 365, None),
)


def band_of(days: float) -> Band:
    """The band an age lies in; an age below nothing (a case received after the day asked for) has none and raises."""
    if days < 0:
        raise ValueError("a case is never younger than nothing")
    return next(band for band in BANDS if band.end is None or days < band.end)
