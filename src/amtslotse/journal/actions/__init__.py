"""Writes to the journal. Everything here only adds, except shredding, which destroys a tie and says so."""

from amtslotse.journal.actions.appending import append

__all__ = ["append"]
