"""A draft, read by the one whose session or code holds it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.casework.queries.views import DraftView, QuestionView
from amtslotse.casework.rules.access import Access


def draft(*, draft: UUID, language: str, now: datetime) -> DraftView:
    """The whole draft in the language. Raises ``NotFound`` when it expired, was discarded or was filed (see ``filed_as``)."""
    raise NotImplementedError


def question(*, draft: UUID, key: str, language: str, now: datetime) -> QuestionView:
    """One question page. Raises ``NotFound`` for a question that does not apply to her answers."""
    raise NotImplementedError


def filed_as(*, draft: UUID) -> Access | None:
    """The access to the case this draft became, for the back button after sending; ``None`` when it was not filed."""
    raise NotImplementedError
