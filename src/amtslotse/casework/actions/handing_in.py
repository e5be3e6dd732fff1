"""What the applicant does after filing, with her code."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.casework.rules.access import Access


def add_document(*, access: Access, need: str, name: str, content: bytes, now: datetime) -> UUID:
    """The cleaned, encrypted document lies with the case under the need. Not yet handed in: see ``hand_in``.

    Raises as ``drafts.attach``; ``NotAllowed`` when the office does not wait for documents; ``NotFound``.
    """
    raise NotImplementedError


def take_back_document(*, access: Access, document: UUID, now: datetime) -> None:
    """A document added since the request is gone again. Raises ``NotFound``, also once it was handed in."""
    raise NotImplementedError


def hand_in(*, access: Access, now: datetime) -> None:
    """The request is fulfilled as far as she can: it is the office's turn, and the case lies in clearing again.

    Raises ``InvalidInput`` (field ``documents``, ``nothing_added``), ``NotAllowed`` when there is no open request.
    """
    raise NotImplementedError


def withdraw(*, access: Access, now: datetime) -> None:
    """The application is withdrawn and the case ended. Raises ``NotAllowed`` once it is decided."""
    raise NotImplementedError
