"""The register of suits as its readers see it. The counts of a year sum to its total: every suit stands in one cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Max, Min, QuerySet

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Suit
from amtslotse.casework.rules.legal import SUIT_OUTCOMES, SUITS
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound

PAGE_SIZE = 50
#: In the place of an outcome: there is none yet.
OPEN = "open"
STATES = (OPEN, *SUIT_OUTCOMES)


@dataclass(frozen=True, slots=True)
class SuitView:
    """A suit."""

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


@dataclass(frozen=True, slots=True)
class SuitList:
    """One page of the register. ``counts``: (kind, state) → suits of the year, before kind and state are chosen."""

    rows: tuple[SuitView, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[tuple[str, str], int]
    years: tuple[int, ...]  # newest first


def suits(*, actor: Actor, year: int | None = None, kind: str = "", state: str = "", page: int = 1) -> SuitList:
    """Suits filed in the year, open deadlines first. Four queries, whatever the length. Raises ``NotAllowed``."""
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
    return SuitList(tuple(_view(row) for row in rows), total, page, pages, counts, years)


def every_suit(*, actor: Actor, year: int | None = None, kind: str = "", state: str = "") -> Iterator[SuitView]:
    """As ``suits``, all pages: for the file. Raises ``NotAllowed``."""
    require(actor, "legal.see")
    return (_view(row) for row in _ordered(_scope(year), kind, state).iterator())


def suit(*, actor: Actor, suit: UUID) -> SuitView:
    """One suit. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "legal.see")
    row = Suit.objects.select_related("case").filter(pk=suit).first()
    if row is None:
        raise NotFound(f"suit {suit}")
    return _view(row)


def _scope(year: int | None) -> QuerySet[Suit]:
    return Suit.objects.filter(kind__in=SUITS, **({} if year is None else {"filed_on__year": year}))


def _ordered(scope: QuerySet[Suit], kind: str, state: str) -> QuerySet[Suit]:
    if kind:
        scope = scope.filter(kind=kind)
    if state:
        scope = scope.filter(outcome="" if state == OPEN else state)
    return scope.select_related("case").order_by(F("deadline_on").asc(nulls_last=True), "-filed_on", "pk")


def _view(row: Suit) -> SuitView:
    return SuitView(
        id=row.pk,
        kind=row.kind,
        court=row.court,
        reference=row.reference,
        filed_on=row.filed_on,
        case=row.case_id,
        file_number=codes.spoken(row.case.file_number) if row.case else "",
        deadline_on=row.deadline_on,
        deadline_for=row.deadline_for,
        hearing_on=row.hearing_on,
        outcome=row.outcome,
        outcome_on=row.outcome_on,
        cost_bearer=row.cost_bearer,
        costs=row.costs,
        lesson=row.lesson,
    )
