"""Opening and closing a counter."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from amtslotse.accounts.rules import require
from amtslotse.frontdesk.actions.stops import of_her_bodies
from amtslotse.frontdesk.models import OpenCounter, Stop
from amtslotse.frontdesk.rules.words import AT_A_COUNTER
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, NotAllowed, NotFound
from amtslotse.offices.models import Counter


class CounterTaken(DomainError):
    """Somebody else sits there, or she sits elsewhere."""

    code = "counter_taken"


class PersonThere(DomainError):
    """Somebody is called to this counter: finish first."""

    code = "person_there"


def open_counter(*, counter: int, by: Actor, now: datetime) -> None:
    """The actor sits at the counter, and nobody else. Opening her own again changes nothing.

    Raises ``NotAllowed``, ``NotFound`` (another body's, or out of use), ``CounterTaken``.
    """
    require(by, "desk.call")
    if by.staff_id is None:
        raise NotAllowed(role=by.role)
    if not Counter.objects.filter(of_her_bodies(by=by), pk=counter, in_use=True).exists():
        raise NotFound(f"counter {counter}")
    if OpenCounter.objects.filter(counter_id=counter, staff_id=by.staff_id, closed_at=None).exists():
        return
    try:
        with transaction.atomic():
            OpenCounter.objects.create(counter_id=counter, staff_id=by.staff_id, opened_at=now)
    except IntegrityError:
        raise CounterTaken(counter=counter) from None


@transaction.atomic
def close_counter(*, counter: int, by: Actor, now: datetime) -> None:
    """Nobody sits at the counter; who was sent there may be called elsewhere. Closing a closed one changes nothing.

    Raises ``NotAllowed``, ``NotFound`` when somebody else sits there, ``PersonThere``.
    """
    require(by, "desk.call")
    row = OpenCounter.objects.select_for_update().filter(counter_id=counter, closed_at=None).first()
    if row is None:
        return
    if row.staff_id != by.staff_id:
        raise NotFound(f"counter {counter}")
    if Stop.objects.filter(counter_id=counter, status__in=AT_A_COUNTER).exists():
        raise PersonThere(counter=counter)
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    Stop.objects.filter(wanted_counter_id=counter, status__in=("waiting", "parked")).update(wanted_counter=None)
