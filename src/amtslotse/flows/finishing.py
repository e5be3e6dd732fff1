"""Nobody leaves empty-handed: a station ends in an appointment, and the place of somebody who did not come is given on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.appointments import actions as appointments
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.appointments.rules.parties import PartyInput
from amtslotse.frontdesk import actions as frontdesk
from amtslotse.frontdesk import queries as hall
from amtslotse.kernel.actor import Actor


@transaction.atomic
def finish_with_appointment(
    *, stop: int, place: int, matters: Sequence[str], party: PartyInput, idempotency_key: UUID, by: Actor, now: datetime
) -> AppointmentAccess:
    """She has an appointment, and her station ended with it: both or neither. Sent again, the answer is the same.

    Raises as ``appointments.actions.book`` and ``frontdesk.actions.finish``.
    """
    access = appointments.book(
        place=place, matters=matters, party=party, source="desk", idempotency_key=idempotency_key, by=by, now=now
    )
    if hall.outcome_of_stop(stop=stop, actor=by) != "appointment":
        frontdesk.finish(stop=stop, outcome="appointment", by=by, now=now)
    return access


@transaction.atomic
def no_show(*, stop: int, by: Actor, now: datetime) -> None:
    """She did not come when she was called; her appointment says so, and its place is offered to somebody who waits.

    Raises as ``frontdesk.actions.no_show``.
    """
    appointment = hall.appointment_of(stop=stop, actor=by)
    frontdesk.no_show(stop=stop, by=by, now=now)
    if appointment is not None:
        appointments.mark_no_show(appointment=appointment, by=by, now=now)
        appointments.back_fill(now=now)
