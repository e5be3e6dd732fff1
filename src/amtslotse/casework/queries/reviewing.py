"""The monthly legal review as its readers see it. No figure is about single members of staff (``disclosed``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from amtslotse.accounts.rules import may, reach, require
from amtslotse.casework.models import Decision, LegalReview, ReviewPoint, SampledDecision, keys
from amtslotse.casework.queries.deciding import decision_view, notifications
from amtslotse.casework.queries.views import DecisionView, NotificationView
from amtslotse.casework.rules.deciding import BURDENS
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.legal_review import OTHERS, Cell, checklist, disclosed, merged, month_after, month_before
from amtslotse.catalogue import queries as catalogue
from amtslotse.engines.intervals import wilson
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import begins

PAGE_SIZE = 50
#: So many months are listed.
MONTHS = 36


@dataclass(frozen=True, slots=True)
class DefectRate:
    """Reviewed decisions of a service (``OTHERS``: all that are too few), and the share with a defect with its interval."""

    service: str
    title: str
    reviewed: int
    defective: int
    serious: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.defective / self.reviewed


@dataclass(frozen=True, slots=True)
class MonthView:
    """The review of a month. ``open``: still to review. ``total`` only when it is done, and where enough stands behind it."""

    id: UUID
    month: date
    population: int
    drawn: int
    reviewed: int
    open: int
    unanswered: int
    drawn_at: datetime
    total: DefectRate | None

    @property
    def is_done(self) -> bool:
        return self.open == 0


@dataclass(frozen=True, slots=True)
class SampledView:
    """A drawn decision in a list. ``is_own``: the reader wrote or released it."""

    id: UUID
    rank: int
    case: UUID | None
    file_number: str
    service: str
    title: str
    outcome: str
    reviewed_at: datetime | None
    findings: int
    serious: int
    answer: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The review of a month with its list. ``services`` sum to ``month.total``. ``differing``: draws that compute to others."""

    month: MonthView
    rows: tuple[SampledView, ...]
    services: tuple[DefectRate, ...]
    differing: int


@dataclass(frozen=True, slots=True)
class PointView:
    """A point of the checklist, whether it concerns this decision, and what the reviewer said."""

    key: str
    text: str
    concerns: bool
    verdict: str
    severity: str
    note: str


@dataclass(frozen=True, slots=True)
class SampledDecisionView:
    """A drawn decision with everything that its reviewer reads, and afterwards what she found and the team's answer."""

    line: SampledView
    review: UUID
    month: date
    decision: DecisionView | None
    to: tuple[tuple[str, str], ...]  # name, capacity
    notified: tuple[NotificationView, ...]
    received_at: datetime | None
    points: tuple[PointView, ...]
    answer_text: str
    answered_at: datetime | None
    may_answer: bool  # of the team, and not the reviewer


@dataclass(frozen=True, slots=True)
class FindingsList:
    """One page of what was found in the reader's teams, unanswered ones first."""

    rows: tuple[SampledView, ...]
    total: int
    open: int
    page: int
    pages: int


def left_in(month: date) -> list[tuple[UUID, str, str]]:
    """Every decision that left the house in the month, with service and outcome. One query. No scope of its own."""
    left_at = Coalesce("reviewed_at", "signed_at", output_field=DateTimeField())
    rows = Decision.objects.filter(status__in=("released", "signed")).annotate(left_at=left_at)
    rows = rows.filter(left_at__gte=begins(month), left_at__lt=begins(month_after(month)))
    return list(rows.values_list("pk", "case__service", "outcome"))


def legal_reviews(*, actor: Actor, language: str, now: datetime) -> tuple[MonthView, ...]:
    """The reviews of the last three years, newest first. Three queries. Raises ``NotAllowed``."""
    require(actor, "legal.see")
    reviews = list(LegalReview.objects.order_by("-month")[:MONTHS])
    return _months(reviews, _titles(language, now))


def reviews_between(*, first: date, end: date) -> tuple[MonthView, ...]:
    """The reviews of the months from ``first`` until before ``end``, newest first. Three queries. No scope: only numbers."""
    return _months(list(LegalReview.objects.filter(month__gte=first, month__lt=end).order_by("-month")[:MONTHS]), {})


def undrawn_month(*, now: datetime) -> date | None:
    """The last month, while its sample is not drawn. No scope of its own."""
    month = month_before(local_day(now))
    return None if LegalReview.objects.filter(month=month).exists() else month


