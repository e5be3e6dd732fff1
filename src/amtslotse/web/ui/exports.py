"""A list as CSV or XLSX, the same cells in both. No cell can become a formula (fault 25)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter  # type: ignore[import-untyped]
from django.http import Http404, HttpResponse
from django.utils import timezone

Cell = str | int | float | date | datetime | None

#: Spreadsheets read a text that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: Cell) -> str:
    """The cell as CSV text; one that a spreadsheet would run is made text by an apostrophe. Times are local, to the minute."""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return str(cell)
    text = cell or ""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark and semicolons: what a German Excel opens rightly."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([harmless(name) for name in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, right_to_left: bool = False) -> bytes:
    """One sheet. Numbers and dates stay numbers and dates, every other cell is text and never a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        if right_to_left:
            sheet.right_to_left()
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        widths = [len(name) for name in header]
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, timezone.localtime(cell).replace(tzinfo=None), minute)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell or "")
                widths[column] = min(60, max(widths[column], len(harmless(cell))))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
    return out.getvalue()


def answer(
    form: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, right_to_left: bool = False
) -> HttpResponse:
    """The list as a file to keep: ``form`` is ``csv`` or ``xlsx``. Raises ``Http404`` for anything else."""
    if form == "csv":
        content, kind = as_csv(header, rows), "text/csv; charset=utf-8"
    elif form == "xlsx":
        content = as_xlsx(header, rows, right_to_left=right_to_left)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        raise Http404(form)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'})
