"""The register of complaints: one came in, one was answered."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import staff_id
from amtslotse.casework.models import Complaint
from amtslotse.casework.rules import events
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.legal import COMPLAINT_CHANNELS, COMPLAINT_TOPICS
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound


@transaction.atomic
def record_complaint(*, channel: str, topic: str, received_on: date, by: Actor, now: datetime) -> UUID:
    """The register has one more. Raises ``InvalidInput`` (``channel``, ``topic``, ``received_on``), ``NotAllowed``."""
    require(by, "legal.change")
    if channel not in COMPLAINT_CHANNELS:
        raise InvalidInput(field="channel", reason="not_an_option")
    if topic not in COMPLAINT_TOPICS:
        raise InvalidInput(field="topic", reason="not_an_option")
    if received_on > local_day(now):
        raise InvalidInput(field="received_on", reason="in_future")
    row = Complaint.objects.create(
        channel=channel, topic=topic, received_on=received_on, recorded_at=now, recorded_by_id=staff_id(by=by)
    )
    _record(row, events.COMPLAINT_RECORDED, {"channel": channel, "topic": topic, "received_on": received_on}, by, now)
    return row.pk


@transaction.atomic
def answer_complaint(*, complaint: UUID, answered_on: date, upheld: bool, by: Actor, now: datetime) -> None:
    """It is answered, for good. The same answer a second time changes nothing.

    Raises ``InvalidInput`` (``answered_on``: ``in_future``, ``too_early``, ``ended``), ``NotAllowed``, ``NotFound``.
    """
    require(by, "legal.change")
    row = Complaint.objects.select_for_update().filter(pk=complaint).first()
    if row is None:
        raise NotFound(f"complaint {complaint}")
    if (row.answered_on, row.upheld) == (answered_on, upheld):
        return
    if row.answered_on is not None:
        raise InvalidInput(field="answered_on", reason="ended")
    if answered_on > local_day(now):
        raise InvalidInput(field="answered_on", reason="in_future")
    if answered_on < row.received_on:
        raise InvalidInput(field="answered_on", reason="too_early")
    row.answered_on, row.upheld = answered_on, upheld
    row.save(update_fields=["answered_on", "upheld"])
    days = (answered_on - row.received_on).days
    _record(row, events.COMPLAINT_ANSWERED, {"topic": row.topic, "days": days, "upheld": upheld}, by, now)


def _record(row: Complaint, kind: Kind, payload: dict[str, object], by: Actor, now: datetime) -> None:
    append(stream_kind="complaint", stream_ref=str(row.pk), events=[NewEvent(kind.name, payload)], by=by, now=now)
