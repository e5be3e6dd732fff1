"""Clearing: is everything there, and if not, what exactly is missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from amtslotse.casework.actions.recording import locked, record, staff_id, tell, write_letter
from amtslotse.casework.actions.routing import home_of
from amtslotse.casework.models import Case, Document, DocumentCheck, DocumentRequest, RequestItem
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import (
    LONGEST_NOTE,
    NEEDS_REASON,
    VERDICT_SENTENCES,
    VERDICTS,
    default_deadline,
    still_open,
    text,
    to_request,
)
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import DocumentNeed, Procedure, required_documents
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.offices import queries as offices

#: Nobody can get a paper from another authority in less.
SHORTEST_DEADLINE = timedelta(days=7)


class NothingMissing(DomainError):
    """No document is marked missing, unreadable or wrong: there is nothing to request."""

    code = "nothing_missing"


class NotComplete(DomainError):
    """Required documents are not marked fine. ``facts["needs"]`` holds their keys."""

    code = "not_complete"


class DeadlineRuns(DomainError):
    """She was asked for nothing yet, or still has time: the case cannot go on as it stands."""

    code = "deadline_runs"


@transaction.atomic
def open_check(*, case: UUID, by: Actor, now: datetime) -> None:
    """The case is in clearing. On a case that is already there nothing changes.

    From a case that waits for documents it takes the request back: they came another way, or the deadline has passed.
    What she uploaded meanwhile counts as handed in. Raises ``NotAllowed``, ``NotFound``.
    """
    row = Case.objects.select_for_update(of=("self",)).filter(pk=case).first()
    if row is not None and row.status == "in_clearing":
        locked(case=case, action="mark", by=by)  # the same right; there is only nothing to do
        return
    row, row_status = locked(case=case, action="open_check", by=by)
    _open(row, row_status, by, now)


@transaction.atomic
def mark(*, case: UUID, need: str, verdict: str, reason: str = "", by: Actor, now: datetime) -> None:
    """The required document carries the verdict: fine, missing, unreadable or wrong (``rules.VERDICTS``).

    Marking again replaces the verdict. Opens the check when it was not open.
    Raises ``InvalidInput`` (field ``verdict`` ``unknown_verdict``; field ``reason`` ``required`` for unreadable and
    wrong), ``NotAllowed``, ``NotFound`` for a need the case does not have.
    """
    row, status = locked(case=case, action="mark", by=by)
    if verdict not in VERDICTS:
        raise InvalidInput(field="verdict", reason="unknown_verdict")
    if need not in {each.key for each in _needs(row)}:
        raise NotFound(f"need {need}")
    said = text(reason, field="reason", longest=LONGEST_NOTE, shortest=1 if verdict in NEEDS_REASON else 0)
    if status != row.status:
        _open(row, status, by, now)
    DocumentCheck.objects.update_or_create(
        case=row,
        need=need,
        defaults={
            "verdict": verdict,
            "reason": "" if verdict == "fine" else said,
            "checked_at": now,
            "checked_by_id": staff_id(by=by),
        },
    )
    record(case=row, kind=events.DOCUMENT_MARKED, payload={"need": need, "verdict": verdict}, by=by, now=now)


@transaction.atomic
def request_documents(*, case: UUID, deadline_on: date | None = None, note: str = "", by: Actor, now: datetime) -> UUID:
    """One request names everything marked missing, unreadable or wrong, with its reason, a deadline and § 82(1), (3).

    Returns the letter. ``deadline_on`` is by default the office's ``request_days`` from today, moved to a working day.
    There is at most one open request a case: the database refuses a second one.
    Raises ``NothingMissing``, ``InvalidInput`` (field ``deadline_on``, ``too_early`` or ``too_late``), ``NotAllowed``,
    ``NotFound``.
    """
    row, status = locked(case=case, action="request_documents", by=by)
    said = text(note, field="note", longest=LONGEST_NOTE, shortest=0)
    here = offices.office()
    usual = default_deadline(local_day(now), days=here.number("request_days"), land=here.land)
    deadline = deadline_on or usual
    if deadline < local_day(now) + SHORTEST_DEADLINE:
        raise InvalidInput(field="deadline_on", reason="too_early", shortest_days=SHORTEST_DEADLINE.days)
    if deadline > local_day(now) + timedelta(days=365):
        raise InvalidInput(field="deadline_on", reason="too_late")
    checks = {check.need: check for check in row.checks.all()}
    needs = _needs(row)
    named = to_request(needs, {key: check.verdict for key, check in checks.items()})
    if not named:
        raise NothingMissing(f"case {case}")
    request = _opened(row, deadline, said, now)
    RequestItem.objects.bulk_create(
        RequestItem(request=request, need=key, verdict=checks[key].verdict, reason=checks[key].reason) for key in named
    )
    row.status = status
    row.save(update_fields=["status"])
    letter = write_letter(
        case=row,
        kind="document_request",
        data={
            "matter": dict(_procedure(row).title.by_language),
            "items": [_item(need, checks[need.key]) for need in needs if need.key in named],
            "deadline": deadline.isoformat(),
            **({"note": {"de": said}} if said else {}),
        },
        now=now,
    )
    record(
        case=row,
        kind=events.DOCUMENTS_REQUESTED,
        payload={"count": len(named), "items": list(named), "deadline_on": deadline},
        by=by,
        now=now,
    )
    tell(case=row, kind="documents_requested", key=f"request:{request.pk}", now=now)
    return letter.pk


@transaction.atomic
def end_request(*, case: UUID, by: Actor, now: datetime) -> None:
    """A team's open request is over: they came another way, or it goes on without. Without one nothing changes.

    What she uploaded meanwhile counts as handed in. Raises ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="end_request", by=by)
    if not DocumentRequest.objects.filter(case=row, fulfilled_at=None).update(fulfilled_at=now):
        return
    Document.objects.filter(case=row, handed_in_at=None).update(handed_in_at=now)
    record(case=row, kind=events.REQUEST_ENDED, by=by, now=now)


