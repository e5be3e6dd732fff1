"""Putting mails into the outbox, and getting them out of it; and somebody answers for their words."""

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
from django.utils import timezone
from procrastinate.contrib.django import app

from amtslotse.accounts.rules import require
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.notify.models import CheckedTexts, Mail
from amtslotse.notify.rules import MailTexts, events
from amtslotse.offices.queries import office

QUEUE = "mail"
TASK = "notify.deliver"
LONGEST_NAME = 120


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


@transaction.atomic
def check_texts(*, texts: MailTexts, language: str, digest: str, checked_by: str, by: Actor, now: datetime) -> None:
    """Mails of the group go in this language too from now on: somebody with a name answers for the words, since today.

    ``digest`` says which words she read. Again it changes nothing. Raises ``InvalidInput`` (field ``checked_by`` ``required``
    or ``too_long``; field ``digest`` ``changed``, when the words are others by now), ``NotAllowed``, ``NotFound``.
    """
    require(by, "post.templates")
    if language not in texts.languages:
        raise NotFound(f"texts {texts.key} in {language}")
    who = " ".join(checked_by.replace("\x00", "").split())
    if not who:
        raise InvalidInput(field="checked_by", reason="required")
    if len(who) > LONGEST_NAME:
        raise InvalidInput(field="checked_by", reason="too_long", longest=LONGEST_NAME)
    if digest != texts.digest(language):
        raise InvalidInput(field="digest", reason="changed")
    if by.staff_id is None:
        raise NotAllowed(role=by.role)
    said = {"checked_by": who, "checked_on": timezone.localdate(now), "recorded_at": now, "recorded_by_id": by.staff_id}
    _, is_new = CheckedTexts.objects.get_or_create(texts=texts.key, language=language, digest=digest, defaults=said)
    if is_new:
        event = NewEvent(events.TEXTS_CHECKED.name, {"texts": texts.key, "language": language})
        append(stream_kind="mail_texts", stream_ref=f"{texts.key}:{language}", events=[event], by=by, now=now)


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
