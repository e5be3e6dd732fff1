"""Calling: the next, a certain one, once more; and beginning."""

from __future__ import annotations

from datetime import datetime

from amtslotse.frontdesk.queries.views import CalledView
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError


class CounterNotOpen(DomainError):
    """Whoever calls must sit at the counter (``open_counter``)."""

    code = "counter_not_open"


def call_next(*, counter: int, by: Actor, now: datetime) -> CalledView | None:
    """The next person this counter may serve is called to it, and to no other; ``None`` when nobody waits."""
    raise NotImplementedError


def call(*, stop: int, counter: int, by: Actor, now: datetime) -> CalledView:
    """A certain person who waits or is parked is called to the counter."""
    raise NotImplementedError


def recall(*, stop: int, by: Actor, now: datetime) -> None:
    """The number is called once more."""
    raise NotImplementedError


def start(*, stop: int, by: Actor, now: datetime) -> None:
    """She is there, service has begun."""
    raise NotImplementedError
