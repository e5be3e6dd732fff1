"""Contacts by telephone and at the clearing counter, and call-backs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from amtslotse.kernel.actor import Actor


def log_contact(
    *, channel: str, reason: str, began_at: datetime, seconds: int, settled: bool, by: Actor, now: datetime
) -> None:
    """The contact is counted."""
    raise NotImplementedError


def ask_call_back(
    *,
    name: str,
    phone: str,
    language: str,
    reason: str,
    note: str = "",
    case_ref: UUID | None = None,
    due_on: date | None = None,
    by: Actor,
    now: datetime,
) -> UUID:
    """She is on the call-back list; due the next working day unless told otherwise."""
    raise NotImplementedError


def tried(*, call_back: UUID, by: Actor, now: datetime) -> None:
    """Nobody answered; the try is counted and she stays on the list."""
    raise NotImplementedError


def done_call_back(*, call_back: UUID, outcome: str, by: Actor, now: datetime) -> None:
    """She was called (``settled``, ``not_reached``, ``passed_on``)."""
    raise NotImplementedError


def protect(*, case_ref: UUID, protected: bool, by: Actor, now: datetime) -> None:
    """Nothing is said about this case by telephone any more, or again."""
    raise NotImplementedError