def legal_review(*, actor: Actor, review: UUID, language: str, now: datetime) -> ReviewView:
    """One month. Seven queries, whatever the size of the sample. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "legal.see")
    row = LegalReview.objects.filter(pk=review).first()
    if row is None:
        raise NotFound(f"legal review {review}")
    titles = _titles(language, now)
    (month,) = _months([row], titles)
    cells = _cells([row.pk])[row.pk] if month.is_done else []
    sampled = list(_sampled(SampledDecision.objects.filter(review=row)).order_by("rank"))
    return ReviewView(
        month=month,
        rows=tuple(_line(each, actor, titles) for each in sampled),
        services=tuple(_rate(each, titles) for each in disclosed(cells)),
        differing=_differing(row, sampled),
    )


def sampled_decision(*, actor: Actor, sampled: UUID, language: str, now: datetime) -> SampledDecisionView:
    """One drawn decision: for who sees legal reviews, and once it has findings for its team. Raises ``NotFound``."""
    row = _sampled(SampledDecision.objects.filter(pk=sampled)).select_related("review").first()
    if row is None or not (may(actor, "legal.see") or _is_of_her_team(row, actor)):
        raise NotFound(f"sampled decision {sampled}")
    decision = row.decision
    said = {each.point: each for each in row.points.all()}
    burdens = row.outcome in BURDENS
    discretion = decision is not None and decision.discretion != "bound"
    points = []
    for point in checklist(row.review.checklist).points:
        known = said.get(point.key)
        points.append(
            PointView(
                key=point.key,
                text=point.text.get(language, point.text["de"]),
                concerns=point.concerns(burdens=burdens, discretion=discretion),
                verdict=known.verdict if known else "",
                severity=known.severity if known else "",
                note=known.note if known else "",
            )
        )
    return SampledDecisionView(
        line=_line(row, actor, _titles(language, now)),
        review=row.review_id,
        month=row.review.month,
        decision=decision_view(decision, actor) if decision else None,
        to=tuple(decision.addressees.order_by("capacity", "pk").values_list("name", "capacity")) if decision else (),
        notified=notifications(decision=decision.pk) if decision else (),
        received_at=decision.case.received_at if decision else None,
        points=tuple(points),
        answer_text=row.answer_text,
        answered_at=row.answered_at,
        may_answer=_is_of_her_team(row, actor) and actor.staff_id != row.reviewer_id,
    )


def findings(*, actor: Actor, language: str, now: datetime, page: int = 1) -> FindingsList:
    """What legal reviews found in the reader's teams, unanswered ones first. Three queries. Raises ``NotAllowed``."""
    scope = _findings(actor)
    counts = scope.aggregate(total=Count("pk"), open=Count("pk", filter=Q(answer="")))
    pages = max(1, -(-counts["total"] // PAGE_SIZE))
    page = min(max(page, 1), pages)
    titles = _titles(language, now)
    rows = _ordered(scope)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return FindingsList(tuple(_line(each, actor, titles) for each in rows), counts["total"], counts["open"], page, pages)


def every_finding(*, actor: Actor, language: str, now: datetime) -> Iterator[SampledView]:
    """As ``findings``, all pages: for the file. Raises ``NotAllowed``."""
    titles = _titles(language, now)
    return (_line(each, actor, titles) for each in _ordered(_findings(actor)).iterator())


def _findings(actor: Actor) -> QuerySet[SampledDecision]:
    require(actor, "legal.answer_findings")
    defects = ReviewPoint.objects.filter(sampled=OuterRef("pk"), verdict="defect")
    scope = SampledDecision.objects.filter(Exists(defects), reviewed_at__isnull=False, decision__isnull=False)
    if reach(actor, "legal.answer_findings") == "team":
        scope = scope.filter(decision__case__team__in=actor.teams)
    return scope


def _ordered(scope: QuerySet[SampledDecision]) -> QuerySet[SampledDecision]:
    unanswered = Case(When(answer="", then=Value(0)), default=Value(1))
    return _sampled(scope).order_by(unanswered, "-reviewed_at", "pk")


def _is_of_her_team(row: SampledDecision, actor: Actor) -> bool:
    if row.decision is None or not row.number_of_findings:  # type: ignore[attr-defined]  # annotated
        return False
    return may(actor, "legal.answer_findings", team=row.decision.case.team)


def _sampled(rows: QuerySet[SampledDecision]) -> QuerySet[SampledDecision]:
    return rows.select_related("decision__case", "decision__author", "decision__reviewer").annotate(
        number_of_findings=Count("points", filter=Q(points__verdict="defect")),
        number_of_serious=Count("points", filter=Q(points__severity="serious")),
    )


def _line(row: SampledDecision, actor: Actor, titles: Mapping[str, str]) -> SampledView:
    decision = row.decision
    return SampledView(
        id=row.pk,
        rank=row.rank,
        case=decision.case_id if decision else None,
        file_number=codes.spoken(decision.case.file_number) if decision else "",
        service=row.service,
        title=titles.get(row.service, row.service),
        outcome=row.outcome,
        reviewed_at=row.reviewed_at,
        findings=row.number_of_findings,  # type: ignore[attr-defined]  # annotated
        serious=row.number_of_serious,  # type: ignore[attr-defined]  # annotated
        answer=row.answer,
        is_own=decision is not None and actor.staff_id in (decision.author_id, decision.reviewer_id),
    )


def _titles(language: str, now: datetime) -> dict[str, str]:
    return {each.key: each.title(language) for each in catalogue.published(on=local_day(now))}


def _months(reviews: list[LegalReview], titles: Mapping[str, str]) -> tuple[MonthView, ...]:
    """Two queries: how far each is, and what the done ones say."""
    defects = ReviewPoint.objects.filter(sampled=OuterRef("pk"), verdict="defect")
    counted = {
        each["review"]: each
        for each in SampledDecision.objects.filter(review__in=reviews)
        .annotate(has_findings=Exists(defects))
        .values("review")
        .annotate(
            reviewed=Count("pk", filter=Q(reviewed_at__isnull=False)),
            open=Count("pk", filter=Q(reviewed_at__isnull=True, decision__isnull=False)),
            unanswered=Count("pk", filter=Q(has_findings=True, answer="", decision__isnull=False)),
        )
        .order_by()
    }
    cells = _cells([each.pk for each in reviews])
    made = []
    for row in reviews:
        far = counted.get(row.pk, {"reviewed": 0, "open": 0, "unanswered": 0})
        shown = disclosed(cells[row.pk]) if not far["open"] else ()
        made.append(
            MonthView(
                id=row.pk,
                month=row.month,
                population=row.population,
                drawn=row.drawn,
                reviewed=far["reviewed"],
                open=far["open"],
                unanswered=far["unanswered"],
                drawn_at=row.drawn_at,
                total=_rate(merged(shown), titles) if shown else None,
            )
        )
    return tuple(made)


def _cells(reviews: list[UUID]) -> dict[UUID, list[Cell]]:
    """Per review what was reviewed, by service. One query. Authors are counted against the limits and go no further."""
    found: dict[UUID, dict[str, list[tuple[int, int, int | None]]]] = defaultdict(lambda: defaultdict(list))
    rows = SampledDecision.objects.filter(review__in=reviews, reviewed_at__isnull=False).annotate(
        author=F("decision__author"),
        defects=Count("points", filter=Q(points__verdict="defect")),
        grave=Count("points", filter=Q(points__severity="serious")),
    )
    for review, service, author, defects, grave in rows.values_list("review", "service", "author", "defects", "grave"):
        found[review][service].append((defects, grave, author))
    return defaultdict(
        list,
        {
            review: [
                Cell(
                    service,
                    len(each),
                    sum(defects > 0 for defects, _, _ in each),
                    sum(grave > 0 for _, grave, _ in each),
                    frozenset(author for _, _, author in each if author is not None),
                )
                for service, each in services.items()
            ]
            for review, services in found.items()
        },
    )


def _rate(cell: Cell, titles: Mapping[str, str]) -> DefectRate:
    low, high = wilson(cell.defective, cell.reviewed)
    title = titles.get(cell.service, cell.service) if cell.service != OTHERS else ""
    return DefectRate(cell.service, title, cell.reviewed, cell.defective, cell.serious, low, high)


def _differing(review: LegalReview, sampled: list[SampledDecision]) -> int:
    """How many of the drawn decisions that are still there would not be drawn, or not with that number, computed again.

    Cases that were deleted since make room for others: so many more may be in the sample of what is left.
    """
    here = {each.decision_id: int(each.number) for each in sampled if each.decision_id is not None}
    again = dict(keys.review_draw(review.month, (pk for pk, _, _ in left_in(review.month)), size=review.drawn))
    return sum(again.get(decision) != number for decision, number in here.items())
