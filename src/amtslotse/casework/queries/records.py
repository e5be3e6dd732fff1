"""What is kept how long, what is held, and what the runs took away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Case, LegalHold, RetentionRun, Suit
from amtslotse.casework.queries.applicant import hers
from amtslotse.casework.rules import retention
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import local_day, spoken_file_number
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import office

#: As many as a page shows; the file has more.
RUNS, HOLDS = 60, 200


@dataclass(frozen=True, slots=True)
class UploadsEnd:
    """What she is told about her uploads: the day they go, or the day they went."""

    goes_on: date | None
    gone_on: date | None


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold. ``lifted``: empty while it is open, else ``by_hand`` or ``lapsed``."""

    id: UUID
    file_number: str
    reason: str
    begins_on: date
    until: date | None
    set_by: str
    lifted_at: datetime | None
    lifted: str


@dataclass(frozen=True, slots=True)
class RetentionRunView:
    ran_at: datetime
    counts: Mapping[str, int]  # by rules.retention.CLASSES


@dataclass(frozen=True, slots=True)
class Periods:
    """The office's numbers. 0: it has not named one, so nothing of that class goes."""

    upload_months: int
    case_months: int
    message_days: int
    draft_days: int


def uploads_end(*, access: Access, now: datetime) -> UploadsEnd | None:
    """When her uploads go or went; ``None`` while nobody can say: not final, held, none there. At most four queries."""
    case = hers(access)
    gone = getattr(case, "uploads_gone", None)
    if not case.documents.exists():
        return UploadsEnd(None, gone.gone_on) if gone else None
    if is_kept(case=case.pk):
        return None
    day = retention.uploads_go_on(
        closure=case.closure,
        final_on=case.final_on,
        ended_on=local_day(case.ended_at) if case.ended_at else None,
        months=office().number("upload_months"),
    )
    return UploadsEnd(max(day, local_day(now)), None) if day else None


def is_kept(*, case: UUID) -> bool:
    """Whether somebody holds it, or a suit about it is open: then nothing of it is deleted."""
    return LegalHold.objects.filter(case=case, lifted_at=None).exists() or Suit.objects.filter(case=case, outcome="").exists()


def periods(*, actor: Actor) -> Periods:
    """How long each class stays. Raises ``NotAllowed``."""
    require(actor, "records.see")
    here = office()
    return Periods(*(here.number(name) for name in ("upload_months", "case_months", "message_days", "draft_days")))


def retention_runs(*, actor: Actor, limit: int | None = RUNS) -> list[RetentionRunView]:
    """The reports, newest first. One query. Raises ``NotAllowed``."""
    require(actor, "records.see")
    return [RetentionRunView(row.ran_at, row.counts) for row in RetentionRun.objects.order_by("-ran_at")[:limit]]


def holds(*, actor: Actor, limit: int | None = HOLDS) -> list[HoldView]:
    """The open ones first, then those that are over, newest first. One query. Raises ``NotAllowed``."""
    require(actor, "records.see")
    rows = LegalHold.objects.select_related("case", "set_by").order_by("-lifted_at", "-set_at", "pk")[:limit]
    return [
        HoldView(
            row.pk,
            spoken_file_number(row.case.file_number),
            row.reason,
            row.begins_on,
            row.until,
            row.set_by.get_full_name(),
            row.lifted_at,
            "" if row.lifted_at is None else "by_hand" if row.lifted_by_id else "lapsed",
        )
        for row in rows
    ]


def case_to_hold(*, actor: Actor, file_number: str) -> UUID:
    """The case with this number, as it was typed. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "records.hold")
    found = Case.objects.filter(file_number=codes.normalise(file_number)).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("no such case")
    return found
