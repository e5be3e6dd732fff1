"""A section of a page of figures: cards, tables that belong to one of them, and the same as lines of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from amtslotse.web.cockpit.presenters import Card

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: a name, then a value and its decimal places for each further head; a day has none. The first value
    is the row's n.

    ``card`` says what the values mean; ``units``: one for each further head, empty for a count or a day.
    """

    title: str
    card: Card
    heads: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Cell, int | None], ...]], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    cards: tuple[Card, ...]
    tables: tuple[Table, ...]

    def lines(self) -> Iterator[list[Cell]]:
        """Figure, group, what of it, value, unit, n, period: a line for each card and each value of a table."""
        for card in self.cards:
            value = card.value if isinstance(card.value, int | float | None) else float(card.value)
            yield [card.title, "", "", value, card.unit, card.n, card.period]
        for table in self.tables:
            for name, cells in table.rows:
                for head, unit, (cell, _places) in zip(table.heads[1:], table.units, cells, strict=True):
                    yield [table.title, name, head, cell, unit, cells[0][0], table.card.period]
