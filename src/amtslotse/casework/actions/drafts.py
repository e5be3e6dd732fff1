"""The application before it is sent: one question at a time, documents, and a code to come back with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Started:
    """A new draft and the code with which its owner comes back (``codes.spoken`` form)."""

    draft: UUID
    code: str


def start_draft(*, service: str, language: str, now: datetime) -> Started:
    """There is an empty draft for the published version of the service.

    Kept until ``draft_days`` (offices) after the last change. The web keeps ``draft`` in the session.
    Raises ``NotFound`` for a service that is not published.
    """
    raise NotImplementedError


def answer(*, draft: UUID, question: str, value: str, now: datetime) -> None:
    """The question is answered; later answers that still apply are kept, those that no longer apply are gone.

    Raises ``InvalidInput`` (``field`` is the question, ``reason`` from ``catalogue.rules.check_answer``) and
    changes nothing then; ``NotFound`` for a draft or question that is not there.
    """
    raise NotImplementedError


def attach(*, draft: UUID, need: str, name: str, content: bytes, now: datetime) -> UUID:
    """The cleaned, encrypted document lies with the draft under the need; other answers and files are untouched.

    Raises ``casework.rules.Refused`` (an ``InvalidInput``, ``field`` is the need; ``reason`` one of
    ``rules.uploads.REASONS``: too_large, draft_full, wrong_type, damaged, encrypted, too_many_pages,
    too_many_pixels, too_slow, no_space, empty, too_many_files) and keeps nothing then.
    """
    raise NotImplementedError


def remove(*, draft: UUID, document: UUID, now: datetime) -> None:
    """The document is gone from the draft and from the disk. Raises ``NotFound``."""
    raise NotImplementedError


def resume(*, code: str, network: str, now: datetime) -> UUID | None:
    """The draft that belongs to the code, or ``None``: unknown, expired, or locked after too many tries.

    ``None`` instead of an error, so that the count of tries is kept whatever the page does with the answer.
    ``network`` is the address the request came from.
    """
    raise NotImplementedError


def discard(*, draft: UUID, now: datetime) -> None:
    """Draft, answers and documents are gone. Doing it again changes nothing."""
    raise NotImplementedError
