"""What the applicant reads with her access. A dead access (code replaced) raises ``NotFound``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.casework.queries.views import Download, Proof, ReceiptView, StatusView
from amtslotse.casework.rules.access import Access


def receipt(*, access: Access, language: str) -> ReceiptView:
    """The receipt, with what was filed then, not what was added later."""
    raise NotImplementedError


def receipt_paper(*, access: Access) -> Download:
    """The receipt as PDF/UA-1: a sheet to show and a sheet to keep, German beside the language of the case."""
    raise NotImplementedError


def verify_receipt(*, token: str) -> Proof | None:
    """The day of receipt when the token stands on a genuine receipt, else ``None``. Says nothing about person or matter."""
    raise NotImplementedError


def status(*, access: Access, language: str, now: datetime) -> StatusView:
    """The eight public steps, whose turn it is and since when, and what she can do: computed from the journal."""
    raise NotImplementedError


def letter(*, access: Access, letter: UUID) -> Download:
    """One of her letters as PDF. Raises ``NotFound`` when it is not of this case."""
    raise NotImplementedError
