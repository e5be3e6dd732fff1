"""Everything that changes tickets, counters and contacts."""
