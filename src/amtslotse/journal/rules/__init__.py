"""What an event may say: registered kinds, their sentences, and the events of tomorrow."""

from amtslotse.journal.rules.kinds import (
    LANGUAGES,
    LONGEST_CODE,
    MILESTONES,
    OWN,
    Kind,
    NewEvent,
    UnknownKind,
    check,
    find,
    register,
    registered,
    restore,
    sentence,
)

__all__ = [
    "LANGUAGES",
    "LONGEST_CODE",
    "MILESTONES",
    "OWN",
    "Kind",
    "NewEvent",
    "UnknownKind",
    "check",
    "find",
    "register",
    "registered",
    "restore",
    "sentence",
]
