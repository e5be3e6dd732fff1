"""Clearing: is everything there, and if not, what exactly is missing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError


class NothingMissing(DomainError):
    """No document is marked missing, unreadable or wrong: there is nothing to request."""

    code = "nothing_missing"


class NotComplete(DomainError):
    """Required documents are not marked fine. ``facts["needs"]`` holds their keys."""

    code = "not_complete"


def open_check(*, case: UUID, by: Actor, now: datetime) -> None:
    """The case is in clearing. On a case that is already there nothing changes. Raises ``NotAllowed``, ``NotFound``."""
    raise NotImplementedError


def mark(*, case: UUID, need: str, verdict: str, reason: str = "", by: Actor, now: datetime) -> None:
    """The required document carries the verdict: fine, missing, unreadable or wrong (``rules.VERDICTS``).

    Marking again replaces the verdict. Opens the check when it was not open.
    Raises ``InvalidInput`` (field ``verdict`` ``unknown_verdict``; field ``reason`` ``required`` for unreadable and
    wrong), ``NotAllowed``, ``NotFound`` for a need the case does not have.
    """
    raise NotImplementedError


def request_documents(*, case: UUID, deadline_on: date | None = None, note: str = "", by: Actor, now: datetime) -> UUID:
    """One request names everything marked missing, unreadable or wrong, with its reason, a deadline and § 82(1), (3).

    Returns the letter. ``deadline_on`` is by default the office's ``request_days`` from today, moved to a working day.
    There is at most one open request a case: the database refuses a second one.
    Raises ``NothingMissing``, ``InvalidInput`` (field ``deadline_on``, ``too_early``), ``NotAllowed``, ``NotFound``.
    """
    raise NotImplementedError


def confirm_complete(*, case: UUID, by: Actor, now: datetime) -> UUID:
    """The applicant holds a dated letter "vollständig seit", and the case lies with the team the routing rule names.

    ``complete_since`` is set once and never changes. Returns the letter.
    Raises ``NotComplete``, ``offices.rules.NoTeam``, ``NotAllowed``, ``NotFound``.
    """
    raise NotImplementedError
