"""The counts of the telephone system."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.frontdesk.models import TelephoneCount
from amtslotse.frontdesk.rules import events
from amtslotse.frontdesk.rules.telephone import COLUMNS, Counts, parsed
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput
from amtslotse.kernel.localtime import day_of


@transaction.atomic
def import_telephone_counts(
    *, rows: Iterable[Mapping[str, str]] | None = None, path: Path | None = None, by: Actor, now: datetime
) -> int:
    """The counts of every day and line in the rows (or the CSV file) are these, whatever they were; answers how many days.

    All or nothing. Columns: day, line, offered, answered, lost, repeated. A mistake raises ``InvalidInput`` whose facts name
    ``row`` (the first after the header is 2), ``column``, ``value`` and ``remedy``. Raises ``NotAllowed``.
    """
    require(by, "desk.telephone_counts")
    given = _read(path) if path is not None else list(rows or ())
    counts = [parsed(row, number, today=day_of(now)) for number, row in enumerate(given, start=2)]
    if not counts:
        raise InvalidInput(field="file", reason="empty", remedy="Die Datei braucht mindestens eine Zeile mit Zahlen.")
    seen: dict[tuple[date, str], int] = {}
    for number, each in enumerate(counts, start=2):
        before = seen.setdefault((each.day, each.line), number)
        if before != number:
            remedy = f"Tag und Anschluss stehen schon in Zeile {before}: eine der beiden Zeilen entfernen."
            raise InvalidInput(field=f"row {number}", reason="twice", row=number, column="line", value=each.line, remedy=remedy)
    for each in counts:
        _store(each)
    days = len({each.day for each in counts})
    event = NewEvent(events.COUNTS_IMPORTED.name, {"days": days})
    append(stream_kind="contact", stream_ref=day_of(now).isoformat(), events=[event], by=by, now=now)
    return days


def _store(each: Counts) -> None:
    TelephoneCount.objects.update_or_create(
        day=each.day,
        line=each.line,
        defaults={"offered": each.offered, "answered": each.answered, "lost": each.lost, "repeated": each.repeated},
    )


def _read(path: Path) -> list[Mapping[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Als CSV in UTF-8 speichern."
        raise InvalidInput(field="file", reason="unreadable", remedy=remedy, detail=str(error)) from error
    lines = text.splitlines()
    comma_or_semicolon = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.DictReader(lines, delimiter=comma_or_semicolon, restval="", restkey="")
    missing = [column for column in COLUMNS if column not in [name.strip() for name in reader.fieldnames or ()]]
    if missing:
        remedy = f"Die erste Zeile muss die Spalten nennen: {', '.join(COLUMNS)}."
        raise InvalidInput(field="row 1", reason="column_missing", row=1, column=missing[0], value="", remedy=remedy)
    return [{str(key).strip(): str(value) for key, value in row.items()} for row in reader]
