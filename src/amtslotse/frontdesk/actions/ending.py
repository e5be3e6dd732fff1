"""A station ends, and perhaps the visit with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from amtslotse.kernel.actor import Actor


def finish(*, stop: int, outcome: str, express: Sequence[str] = (), by: Actor, now: datetime) -> None:
    """The station ended with ``outcome``; the next one waits, or the visit is over."""
    raise NotImplementedError


def no_show(*, stop: int, by: Actor, now: datetime) -> None:
    """She was called and did not come. See ``flows.finishing.no_show``, which also gives her place to another."""
    raise NotImplementedError
