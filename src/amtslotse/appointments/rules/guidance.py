"""Which way a matter takes, and why: without a visit, or as a regular, short or emergency appointment (R03, R11)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from amtslotse.appointments.rules.emergency import URGENT_DAYS

#: What makes a matter urgent besides a title that ends, in the order of the emergency list.
URGENCIES: Final = ("work", "court", "illness", "violence", "travel")
#: A title that ends in so many days makes an emergency (R07: nobody with seven days or less goes without a place).
SOON_DAYS: Final = URGENT_DAYS
#: Every reason there is: pages have a sentence for each.
REASONS: Final = (
    "online", "post", "other_office", "none",
    "title_ended", "title_ends_soon", *URGENCIES,
    "short", "urgent_matter", "title_ends_later", "regular",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Advice:
    """The way a matter takes: ``way`` is ``visit`` or the channel that saves one; ``klass`` is set for a visit only.

    ``reason`` is a word of ``REASONS``; ``days_left`` is negative for a title that has ended.
    """

    way: str
    klass: str
    reason: str
    days_left: int | None = None


def guide(
    *,
    klass: str,
    channel: str,
    title_expires_on: date | None,
    urgencies: Set[str],
    today: date,
    insists: bool = False,
) -> Advice:
    """The way of a matter of this class and channel. Source: R03, R07, R11; the order is that of the emergency list.

    Who needs no visit is told so; who ``insists`` gets one all the same. A title that has ended or ends within seven days
    goes before everything. A short matter stays short: those are dealt with every day, and that is the quickest way; only
    violence makes it an emergency, because it needs a protected conversation.
    """
    days = None if title_expires_on is None else (title_expires_on - today).days
    if days is not None and days <= SOON_DAYS:
        return Advice("visit", "emergency", "title_ended" if days < 0 else "title_ends_soon", days)
    if channel != "visit" and not insists and not urgencies:
        return Advice(channel, "", channel, days)
    if klass == "short":
        violent = "violence" in urgencies
        return Advice("visit", "emergency" if violent else "short", "violence" if violent else "short", days)
    if first := next((urgency for urgency in URGENCIES if urgency in urgencies), None):
        return Advice("visit", "emergency", first, days)
    if klass == "emergency":
        return Advice("visit", "emergency", "urgent_matter", days)
    return Advice("visit", "regular", "regular" if days is None else "title_ends_later", days)
