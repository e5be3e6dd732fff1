"""Times as other programs write them: ISO 8601, or the German ``11.10.2011 13:45``."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1900, 2199  # years; what lies outside is a typing error or a stand-in for "unknown"
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?: Uhr)?)?")
REMEDY = "write 2011-10-11 13:45:40, 2011-10-11T13:45:40+02:00 or 11.10.2011 13:45"


def _german(text: str) -> datetime:
    found = _GERMAN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (the caller puts it into its zone)


def parser(zone: ZoneInfo) -> Callable[[str], str]:
    """A function from a time as written to the same instant in ISO 8601 with its offset.

    A time without zone is read in ``zone``. In the night of 25 hours the first of the two readings is meant; a time that
    the night of 23 hours leaves out is read with the offset before the jump (02:30 is 03:30). A date alone is its midnight.
    The function raises ``ValueError`` for what is no time, and for years before 1900 or after 2199.
    """
    # Once a row, so kept fast: writing the offset behind the local time takes half as long as an aware datetime.
    written: dict[timedelta | None, str] = {}

    def parse(text: str) -> str:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = _german(text.strip())
        if not EARLIEST <= moment.year <= LATEST:
            raise ValueError(text)
        local = moment.isoformat()
        if moment.tzinfo is not None:
            return local
        offset = zone.utcoffset(moment)
        if offset not in written:
            written[offset] = moment.replace(tzinfo=zone).isoformat()[len(local) :]
        return local + written[offset]

    return parse
