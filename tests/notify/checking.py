"""Somebody answers for the words of our mails."""

from __future__ import annotations

from datetime import UTC, datetime

from amtslotse.notify.actions import check_texts
from amtslotse.notify.rules import MailTexts
from tests.factories.staff import make_actor


def all_checked(*groups: MailTexts) -> None:
    """Every mail of these groups goes in every language it is written in."""
    head, now = make_actor("head"), datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    for texts in groups:
        for language in texts.languages:
            check_texts(texts=texts, language=language, digest=texts.digest(language), checked_by="Amt", by=head, now=now)
