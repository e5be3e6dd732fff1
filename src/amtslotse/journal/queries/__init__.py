"""Reading the journal, and proving that nobody changed it."""

from amtslotse.journal.queries.reading import EventView, clock, count_events, events_of, unsealed_since, watermark
from amtslotse.journal.queries.verifying import Finding, SealView, Verification, verify

__all__ = [
    "EventView",
    "Finding",
    "SealView",
    "Verification",
    "clock",
    "count_events",
    "events_of",
    "unsealed_since",
    "verify",
    "watermark",
]
