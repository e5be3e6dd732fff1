"""The queue of legal questions, those of a case, and the office's legal knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from amtslotse.accounts.rules import may, require
from amtslotse.casework.models import KnowledgeItem, LegalQuestion
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound

PAGE_SIZE = 50
#: Below so many answers there is no figure.
FEWEST = 5
#: The time to answer is that of the last so many answers.
LATEST = 500
#: So many older versions of an item are shown.
MOST_EARLIER = 20


@dataclass(frozen=True, slots=True)
class LegalQuestionView:
    """A legal question. ``is_own``: this reader asked it and another answers."""

    id: UUID
    case: UUID
    file_number: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    hours: float | None
    used: UUID | None
    became: UUID | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class LegalQuestionList:
    """One page of the queue. Of the last answers: median hours (None is no figure) and how many re-used knowledge."""

    rows: tuple[LegalQuestionView, ...]
    total: int
    page: int
    pages: int
    open: int
    answered: int
    reused: int
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class EarlierView:
    """How an item read before."""

    version: int
    title: str
    text: str
    legal_basis: str
    topic: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class KnowledgeView:
    """What the office knows. ``uses``: answers that re-used it. ``earlier``: older versions, newest first, of one item."""

    id: UUID
    title: str
    text: str
    legal_basis: str
    topic: str
    changed_at: datetime
    uses: int
    version: int
    earlier: tuple[EarlierView, ...] = ()


@dataclass(frozen=True, slots=True)
class KnowledgeList:
    """One page of what was found."""

    rows: tuple[KnowledgeView, ...]
    total: int
    page: int
    pages: int


def legal_questions(*, actor: Actor, answered: bool = False, page: int = 1) -> LegalQuestionList:
    """Open questions, oldest first; or answered ones, newest first. Three queries. Raises ``NotAllowed``."""
    require(actor, "legal.answer")
    counts = LegalQuestion.objects.aggregate(
        open=Count("pk", filter=Q(answered_at__isnull=True)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        reused=Count("pk", filter=Q(used__isnull=False)),
    )
    last = LegalQuestion.objects.filter(answered_at__isnull=False).order_by("-answered_at")[:LATEST]
    took = sorted(done - asked for asked, done in last.values_list("asked_at", "answered_at") if done)
    total = counts["answered"] if answered else counts["open"]
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = _queue(answered)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return LegalQuestionList(
        rows=tuple(_question(row, actor) for row in rows),
        total=total,
        page=page,
        pages=pages,
        median_hours=_hours(took[len(took) // 2]) if len(took) >= FEWEST else None,
        **counts,
    )


def every_legal_question(*, actor: Actor, answered: bool = False) -> Iterator[LegalQuestionView]:
    """As ``legal_questions``, all pages: for the file. Raises ``NotAllowed``."""
    require(actor, "legal.answer")
    return (_question(row, actor) for row in _queue(answered).iterator())


def legal_question(*, actor: Actor, question: UUID) -> LegalQuestionView:
    """One question of the queue. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "legal.answer")
    row = LegalQuestion.objects.select_related("case").filter(pk=question).first()
    if row is None:
        raise NotFound(f"legal question {question}")
    return _question(row, actor)


def case_questions(*, actor: Actor, case: UUID) -> tuple[LegalQuestionView, ...]:
    """The questions about a case, newest first, for somebody who may see it. One query."""
    rows = LegalQuestion.objects.select_related("case").filter(case=case).order_by("-asked_at")
    return tuple(_question(row, actor) for row in rows if may(actor, "casework.see_case", team=row.case.team))


def knowledge(*, actor: Actor, search: str = "", page: int = 1) -> KnowledgeList:
    """Knowledge with every word of the search, most used first. Two queries. Raises ``NotAllowed``."""
    require(actor, "legal.knowledge")
    found = _found(search)
    total = found.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    return KnowledgeList(
        tuple(_item(row) for row in _used(found)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), total, page, pages
    )


def every_knowledge(*, actor: Actor, search: str = "") -> Iterator[KnowledgeView]:
    """As ``knowledge``, all pages: for the file. Raises ``NotAllowed``."""
    require(actor, "legal.knowledge")
    return (_item(row) for row in _used(_found(search)).iterator(chunk_size=500))


def knowledge_item(*, actor: Actor, item: UUID) -> KnowledgeView:
    """One item. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "legal.knowledge")
    row = _used(KnowledgeItem.objects.filter(pk=item)).first()
    if row is None:
        raise NotFound(f"knowledge {item}")
    return replace(_item(row), earlier=_earlier(row))


def _earlier(row: KnowledgeItem) -> tuple[EarlierView, ...]:
    older = row.versions.filter(version__lt=row.version).order_by("-version")[:MOST_EARLIER]
    return tuple(
        EarlierView(each.version, each.title, each.text, each.legal_basis, each.topic, each.changed_at) for each in older
    )


def _queue(answered: bool) -> QuerySet[LegalQuestion]:
    rows = LegalQuestion.objects.select_related("case").filter(answered_at__isnull=not answered)
    return rows.order_by("-answered_at" if answered else "asked_at", "pk")


def _question(row: LegalQuestion, actor: Actor) -> LegalQuestionView:
    return LegalQuestionView(
        id=row.pk,
        case=row.case_id,
        file_number=codes.spoken(row.case.file_number),
        question=row.question,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_at=row.answered_at,
        hours=_hours(row.answered_at - row.asked_at) if row.answered_at else None,
        used=row.used_id,
        became=row.became_id,
        is_own=row.asked_by_id == actor.staff_id,
    )


def _hours(took: timedelta) -> float:
    return round(took.total_seconds() / 3600, 1)


def _found(search: str) -> QuerySet[KnowledgeItem]:
    found = KnowledgeItem.objects.all()
    for word in search.replace("\x00", "").split()[:8]:
        found = found.filter(
            Q(title__icontains=word) | Q(text__icontains=word) | Q(legal_basis__icontains=word) | Q(topic__icontains=word)
        )
    return found


def _used(found: QuerySet[KnowledgeItem]) -> QuerySet[KnowledgeItem]:
    return found.annotate(number=Count("uses")).order_by(F("number").desc(), "title", "pk")


def _item(row: KnowledgeItem) -> KnowledgeView:
    number: int = row.number  # type: ignore[attr-defined]  # annotated
    return KnowledgeView(row.pk, row.title, row.text, row.legal_basis, row.topic, row.changed_at, number, row.version)
