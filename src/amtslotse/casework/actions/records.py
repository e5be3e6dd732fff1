"""What time takes away from cases, and who may say that it stays."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, Q

from amtslotse.accounts.rules import require
from amtslotse.casework.actions import uploading
from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.actions.sweeping import sweep
from amtslotse.casework.models import (
    Case,
    Document,
    EfaMessage,
    Family,
    Leaving,
    LegalHold,
    LetterPaper,
    Message,
    RetentionRun,
    UploadsGone,
    files,
)
from amtslotse.casework.queries.records import is_kept
from amtslotse.casework.rules import events, retention
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.messages import readable
from amtslotse.casework.rules.states import ENDED
from amtslotse.journal.actions import shred
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.kernel.localtime import begins
from amtslotse.notify import actions as notify
from amtslotse.offices.queries import office

LONGEST_REASON = 400
_log = logging.getLogger(__name__)

#: What never changes leaves with its case: the database lets it go only while the case is ``Leaving``.
_DECIDED = (
    "UPDATE casework_sampleddecision SET decision_id = NULL"
    " WHERE decision_id IN (SELECT id FROM casework_decision WHERE case_id = %s)",
    "DELETE FROM casework_notification WHERE decision_id IN (SELECT id FROM casework_decision WHERE case_id = %s)",
    "DELETE FROM casework_reversal WHERE decision_id IN (SELECT id FROM casework_decision WHERE case_id = %s)",
    "DELETE FROM casework_addressee WHERE decision_id IN (SELECT id FROM casework_decision WHERE case_id = %s)",
    "DELETE FROM casework_draw WHERE case_id = %s",
    "UPDATE casework_opinioncase SET case_id = NULL WHERE case_id = %s",
    "DELETE FROM casework_decision WHERE case_id = %s",
)


@transaction.atomic
def hold(*, case: UUID, reason: str, until: date | None, by: Actor, now: datetime) -> UUID:
    """From now on nothing of the case is deleted: not its row, papers, letters or messages. ``until``: the last day.

    Raises ``InvalidInput`` (``reason`` missing or too_long; ``until`` in_past), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="hold", by=by)
    said, today = readable(reason), local_day(now)
    if not said:
        raise InvalidInput(field="reason", reason="missing")
    if len(said) > LONGEST_REASON:
        raise InvalidInput(field="reason", reason="too_long")
    if until is not None and until < today:
        raise InvalidInput(field="until", reason="in_past")
    made = LegalHold.objects.create(case=row, reason=said, begins_on=today, until=until, set_by_id=staff_id(by=by), set_at=now)
    record(case=row, kind=events.HELD, by=by, now=now)
    return made.pk


@transaction.atomic
def lift_hold(*, hold: UUID, by: Actor, now: datetime) -> None:
    """The hold is over; the next run takes what is due. A second time changes nothing. Raises ``NotAllowed``, ``NotFound``."""
    require(by, "records.hold")
    case = LegalHold.objects.filter(pk=hold).values_list("case", flat=True).first()
    if case is None:
        raise NotFound(f"hold {hold}")
    row, _ = locked(case=case, action="lift_hold", by=by)
    open_one = LegalHold.objects.filter(pk=hold, lifted_at=None)
    if open_one.update(lifted_at=now, lifted_by=staff_id(by=by)):
        record(case=row, kind=events.HOLD_LIFTED, by=by, now=now)


def retain(*, now: datetime) -> Mapping[str, int]:
    """Whatever is due is gone: rows, keys and files; the report stands in ``RetentionRun``, by ``rules.retention.CLASSES``.

    Every case is a transaction of its own: what cannot go is counted (``failed``), logged and tried again the next day.
    """
    today, here = local_day(now), office()
    counts: Counter[str] = Counter()
    counts["drafts"], counts["stray_files"] = sweep(now=now)
    lapsed = LegalHold.objects.filter(lifted_at=None, until__lt=today)
    counts["holds_lapsed"] = lapsed.update(lifted_at=now)
    leaving = _due(today, months=here.number("case_months"), whole=True)
    for case in leaving:
        _one(counts, partial(_case_goes, case, today=today, now=now))
    for case in sorted(set(_due(today, months=here.number("upload_months"), whole=False)) - set(leaving)):
        _one(counts, partial(_uploads_go, case, today=today, now=now))
    for message in _due_messages(now, days=here.number("message_days")):
        _one(counts, partial(_message_goes, message, now=now))
    report = {name: counts[name] for name in retention.CLASSES}
    RetentionRun.objects.create(ran_at=now, counts=report)
    return report