@transaction.atomic
def confirm_complete(*, case: UUID, by: Actor, now: datetime) -> UUID:
    """The applicant holds a dated letter "vollständig seit", and the case lies with the team the routing rule names.

    ``complete_since`` is set once and never changes. Returns the letter.
    Raises ``NotComplete``, ``offices.rules.NoTeam``, ``NotAllowed``, ``NotFound``.
    """
    row, row_status = locked(case=case, action="confirm_complete", by=by)
    still = still_open(_needs(row), {check.need: check.verdict for check in row.checks.all()})
    if still:
        raise NotComplete(needs=still)
    routed = home_of(row=row, now=now)
    row.status, row.team, row.team_reason, row.complete_since = row_status, routed.team_code, dict(routed.reason), now
    row.save(update_fields=["status", "team", "team_reason", "complete_since"])
    languages = dict.fromkeys(("de", row.language))
    letter = write_letter(
        case=row,
        kind="completeness",
        data={
            "matter": dict(_procedure(row).title.by_language),
            "received_at": row.received_at.isoformat(),
            "complete_since": now.isoformat(),
            "team": {code: offices.team_name(row.team, code, on=local_day(now)) for code in languages},
        },
        now=now,
    )
    record(
        case=row,
        kind=events.COMPLETENESS_CONFIRMED,
        payload={"team": row.team, "difficulty": row.difficulty},
        by=by,
        now=now,
    )
    tell(case=row, kind="complete", key="complete", now=now)
    return letter.pk


@transaction.atomic
def pass_on(*, case: UUID, reason: str, by: Actor, now: datetime) -> None:
    """The case lies with its team as it stands, after a deadline she was given has passed (§ 82(1), (3) AufenthG).

    ``complete_since`` stays empty: nobody confirmed what is not there. Her open request ends; she is told that there is news.
    Raises ``DeadlineRuns`` while no request's deadline has passed, ``InvalidInput`` (field ``reason``, ``required``),
    ``offices.rules.NoTeam``, ``NotAllowed``, ``NotFound``.
    """
    row, status = locked(case=case, action="pass_on", by=by)
    said = text(reason, field="reason", longest=LONGEST_NOTE)
    if not row.requests.filter(deadline_on__lt=local_day(now)).exists():
        raise DeadlineRuns(f"case {case}")
    DocumentRequest.objects.filter(case=row, fulfilled_at=None).update(fulfilled_at=now)
    Document.objects.filter(case=row, handed_in_at=None).update(handed_in_at=now)
    routed = home_of(row=row, now=now)
    row.status, row.team, row.team_reason, row.as_it_stands = status, routed.team_code, dict(routed.reason), said
    row.save(update_fields=["status", "team", "team_reason", "as_it_stands"])
    record(case=row, kind=events.PASSED_ON, payload={"team": row.team, "difficulty": row.difficulty}, by=by, now=now)
    tell(case=row, kind="news", key="passed_on", now=now)


def _open(row: Case, status: str, by: Actor, now: datetime) -> None:
    DocumentRequest.objects.filter(case=row, fulfilled_at=None).update(fulfilled_at=now)
    Document.objects.filter(case=row, handed_in_at=None).update(handed_in_at=now)
    row.status = status
    row.save(update_fields=["status"])
    record(case=row, kind=events.CHECK_OPENED, by=by, now=now)


def _opened(row: Case, deadline: date, note: str, now: datetime) -> DocumentRequest:
    try:
        with transaction.atomic():
            return DocumentRequest.objects.create(case=row, deadline_on=deadline, note=note, sent_at=now)
    except IntegrityError:
        raise NotAllowed(f"case {row.pk} has an open request") from None


def _procedure(row: Case) -> Procedure:
    return catalogue.get(key=row.service, version=row.service_version, on=local_day(row.received_at))


def _needs(row: Case) -> tuple[DocumentNeed, ...]:
    answers = {**row.answers, **row.applicant.answers}
    return required_documents(_procedure(row), answers, on=local_day(row.received_at))


def _item(need: DocumentNeed, check: DocumentCheck) -> dict[str, object]:
    """The verdict in every language; what the clerk wrote in German beside it, for it is the office's own word."""
    sentences = VERDICT_SENTENCES[check.verdict]
    reason = {code: f"{sentence} {check.reason}".strip() for code, sentence in sentences.items()}
    return {"label": dict(need.label.by_language), "reason": reason, "legal_basis": need.legal_basis}
