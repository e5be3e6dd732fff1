"""Writes to the journal. Everything here only adds, except shredding, which destroys a tie and says so."""

from amtslotse.journal.actions.appending import Dated, append, append_many
from amtslotse.journal.actions.foreign import ForeignReport, import_events
from amtslotse.journal.actions.importing import ImportReport, import_log
from amtslotse.journal.actions.sealing import seal
from amtslotse.journal.actions.shredding import shred

__all__ = ["Dated", "ForeignReport", "ImportReport", "append", "append_many", "import_events", "import_log", "seal", "shred"]
