"""Putting mails into the outbox, and getting them out of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from procrastinate.contrib.django import app

from amtslotse.kernel.errors import DomainError
from amtslotse.notify.models import Mail
from amtslotse.offices.queries import office

QUEUE = "mail"
TASK = "notify.deliver"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file on a mail, for example ``text/calendar; method=PUBLISH``."""

    name: str
    content_type: str
    text: str


_QUEUE = """
INSERT INTO notify_mail (key, "to", language, subject, body, attachments, created_at, attempts, last_error)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, 0, '') ON CONFLICT DO NOTHING RETURNING id
"""


class NotDelivered(DomainError):
    """The mail server did not take the mail. It stays in the outbox, and the job comes back."""

    code = "not_delivered"


def is_sending() -> bool:
    """Whether mails leave the house: never in the demonstration, and not without a mail server."""
    return bool(settings.EMAIL_HOST) and not settings.DEMO


def queue(
    *,
    key: str,
    to: str,
    language: str,
    subject: str,
    body: str,
    now: datetime,
    attachments: Sequence[Attachment] = (),
) -> bool:
    """The mail will be sent once, when the caller's transaction commits; a known key makes no second one (``False``).

    The job is part of the same transaction: no mail for a change that was rolled back, none forgotten.
    """
    if not to:
        return False
    files = json.dumps([astuple(attachment) for attachment in attachments])
    with connection.cursor() as cursor:  # one statement: this is on the way of every booking
        cursor.execute(_QUEUE, [key, to, language, subject, body, files, now])
        new = cursor.fetchone()
    if new is not None and is_sending():
        app.configure_task(TASK, queue=QUEUE).defer(mail=new[0])
    return new is not None


def deliver(*, mail: int, now: datetime) -> bool:
    """The mail was handed to the mail server, now or before; ``False`` when somebody else is just doing it.

    The row is locked while we talk to the server, and the message id comes from the key: a crash between the server's
    answer and our commit can repeat the mail, with the same id. Raises ``NotDelivered`` after noting why.
    """
    with transaction.atomic():
        row = Mail.objects.select_for_update(skip_locked=True).filter(pk=mail).first()
        if row is None:
            return False
        if row.sent_at is not None or not is_sending():
            return True
        row.attempts += 1
        fault = _send(row)
        row.last_error = fault
        row.sent_at = None if fault else now
        row.save(update_fields=["attempts", "last_error", "sent_at"])
    if fault:
        raise NotDelivered(fault)
    return True


def forget(*, begins_with: str) -> None:
    """Mails whose key begins so are gone, sent or not: whom they went to goes with what they were about."""
    Mail.objects.filter(key__startswith=begins_with).delete()


def _send(mail: Mail) -> str:
    """Empty when the server took it, else what it said."""
    sender = office().email or "noreply@localhost"
    domain = sender.rpartition("@")[2]
    identity = hashlib.sha256(mail.key.encode()).hexdigest()[:40]
    headers = {
        "Message-ID": f"<{identity}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "de" if mail.language == "de" else f"{mail.language}, de",
    }
    try:
        EmailMessage(mail.subject, mail.body, sender, [mail.to], headers=headers, attachments=_files(mail)).send()
    except (SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def _files(mail: Mail) -> list[MIMEBase]:
    """The attachments as parts of a mail; a parameter such as ``method`` decides what a mail program does with one."""
    parts: list[MIMEBase] = []
    for name, content_type, text in mail.attachments:
        kind, *parameters = (word.strip() for word in content_type.split(";"))
        part = MIMEText(text, kind.partition("/")[2], "utf-8")
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            part.set_param(key, value)
        part.add_header("Content-Disposition", "attachment", filename=name)
        parts.append(part)
    return parts
