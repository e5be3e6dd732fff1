"""Tables of other programs: whatever a German export does to a cell, the text comes out; whatever it is not, is refused."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from amtslotse.engines import sheets
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.ui.exports import as_csv, as_xlsx

#: What a cell may hold: anything but what no text file carries.
_CELL = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u2028\u2029\x85"), max_size=30)
_TABLE = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(_CELL, min_size=width, max_size=width), min_size=2, max_size=8)
)


def as_read(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(("=", "+", "-", "@")) else text


def expected(table: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(as_read, row)) for row in table if any(map(str.strip, row)))


@settings(max_examples=200, deadline=None)
@given(table=_TABLE, delimiter=st.sampled_from(";,"), encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_csv_in_either_encoding_with_either_delimiter(table: list[list[str]], delimiter: str, encoding: str) -> None:
    table = [[f"Spalte {number}" for number in range(len(table[0]))], *table]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(table)
    text = written.getvalue()
    if encoding == "cp1252":
        text = text.encode("cp1252", "replace").decode("cp1252")
        table = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
        if text.isascii() or text.encode("cp1252").decode("utf-8", "ignore") == text:
            encoding = "utf-8"
    try:
        text.encode("cp1252" if encoding == "cp1252" else "utf-8").decode("utf-8")
        decoded = True
    except UnicodeDecodeError:
        decoded = False
    if encoding == "cp1252" and decoded:
        return  # those bytes are UTF-8 too: nobody can know
    if len(expected(table)) < 2 or (len(table[0]) == 1 and any(each in text for each in ";,\t")):
        return
    found = sheets.read(text.encode(encoding))
    assert (found.header, *(row for _, row in found.rows)) == expected(table)


@settings(max_examples=60, deadline=None)
@given(table=_TABLE)
def test_our_own_exports_come_back_as_they_were(table: list[list[str]]) -> None:
    """Also what was guarded against running as a formula."""
    header = [f"Spalte {number}" for number in range(len(table[0]) + 1)]
    rows = [["x", *(as_read(cell) for cell in row)] for row in table]
    wanted = (tuple(header), *(tuple(map(as_read, row)) for row in rows))
    for content in (as_csv(header, rows), as_xlsx(header, rows)):
        found = sheets.read(content)
        assert (found.header, *(row for _, row in found.rows)) == wanted


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    with suppress(InvalidInput):
        found = sheets.read(content)
        assert all(len(row) == len(found.header) for _, row in found.rows)


def _book(write: object) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        write(book, book.add_worksheet())  # type: ignore[operator]
    return written.getvalue()


def test_xlsx_cells_are_what_somebody_would_have_typed() -> None:
    def write(book: xlsxwriter.Workbook, sheet: object) -> None:
        sheet.write_row(0, 0, ["A", "B", "C", "D", "E"])  # type: ignore[attr-defined]
        sheet.write_number(3, 0, 1001)  # type: ignore[attr-defined]
        sheet.write_number(3, 1, 1.5)  # type: ignore[attr-defined]
        sheet.write_datetime(3, 2, date(1980, 2, 1), book.add_format({"num_format": "dd.mm.yyyy"}))  # type: ignore[attr-defined]
        sheet.write_formula(3, 3, "=1+1", None, 2)  # type: ignore[attr-defined]

    found = sheets.read(_book(write))
    assert found.rows == ((4, ("1001", "1.5", "1980-02-01", "2", "")),)


def test_lines_are_numbered_as_an_editor_does() -> None:
    found = sheets.read(b'A;B\r\n\r\n1;"x\r\ny"\r\n;\r\n2;z')
    assert [number for number, _ in found.rows] == [4, 6]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"A;B\r\n", "empty"),
        (b"\x81\x8d", "unreadable"),
        (b"PK\x03\x04 not a zip", "unreadable"),
        (b"A\n" + b"x\n" * (sheets.MOST_LINES + 1), "too_long"),
        (b";".join([b"x"] * 101) + b"\n1\n", "too_wide"),
        (b"x" * (sheets.LARGEST_FILE + 1), "too_large"),
    ],
)
def test_what_is_no_table(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sheets.read(content)
    assert refused.value.reason == reason


def test_a_bomb_is_measured_before_it_is_opened_whatever_its_header_says() -> None:
    def bomb(*, lying: bool) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (8_000_000))
        packed = written.getvalue()
        size = (8_000_000).to_bytes(4, "little")
        return packed.replace(size, (10).to_bytes(4, "little")) if lying else packed

    try:
        most, sheets.LARGEST_UNPACKED = sheets.LARGEST_UNPACKED, 1_000_000  # type: ignore[misc]
        for lying in (False, True):
            with pytest.raises(InvalidInput) as refused:
                sheets.read(bomb(lying=lying))
            assert refused.value.reason == "too_large"
    finally:
        sheets.LARGEST_UNPACKED = most  # type: ignore[misc]
