"""Nobody leaves empty-handed: a station that ends in an appointment, and a place that is given on when somebody did not come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.appointments.rules.parties import PartyInput
from amtslotse.kernel.actor import Actor


def finish_with_appointment(
    *, stop: int, place: int, matters: Sequence[str], party: PartyInput, idempotency_key: UUID, by: Actor, now: datetime
) -> AppointmentAccess:
    """She has an appointment, and her station ended with it: both or neither."""
    raise NotImplementedError


def no_show(*, stop: int, by: Actor, now: datetime) -> None:
    """She did not come; her appointment says so, and its place is offered to somebody else."""
    raise NotImplementedError
