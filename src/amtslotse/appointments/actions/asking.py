"""What every action on a request does: find and lock it, and afterwards journal it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from amtslotse.appointments.models import Appointment, Request
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.access import RequestAccess
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound

#: Rounds, freed places and the emergency list take from the same places: one at a time. Bookings never wait for it.
_ONE_ALLOCATOR = "SELECT pg_advisory_xact_lock(hashtext('appointments.allocation'))"


def one_at_a_time() -> None:
    """Nobody else allocates until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_ALLOCATOR)


def locked_request(*, request: UUID) -> Request:
    """The request, locked until the transaction ends. Raises ``NotFound``.

    What hangs on it is read after the lock: a join would still show what was there before the wait.
    """
    row = Request.objects.select_for_update().filter(pk=request).first()
    if row is None:
        raise NotFound(f"request {request}")
    return row


def hers(*, access: RequestAccess) -> Request:
    """As ``locked_request``, for somebody with a living code. Raises ``NotFound`` for a dead one."""
    row = locked_request(request=access.request)
    if row.code_version != access.code_version:
        raise NotFound(f"request {access.request}")
    return row


def journal(*, request: Request, kind: Kind, payload: Mapping[str, Any] | None = None, by: Actor, now: datetime) -> None:
    """The journal of the request says it."""
    event = NewEvent(kind.name, payload or {})
    append(stream_kind="request", stream_ref=str(request.pk), events=[event], by=by, now=now)


def placed(*, request: Request, appointment: UUID, by: Actor, now: datetime) -> Appointment:
    """The request has become this appointment; whoever has no mail address stands on the list to be told."""
    row = Appointment.objects.select_related("party", "counter__site").get(pk=appointment)
    request.status, request.appointment, request.ended_at, request.told_at = "placed", row, now, None
    request.offered_place = request.offered_until = None
    request.save(update_fields=["status", "appointment", "ended_at", "told_at", "offered_place", "offered_until"])
    payload = {
        "kind": request.kind,
        "klass": row.klass,
        "requested_at": request.requested_at,
        "starts_at": row.starts_at,
    }
    journal(request=request, kind=events.REQUEST_PLACED, payload=payload, by=by, now=now)
    return row
