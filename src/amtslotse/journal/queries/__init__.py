"""Reading the journal, and proving that nobody changed it."""

from amtslotse.journal.queries.reading import EventView, events_of, watermark
from amtslotse.journal.queries.verifying import Finding, SealView, Verification, verify

__all__ = ["EventView", "Finding", "SealView", "Verification", "events_of", "verify", "watermark"]
