"""A person shows her document at the desk, or a clerk vouches for who has none."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions.committing import AlreadyCommitted
from amtslotse.appointments.actions.recording import record
from amtslotse.appointments.models import Commitment, Person, keys
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.parties import KEY_KINDS
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound


@transaction.atomic
def vouch(*, person: int, kind: str, by: Actor, now: datetime) -> None:
    """The person is proven, and her living appointment excludes any other of hers for the matter.

    ``kind``: what she showed (document, file, azr, duldung: the number she typed is on it), or ``vouched``. Entries that
    others made under her number are not touched: they stand in ``queries.contested`` for a person to look at.

    Raises ``AlreadyCommitted`` when she is proven in another living booking for a matter; ``NotAllowed``, ``NotFound``,
    ``InvalidInput`` (a kind that needs a number she never gave).
    """
    require(by, "appointments.vouch")
    row = Person.objects.select_for_update(of=("self",)).filter(pk=person, party__forgotten_at=None).first()
    if row is None:
        raise NotFound(f"person {person}")
    if kind not in (*KEY_KINDS, "vouched"):
        raise InvalidInput(field="kind", reason="unknown")
    if row.verified_at is not None:
        return
    if not row.key:
        if kind != "vouched":
            raise InvalidInput(field="kind", reason="no_number")
        row.key, row.key_kind = keys.vouched_key(), "vouched"
    row.verified_at = now
    row.save(update_fields=["key", "key_kind", "verified_at"])
    living = Commitment.objects.filter(person=row, living=True)
    try:
        with transaction.atomic():
            living.update(person_key=row.key, verified=True)
    except IntegrityError as fault:
        if "one_living_commitment" not in str(fault):
            raise
        raise AlreadyCommitted from None
    for appointment in set(living.exclude(appointment=None).values_list("appointment", flat=True)):
        record(appointment=appointment, kind=events.VOUCHED, payload={"kind": kind}, by=by, now=now)
