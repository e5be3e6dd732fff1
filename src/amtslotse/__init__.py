"""Amtslotse: an office writes one journal, and everything else is read from it."""

__version__ = "0.1.0"
