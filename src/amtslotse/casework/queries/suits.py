"""The register of suits as its readers see it. The counts of a year sum to its total: every suit stands in one cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Suit, SuitDeadline
from amtslotse.casework.rules.legal import SUIT_OUTCOMES, SUITS
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound

PAGE_SIZE = 50
#: In the place of an outcome: there is none yet.
OPEN = "open"
STATES = (OPEN, *SUIT_OUTCOMES)


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A day by which the office owed or owes the court something. ``state``: open, kept, missed (done late), dropped."""

    id: UUID
    due_on: date
    purpose: str
    done_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class SuitView:
    """A suit. ``deadline_on``: the next open one. ``deadlines``: all, the open ones first; only where one suit is read."""

    id: UUID
    kind: str
    court: str
    reference: str
    filed_on: date
    case: UUID | None
    file_number: str
    deadline_on: date | None
    deadline_for: str
    hearing_on: date | None
    outcome: str  # empty while open
    outcome_on: date | None
    cost_bearer: str
    costs: Decimal | None
    lesson: str
    version: int
    deadlines: tuple[DeadlineView, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineCounts:
    """The deadlines of a year's suits: done in time, done late, open."""

    kept: int
    missed: int
    open: int


@dataclass(frozen=True, slots=True)
class SuitList:
    """One page of the register. ``counts``: (kind, state) → suits of the year, before kind and state are chosen."""

    rows: tuple[SuitView, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[tuple[str, str], int]
    years: tuple[int, ...]  # newest first
    deadlines: DeadlineCounts


def suits(*, actor: Actor, year: int | None = None, kind: str = "", state: str = "", page: int = 1) -> SuitList:
    """Suits filed in the year, open deadlines first. Five queries, whatever the length. Raises ``NotAllowed``."""
    require(actor, "legal.see")
    scope = _scope(year)
    counts: dict[tuple[str, str], int] = {}
    for each in scope.values("kind", "outcome").annotate(number=Count("pk")).order_by():
        counts[each["kind"], each["outcome"] or OPEN] = each["number"]
    total = sum(
        number for (one, other), number in counts.items() if (not kind or one == kind) and (not state or other == state)
    )
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = _ordered(scope, kind, state)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    span = Suit.objects.aggregate(first=Min("filed_on"), last=Max("filed_on"))
    years = tuple(range(span["last"].year, span["first"].year - 1, -1)) if span["first"] else ()
    return SuitList(tuple(_view(row) for row in rows), total, page, pages, counts, years, _deadline_counts(scope))


def every_suit(*, actor: Actor, year: int | None = None, kind: str = "", state: str = "") -> Iterator[SuitView]:
    """As ``suits``, all pages: for the file. Raises ``NotAllowed``."""
    require(actor, "legal.see")
    return (_view(row) for row in _ordered(_scope(year), kind, state).iterator())


def suits_ended(*, first: date, end: date) -> Mapping[tuple[str, str], int]:
    """(kind, outcome) → suits that ended from ``first`` until before ``end``. One query. No scope of its own: only numbers."""
    rows = Suit.objects.filter(outcome_on__gte=first, outcome_on__lt=end).values("kind", "outcome")
    return {(each["kind"], each["outcome"]): each["number"] for each in rows.annotate(number=Count("pk")).order_by()}


def suits_filed(*, kind: str, first: date, end: date) -> int:
    """How many of a kind were filed from ``first`` until before ``end``. As ``suits_ended``."""
    return Suit.objects.filter(kind=kind, filed_on__gte=first, filed_on__lt=end).count()


def suit(*, actor: Actor, suit: UUID) -> SuitView:
    """One suit. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "legal.see")
    row = _with_next(Suit.objects.filter(pk=suit)).first()
    if row is None:
        raise NotFound(f"suit {suit}")
    return replace(_view(row), deadlines=_deadlines(row))


def _deadlines(row: Suit) -> tuple[DeadlineView, ...]:
    views = [DeadlineView(each.pk, each.due_on, each.purpose, each.done_on, _state(each)) for each in row.deadlines.all()]
    return tuple(sorted(views, key=lambda each: (each.state != "open", each.due_on, each.purpose)))


def _state(row: SuitDeadline) -> str:
    if row.dropped_on is not None:
        return "dropped"
    if row.done_on is None:
        return "open"
    return "kept" if row.done_on <= row.due_on else "missed"


def _deadline_counts(scope: QuerySet[Suit]) -> DeadlineCounts:
    done = Q(done_on__isnull=False)
    return DeadlineCounts(
        **SuitDeadline.objects.filter(suit__in=scope).aggregate(
            kept=Count("pk", filter=done & Q(done_on__lte=F("due_on"))),
            missed=Count("pk", filter=done & Q(done_on__gt=F("due_on"))),
            open=Count("pk", filter=Q(done_on__isnull=True, dropped_on__isnull=True)),
        )
    )


def _scope(year: int | None) -> QuerySet[Suit]:
    return Suit.objects.filter(kind__in=SUITS, **({} if year is None else {"filed_on__year": year}))


def _ordered(scope: QuerySet[Suit], kind: str, state: str) -> QuerySet[Suit]:
    if kind:
        scope = scope.filter(kind=kind)
    if state:
        scope = scope.filter(outcome="" if state == OPEN else state)
    return _with_next(scope).order_by(F("next_on").asc(nulls_last=True), "-filed_on", "pk")


def _with_next(scope: QuerySet[Suit]) -> QuerySet[Suit]:
    """With the next open deadline of each."""
    open_ones = SuitDeadline.objects.filter(suit=OuterRef("pk"), done_on=None, dropped_on=None).order_by("due_on", "pk")
    return scope.select_related("case").annotate(
        next_on=Subquery(open_ones.values("due_on")[:1]), next_for=Subquery(open_ones.values("purpose")[:1])
    )


def _view(row: Any) -> SuitView:  # a suit ``_with_next``
    return SuitView(
        id=row.pk,
        kind=row.kind,
        court=row.court,
        reference=row.reference,
        filed_on=row.filed_on,
        case=row.case_id,
        file_number=codes.spoken(row.case.file_number) if row.case else "",
        deadline_on=row.next_on,
        deadline_for=row.next_for or "",
        hearing_on=row.hearing_on,
        outcome=row.outcome,
        outcome_on=row.outcome_on,
        cost_bearer=row.cost_bearer,
        costs=row.costs,
        lesson=row.lesson,
        version=row.version,
    )
