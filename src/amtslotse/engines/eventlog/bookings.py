"""Booking logs of other appointment systems: one row a visit, turned into the events our own rooms would have written.

Pure. Names of persons are never read: a mapping has no key for them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from amtslotse.engines.eventlog.batches import Reject
from amtslotse.engines.eventlog.mapping import MappingError, is_source, text_of, zone_of
from amtslotse.engines.eventlog.reading import Unreadable
from amtslotse.engines.eventlog.times import REMEDY, parser

#: Keys that name a column. ``id`` and ``class`` are needed; the others say as much as the other program knows.
TIMES: Final = ("requested", "booked", "appointment", "cancelled", "arrived", "called", "ended")
COLUMNS: Final = ("id", "class", *TIMES, "no_show", "outcome", "site", "persons", "minutes")
CLASSES: Final = ("regular", "short", "emergency", "clearing")
OUTCOMES: Final = ("done", "appointment", "filed", "referred", "left")
_KEYS: Final = frozenset({*COLUMNS, "source", "timezone", "delimiter", "default_site", "default_minutes"})
_TABLES: Final = ("classes", "outcomes", "sites")
_LONGEST: Final = 200  # of an id


@dataclass(frozen=True, slots=True)
class BookingMapping:
    """How to read one kind of booking log. ``columns`` goes from our key to the column's name."""

    columns: dict[str, str]
    source: str
    classes: dict[str, str]
    outcomes: dict[str, str] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)
    no_show_is: frozenset[str] = frozenset()
    default_site: str = "unknown"
    default_minutes: int = 15
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    delimiter: str = ","

    @classmethod
    def parse(cls, raw: Table[str, Any], *, name: str) -> BookingMapping:
        """From the content of a TOML file; ``name`` is the source where the mapping names none. Raises ``MappingError``."""
        for key in raw:
            if key not in {*_KEYS, *_TABLES, "no_show_is"}:
                known = ", ".join(sorted({*_KEYS, *_TABLES, "no_show_is"}))
                raise MappingError(field=key, reason="unknown key", remedy=f"the keys are {known}")
        for key in ("id", "class"):
            if key not in raw:
                raise MappingError(field=key, reason="missing", remedy=f'add {key} = "<name of the column>"')
        if "appointment" not in raw and "arrived" not in raw:
            raise MappingError(field="appointment", reason="missing", remedy="name the column of appointment or of arrived")
        source = text_of(raw, "source", name)
        if not is_source(source):
            remedy = 'add source = "<short name>" in lower-case letters, digits, dot, hyphen, underscore; not amtslotse'
            raise MappingError(field="source", reason=f"{source!r} cannot name a source", remedy=remedy)
        minutes = raw.get("default_minutes", 15)
        if not isinstance(minutes, int) or not 0 < minutes < 600:
            raise MappingError(field="default_minutes", reason="not a number of minutes", remedy="write default_minutes = 15")
        return cls(
            columns={key: text_of(raw, key, "") for key in COLUMNS if key in raw},
            source=source,
            classes=_words(raw, "classes", CLASSES),
            outcomes=_words(raw, "outcomes", OUTCOMES),
            sites=_words(raw, "sites", None),
            no_show_is=frozenset(str(value) for value in raw.get("no_show_is", ())),
            default_site=text_of(raw, "default_site", "unknown"),
            default_minutes=minutes,
            timezone=zone_of(text_of(raw, "timezone", "Europe/Berlin")),
            delimiter=text_of(raw, "delimiter", ","),
        )


@dataclass(frozen=True, slots=True)
class ForeignEvent:
    """An event of a stream, as the journal's import takes it. ``happened_at`` is ISO 8601 with its offset."""

    line: int
    stream_kind: str
    ref: str
    kind: str
    happened_at: str
    payload: dict[str, Any]


def read_bookings(lines: Iterable[str], mapping: BookingMapping) -> Iterator[list[ForeignEvent] | Reject]:
    """The events of every row, or why the row was not taken. A row is taken whole or not at all.

    Raises ``Unreadable`` for a file without header and ``MappingError`` for a column that is not there.
    """
    reader = csv.DictReader(lines, delimiter=mapping.delimiter)
    header = reader.fieldnames
    if not header:
        raise Unreadable("the file is empty; the first line must name the columns")
    for key, name in mapping.columns.items():
        if name not in header:
            remedy = f"the file's columns are {', '.join(header)}" + ("; is the delimiter right?" if len(header) == 1 else "")
            raise MappingError(field=key, reason=f"the file has no column {name!r}", remedy=remedy)
    parse = parser(mapping.timezone)
    for row in reader:
        given = {key: (row.get(name) or "").strip() for key, name in mapping.columns.items()}
        try:
            yield _events(reader.line_num, given, mapping, parse)
        except _NotTaken as why:
            yield Reject(reader.line_num, str(why))


class _NotTaken(Exception):
    """Why a row is not taken, in words."""


