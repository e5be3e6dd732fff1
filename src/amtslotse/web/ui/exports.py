"""Lists as files. CSV in UTF-8 with a byte order mark and semicolons, as a German Excel opens it; XLSX as text and numbers.

A cell that a spreadsheet would read as a formula gets an apostrophe in front (fault 25). Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

Cell = str | int | float | date | datetime | None

#: What makes a spreadsheet calculate instead of show; tab and return hide one of the others behind them.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text, unable to start a formula, also behind leading blanks."""
    return f"'{text}" if text.startswith(_DANGEROUS) or text.lstrip().startswith(_DANGEROUS) else text


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return harmless(cell) if isinstance(cell, str) else cell


def _csv_cell(cell: Cell) -> str:
    plain = _plain(cell)
    return f"{plain}".replace(".", ",") if isinstance(plain, float) else str(plain)


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str) -> HttpResponse:
    """``name``.csv as a download."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(cell) for cell in head])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return _download(("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str, sheet: str = "") -> HttpResponse:
    """``name``.xlsx as a download: the head stands, columns filter, nothing is a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet((sheet or name)[:31])
        bold = book.add_format({"bold": True})
        for column, cell in enumerate(head):
            page.write_string(0, column, str(_plain(cell)), bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                plain = _plain(cell)
                if isinstance(plain, str):
                    page.write_string(last, column, plain)
                else:
                    page.write_number(last, column, plain)
        page.freeze_panes(1, 0)
        if head:
            page.autofilter(0, 0, max(last, 1), len(head) - 1)
            page.autofit()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download(out.getvalue(), kind, f"{name}.xlsx")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
