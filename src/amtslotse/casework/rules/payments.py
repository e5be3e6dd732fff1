"""Kassenzeichen, what is open, and what a file of the cashier's office says."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from amtslotse.engines.sheets import decoded
from amtslotse.kernel.errors import InvalidInput

#: What a charge is for: the part due with the application (§ 49 AufenthV), the rest of that fee, a certificate, anything else.
PARTS: Final = ("application", "rest", "certificate", "other")
#: Why a charge is dropped. The first two: § 49 AufenthV; relief: §§ 52 to 53.
DROPPED: Final = ("jurisdiction", "withdrawn_early", "relief", "mistake")
WAYS: Final = ("import", "tick")

_DIGITS: Final = 9


def check_digits(number: str) -> str:
    """The two digits that make ``number`` valid under ISO 7064, MOD 97-10: they catch any wrong or swapped digits."""
    return f"{98 - int(number) * 100 % 97:02d}"


def is_reference(text: str) -> bool:
    """Whether the digits prove themselves."""
    return text.isdigit() and text.isascii() and len(text) > 2 and int(text) % 97 == 1


def fresh_reference(prefix: str) -> str:
    """A new Kassenzeichen: the office's prefix, nine random digits (it says nothing about how many there are), two to check."""
    number = f"{prefix}{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    return f"{number}{check_digits(number)}"


@dataclass(frozen=True, slots=True)
class Account:
    """What a case owes and has paid, in euros. ``open`` is never less than nothing; ``too_much`` is to be paid back."""

    charged: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        return max(self.charged - self.paid, Decimal(0))

    @property
    def too_much(self) -> Decimal:
        return max(self.paid - self.charged, Decimal(0))


# ---- A file of the cashier's office ---------------------------------------------------------------------------------

LARGEST_FILE: Final = 2_000_000
MOST_LINES: Final = 5_000
#: Header words by what they are, as German cash programs and banks write them. Folded: lower case, letters only.
_COLUMNS: Final = {
    "reference": ("kassenzeichen", "verwendungszweck", "buchungstext", "zweck", "text"),
    "amount": ("betrag", "betrageur", "betragineur", "zahlbetrag", "umsatz"),
    "day": (
        "buchungstag",
        "buchungsdatum",
        "zahldatum",
        "zahlungsdatum",
        "einzahlungsdatum",
        "wertstellung",
        "valuta",
        "datum",
    ),
    "id": ("buchungsid", "umsatzid", "belegnummer", "beleg", "transaktionsid", "id"),
}
_NEEDED: Final = ("reference", "amount", "day")
_DAYS: Final = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was understood. ``fault``: reference, amount or day, if it was not. ``key`` tells it from all others."""

    number: int
    reference: str
    amount: Decimal | None
    day: date | None
    key: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A file: its encoding, what divides its cells, which column was taken for what, and its lines."""

    encoding: str
    delimiter: str
    columns: dict[str, str]
    lines: tuple[Line, ...]


def _folded(name: str) -> str:
    return re.sub(r"[^a-zäöüß]", "", name.lower())


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [_folded(name) for name in header]
    found = {}
    for what, words in _COLUMNS.items():
        position = next((names.index(word) for word in words if word in names), None)
        if position is not None:
            found[what] = position
    return found


def money(text: str) -> Decimal | None:
    """``1.234,56``, ``1234.56``, ``13,00 EUR``, ``-5``; ``None`` for anything else, and for nothing."""
    plain = re.sub(r"[\s\u00a0]|EUR|€", "", text)
    if re.fullmatch(r"[-+]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?|[-+]?[0-9]+,[0-9]{1,2}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[-+]?[0-9]{1,6}(\.[0-9]{1,2})?", plain):
        return None
    try:
        return Decimal(plain).quantize(Decimal("0.01")) or None
    except InvalidOperation:  # pragma: no cover  (the pattern leaves nothing that is no number)
        return None


def _day(text: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None


def _reference(text: str, prefix: str) -> str:
    """The one valid Kassenzeichen in the cell: alone, in groups, or inside a purpose of payment; empty if there is none."""
    length = len(prefix) + _DIGITS + 2
    found = set()
    for run in re.findall(r"[0-9][0-9 ./-]*", text):
        digits = re.sub(r"[^0-9]", "", run)
        for start in range(len(digits) - length + 1):
            part = digits[start : start + length]
            if part.startswith(prefix) and is_reference(part):
                found.add(part)
    return found.pop() if len(found) == 1 else ""


def read_file(content: bytes, *, prefix: str) -> Understood:
    """The file as it is understood: encoding, delimiter and columns are guessed from it, never a sum or a number.

    Lines without an id of their own are told apart by reference, sum, day and how often the same came in this file, so that
    reading the file again gives the same keys. Raises ``InvalidInput`` (field ``file``: ``too_large``, ``empty``,
    ``unreadable``, ``columns`` with what is missing in ``facts["missing"]``, ``too_long``).
    """
    if len(content) > LARGEST_FILE:
        raise InvalidInput(field="file", reason="too_large")
    text, encoding = decoded(content)
    head = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    plain = io.StringIO(text.replace("\x00", ""), newline="")
    try:
        rows = [row for row in csv.reader(plain, delimiter=delimiter) if any(map(str.strip, row))]
    except csv.Error:
        raise InvalidInput(field="file", reason="unreadable") from None
    if len(rows) < 2:
        raise InvalidInput(field="file", reason="empty")
    if len(rows) - 1 > MOST_LINES:
        raise InvalidInput(field="file", reason="too_long", longest=MOST_LINES)
    at = _columns(rows[0])
    if missing := [what for what in _NEEDED if what not in at]:
        raise InvalidInput(field="file", reason="columns", missing=missing)
    seen: Counter[str] = Counter()
    lines = tuple(_line(number, row, at, prefix, seen) for number, row in enumerate(rows[1:], start=2))
    return Understood(encoding, delimiter, {what: rows[0][position].strip() for what, position in at.items()}, lines)


def _line(number: int, row: Sequence[str], at: dict[str, int], prefix: str, seen: Counter[str]) -> Line:
    def cell(what: str) -> str:
        return row[at[what]].strip() if what in at and at[what] < len(row) else ""

    reference, amount, day = _reference(cell("reference"), prefix), money(cell("amount")), _day(cell("day"))
    fault = "" if reference else "reference"
    fault = fault or ("" if amount is not None else "amount") or ("" if day is not None else "day")
    if cell("id"):
        told = f"id {cell('id')}"
    else:
        same = f"{reference} {amount} {day}"
        seen[same] += 1
        told = f"{same} {seen[same]}"
    key = hashlib.sha256(told.encode()).hexdigest()
    return Line(number, reference, amount, day, key, fault)
