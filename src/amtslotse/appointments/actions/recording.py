"""The journal of an appointment, and of the case where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from amtslotse.appointments.models import Appointment
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.codes import local_day
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import Actor


def record(
    *,
    appointment: UUID,
    kind: Kind,
    payload: Mapping[str, Any] | None = None,
    by: Actor,
    now: datetime,
    begins: bool = False,
) -> None:
    """The journal of the appointment says it; ``begins``: it is the first thing that it says."""
    event = NewEvent(kind.name, payload or {})
    append(stream_kind="appointment", stream_ref=str(appointment), events=[event], by=by, now=now, begins=begins)


def record_visit(
    *, case_ref: UUID | None, kind: Kind, payload: Mapping[str, Any] | None = None, by: Actor, now: datetime
) -> None:
    """The journal of her case says it, where there is a case."""
    if case_ref is not None:
        append(stream_kind="case", stream_ref=str(case_ref), events=[NewEvent(kind.name, payload or {})], by=by, now=now)


def record_booked(*, appointment: Appointment, persons: int, by: Actor, now: datetime) -> None:
    """Both journals say that the appointment is booked. Reads its party and its counter's site."""
    payload = {
        "klass": appointment.klass,
        "site": appointment.counter.site.code,
        "source": appointment.source,
        "starts_at": appointment.starts_at,
        "requested_at": appointment.requested_at,
        "persons": persons,
        "minutes": appointment.minutes,
    }
    record(appointment=appointment.pk, kind=events.BOOKED, payload=payload, by=by, now=now)
    visit = {"starts_at": appointment.starts_at}
    record_visit(case_ref=appointment.party.case_ref, kind=events.VISIT_BOOKED, payload=visit, by=by, now=now)


def lead_days(*, appointment: Appointment, now: datetime) -> int:
    """Local days from now to the appointment; 0 on the day itself and after."""
    return max(0, (local_day(appointment.starts_at) - local_day(now)).days)
