"""Acts on many cases, before they are done and afterwards; and filters under a name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from amtslotse.accounts.rules import may
from amtslotse.casework.models import Batch, BatchItem, Case, SavedFilter, Suspension
from amtslotse.casework.rules import states
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.inbox import MOST_IN_A_BATCH
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.offices import queries as offices

_MOVE = {"reroute": "reroute", "take": "take", "deputy": "set_deputy", "suspend": "suspend"}


@dataclass(frozen=True, slots=True)
class Line:
    """A case that was chosen. ``refusal`` is empty when the act will be done, else why it will not: not_allowed, has_owner,
    is_hers, skill_needed, same_team, no_owner, waits_already."""

    id: UUID
    file_number: str
    name: str
    team: str
    owner: str
    refusal: str


@dataclass(frozen=True, slots=True)
class BatchView:
    """An act that was done or is being done. ``lines``: the first of its cases; ``open``: how many would be taken back now."""

    id: UUID
    kind: str
    at: datetime
    undone_at: datetime | None
    lines: tuple[Line, ...]
    is_hers: bool
    open: int
    state: str  # waiting: a job does it; undoing: a job takes it back; done
    total: int  # cases that were chosen; 0 where no job did it
    changed: int
    stayed: tuple[tuple[str, int], ...]  # why → cases that a job left as they were

    @property
    def looked_at(self) -> int:
        """How far a job is."""
        return self.changed + sum(number for _why, number in self.stayed)


def before_batch(
    *, kind: str, cases: Collection[UUID], actor: Actor, now: datetime, team: str = "", partner: str = ""
) -> tuple[Line, ...]:
    """What the act would do to each chosen case that the reader may see, in the order of file numbers. Four queries at most."""
    rows = Case.objects.select_related("applicant", "owner").filter(pk__in=cases).order_by("file_number")
    lacking = offices.lacking(staff=actor.staff_id or 0, on=local_day(now)) if kind == "take" else None
    waits: set[UUID] = set()
    if kind == "suspend":
        open_ones = Suspension.objects.filter(case__in=cases, partner__code=partner, ended_at__isnull=True)
        waits = set(open_ones.values_list("case_id", flat=True))

    def refusal(row: Case) -> str:
        if _MOVE[kind] not in states.allowed(actor, state=row.status, team=row.team):
            return "not_allowed"
        if kind == "take" and row.owner_id is not None:
            return "is_hers" if row.owner_id == actor.staff_id else "has_owner"
        if lacking is not None and lacking.for_case(row.purpose, row.difficulty):
            return "skill_needed"
        if kind == "reroute" and row.team == team and row.owner_id is None:
            return "same_team"
        return "waits_already" if row.pk in waits else ""

    return tuple(_line(row, refusal(row)) for row in rows if may(actor, "casework.see_case", team=row.team))


def batch(*, actor: Actor, batch: UUID) -> BatchView:
    """The act with its cases, for who did it; of one that she may not open any more, the number alone.

    Raises ``NotFound`` for everybody else. Three queries.
    """
    row = Batch.objects.filter(pk=batch, by=actor.staff_id).first() if actor.is_staff else None
    if row is None:
        raise NotFound(f"batch {batch}")
    counts = row.items.aggregate(n=Count("pk"), open=Count("pk", filter=Q(undone=False)))
    items = row.items.select_related("case__applicant", "case__owner").order_by("case__file_number")[:MOST_IN_A_BATCH]
    return BatchView(
        id=row.pk,
        kind=row.kind,
        at=row.at,
        undone_at=row.undone_at,
        lines=tuple(_done(actor, item) for item in items),
        is_hers=True,
        open=counts["open"],
        state=row.state,
        total=row.total,
        changed=counts["n"],
        stayed=tuple(sorted(row.stayed.items())),
    )


def batches_of(*, actor: Actor, case: UUID) -> tuple[tuple[UUID, str, datetime], ...]:
    """The acts of this reader in which the case was changed and not taken back, newest first. One query."""
    items = BatchItem.objects.select_related("batch").filter(case=case, undone=False, batch__by=actor.staff_id)
    return tuple((item.batch_id, item.batch.kind, item.batch.at) for item in items.order_by("-batch__at")[:5])


def _done(actor: Actor, item: BatchItem) -> Line:
    line = _line(item.case, "" if not item.undone else "undone")
    seen = may(actor, "casework.see_case", team=item.case.team)
    return line if seen else replace(line, name="", owner="")


def _line(row: Case, refusal: str) -> Line:
    who = row.applicant
    return Line(
        id=row.pk,
        file_number=codes.spoken(row.file_number),
        name=", ".join(part for part in (who.family_name, who.given_names) if part),
        team=row.team,
        owner=row.owner.get_full_name() if row.owner else "",
        refusal=refusal,
    )


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter under a name. ``query`` is what stands behind the question mark."""

    id: int
    name: str
    query: str


def saved_filters(*, actor: Actor, list_name: str) -> Sequence[FilterView]:
    """Her filters of a list, by name. One query."""
    rows = SavedFilter.objects.filter(owner=actor.staff_id, list=list_name).order_by("name")
    return [FilterView(row.pk, row.name, row.query) for row in rows]


def override_of(*, case: UUID) -> tuple[int | None, str]:
    """The urgency that a person set, and why; for pages that have asked whether the reader may see the case. One query."""
    return Case.objects.values_list("urgency_override", "urgency_reason").get(pk=case)
