"""One act on many cases: shown before, done case by case, taken back while nobody has changed the case since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions import waiting
from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.actions.steering import name_deputy
from amtslotse.casework.actions.team import reroute, take
from amtslotse.casework.models import Batch, BatchItem, Case, Suspension
from amtslotse.casework.rules import events
from amtslotse.casework.rules.inbox import BATCHES, MOST_IN_A_BATCH
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Done:
    """How many cases changed, and how many did not, by the code of the refusal."""

    batch: UUID | None
    changed: int
    left: Counter[str]


@transaction.atomic
def act_on_many(
    *,
    kind: str,
    cases: Sequence[UUID],
    by: Actor,
    now: datetime,
    team: str = "",
    deputy: int | None = None,
    partner: str = "",
    reason: str = "",
) -> Done:
    """The act is done to every case that allows it, as if one by one; the others stay as they are and are counted.

    At most ``MOST_IN_A_BATCH`` cases. Raises ``InvalidInput`` (field ``cases`` ``none_chosen`` or ``too_many``; field
    ``kind``; or what is wrong with the act itself: nothing is changed then) and ``NotAllowed``.
    """
    if kind not in BATCHES:
        raise InvalidInput(field="kind", reason="unknown")
    if not 0 < len(set(cases)) <= MOST_IN_A_BATCH:
        raise InvalidInput(field="cases", reason="too_many" if cases else "none_chosen")
    batch = Batch.objects.create(kind=kind, by_id=staff_id(by=by), at=now)
    acts: dict[str, Callable[[UUID], object]] = {
        "reroute": lambda case: reroute(case=case, team=team, reason=reason, by=by, now=now),
        "take": lambda case: take(case=case, by=by, now=now),
        "deputy": lambda case: name_deputy(row=locked(case=case, action="set_deputy", by=by)[0], deputy=deputy, by=by, now=now),
        "suspend": lambda case: waiting.suspend(case=case, partner=partner, note=reason, by=by, now=now),
    }
    left: Counter[str] = Counter()
    changed = 0
    for case in sorted(set(cases)):  # in one order, so that two batches never wait for each other in a ring
        try:
            with transaction.atomic():
                changed += _one(batch, case, acts[kind], by, now)
        except InvalidInput as fault:
            if fault.reason in _THE_ACTS_OWN:
                raise
            left[fault.reason] += 1
        except DomainError as fault:
            left[fault.code] += 1
    if not changed:
        batch.delete()
    return Done(batch.pk if changed else None, changed, left)


#: Refusals that are about what was typed, not about a case.
_THE_ACTS_OWN = frozenset({"required", "unknown_team", "not_an_option", "too_long"})


def _one(batch: Batch, case: UUID, act: Callable[[UUID], object], by: Actor, now: datetime) -> bool:
    row = Case.objects.select_for_update(of=("self",)).filter(pk=case).first()
    if row is None:
        raise NotFound(f"case {case}")
    before = _state(row)
    made = act(case)
    row.refresh_from_db()
    after = _state(row) | ({"suspension": str(made)} if isinstance(made, UUID) else {})
    if before == after:
        return False
    BatchItem.objects.create(batch=batch, case=row, before=before, after=after)
    record(case=row, kind=events.IN_BATCH, payload={"batch": str(batch.pk), "action": batch.kind}, by=by, now=now)
    return True


def _state(row: Case) -> dict[str, Any]:
    return {
        "status": row.status,
        "team": row.team,
        "team_reason": row.team_reason,
        "team_by_hand": row.team_by_hand,
        "owner": row.owner_id,
        "deputy": row.deputy_id,
    }


@transaction.atomic
def undo(*, batch: UUID, by: Actor, now: datetime) -> Done:
    """Every case of the act that nobody has changed since is as it was before; the others are left and counted.

    Only who did it takes it back. Doing it again changes nothing more. Raises ``NotAllowed`` and ``NotFound``.
    """
    row = Batch.objects.select_for_update(of=("self",)).filter(pk=batch).first()
    if row is None:
        raise NotFound(f"batch {batch}")
    if row.by_id != staff_id(by=by):
        raise NotAllowed(f"batch {batch} is somebody else's")
    left: Counter[str] = Counter()
    changed = 0
    for item in row.items.filter(undone=False).order_by("case_id"):
        case = Case.objects.select_for_update(of=("self",)).get(pk=item.case_id)
        if _undo_one(row, item, case, by, now):
            changed += 1
        else:
            left["changed_since"] += 1
    row.undone_at = row.undone_at or now
    row.save(update_fields=["undone_at"])
    return Done(row.pk, changed, left)


def _undo_one(batch: Batch, item: BatchItem, case: Case, by: Actor, now: datetime) -> bool:
    expected = {key: value for key, value in item.after.items() if key != "suspension"}
    if _state(case) != expected:
        return False
    if "suspension" in item.after:
        interval = Suspension.objects.filter(pk=item.after["suspension"], ended_at__isnull=True).first()
        if interval is None:
            return False
        waiting.end(row=case, interval=interval, ending="without", now=now)
        payload = {"partner": interval.partner.code, "reason": interval.reason, "ending": "without"}
        record(case=case, kind=events.RESUMED, payload=payload, by=by, now=now)
    before = item.before
    case.team, case.team_reason, case.team_by_hand = before["team"], before["team_reason"], before["team_by_hand"]
    case.owner_id, case.deputy_id = before["owner"], before["deputy"]
    case.save(update_fields=["team", "team_reason", "team_by_hand", "owner", "deputy"])
    record(case=case, kind=events.BATCH_UNDONE, payload={"batch": str(batch.pk), "action": batch.kind}, by=by, now=now)
    item.undone = True
    item.save(update_fields=["undone"])
    return True
