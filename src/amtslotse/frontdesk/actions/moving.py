"""Out of the line and back, and on to another counter, without losing the place."""

from __future__ import annotations

from datetime import datetime

from amtslotse.kernel.actor import Actor


def park(*, stop: int, by: Actor, now: datetime) -> None:
    """She is not called for now, and her place is kept."""
    raise NotImplementedError


def unpark(*, stop: int, by: Actor, now: datetime) -> None:
    """She stands where she stood."""
    raise NotImplementedError


def send_on(
    *, stop: int, counter: int | None = None, body: str | None = None, klass: str | None = None, by: Actor, now: datetime
) -> None:
    """She waits for another counter or body, as long as she has waited already."""
    raise NotImplementedError
