"""The points table as values: criteria with their points, groups of which one counts, and what is needed besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

#: Common European Framework, weakest first. C1 stands for C1 and better.
LEVELS = ("none", "a1", "a2", "b1", "b2", "c1")


class InvalidTable(ValueError):
    """The data is no points table; the text says where."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person. ``age`` in completed years on the day of application; levels from ``LEVELS``."""

    age: int
    german: str = "none"
    english: str = "none"
    skilled: bool = False  # Fachkraft, § 18 Abs. 3
    qualification: bool = False  # § 20a Abs. 4 Satz 3 Nr. 1
    partial_recognition: bool = False
    five_in_seven: bool = False
    two_in_five: bool = False
    shortage: bool = False
    stay: bool = False
    spouse: bool = False
    livelihood: bool = False
    in_germany: bool = False
    fitting_title: bool = False  # Abschnitt 3 or 4; asked only of somebody who is in Germany


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of § 20b Abs. 1. Of all criteria with the same ``group`` only the one with most points counts.

    ``value``: the level needed for languages, the highest age for ``age``, else nothing: the fact itself is enough.
    """

    number: int
    fact: str
    points: int
    value: str | int | None = None
    group: str = ""

    @property
    def paragraph(self) -> str:
        return f"§ 20b Abs. 1 Nr. {self.number} AufenthG"


@dataclass(frozen=True, slots=True)
class Table:
    """One version of the table, valid from a day on."""

    valid_from: date
    source: str
    minimum: int
    german_at_least: str
    english_at_least: str
    criteria: tuple[Criterion, ...]


_YES_OR_NO = tuple(field.name for field in fields(Facts) if field.type == "bool")


def read(content: Mapping[str, Any]) -> Table:
    """The table that the data says. Raises ``InvalidTable``."""
    try:
        table = Table(
            valid_from=content["valid_from"],
            source=content["source"],
            minimum=content["minimum"],
            german_at_least=content["language"]["german_at_least"],
            english_at_least=content["language"]["english_at_least"],
            criteria=tuple(Criterion(**row) for row in content["criteria"]),
        )
    except (KeyError, TypeError) as fault:
        raise InvalidTable(str(fault)) from None
    for level in (table.german_at_least, table.english_at_least):
        if level not in LEVELS:
            raise InvalidTable(f"{level} is no level")
    for row in table.criteria:
        _check(row)
    if len({row.number for row in table.criteria}) < len(table.criteria):
        raise InvalidTable("a number stands twice")
    return table


def _check(row: Criterion) -> None:
    if row.points < 1:
        raise InvalidTable(f"criterion {row.number} gives no points")
    fits = {
        "german": row.value in LEVELS,
        "english": row.value in LEVELS,
        "age": isinstance(row.value, int),
    }.get(row.fact, row.fact in _YES_OR_NO and row.value is None)
    if not fits:
        raise InvalidTable(f"criterion {row.number}: {row.fact} with {row.value}")
