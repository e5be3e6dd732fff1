"""Reading a published table from CSV text, so strictly that no figure is checked that was not printed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from decimal import Decimal

from amtslotse.engines.shares.check import Printed

COLUMNS = ("period", "category", "count", "percent_printed")
TOTAL = "GESAMT"
_PERIOD = re.compile(r"\d{4}(Q[1-4])?")
_PERCENT = re.compile(r"\d{1,5}([.,]\d{1,6})?")


class BadTable(ValueError):
    """The table cannot be read: ``line`` (1 is the header), ``field``, and what to do about it."""

    def __init__(self, line: int, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"line {line}, field {field}: {problem} {remedy}")
        self.line = line
        self.field = field
        self.problem = problem
        self.remedy = remedy


def read(lines: Iterable[str]) -> tuple[Printed, ...]:
    """Every line of the table, in order. Comma or semicolon divides the fields; further columns are ignored.

    Raises ``BadTable`` for the first line that is not what it should be.
    """
    text = iter(lines)
    header = next(text, "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    for column in COLUMNS:
        if column not in names:
            raise BadTable(1, column, "The header has no such column.", f"Begin the file with: {','.join(COLUMNS)}")
    reader = csv.reader(text, delimiter=delimiter)
    seen: dict[tuple[str, str], int] = {}
    table = []
    for fields in reader:
        line = reader.line_num + 1
        if not any(field.strip() for field in fields):
            continue
        row = _row(line, dict(zip(names, (field.strip() for field in fields), strict=False)))
        first = seen.setdefault((row.period, row.category), line)
        if first != line:
            raise BadTable(line, "category", f"“{row.category}” of {row.period} already stands in line {first}.", "Remove one.")
        table.append(row)
    if not table:
        raise BadTable(2, "period", "The file has a header and no figures.", "Add a line for each category of a period.")
    return tuple(table)


def _row(line: int, fields: dict[str, str]) -> Printed:
    for column in COLUMNS[:3]:
        if not fields.get(column):
            raise BadTable(line, column, "The field is empty.", "Fill it as the paper prints it.")
    period, category, count, percent = (fields.get(column, "") for column in COLUMNS)
    if not _PERIOD.fullmatch(period):
        raise BadTable(line, "period", f"“{period}” is no period.", "Write a year (2023) or a quarter (2024Q1).")
    if not (count.isascii() and count.isdigit() and len(count) <= 12):
        raise BadTable(
            line, "count", f"“{count}” is no whole number.", "Write digits only, without a thousands separator: 20464"
        )
    if percent and not _PERCENT.fullmatch(percent):
        raise BadTable(line, "percent_printed", f"“{percent}” is no percentage.", "Write it as printed, without %: 13.64")
    value = Decimal(percent.replace(",", ".")) if percent else None
    return Printed(period, category, int(count), value, is_total=category.upper() == TOTAL)
