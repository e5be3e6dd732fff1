"""The hall: check-in, tickets, the display, the page of the person who waits. Numbers only, never names."""
