"""A draft becomes a case: once, however often it is sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.casework.rules.access import Access
from amtslotse.kernel.errors import DomainError


class Conflict(DomainError):
    """What is sent is not what was shown: answers or documents changed since. Nothing changed; show the check page again."""

    code = "conflict"


class NotFinished(DomainError):
    """Required questions are open. ``facts["questions"]`` holds their keys."""

    code = "not_finished"


def file(*, draft: UUID, digest: str, language: str, now: datetime) -> Access:
    """The application is received: case, receipt, journal and mail exist, and the draft is gone.

    ``digest`` is ``DraftView.digest`` from the check page. Sending again, at once or later, gives the access to the
    same case; the UNIQUE ``submission_key`` (the draft's id) makes that hold whatever races. ``language`` is the
    language of the page, in which letters and mails are written beside German.
    Missing documents do not stop her: the effect depends on the day of receipt, not on completeness.

    Raises ``Conflict`` when the digest differs, ``NotFinished``, ``NotFound``.
    """
    raise NotImplementedError
