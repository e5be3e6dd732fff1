"""The case in its team."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.kernel.actor import Actor


def take(*, case: UUID, by: Actor, now: datetime) -> None:
    """The case is hers to work on. Taking one's own again changes nothing.

    Raises ``NotAllowed`` when it lies in another team, in another state, or with somebody else; ``NotFound``.
    """
    raise NotImplementedError


def reroute(*, case: UUID, team: str, reason: str, by: Actor, now: datetime) -> None:
    """The case lies with another team, without an owner, and shows the reason.

    Raises ``InvalidInput`` (field ``team`` ``unknown_team`` or ``same_team``; field ``reason`` ``required``),
    ``NotAllowed``, ``NotFound``.
    """
    raise NotImplementedError


def hand_over(*, case: UUID, by: Actor, now: datetime) -> None:
    """The decided result is in her hands and the case is closed. Raises ``NotAllowed``, ``NotFound``."""
    raise NotImplementedError