def _events(line: int, given: dict[str, str], mapping: BookingMapping, parse: Callable[[str], str]) -> list[ForeignEvent]:
    ref = given["id"]
    if not ref or len(ref) > _LONGEST:
        raise _NotTaken(f"no id, or one longer than {_LONGEST} letters, in column {mapping.columns['id']!r}")
    klass = mapping.classes.get(given["class"])
    if klass is None:
        raise _NotTaken(f"class {given['class']!r} is not in [classes]; add it below one of {', '.join(CLASSES)}")
    at = {key: _moment(key, given.get(key, ""), mapping, parse) for key in TIMES}
    if at["appointment"] is None and at["arrived"] is None:
        raise _NotTaken("neither an appointment nor an arrival; the row says nothing that can be counted")
    for before, after in (("booked", "cancelled"), ("arrived", "called"), ("called", "ended"), ("arrived", "ended")):
        first, second = at[before], at[after]
        if first is not None and second is not None and second < first:
            raise _NotTaken(f"{after} {given[after]!r} lies before {before} {given[before]!r}")
    shared = {
        "klass": klass,
        "site": mapping.sites.get(given.get("site", ""), mapping.default_site),
        "outcome": mapping.outcomes.get(given.get("outcome", ""), "done"),
        "minutes": _number(given.get("minutes", ""), mapping.default_minutes),
        "persons": _number(given.get("persons", ""), 1),
        "missed": bool(given.get("no_show")) and given["no_show"] in mapping.no_show_is,
    }
    found = [*_appointment(at, shared), *_visit(at, shared)]
    return [ForeignEvent(line, stream, ref, kind, moment.isoformat(), said) for stream, kind, moment, said in found]


_Told = tuple[str, str, datetime, dict[str, Any]]


def _appointment(at: dict[str, datetime | None], row: dict[str, Any]) -> Iterator[_Told]:
    starts_at = at["appointment"]
    if starts_at is None:
        return
    booked_at = at["booked"] or at["requested"] or starts_at
    klass = row["klass"] if row["klass"] != "clearing" else "short"
    said = {
        "klass": klass,
        "site": row["site"],
        "source": "import",
        "starts_at": starts_at,
        "requested_at": at["requested"] or booked_at,
        "persons": row["persons"],
        "minutes": row["minutes"],
    }
    yield "appointment", "appointment.booked", booked_at, said
    if at["cancelled"] is not None:
        lead = max(0, (starts_at.date() - at["cancelled"].date()).days)
        gone = {"klass": klass, "reason": "import", "starts_at": starts_at, "lead_days": lead}
        yield "appointment", "appointment.cancelled", at["cancelled"], gone
    elif row["missed"]:
        yield "appointment", "appointment.no_show", starts_at, {"klass": klass, "lead_days": 0}
    elif at["arrived"] is not None:
        late = int((at["arrived"] - starts_at).total_seconds() // 60)
        yield "appointment", "appointment.arrived", at["arrived"], {"late_minutes": late}
        if at["ended"] is not None:
            yield "appointment", "appointment.done", at["ended"], {"klass": klass, "outcome": row["outcome"]}


def _visit(at: dict[str, datetime | None], row: dict[str, Any]) -> Iterator[_Told]:
    arrived_at, called_at, ended_at, klass = at["arrived"], at["called"], at["ended"], row["klass"]
    if arrived_at is None:
        return
    came = {
        "site": row["site"], "klass": klass, "with_appointment": at["appointment"] is not None, "number": 0, "on_paper": False,
    }  # fmt: skip
    yield "ticket", "ticket.arrived", arrived_at, came
    if called_at is not None:
        waited = int((called_at - arrived_at).total_seconds())
        called = {"counter_kind": "regular", "body": "office", "klass": klass, "rule": "import", "waited_seconds": waited}
        yield "ticket", "ticket.called", called_at, called
    if ended_at is not None:
        outcome = "no_show" if row["missed"] else row["outcome"]
        if called_at is not None:
            seconds = int((ended_at - called_at).total_seconds())
            ended = {"body": "office", "klass": klass, "outcome": outcome, "seconds": seconds}
            yield "ticket", "ticket.stop_ended", ended_at, ended
        yield "ticket", "ticket.ended", ended_at, {"klass": klass, "outcome": outcome}


def _moment(key: str, text: str, mapping: BookingMapping, parse: Callable[[str], str]) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(parse(text))
    except ValueError:
        raise _NotTaken(f"{text!r} in column {mapping.columns[key]!r} is no time; {REMEDY}") from None


def _number(text: str, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 600):
        raise _NotTaken(f"{text!r} is no number of minutes or persons")
    return int(text)


def _words(raw: Table[str, Any], key: str, allowed: tuple[str, ...] | None) -> dict[str, str]:
    """``[classes] regular = ["Aufenthaltstitel", …]`` turned round: from the other program's word to ours."""
    table = raw.get(key, {})
    if not isinstance(table, dict):
        raise MappingError(field=key, reason="not a table", remedy=f"write [{key}] and below it <word> = [<values>]")
    turned: dict[str, str] = {}
    for word, values in table.items():
        if allowed is not None and word not in allowed:
            raise MappingError(field=f"{key}.{word}", reason="unknown word", remedy=f"the words are {', '.join(allowed)}")
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise MappingError(field=f"{key}.{word}", reason="not a list", remedy=f'write {word} = ["first", "second"]')
        turned |= dict.fromkeys(values, word)
    return turned
