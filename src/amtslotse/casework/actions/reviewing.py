"""The monthly legal review: drawn by key, reviewed by somebody who had no part in it, answered by the team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import record, staff_id
from amtslotse.casework.models import Decision, LegalReview, ReviewPoint, SampledDecision, keys
from amtslotse.casework.queries.reviewing import left_in
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import BURDENS, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.legal_review import (
    ANSWERS,
    LONGEST_NOTE,
    SEVERITIES,
    VERDICTS,
    checklist,
    checklist_on,
    month_after,
    month_before,
)
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.offices.queries import office

#: One draw at a time; any number would do.
_LOCK = 7_514_001


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reviewer says about one point."""

    verdict: str
    severity: str = ""
    note: str = ""


@transaction.atomic
def draw_review(*, month: date | None = None, by: Actor, now: datetime) -> UUID:
    """The sample of a month is drawn, once; without ``month`` that of the last one. Asked again, it is the same.

    ``legal_review_size`` decisions of all that left the house in the month, by a keyed hash of month and decision; the numbers
    are kept with them. Raises ``InvalidInput`` (``month`` ``not_over``), ``NotAllowed``.
    """
    if by != SYSTEM:
        require(by, "legal.change")
    month = month.replace(day=1) if month else month_before(local_day(now))
    if month_after(month) > local_day(now):
        raise InvalidInput(field="month", reason="not_over")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    known = LegalReview.objects.filter(month=month).values_list("pk", flat=True).first()
    if known is not None:
        return known
    matters = {pk: (service, outcome) for pk, service, outcome in left_in(month)}
    chosen = keys.review_draw(month, matters, size=office().number("legal_review_size"))
    review = LegalReview.objects.create(
        month=month,
        population=len(matters),
        drawn=len(chosen),
        checklist=checklist_on(month).version,
        drawn_at=now,
    )
    SampledDecision.objects.bulk_create(
        SampledDecision(
            review=review,
            decision_id=decision,
            rank=rank,
            number=number,
            service=matters[decision][0],
            outcome=matters[decision][1],
        )
        for rank, (decision, number) in enumerate(chosen, 1)
    )
    drawn = NewEvent(events.REVIEW_DRAWN.name, {"month": month, "population": len(matters), "drawn": len(chosen)})
    append(stream_kind="legal_review", stream_ref=str(review.pk), events=[drawn], by=by, now=now)
    return review.pk


@transaction.atomic
def review_sampled(*, sampled: UUID, points: Mapping[str, Verdict], by: Actor, now: datetime) -> None:
    """Every point of the checklist is answered, for good.

    The machine proposes which points do not apply; what the law asks of the decision cannot be set aside.
    Raises ``InvalidInput`` (the point: ``required``, ``not_an_option``; ``<point>_severity`` and ``<point>_note`` ``required``
    for a defect; ``sampled``: ``ended`` when somebody was faster, ``gone`` when its case was deleted), ``NotAllowed`` (also to
    author and releaser), ``NotFound``.
    """
    require(by, "legal.change")
    row = _locked(sampled)
    if row.reviewed_at is not None:
        raise InvalidInput(field="sampled", reason="ended")
    if row.decision is None:
        raise InvalidInput(field="sampled", reason="gone")
    if staff_id(by=by) in (row.decision.author_id, row.decision.reviewer_id):
        raise NotAllowed(f"decision {row.decision_id} is her own")
    said = _points(row, row.decision, points)
    ReviewPoint.objects.bulk_create(said)
    row.reviewer_id, row.reviewed_at = staff_id(by=by), now
    row.save(update_fields=["reviewer", "reviewed_at"])
    findings = sum(each.verdict == "defect" for each in said)
    record(case=row.decision.case, kind=events.LEGALLY_REVIEWED, payload={"findings": findings}, by=by, now=now)


@transaction.atomic
def answer_findings(*, sampled: UUID, answer: str, said: str = "", by: Actor, now: datetime) -> None:
    """The team answered the findings, once. To dispute them takes words.

    Raises ``InvalidInput`` (``answer``: ``not_an_option``, ``ended``; ``said``: ``required``, ``too_long``), ``NotAllowed``,
    ``NotFound``; a decision without findings is not there for a team.
    """
    row = _locked(sampled)
    if row.decision is None or not row.points.filter(verdict="defect").exists():
        raise NotFound(f"sampled decision {sampled}")
    require(by, "legal.answer_findings", team=row.decision.case.team)
    if answer not in ANSWERS:
        raise InvalidInput(field="answer", reason="not_an_option")
    if row.answer:
        raise InvalidInput(field="answer", reason="ended")
    if row.reviewer_id == staff_id(by=by):
        raise NotAllowed(f"sampled decision {sampled} was reviewed by herself")
    row.answer_text = text(said, field="said", longest=LONGEST_NOTE, shortest=1 if answer == "disputed" else 0)
    row.answer, row.answered_by_id, row.answered_at = answer, staff_id(by=by), now
    row.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
    record(case=row.decision.case, kind=events.FINDINGS_ANSWERED, payload={"answer": answer}, by=by, now=now)


def _locked(sampled: UUID) -> SampledDecision:
    rows = SampledDecision.objects.select_for_update(of=("self",)).select_related("decision__case", "review")
    row = rows.filter(pk=sampled).first()
    if row is None:
        raise NotFound(f"sampled decision {sampled}")
    return row


def _points(row: SampledDecision, decision: Decision, points: Mapping[str, Verdict]) -> list[ReviewPoint]:
    burdens, discretion = decision.outcome in BURDENS, decision.discretion != "bound"
    made = []
    for point in checklist(row.review.checklist).points:
        said = points.get(point.key)
        if said is None or not said.verdict:
            raise InvalidInput(field=point.key, reason="required")
        concerns = point.concerns(burdens=burdens, discretion=discretion)
        if said.verdict not in VERDICTS or (said.verdict == "not_applicable" and concerns):
            raise InvalidInput(field=point.key, reason="not_an_option")
        severity, note = "", ""
        if said.verdict == "defect":
            if said.severity not in SEVERITIES:
                raise InvalidInput(field=f"{point.key}_severity", reason="required")
            severity, note = said.severity, text(said.note, field=f"{point.key}_note", longest=LONGEST_NOTE)
        made.append(ReviewPoint(sampled=row, point=point.key, verdict=said.verdict, severity=severity, note=note))
    return made
