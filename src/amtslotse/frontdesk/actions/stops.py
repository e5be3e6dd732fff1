"""What every action on a stop does: find and lock it, check who asks, and afterwards journal it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q

from amtslotse.accounts.rules import require
from amtslotse.engines import hallqueue
from amtslotse.frontdesk.models import Stop, Ticket
from amtslotse.frontdesk.rules.words import OFFICE
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, NotFound
from amtslotse.offices.models import Body


class NotNow(DomainError):
    """The stop is in another state: somebody was faster, or the page is old. ``facts["status"]`` says which."""

    code = "not_now"


def locked(*, stop: int, states: tuple[str, ...], right: str = "desk.call", by: Actor) -> Stop:
    """The stop, locked with its ticket until the transaction ends.

    Raises ``NotAllowed``; ``NotFound`` for another body's; ``NotNow`` when it is in none of ``states``.
    """
    require(by, right)
    row = (
        Stop.objects.select_related("ticket__site", "counter")
        .select_for_update(of=("self", "ticket"))
        .filter(of_her_bodies(by=by), pk=stop)
        .first()
    )
    if row is None:
        raise NotFound(f"stop {stop}")
    if row.status not in states:
        raise NotNow(status=row.status)
    return row


def of_her_bodies(*, by: Actor) -> Q:
    """Those whose body the actor sees: as ``rules.stations.bodies_of``, without a query of its own."""
    none_of_hers = ~Exists(Body.objects.filter(code__in=by.teams))
    return Q(body__in=by.teams) | Q(body=OFFICE) & Q(none_of_hers)


def wait(*, row: Stop, since: datetime) -> None:
    """The stop waits from ``since`` on, in its place. The caller saves."""
    row.status = "waiting"
    row.waiting_since = since
    spot = hallqueue.place(klass=row.klass, since=since, due_at=row.due_at, lifted=row.lifted_at is not None)
    row.due_from, row.rank_at = spot.due_from, spot.rank_at
    row.counter = None


def record(*, ticket: Ticket, kind: Kind, payload: Mapping[str, Any] | None = None, by: Actor, now: datetime) -> None:
    """The journal says it in the ticket's stream."""
    append(stream_kind="ticket", stream_ref=str(ticket.pk), events=[NewEvent(kind.name, payload or {})], by=by, now=now)
