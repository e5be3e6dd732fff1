"""Amtslotse: an office writes one journal, and everything else is read from it."""
