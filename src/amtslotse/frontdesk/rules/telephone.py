"""A row of the telephone system's counts, and what is wrong with it when it cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from amtslotse.kernel.errors import InvalidInput

COLUMNS: Final = ("day", "line", "offered", "answered", "lost", "repeated")
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What one line counted on a day: offered = answered + lost; repeated callers are some of the offered."""

    day: date
    line: str
    offered: int
    answered: int
    lost: int
    repeated: int


def parsed(row: Mapping[str, str], number: int, *, today: date) -> Counts:
    """The row as counts. Raises ``InvalidInput`` with row, column, value and what to do about it."""

    def wrong(column: str, reason: str, remedy: str) -> InvalidInput:
        value = row.get(column, "")
        return InvalidInput(field=f"row {number}", reason=reason, row=number, column=column, value=value[:60], remedy=remedy)

    try:
        day = date.fromisoformat(row.get("day", "").strip())
    except ValueError:
        raise wrong("day", "not_a_date", "Den Tag als JJJJ-MM-TT schreiben, zum Beispiel 2026-11-23.") from None
    if day > today:
        raise wrong("day", "in_future", "Der Tag liegt in der Zukunft: Datum prüfen.")
    line = row.get("line", "").strip()
    if not 1 <= len(line) <= 40:
        raise wrong("line", "required", "Den Anschluss nennen, höchstens 40 Zeichen.")
    values: dict[str, int] = {}
    for column in COLUMNS[2:]:
        text = row.get(column, "").strip()
        if not (text.isascii() and text.isdigit()) or int(text) > _MOST:
            raise wrong(column, "not_a_number", "Eine ganze Zahl ohne Punkt und Komma schreiben; keine Anrufe: 0.")
        values[column] = int(text)
    if values["offered"] != values["answered"] + values["lost"]:
        remedy = f"offered muss answered + lost sein, also {values['answered'] + values['lost']}."
        raise wrong("offered", "does_not_add_up", remedy)
    if values["repeated"] > values["offered"]:
        raise wrong("repeated", "too_many", "Wiederholte Anrufe sind ein Teil der angebotenen: Zahl prüfen.")
    return Counts(day, line, **values)
