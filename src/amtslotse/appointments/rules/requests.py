"""Requests: what has not a place yet, and when somebody may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

LOCAL: Final = ZoneInfo("Europe/Berlin")


def local_day(moment: datetime) -> date:
    """The German calendar day of a moment: requests of one such day are equal."""
    return moment.astimezone(LOCAL).date()


def entry_opens_on(*, title_expires_on: date | None, weeks: int) -> date | None:
    """The first day on which she may enter the allocation; ``None``: at any time (she has no title that ends)."""
    return None if title_expires_on is None else title_expires_on - timedelta(weeks=weeks)


@dataclass(frozen=True, slots=True)
class Requested:
    """A new request, its number and its code as they are printed and read out. Unconfirmed unless the desk made it."""

    request: UUID
    number: str
    code: str
