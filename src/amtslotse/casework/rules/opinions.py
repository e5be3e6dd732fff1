"""Blind second opinions on urgency and difficulty: which cases are drawn, and what may be said of the agreement.

Guarantees: docs/algorithms/second-opinions.md. Neither owner nor applicant is a parameter of the draw.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

#: No figure about fewer judgements, nor about fewer judges.
FEWEST_OPINIONS: Final = 20
FEWEST_JUDGES: Final = 5
#: No field of the table stands for fewer judgements.
FEWEST_IN_A_FIELD: Final = 5
LONGEST_REASON: Final = 400
#: The states in which a case lies in a team and nothing is decided yet.
JUDGED: Final = ("with_team", "in_review")

Field = tuple[int, int]


def number(key: bytes, month: date, case: UUID) -> int:
    """A number of 64 bits that follows from key, month and case alone: the same on every machine and at every time."""
    said = hmac.new(key, f"second-opinion\0{month:%Y-%m}\0{case}".encode(), hashlib.sha256).digest()
    return int.from_bytes(said[:8], "big")


def draw(key: bytes, month: date, cases: Iterable[UUID], *, size: int) -> tuple[tuple[UUID, int], ...]:
    """The ``size`` cases with the lowest numbers, lowest first, whatever the order they come in."""
    numbered = ((case, number(key, month, case)) for case in cases)
    return tuple(sorted(numbered, key=lambda each: (each[1], each[0])))[:size]


def shown_fields(counts: Mapping[Field, int]) -> dict[Field, int]:
    """The fields of the table that may be shown. The others, empty ones among them, are hidden together.

    What is hidden stands for no judgement at all, or for at least ``FEWEST_IN_A_FIELD``: until it does, the smallest field that
    could be shown joins it. So nothing below the limit follows by subtracting what is shown from the total, nor, because the
    same holds for the fields of equal judgements and for the others apart, from how many are equal.
    """
    shown = {field: count for field, count in counts.items() if count >= FEWEST_IN_A_FIELD}
    equal = {field for field in counts if field[0] == field[1]}
    for together in (equal, counts.keys() - equal, set(counts)):
        total = sum(counts[field] for field in together)
        while (there := shown.keys() & together) and 0 < total - sum(shown[field] for field in there) < FEWEST_IN_A_FIELD:
            del shown[min(there, key=lambda field: (shown[field], field))]
    return shown
