"""Everything that changes places, appointments and requests."""
