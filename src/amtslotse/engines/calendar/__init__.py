"""Calendar files that real calendars read (RFC 5545): one visit a file, the same UID from booking to cancellation.

Times are UTC, so that the hour that exists twice in October is the right one everywhere; calendars show local time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

_PRODUCT = "-//Amtslotse//Termine//DE"
_ALARM = timedelta(hours=-2)


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment as a calendar keeps it. ``sequence`` rises with every change of the same ``uid``."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    organizer: str  # mail address; empty: none
    organizer_name: str
    alarm: str  # what the reminder says
    cancelled: bool = False


def build(visit: Visit) -> bytes:
    """The file. METHOD is PUBLISH for a booking and its moves, CANCEL for its end: that is what takes it off the calendar.

    Nobody is asked to answer the organizer, as REQUEST would. The same visit gives the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method(visit))
    event = Event()
    event.add("uid", visit.uid)
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.stamp.astimezone(UTC))
    event.add("dtstart", visit.starts_at.astimezone(UTC))
    event.add("dtend", visit.ends_at.astimezone(UTC))
    event.add("summary", visit.summary)
    event.add("location", visit.location)
    event.add("description", visit.description)
    event.add("status", "CANCELLED" if visit.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if visit.cancelled else "OPAQUE")
    if visit.organizer:
        organizer = vCalAddress(f"mailto:{visit.organizer}")
        organizer.params["CN"] = vText(visit.organizer_name)
        event.add("organizer", organizer)
    if not visit.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", _ALARM)
        alarm.add("description", visit.alarm)
        event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def method(visit: Visit) -> str:
    """What a mail program does with the file: take it in, or take the visit out."""
    return "CANCEL" if visit.cancelled else "PUBLISH"
