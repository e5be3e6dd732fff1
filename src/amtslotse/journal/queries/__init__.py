"""Reading the journal, and proving that nobody changed it."""

from amtslotse.journal.queries.reading import (
    EventView,
    clock,
    count_events,
    count_words,
    events_of,
    sum_numbers,
    unsealed_since,
    watermark,
)
from amtslotse.journal.queries.verifying import Finding, SealView, Verification, verify

__all__ = [
    "EventView",
    "Finding",
    "SealView",
    "Verification",
    "clock",
    "count_events",
    "count_words",
    "events_of",
    "sum_numbers",
    "unsealed_since",
    "verify",
    "watermark",
]
