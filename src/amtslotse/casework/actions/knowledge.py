"""A question of law goes to the legal clerks and comes back answered; the answer may become knowledge."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.models import KnowledgeItem, LegalQuestion
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import text
from amtslotse.casework.rules.legal import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, LONGEST_TOPIC
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound


@transaction.atomic
def ask_legal(*, case: UUID, question: str, by: Actor, now: datetime) -> UUID:
    """The question lies in the queue of the legal clerks. The same one that is still open is not asked twice.

    Raises ``InvalidInput`` (field ``question``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="escalate", by=by)
    said = text(question, field="question", longest=LONGEST_TEXT)
    asked, is_new = LegalQuestion.objects.get_or_create(
        case=row, question=said, answered_at=None, defaults={"asked_at": now, "asked_by_id": staff_id(by=by)}
    )
    if is_new:
        record(case=row, kind=events.LEGAL_ASKED, by=by, now=now)
    return asked.pk


@transaction.atomic
def answer_legal(
    *,
    question: UUID,
    answer: str,
    used: UUID | None = None,
    title: str = "",
    topic: str = "",
    legal_basis: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """The answer stands on the case, for good. With ``used`` it counts as re-use of that knowledge; with ``title`` it
    becomes knowledge itself.

    Raises ``InvalidInput`` (``answer`` ``answered``, when somebody was faster; ``used`` ``not_an_option``; ``title`` ``both``;
    ``topic`` ``required``), ``NotAllowed`` (also to who asked), ``NotFound``.
    """
    require(by, "legal.answer")
    row = LegalQuestion.objects.select_for_update(of=("self",)).select_related("case").filter(pk=question).first()
    if row is None:
        raise NotFound(f"legal question {question}")
    if row.asked_by_id == by.staff_id:
        raise NotAllowed(role=by.role)
    if row.answered_at is not None:
        raise InvalidInput(field="answer", reason="answered")
    row.answer = text(answer, field="answer", longest=LONGEST_TEXT)
    if used is not None and title.strip():
        raise InvalidInput(field="title", reason="both")
    if used is not None:
        row.used = KnowledgeItem.objects.filter(pk=used).first()
        if row.used is None:
            raise InvalidInput(field="used", reason="not_an_option")
    if title.strip():
        row.became = _kept(None, title, row.answer, topic, legal_basis, by, now)
    row.answered_at, row.answered_by_id = now, staff_id(by=by)
    row.save()
    hours = int((now - row.asked_at).total_seconds() // 3600)
    payload: dict[str, object] = {"hours": hours, "reused": row.used is not None}
    record(case=row.case, kind=events.LEGAL_ANSWERED, payload=payload, by=by, now=now)


@transaction.atomic
def keep_knowledge(
    *,
    item: UUID | None = None,
    version: int | None = None,
    title: str,
    text: str,
    topic: str,
    legal_basis: str = "",
    by: Actor,
    now: datetime,
) -> UUID:
    """The office knows this from now on; without ``item`` it is new. How it read before stays as a version (trigger).

    ``version``: the one that was read; what somebody else changed since then is never overwritten.
    Raises ``InvalidInput`` (``version`` ``changed``; each field what ``text`` says of it), ``NotAllowed``, ``NotFound``.
    """
    require(by, "legal.answer")
    row = None
    if item is not None:
        row = KnowledgeItem.objects.select_for_update().filter(pk=item).first()
        if row is None:
            raise NotFound(f"knowledge {item}")
        if version != row.version:
            raise InvalidInput(field="version", reason="changed")
    return _kept(row, title, text, topic, legal_basis, by, now).pk


def _kept(
    row: KnowledgeItem | None, title: str, content: str, topic: str, legal_basis: str, by: Actor, now: datetime
) -> KnowledgeItem:
    row = row or KnowledgeItem(created_at=now)
    row.title = text(title, field="title", longest=LONGEST_TITLE)
    row.text = text(content, field="text", longest=LONGEST_TEXT)
    row.topic = text(topic, field="topic", longest=LONGEST_TOPIC)
    row.legal_basis = text(legal_basis, field="legal_basis", longest=LONGEST_NAME, shortest=0)
    row.changed_at = now
    row.save()
    kept = NewEvent(events.KNOWLEDGE_KEPT.name, {})
    append(stream_kind="knowledge", stream_ref=str(row.pk), events=[kept], by=by, now=now)
    return row
