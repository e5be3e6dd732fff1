"""Pure decisions of the hall: words, events, which states follow each other, what ends a visit. No Django, no clock."""

from amtslotse.frontdesk.rules import events

__all__ = ["events"]