def _one(counts: Counter[str], go: Callable[[], Mapping[str, int]]) -> None:
    try:
        with transaction.atomic():
            counts.update(go())
    except DatabaseError:
        _log.exception("retention: something that is due could not go")
        counts["failed"] += 1


def _due(today: date, *, months: int, whole: bool) -> list[UUID]:
    """Cases whose uploads, or which as a ``whole``, are due. The query finds a few days too many, the rule decides."""
    if not months:
        return []
    latest = today - timedelta(days=28 * months)
    rows = Case.objects.filter(Q(final_on__lte=latest) | Q(final_on=None, ended_at__lt=begins(latest + timedelta(days=1))))
    rows = rows.filter(status__in=ENDED) if whole else rows.filter(Exists(Document.objects.filter(case=OuterRef("pk"))))
    found = []
    for pk, purpose, closure, final_on, ended_at in rows.values_list("pk", "purpose", "closure", "final_on", "ended_at"):
        ended_on = local_day(ended_at) if ended_at else None
        if whole:
            day = retention.case_goes_on(purpose=purpose, closure=closure, final_on=final_on, ended_on=ended_on, months=months)
        else:
            day = retention.uploads_go_on(closure=closure, final_on=final_on, ended_on=ended_on, months=months)
        if day is not None and day <= today:
            found.append(pk)
    return found


def _delete_uploads(case: Case) -> Counter[str]:
    counts: Counter[str] = Counter()
    for document in case.documents.order_by("created_at", "pk"):
        identity = document.pk
        uploading.delete(document=document)
        passed_on = Document.objects.filter(pk=identity).exists()
        counts["uploads_passed_on" if passed_on else "uploads"] += 1
    return counts


def _uploads_go(pk: UUID, *, today: date, now: datetime) -> Mapping[str, int]:
    case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
    if is_kept(case=case.pk):
        return {"held": 1}
    counts = _delete_uploads(case)
    number = counts.total()
    gone, is_new = UploadsGone.objects.get_or_create(case=case, defaults={"gone_on": today, "documents": number})
    if not is_new:
        gone.gone_on, gone.documents = today, gone.documents + number
        gone.save(update_fields=["gone_on", "documents"])
    record(case=case, kind=events.UPLOADS_DELETED, payload={"count": number}, by=SYSTEM, now=now)
    return counts


def _case_goes(pk: UUID, *, today: date, now: datetime) -> Mapping[str, int]:
    case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
    if is_kept(case=case.pk):
        return {"held": 1}
    counts = _delete_uploads(case)
    Leaving.objects.create(case=case, going_on=today)
    papers = list(LetterPaper.objects.filter(letter__case=case).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for statement in _DECIDED:
            cursor.execute(statement, [pk])
    EfaMessage.objects.filter(case=case).update(refused=[])  # names of her files
    for message in Message.objects.filter(case=case).values_list("pk", flat=True):
        _shred("message", message, now)
    _shred("case", pk, now)
    notify.forget(begins_with=f"case:{pk}:")
    family = case.family_id
    case.delete()
    if family and not Case.objects.filter(family=family).exists():
        Family.objects.filter(pk=family).delete()
    for paper in papers:
        transaction.on_commit(partial(files.delete, paper))
    return counts + Counter(cases=1)


def _due_messages(now: datetime, *, days: int) -> list[UUID]:
    """Messages without a case that are over; what was joined to one goes with it."""
    over = Message.objects.filter(case=None, joined_to=None, ended_at__lte=now - timedelta(days=days))
    return list(over.values_list("pk", flat=True)) if days else []


def _message_goes(pk: UUID, *, now: datetime) -> Mapping[str, int]:
    rows = list(Message.objects.select_for_update(of=("self",)).filter(Q(pk=pk) | Q(joined_to=pk), case=None))
    for document in Document.objects.filter(message__in=rows, case=None):
        uploading.delete(document=document)
    for row in rows:
        _shred("message", row.pk, now)
        notify.forget(begins_with=f"message:{row.pk}:")
    Message.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return {"messages": len(rows)}


def _shred(kind: str, ref: UUID, now: datetime) -> None:
    with suppress(NotFound):  # a message that came straight to its case has no history of its own
        shred(stream_kind=kind, stream_ref=str(ref), reason="retention", by=SYSTEM, now=now)
