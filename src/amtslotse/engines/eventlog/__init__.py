"""Event logs of other programs: a mapping says which column is what, a reader yields batches of events and of rejects."""

from amtslotse.engines.eventlog.batches import Batch, Reject
from amtslotse.engines.eventlog.bookings import BookingMapping, ForeignEvent, read_bookings
from amtslotse.engines.eventlog.mapping import Mapping, MappingError
from amtslotse.engines.eventlog.reading import Unreadable, read_csv, read_xes

__all__ = [
    "Batch",
    "BookingMapping",
    "ForeignEvent",
    "Mapping",
    "MappingError",
    "Reject",
    "Unreadable",
    "read_bookings",
    "read_csv",
    "read_xes",
]
