"""One act on many cases: shown before, done case by case, taken back while nobody has changed the case since."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from procrastinate.contrib.django import app

from amtslotse.accounts.queries import actor_of
from amtslotse.casework.actions import waiting
from amtslotse.casework.actions.dispatching import QUEUE
from amtslotse.casework.actions.recording import locked, record, sent_before, staff_id
from amtslotse.casework.actions.steering import name_deputy
from amtslotse.casework.actions.team import reroute, take
from amtslotse.casework.models import Batch, BatchItem, BatchTodo, Case, Suspension
from amtslotse.casework.rules import events
from amtslotse.casework.rules.inbox import BATCHES, MOST_IN_A_BATCH, MOST_IN_A_JOB
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound

TASK = "casework.run_batch"
#: Cases a transaction of a job.
_AT_ONCE = 50
_LEFT_BEHIND = timedelta(minutes=10)
_log = logging.getLogger(__name__)


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
    act = _act(kind, {"team": team, "deputy": deputy, "partner": partner, "reason": reason}, by, now)
    left: Counter[str] = Counter()
    changed = 0
    for case in sorted(set(cases)):  # in one order, so that two batches never wait for each other in a ring
        try:
            with transaction.atomic():
                changed += _one(batch, case, act, by, now)
        except InvalidInput as fault:
            if fault.reason in _THE_ACTS_OWN:
                raise
            left[fault.reason] += 1
        except DomainError as fault:
            left[fault.code] += 1
    if not changed:
        batch.delete()
    return Done(batch.pk if changed else None, changed, left)


@transaction.atomic
def order_batch(
    *,
    batch: UUID,
    kind: str,
    cases: Sequence[UUID],
    by: Actor,
    now: datetime,
    team: str = "",
    deputy: int | None = None,
    partner: str = "",
    reason: str = "",
) -> UUID:
    """As ``act_on_many`` for more cases, ``MOST_IN_A_JOB`` at most: a job does it piece by piece, and its page shows how far.

    ``batch`` is the form's own id: sending it twice orders once. The cases are fixed now; each is changed or counted with why
    not, exactly once, whatever dies meanwhile, and the database takes the end only when none is missing. What she may do is
    looked at again for each case when its turn comes. Raises as ``act_on_many``, for the first cases at least.
    """
    if sent_before(model=Batch, key=batch):
        return batch
    if kind not in BATCHES:
        raise InvalidInput(field="kind", reason="unknown")
    chosen = sorted(set(cases))
    if not 0 < len(chosen) <= MOST_IN_A_JOB:
        raise InvalidInput(field="cases", reason="too_many" if cases else "none_chosen")
    asked = {"team": team, "deputy": deputy, "partner": partner, "reason": reason}
    _try(kind, asked, chosen[:_AT_ONCE], by, now)
    made = Batch.objects.create(
        id=batch, kind=kind, by_id=staff_id(by=by), at=now, state="waiting", total=len(chosen), asked=asked
    )
    BatchTodo.objects.bulk_create(BatchTodo(batch=made, case_id=case) for case in chosen)
    app.configure_task(TASK, queue=QUEUE).defer(batch=str(batch))
    return batch


def run_batch(*, batch: UUID, now: datetime) -> bool:
    """The act, or its taking back, is done to every case that is left of it; ``False`` when there is nothing to do.

    A piece is a transaction: a worker that dies has done whole pieces, and the next one goes on. A case that the database
    refuses to change stays as it is and is counted (``unexpected``): it keeps none of the others waiting.
    """
    state = Batch.objects.filter(pk=batch).values_list("state", flat=True).first()
    if state == "undoing":
        return _run_undo(batch, now)
    if state != "waiting":
        return False
    while _piece(batch, now):
        pass
    return True


def left_behind(*, now: datetime) -> list[UUID]:
    """Acts that a dead worker left."""
    return list(Batch.objects.exclude(state="done").filter(at__lt=now - _LEFT_BEHIND).values_list("pk", flat=True))


def _act(kind: str, asked: Mapping[str, Any], by: Actor, now: datetime) -> Callable[[UUID], object]:
    team, deputy, partner, reason = (asked[name] for name in ("team", "deputy", "partner", "reason"))
    acts: dict[str, Callable[[UUID], object]] = {
        "reroute": lambda case: reroute(case=case, team=team, reason=reason, by=by, now=now),
        "take": lambda case: take(case=case, by=by, now=now),
        "deputy": lambda case: name_deputy(row=locked(case=case, action="set_deputy", by=by)[0], deputy=deputy, by=by, now=now),
        "suspend": lambda case: waiting.suspend(case=case, partner=partner, note=reason, by=by, now=now),
    }
    return acts[kind]


class _Tried(Exception):
    """So that nothing of a trial stays."""


def _try(kind: str, asked: Mapping[str, Any], cases: Sequence[UUID], by: Actor, now: datetime) -> None:
    """Whether what was typed is right: the act on the first case that allows it, and nothing of it stays."""
    act = _act(kind, asked, by, now)
    for case in cases:
        try:
            with transaction.atomic():
                act(case)
                raise _Tried
        except _Tried:
            return
        except InvalidInput as fault:
            if fault.reason in _THE_ACTS_OWN:
                raise
        except DomainError:
            continue


@transaction.atomic
def _piece(batch: UUID, now: datetime) -> bool:
    """The next cases are done; whether any is left."""
    row = Batch.objects.select_for_update(of=("self",)).get(pk=batch)
    if row.state != "waiting":
        return False
    by = actor_of(row.by_id)
    act = _act(row.kind, row.asked, by, now)
    todos = list(row.todos.order_by("case_id")[:_AT_ONCE])
    stayed = Counter(row.stayed)
    for todo in todos:
        try:
            with transaction.atomic():
                stayed["unchanged"] += not _one(row, todo.case_id, act, by, now)
        except InvalidInput as fault:
            stayed[fault.reason] += 1
        except DomainError as fault:
            stayed[fault.code] += 1
        except OperationalError:  # not the case's: the job's next try may find the database well
            raise
        except Exception:
            _log.exception("batch %s met a case that it cannot change", batch)
            stayed["unexpected"] += 1
    BatchTodo.objects.filter(pk__in=[todo.pk for todo in todos]).delete()
    if not row.todos.exists():
        stayed["gone"] += row.total - row.items.count() - stayed.total()  # deleted, because its time was over
        row.state = "done"
    row.stayed = {why: number for why, number in stayed.items() if number}
    row.save(update_fields=["state", "stayed"])
    return row.state == "waiting"


def _run_undo(batch: UUID, now: datetime) -> bool:
    by = actor_of(Batch.objects.values_list("by", flat=True).get(pk=batch))
    last = 0
    while True:
        with transaction.atomic():
            row = Batch.objects.select_for_update(of=("self",)).get(pk=batch)
            items = list(row.items.filter(undone=False, pk__gt=last).order_by("pk")[:_AT_ONCE])
            for item in items:
                try:
                    with transaction.atomic():
                        case = Case.objects.select_for_update(of=("self",)).get(pk=item.case_id)
                        _undo_one(row, item, case, by, now)
                except OperationalError:
                    raise
                except Exception:  # it stays as it is and counts as open, like one that somebody changed since
                    _log.exception("batch %s met a case that it cannot take back", batch)
            if not items:
                row.state = "done"
                row.save(update_fields=["state"])
                return True
            last = items[-1].pk


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

    More than ``MOST_IN_A_BATCH`` are taken back by a job (``Done.changed`` is 0 then, and the batch ``undoing``). Only who did
    it takes it back. Doing it again changes nothing more. Raises ``NotAllowed``, also while a job is at it, and ``NotFound``.
    """
    row = Batch.objects.select_for_update(of=("self",)).filter(pk=batch).first()
    if row is None:
        raise NotFound(f"batch {batch}")
    if row.by_id != staff_id(by=by):
        raise NotAllowed(f"batch {batch} is somebody else's")
    if row.state != "done":
        raise NotAllowed(f"batch {batch} is {row.state}")
    if row.items.filter(undone=False).count() > MOST_IN_A_BATCH:
        row.state, row.undone_at = "undoing", row.undone_at or now
        row.save(update_fields=["state", "undone_at"])
        app.configure_task(TASK, queue=QUEUE).defer(batch=str(batch))
        return Done(row.pk, 0, Counter())
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
