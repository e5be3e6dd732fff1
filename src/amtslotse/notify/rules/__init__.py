"""What our mails say, and in which language they may. Pure."""

from amtslotse.notify.rules import events
from amtslotse.notify.rules.checks import GERMAN, MailTexts, group
from amtslotse.notify.rules.texts import KINDS, TEXTS, Written, write

__all__ = ["GERMAN", "KINDS", "TEXTS", "MailTexts", "Written", "events", "group", "write"]
