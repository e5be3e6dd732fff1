"""One case as a clerk sees it. Scope: ``casework.see_case`` with its reach (office or her teams)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.casework.queries.views import CaseView, CountsView, Download
from amtslotse.kernel.actor import Actor


def case(*, actor: Actor, case: UUID, language: str, now: datetime) -> CaseView:
    """The case with everything on it and what the reader may do. Raises ``NotFound``."""
    raise NotImplementedError


def find_by_file_number(*, actor: Actor, file_number: str) -> UUID:
    """The case with the number, typed as it may be. Raises ``NotFound``, also outside the reader's reach."""
    raise NotImplementedError


def document(*, actor: Actor, case: UUID, document: UUID) -> Download:
    """The decrypted document. Raises ``NotFound``."""
    raise NotImplementedError


def case_letter(*, actor: Actor, case: UUID, letter: UUID) -> Download:
    """A letter of the case as PDF. Raises ``NotFound``."""
    raise NotImplementedError


def counts(*, actor: Actor, now: datetime) -> CountsView:
    """How much lies where for this reader; 0 where she has no right. One query."""
    raise NotImplementedError
