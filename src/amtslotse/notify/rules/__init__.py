"""What our mails say. Pure."""

from amtslotse.notify.rules.texts import KINDS, Written, write

__all__ = ["KINDS", "Written", "write"]
