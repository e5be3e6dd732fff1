"""The outbox, for the demonstration's page and for ``doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amtslotse.notify.models import Mail


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail as it was or will be sent."""

    id: int
    to: str
    language: str
    subject: str
    body: str
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    last_error: str
    files: tuple[str, ...]


def outbox(*, page: int = 1, size: int = 50) -> tuple[list[MailView], int]:
    """A page of mails, newest first, and how many there are in all. Two queries."""
    rows = Mail.objects.order_by("-pk")
    start = (max(1, page) - 1) * size
    return [_view(row) for row in rows[start : start + size]], rows.count()


def oldest_unsent(*, now: datetime) -> timedelta | None:
    """How long the oldest unsent mail has been waiting; ``None`` when none waits. ``doctor`` is red above an hour."""
    oldest = Mail.objects.filter(sent_at__isnull=True).order_by("created_at").values_list("created_at", flat=True).first()
    return None if oldest is None else now - oldest


def unsent(*, since: datetime, attempts_below: int) -> list[int]:
    """Mails written since then that are still to be sent and worth another try, oldest first."""
    rows = Mail.objects.filter(sent_at__isnull=True, created_at__gte=since, attempts__lt=attempts_below)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:500])


def _view(row: Mail) -> MailView:
    return MailView(
        row.pk,
        row.to,
        row.language,
        row.subject,
        row.body,
        row.created_at,
        row.sent_at,
        row.attempts,
        row.last_error,
        tuple(name for name, _type, _text in row.attachments),
    )
