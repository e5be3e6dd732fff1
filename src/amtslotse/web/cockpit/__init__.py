"""Numbers for the head of office."""
