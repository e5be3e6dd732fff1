"""The monthly legal review: which decisions are drawn, by which checklist, and what may be said of the result.

Guarantees: docs/algorithms/legal-review.md. Neither author nor releaser is a parameter of the draw.
"""

from __future__ import annotations

import hashlib
import hmac
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

_FILE = Path(__file__).parent.parent / "data" / "legal_review.toml"

VERDICTS: Final = ("met", "defect", "not_applicable")
SEVERITIES: Final = ("minor", "serious")
#: What the team says to findings.
ANSWERS: Final = ("accepted", "disputed")
#: Which decisions a point is about: all, those that burden her, those with discretion.
ABOUT: Final = ("all", "burden", "discretion")
#: No figure about fewer decisions, nor about the work of fewer members of staff.
FEWEST: Final = 5
LONGEST_NOTE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the checklist."""

    key: str
    about: str
    text: Mapping[str, str]

    def concerns(self, *, burdens: bool, discretion: bool) -> bool:
        """Whether a decision of that sort has to meet it."""
        return self.about == "all" or (self.about == "burden" and burdens) or (self.about == "discretion" and discretion)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The points of a version."""

    version: int
    valid_from: date
    points: tuple[Point, ...]


@cache
def checklists() -> tuple[Checklist, ...]:
    """Every version of ``casework/data/legal_review.toml``, oldest first."""
    found = [
        Checklist(entry["version"], entry["valid_from"], tuple(Point(**point) for point in entry["point"]))
        for entry in tomllib.loads(_FILE.read_text())["checklist"]
    ]
    return tuple(sorted(found, key=lambda each: each.valid_from))


def checklist_on(day: date) -> Checklist:
    """The version of a day: the newest that has begun, else the first."""
    begun = [each for each in checklists() if each.valid_from <= day]
    return begun[-1] if begun else checklists()[0]


def checklist(version: int) -> Checklist:
    """The points as they stood in a version. Raises ``KeyError`` for one that never was."""
    return {each.version: each for each in checklists()}[version]


def month_before(day: date) -> date:
    """The first day of the month before the one of ``day``."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def number(key: bytes, month: date, decision: UUID) -> int:
    """A number of 64 bits that follows from key, month and decision alone: the same on every machine and at every time."""
    said = hmac.new(key, f"legal-review\0{month:%Y-%m}\0{decision}".encode(), hashlib.sha256).digest()
    return int.from_bytes(said[:8], "big")


def draw(key: bytes, month: date, decisions: Iterable[UUID], *, size: int) -> tuple[tuple[UUID, int], ...]:
    """The ``size`` decisions with the lowest numbers, lowest first, whatever the order they come in."""
    numbered = ((decision, number(key, month, decision)) for decision in decisions)
    return tuple(sorted(numbered, key=lambda each: (each[1], each[0])))[:size]


@dataclass(frozen=True, slots=True)
class Cell:
    """Reviewed decisions of a service, those with a defect, those with a serious one, and who wrote them (never shown)."""

    service: str
    reviewed: int
    defective: int
    serious: int
    authors: frozenset[int]


#: In the place of a service: those that are too few to stand alone.
OTHERS: Final = ""


def disclosed(cells: Sequence[Cell], *, fewest: int = FEWEST) -> tuple[Cell, ...]:
    """The rows that may be shown, the others as one row ``OTHERS`` at the end; nothing where even all of them are too few.

    A row stands for at least ``fewest`` decisions of at least ``FEWEST`` authors. So does the row of the others: until it does,
    the smallest row that could be shown joins it. The rows sum to the total, and no hidden row follows by subtraction.
    """
    shown = sorted((each for each in cells if _enough(each, fewest)), key=lambda each: (-each.reviewed, each.service))
    rest = [each for each in cells if not _enough(each, fewest)]
    while rest and shown and not _enough(merged(rest), fewest):
        rest.append(shown.pop())
    if not rest:
        return tuple(shown)
    others = merged(rest)
    return (*shown, others) if _enough(others, fewest) else ()


def merged(cells: Sequence[Cell]) -> Cell:
    """All of them as one."""
    return Cell(
        OTHERS,
        sum(each.reviewed for each in cells),
        sum(each.defective for each in cells),
        sum(each.serious for each in cells),
        frozenset().union(*(each.authors for each in cells)),
    )


def _enough(cell: Cell, fewest: int) -> bool:
    return cell.reviewed >= fewest and len(cell.authors) >= FEWEST
