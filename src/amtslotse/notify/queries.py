"""The outbox, for the demonstration's page and for ``doctor``; and in which languages mails may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from amtslotse.kernel import checked
from amtslotse.notify.models import CheckedTexts, Mail
from amtslotse.notify.rules import GERMAN, MailTexts


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


@dataclass(frozen=True, slots=True)
class CheckView:
    """Who answers for the words of a group of mails in a language, and since when; empty: nobody."""

    language: str
    checked_by: str
    checked_on: date | None
    goes: bool  # mails go in this language


def language_of(texts: MailTexts, language: str) -> str:
    """The language in which such a mail may go beside German: the one asked for where somebody checked its words, else German.

    In the demonstration its own word counts. At most one query, none for German.
    """
    if language == GERMAN or language not in texts.languages:
        return GERMAN
    return language if _goes(_checked_by(texts, language)[0]) else GERMAN


def checks(texts: MailTexts) -> tuple[CheckView, ...]:
    """The languages of a group of mails and who checked each, as its words are now. A query each."""
    return tuple(
        CheckView(language, who, day, _goes(who))
        for language in texts.languages
        for who, day in (_checked_by(texts, language),)
    )


def _checked_by(texts: MailTexts, language: str) -> tuple[str, date | None]:
    found = CheckedTexts.objects.filter(texts=texts.key, language=language, digest=texts.digest(language))
    row = found.values_list("checked_by", "checked_on").first()
    return row or (checked.DEMONSTRATION if settings.DEMO else "", None)


def _goes(checked_by: str) -> bool:
    return checked.counts(checked_by, demonstration=settings.DEMO)


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
