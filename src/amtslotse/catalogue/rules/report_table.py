"""Which row of the council's table a title code belongs to, and whether it is a title at all; an office may change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amtslotse.catalogue.rules.procedure import SURENESS
from amtslotse.catalogue.rules.reading import Node
from amtslotse.catalogue.rules.texts import NOTHING, Text


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of the table "Bearbeitung von Aufenthaltstiteln"."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class TitleCode:
    """One code of ours for what the law names. ``row`` is empty where the table does not count it.

    ``note`` is the footnote that a code bears which the table counts though it is no title.
    """

    code: str
    name: Text
    legal_basis: str
    row: str
    is_title: bool
    sureness: str
    note: Text = NOTHING


@dataclass(frozen=True, slots=True)
class ReportTable:
    version: int
    valid_from: date
    rows: tuple[ReportRow, ...]
    titles: Mapping[str, TitleCode]

    def row(self, code: str) -> str:
        """The key of the row, or ``""`` for a code that the table does not count or know."""
        title = self.titles.get(code)
        return title.row if title else ""

    def footnotes(self, row: str) -> tuple[Text, ...]:
        """What a reader of the row must know: what is counted in it and is no title."""
        found = [title.note for title in self.titles.values() if title.row == row and title.note]
        return tuple(note for number, note in enumerate(found) if note not in found[:number])


def parse_report_table(content: Mapping[str, Any], *, file: str) -> ReportTable:
    """The table. Raises ``InvalidCatalogue`` naming the place."""
    top = Node(content, file=file)
    rows = []
    for node in top.each("rows"):
        rows.append(ReportRow(node.string("key"), node.text("name")))
        node.done()
    keys = ("", *(row.key for row in rows))
    titles = {}
    for code, node in top.child("titles").items():
        titles[code] = TitleCode(
            code=code,
            name=node.text("name"),
            legal_basis=node.string("legal_basis"),
            row=node.string("row", among=keys),
            is_title=node.flag("is_title", True),
            sureness=node.string("sureness", "S", among=tuple(SURENESS)),
            note=node.text("note", NOTHING),
        )
        node.done()
        if titles[code].row and not titles[code].is_title and not titles[code].note:
            raise node.fault("is counted but no title: it needs a note")
    table = ReportTable(top.number("version"), top.day("valid_from"), tuple(rows), titles)
    top.done()
    return table
