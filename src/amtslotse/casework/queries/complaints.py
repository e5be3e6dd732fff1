"""The register of complaints as its readers see it. The counts of a year sum to its total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from uuid import UUID

from django.db.models import Count, F, Max, Min, QuerySet

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Complaint
from amtslotse.casework.rules.legal import COMPLAINT_TOPICS
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound

PAGE_SIZE = 50
#: Below so many answers there is no figure.
FEWEST = 5
STATES: Mapping[str, bool | None] = {"open": None, "upheld": True, "not_upheld": False}


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint. ``days``: from its day to its answer."""

    id: UUID
    channel: str
    topic: str
    received_on: date
    answered_on: date | None
    state: str
    days: int | None


@dataclass(frozen=True, slots=True)
class ComplaintList:
    """One page. ``counts``: (topic, state) → complaints of the year. ``answered_in``: median days; None is no figure."""

    rows: tuple[ComplaintView, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[tuple[str, str], int]
    years: tuple[int, ...]  # newest first
    answered: int
    answered_in: float | None


def complaints(*, actor: Actor, year: int | None = None, topic: str = "", state: str = "", page: int = 1) -> ComplaintList:
    """Complaints received in the year, open ones first. Four queries, whatever the length. Raises ``NotAllowed``."""
    require(actor, "legal.see")
    scope = _scope(year)
    names = {value: name for name, value in STATES.items()}
    counts = {
        (each["topic"], names[each["upheld"]]): each["number"]
        for each in scope.values("topic", "upheld").annotate(number=Count("pk")).order_by()
    }
    total = sum(
        number for (one, other), number in counts.items() if (not topic or one == topic) and (not state or other == state)
    )
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = _ordered(scope, topic, state)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    span = Complaint.objects.aggregate(first=Min("received_on"), last=Max("received_on"))
    days = [
        (answered - received).days
        for received, answered in scope.filter(answered_on__isnull=False).values_list("received_on", "answered_on")
        if answered
    ]
    return ComplaintList(
        rows=tuple(_view(row) for row in rows),
        total=total,
        page=page,
        pages=pages,
        counts=counts,
        years=tuple(range(span["last"].year, span["first"].year - 1, -1)) if span["first"] else (),
        answered=len(days),
        answered_in=float(median(days)) if len(days) >= FEWEST else None,
    )


def every_complaint(*, actor: Actor, year: int | None = None, topic: str = "", state: str = "") -> Iterator[ComplaintView]:
    """As ``complaints``, all pages: for the file. Raises ``NotAllowed``."""
    require(actor, "legal.see")
    return (_view(row) for row in _ordered(_scope(year), topic, state).iterator())


def complaints_received(*, first: date, end: date) -> int:
    """How many came from ``first`` until before ``end``. One query. No scope of its own: only a number."""
    return Complaint.objects.filter(received_on__gte=first, received_on__lt=end).count()


def complaint(*, actor: Actor, complaint: UUID) -> ComplaintView:
    """One complaint. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "legal.see")
    row = Complaint.objects.filter(pk=complaint).first()
    if row is None:
        raise NotFound(f"complaint {complaint}")
    return _view(row)


def _scope(year: int | None) -> QuerySet[Complaint]:
    return Complaint.objects.filter(topic__in=COMPLAINT_TOPICS, **({} if year is None else {"received_on__year": year}))


def _ordered(scope: QuerySet[Complaint], topic: str, state: str) -> QuerySet[Complaint]:
    if topic:
        scope = scope.filter(topic=topic)
    if state:
        scope = scope.filter(upheld__isnull=True) if state == "open" else scope.filter(upheld=STATES[state])
    return scope.order_by(F("answered_on").desc(nulls_first=True), "-received_on", "pk")


def _view(row: Complaint) -> ComplaintView:
    return ComplaintView(
        id=row.pk,
        channel=row.channel,
        topic=row.topic,
        received_on=row.received_on,
        answered_on=row.answered_on,
        state=next(name for name, value in STATES.items() if value is row.upheld),
        days=(row.answered_on - row.received_on).days if row.answered_on else None,
    )
