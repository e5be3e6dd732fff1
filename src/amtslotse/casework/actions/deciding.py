"""A decision: one person writes it, another one releases it. Nothing here decides without a human."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.kernel.actor import Actor


def draft_decision(*, case: UUID, outcome: str, reasons: str, by: Actor, now: datetime) -> UUID:
    """A decision with its reasons waits for review by somebody else. Returns its id.

    ``outcome`` is one of ``rules.OUTCOMES`` (grant, grant_restricted, refuse). Only the owner of the case may draft.
    Raises ``InvalidInput`` (field ``outcome`` ``unknown_outcome``; field ``reasons`` ``required``, ``too_short`` or
    ``too_long``), ``NotAllowed``, ``NotFound``.
    """
    raise NotImplementedError


def return_decision(*, decision: UUID, reason: str, by: Actor, now: datetime) -> None:
    """The draft is back with its author, with the reason; the case lies with the team again.

    Raises ``InvalidInput`` (field ``reason``, ``required``), ``NotAllowed`` for the author herself, ``NotFound``.
    """
    raise NotImplementedError


def release_decision(*, decision: UUID, by: Actor, now: datetime) -> UUID:
    """The case is decided, by two people. Returns the letter.

    Reviewer ≠ author is a database constraint, and the database refuses a decided case without a released decision.
    The id names the very draft that was read: a newer draft is not released by it.
    Raises ``NotAllowed`` for the author herself, ``NotFound``.
    """
    raise NotImplementedError
