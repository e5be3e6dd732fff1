"""A table from a file of another program: CSV as German programs write it, or the first sheet of an XLSX. Cells are text.

Nothing in a cell is ever run: formulas are read as the value they had when the file was saved.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from amtslotse.kernel.errors import InvalidInput

LARGEST_FILE: Final = 10_000_000
MOST_LINES: Final = 50_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 2_000
#: All parts of an XLSX together, once unpacked.
LARGEST_UNPACKED: Final = 200_000_000
#: What a spreadsheet would run. Our own files guard such a text with an apostrophe: it is taken off again.
_GUARDED: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_DELIMITERS: Final = ";,\t"
_LOCAL_HEADER: Final = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """``form``: csv or xlsx. ``encoding`` and ``delimiter`` are empty for xlsx. Each row: its line in the file, its cells."""

    form: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(content: bytes) -> Sheet:
    """The table, with every row as wide as the header and empty rows left out.

    Raises ``InvalidInput`` (field ``file``: ``too_large``, ``unreadable``, ``empty``, ``too_long``, ``too_wide``).
    """
    if len(content) > LARGEST_FILE:
        raise InvalidInput(field="file", reason="too_large")
    if content.startswith(b"PK\x03\x04"):
        return _table("xlsx", "", "", _xlsx(content))
    text, encoding = decoded(content)
    delimiter = _delimiter(text)
    plain = io.StringIO(text.replace("\x00", ""), newline="")
    try:
        lines = list(islice(_numbered(csv.reader(plain, delimiter=delimiter)), MOST_LINES + 2))
    except csv.Error:
        raise InvalidInput(field="file", reason="unreadable") from None
    return _table("csv", encoding, delimiter, lines)


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8, else Windows-1252. Raises ``InvalidInput`` (``unreadable``)."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise InvalidInput(field="file", reason="unreadable")


def _delimiter(text: str) -> str:
    head = text.lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=head.count)


def _numbered(reader: object) -> Sequence[tuple[int, list[str]]]:
    # A cell may hold line breaks: the number is that of the line on which the row ends, as an editor counts.
    return ((reader.line_num, row) for row in reader)  # type: ignore[attr-defined, return-value]


def _xlsx(content: bytes) -> list[tuple[int, list[str]]]:
    _check_unpacked(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        if sheet.height > MOST_LINES + 1:
            raise InvalidInput(field="file", reason="too_long", longest=MOST_LINES)
        if sheet.width > MOST_COLUMNS:
            raise InvalidInput(field="file", reason="too_wide", most=MOST_COLUMNS)
        first = (sheet.start or (0, 0))[0] + 1
        rows = sheet.to_python(skip_empty_area=True)
    except (CalamineError, IndexError, ValueError):
        raise InvalidInput(field="file", reason="unreadable") from None
    return [(first + place, [_text(cell) for cell in row]) for place, row in enumerate(rows)]


def _check_unpacked(content: bytes) -> None:
    """What the parts really unpack to, whatever their headers say."""
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                names = struct.unpack_from("<HH", content, part.header_offset + 26)
                start = part.header_offset + _LOCAL_HEADER + sum(names)
                left -= _unpacked(content[start : start + part.compress_size], part.compress_type, most=left)
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError):
        raise InvalidInput(field="file", reason="unreadable") from None


def _unpacked(packed: bytes, how: int, *, most: int) -> int:
    if how == zipfile.ZIP_STORED:
        size = len(packed)
    elif how == zipfile.ZIP_DEFLATED:
        inflate, size = zlib.decompressobj(-15), 0
        while not inflate.eof and packed and size <= most:
            size += len(inflate.decompress(packed, 1 << 20))
            packed = inflate.unconsumed_tail
    else:
        raise InvalidInput(field="file", reason="unreadable")
    if size > most:
        raise InvalidInput(field="file", reason="too_large")
    return size


def _text(cell: object) -> str:
    """As somebody would have typed it: whole numbers without a point, days as ISO 8601."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if isinstance(cell, timedelta) else str(cell)


def _table(form: str, encoding: str, delimiter: str, lines: Sequence[tuple[int, Sequence[str]]]) -> Sheet:
    filled = [(number, [_clean(cell) for cell in cells]) for number, cells in lines if any(map(str.strip, cells))]
    if len(filled) < 2:
        raise InvalidInput(field="file", reason="empty")
    if len(filled) - 1 > MOST_LINES:
        raise InvalidInput(field="file", reason="too_long", longest=MOST_LINES)
    header = tuple(filled[0][1])
    if len(header) > MOST_COLUMNS:
        raise InvalidInput(field="file", reason="too_wide", most=MOST_COLUMNS)
    width = len(header)
    rows = tuple((number, tuple((cells + [""] * width)[:width])) for number, cells in filled[1:])
    return Sheet(form, encoding, delimiter, header, rows)


def _clean(cell: str) -> str:
    text = cell.strip()[:LONGEST_CELL]
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(_GUARDED) else text
