"""The application before it is sent: one question at a time, documents, and a code to come back with."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.actions import count_attempt, forgive_attempt
from amtslotse.casework.actions import uploading
from amtslotse.casework.models import Document, Draft, keys
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import check_answer, known, open_questions, required_documents
from amtslotse.kernel import codes
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import office

#: Resume codes one network may try in a window. A shelter's whole house may stand behind one address.
TRIES_PER_NETWORK = 60


@dataclass(frozen=True, slots=True)
class Started:
    """A new draft and the code with which its owner comes back (``codes.spoken`` form)."""

    draft: UUID
    code: str


@transaction.atomic
def start_draft(*, service: str, language: str, now: datetime) -> Started:
    """There is an empty draft for the published version of the service.

    Kept until ``draft_days`` (offices) after the last change. The web keeps ``draft`` in the session.
    Raises ``NotFound`` for a service that is not published.
    """
    procedure = catalogue.get(key=service, on=local_day(now))
    draft = uuid.uuid4()
    code = keys.draft_code(draft)
    Draft.objects.create(
        id=draft,
        service=procedure.key,
        service_version=procedure.version,
        language=language,
        code_digest=digest_of(code=code),
        created_at=now,
        expires_at=_kept_until(now),
    )
    return Started(draft, codes.spoken(code))


@transaction.atomic
def answer(*, draft: UUID, question: str, value: str, now: datetime) -> None:
    """The question is answered; later answers that still apply are kept, those that no longer apply are gone.

    Raises ``InvalidInput`` (``field`` is the question, ``reason`` from ``catalogue.rules.check_answer``) and
    changes nothing then; ``NotFound`` for a draft or question that is not there.
    """
    row = _locked(draft, now)
    today = local_day(now)
    procedure = catalogue.get(key=row.service, version=row.service_version, on=today)
    asked = {each.key: each for each in open_questions(procedure, row.answers, on=today)}
    if question not in asked:
        raise NotFound(f"question {question}")
    changed = {**row.answers, question: check_answer(asked[question], value, today)}
    applies = known(procedure, changed, on=today)
    row.answers = {
        key: text for key, text in changed.items() if applies.asked.get(key) and (key in applies.answers or not text)
    }
    row.expires_at = max(row.expires_at, _kept_until(now))
    row.save(update_fields=["answers", "expires_at"])


@transaction.atomic
def attach(*, draft: UUID, need: str, name: str, content: bytes, now: datetime) -> UUID:
    """The cleaned, encrypted document lies with the draft under the need; other answers and files are untouched.

    Raises ``casework.rules.Refused`` (an ``InvalidInput``, ``field`` is the need; ``reason`` one of
    ``rules.uploads.REASONS``) and keeps nothing then; ``NotFound`` for a draft or need that is not there.
    """
    row = _living(draft, now)
    procedure = catalogue.get(key=row.service, version=row.service_version, on=local_day(now))
    if need not in {each.key for each in required_documents(procedure, row.answers, on=local_day(now))}:
        raise NotFound(f"need {need}")
    uploading.check(need=need, size=len(content), beside=Document.objects.filter(draft=row))
    cleaned = uploading.clean(need=need, content=content)
    row = _locked(draft, now)
    uploading.check(need=need, size=len(cleaned.content), beside=Document.objects.filter(draft=row))
    document = uploading.store(need=need, name=name, cleaned=cleaned, draft=row, now=now)
    row.expires_at = max(row.expires_at, _kept_until(now))
    row.save(update_fields=["expires_at"])
    return document.pk


@transaction.atomic
def remove(*, draft: UUID, document: UUID, now: datetime) -> None:
    """The document is gone from the draft and from the disk. Raises ``NotFound``."""
    row = Document.objects.filter(pk=document, draft=_locked(draft, now)).first()
    if row is None:
        raise NotFound(f"document {document}")
    uploading.delete(document=row)


def resume(*, code: str, network: str, now: datetime) -> UUID | None:
    """The draft that belongs to the code, or ``None``: unknown, expired, or locked after too many tries.

    ``None`` instead of an error, so that the count of tries is kept whatever the page does with the answer.
    ``network`` is the address the request came from.
    """
    limits = {f"resume:network:{network}": TRIES_PER_NETWORK}
    is_open = count_attempt(limits=limits, now=now)
    row = Draft.objects.filter(code_digest=digest_of(code=codes.normalise(code)), expires_at__gt=now).first()
    if row is None or not is_open:
        return None
    forgive_attempt(keys=limits, now=now)
    return row.pk


@transaction.atomic
def discard(*, draft: UUID, now: datetime) -> None:
    """Draft, answers and documents are gone. Doing it again changes nothing."""
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft).first()
    if row is None:
        return
    for document in row.documents.all():
        uploading.delete(document=document)
    row.delete()


def _kept_until(now: datetime) -> datetime:
    return now + timedelta(days=office().number("draft_days"))


def digest_of(*, code: str) -> str:
    """What is stored of a resume code."""
    return hashlib.sha256(code.encode()).hexdigest()


def _living(draft: UUID, now: datetime) -> Draft:
    row = Draft.objects.filter(pk=draft, expires_at__gt=now).first()
    if row is None:
        raise NotFound(f"draft {draft}")
    return row


def _locked(draft: UUID, now: datetime) -> Draft:
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft, expires_at__gt=now).first()
    if row is None:
        raise NotFound(f"draft {draft}")
    return row
