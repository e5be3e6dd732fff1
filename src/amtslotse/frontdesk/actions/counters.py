"""Opening and closing a counter."""

from __future__ import annotations

from datetime import datetime

from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError


class CounterTaken(DomainError):
    """Somebody else sits there, or she sits elsewhere."""

    code = "counter_taken"


class PersonThere(DomainError):
    """Somebody is called to this counter: finish first."""

    code = "person_there"


def open_counter(*, counter: int, by: Actor, now: datetime) -> None:
    """The actor sits at the counter. Opening her own again changes nothing."""
    raise NotImplementedError


def close_counter(*, counter: int, by: Actor, now: datetime) -> None:
    """Nobody sits at the counter; who was sent there may be called elsewhere."""
    raise NotImplementedError
