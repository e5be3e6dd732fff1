"""A calendar file is read alike by two parsers that know nothing of each other: icalendar and vobject."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from amtslotse.engines.calendar import Visit, build

BERLIN = ZoneInfo("Europe/Berlin")
VISIT = Visit(
    uid="7f0f3b1e-0000-4000-8000-000000000001@lindenau.example",
    sequence=0,
    stamp=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
    starts_at=datetime(2027, 3, 29, 9, 0, tzinfo=BERLIN),
    ends_at=datetime(2027, 3, 29, 9, 30, tzinfo=BERLIN),
    summary="Termin Behörde",
    location="Haus am Markt, Marktplatz 1, 76000 Lindenau (erfunden)",
    description="Nummer T-2026-0001; kommen Sie, bitte, zehn Minuten vorher. " * 3,
    organizer="amt@lindenau.example",
    organizer_name="Ausländerbehörde; Stadt, Lindenau",
    alarm="Termin Behörde",
)
MOVED = replace(VISIT, sequence=1, starts_at=VISIT.starts_at + timedelta(days=2), ends_at=VISIT.ends_at + timedelta(days=2))
CANCELLED = replace(MOVED, sequence=2, cancelled=True)


def by_icalendar(file: bytes) -> dict[str, object]:
    calendar = icalendar.Calendar.from_ical(file)
    (event,) = calendar.walk("VEVENT")
    return {
        "method": str(calendar["method"]),
        "uid": str(event["uid"]),
        "sequence": int(event["sequence"]),
        "start": event["dtstart"].dt.astimezone(UTC),
        "end": event["dtend"].dt.astimezone(UTC),
        "status": str(event["status"]),
        "summary": str(event["summary"]),
        "location": str(event["location"]),
        "description": str(event["description"]),
        "alarms": len(event.walk("VALARM")),
    }


def by_vobject(file: bytes) -> dict[str, object]:
    calendar = vobject.readOne(file.decode())
    event = calendar.vevent
    return {
        "method": calendar.method.value,
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "start": event.dtstart.value.astimezone(UTC),
        "end": event.dtend.value.astimezone(UTC),
        "status": event.status.value,
        "summary": event.summary.value,
        "location": event.location.value,
        "description": event.description.value,
        "alarms": len(list(getattr(event, "valarm_list", ()))),
    }


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
@pytest.mark.parametrize(
    ("visit", "method", "status", "alarms"),
    [(VISIT, "PUBLISH", "CONFIRMED", 1), (MOVED, "PUBLISH", "CONFIRMED", 1), (CANCELLED, "CANCEL", "CANCELLED", 0)],
    ids=["booking", "move", "cancellation"],
)
def test_booking_move_and_cancellation(read: object, visit: Visit, method: str, status: str, alarms: int) -> None:
    assert read(build(visit)) == {  # type: ignore[operator]
        "method": method,
        "uid": VISIT.uid,
        "sequence": visit.sequence,
        "start": visit.starts_at,
        "end": visit.ends_at,
        "status": status,
        "summary": "Termin Behörde",
        "location": visit.location,
        "description": visit.description,
        "alarms": alarms,
    }


NIGHTS = [
    datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN),
    datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN),
    datetime(2027, 10, 31, 2, 30, tzinfo=BERLIN, fold=0),
    datetime(2027, 10, 31, 2, 30, tzinfo=BERLIN, fold=1),
]


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
def test_in_both_nights_of_the_clock_change_the_moment_is_the_same(read: object) -> None:
    starts = []
    for start in NIGHTS:
        end = start.astimezone(UTC) + timedelta(minutes=30)
        found = read(build(replace(VISIT, starts_at=start, ends_at=end)))  # type: ignore[operator]
        assert found["end"] - found["start"] == timedelta(minutes=30)
        starts.append(found["start"])
    assert starts == [start.astimezone(UTC) for start in NIGHTS]
    assert starts[3] - starts[2] == timedelta(hours=1), "the hour that exists twice is told apart"


def test_lines_are_short_and_end_as_the_standard_says() -> None:
    file = build(VISIT)
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert file == build(VISIT)
