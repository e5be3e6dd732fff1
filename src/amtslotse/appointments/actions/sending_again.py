"""A code that did not arrive is sent once more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.actions import count_attempt
from amtslotse.appointments.actions import telling
from amtslotse.appointments.models import Appointment, Request, keys

#: Codes sent again for one hold or request, and from one network, in a window (``accounts.actions.WINDOW``).
MOST, MOST_OF_NETWORK = 3, 30


@transaction.atomic
def send_code_again(*, purpose: str, ref: UUID, network: str, now: datetime) -> None:
    """The code of an unconfirmed hold or request (``purpose``: hold or request) is on its way again, at most once a minute.

    It stays the same code and the same end. What is over, unknown or asked for too often gets nothing; the answer is the same.
    """
    if not count_attempt(limits={f"again:{ref}": MOST, f"again:network:{network}": MOST_OF_NETWORK}, now=now):
        return
    row: Appointment | Request | None
    if purpose == "hold":
        row = Appointment.objects.select_related("party").filter(pk=ref, status="held", held_until__gt=now).first()
    else:
        row = Request.objects.select_related("party").filter(pk=ref, status="unconfirmed").first()
    if row is not None:
        code = keys.sent_code(purpose, row.pk)
        telling.tell_code(party=row.party, purpose=purpose, ref=row.pk, code=code, again=int(now.timestamp()) // 60, now=now)
