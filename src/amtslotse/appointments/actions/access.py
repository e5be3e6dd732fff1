"""Number and code: how somebody gets back to her appointment, and what happens when the code is lost."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.actions import count_attempt, forgive_attempt
from amtslotse.accounts.rules import require
from amtslotse.appointments.actions.changing import locked
from amtslotse.appointments.actions.recording import record
from amtslotse.appointments.models import Appointment, keys
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor

#: Wrong codes in a window (``accounts.actions.WINDOW``) before even the right one is refused.
TRIES_PER_NUMBER = 10
TRIES_PER_NETWORK = 60


def enter(*, number: str, code: str, network: str, now: datetime) -> AppointmentAccess | None:
    """The access to the appointment, or ``None``: unknown number, wrong code, or locked; the answer is the same.

    Tries are counted per number, known or not, and per network (stored as keyed hashes). After too many, even the right code
    gives ``None`` until the window has passed. A number that moved leads nowhere: the new one stands in the confirmation.
    """
    typed = codes.normalise(number)[:40]
    limits = {f"appointment:number:{typed}": TRIES_PER_NUMBER, f"appointment:network:{network}": TRIES_PER_NETWORK}
    is_open = count_attempt(limits=limits, now=now)
    row = Appointment.objects.filter(number=typed).exclude(status__in=("held", "expired")).only("code_version").first()
    # An unknown number costs the same derivation and comparison as a known one.
    right = keys.appointment_code(row.pk, row.code_version) if row else keys.appointment_code(uuid.uuid4(), 0)
    is_right = codes.same(codes.normalise(code), right)
    if row is None or not is_right or not is_open:
        return None
    forgive_attempt(keys=limits, now=now)
    return AppointmentAccess(row.pk, row.code_version)


@transaction.atomic
def replace_code(*, appointment: UUID, by: Actor, now: datetime) -> AppointmentAccess:
    """There is a new code; the old one and every session opened with it are dead. Print the confirmation again.

    Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "appointments.book_for")
    row = locked(appointment=appointment)
    row.code_version += 1
    row.save(update_fields=["code_version"])
    record(appointment=row.pk, kind=events.CODE_REPLACED, by=by, now=now)
    return AppointmentAccess(row.pk, row.code_version)
