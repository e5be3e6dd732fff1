"""Out of the line and back, to its front with a reason, and on to another counter, without losing the place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from amtslotse.frontdesk.actions.ending import end_station
from amtslotse.frontdesk.actions.stops import locked, record, wait
from amtslotse.frontdesk.models import Stop
from amtslotse.frontdesk.rules import events
from amtslotse.frontdesk.rules.words import KLASSES
from amtslotse.kernel import names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices.models import Body, Counter

LONGEST_REASON = 1000

_HERE = ("waiting", "called", "serving", "parked")


@transaction.atomic
def park(*, stop: int, by: Actor, now: datetime) -> None:
    """She is not called for now, and her place is kept. Raises ``NotAllowed``, ``NotFound``, ``NotNow``."""
    row = locked(stop=stop, states=("waiting", "called", "serving"), by=by)
    row.status, row.counter = "parked", None
    row.save(update_fields=["status", "counter"])
    record(ticket=row.ticket, kind=events.PARKED, by=by, now=now)


@transaction.atomic
def unpark(*, stop: int, by: Actor, now: datetime) -> None:
    """She stands where she stood. Raises ``NotAllowed``, ``NotFound``, ``NotNow``."""
    row = locked(stop=stop, states=("parked",), by=by)
    row.status = "waiting"
    row.save(update_fields=["status"])
    record(ticket=row.ticket, kind=events.UNPARKED, by=by, now=now)


@transaction.atomic
def lift(*, stop: int, reason: str, by: Actor, now: datetime) -> None:
    """She stands before those who are not lifted, a written reason says why, and the journal counts it.

    Done already: nothing changes, the first reason stays. Raises ``NotAllowed``, ``NotFound``, ``NotNow``, ``InvalidInput``.
    """
    row = locked(stop=stop, states=("waiting",), right="appointments.lift", by=by)
    why = names.clean(reason, field="reason", longest=LONGEST_REASON)
    if not why:
        raise InvalidInput(field="reason", reason="required")
    if row.lifted_at is not None:
        return
    row.lifted_at, row.lift_reason = now, why
    wait(row=row, since=row.waiting_since or now)
    row.save()
    record(ticket=row.ticket, kind=events.LIFTED, payload={"klass": row.klass}, by=by, now=now)


@transaction.atomic
def send_on(
    *, stop: int, counter: int | None = None, body: str | None = None, klass: str | None = None, by: Actor, now: datetime
) -> None:
    """She waits for another counter, class or body of this house, in the place her waiting so far has earned.

    Sent to another body, this station ends as ``referred`` and the other one is next; what was to follow still follows.
    Raises ``NotAllowed``, ``NotFound``, ``NotNow``, ``InvalidInput``.
    """
    row = locked(stop=stop, states=_HERE, by=by)
    if klass is not None and klass not in KLASSES:
        raise InvalidInput(field="klass", reason="unknown", value=klass)
    target = _target(row, counter)
    to_body = target.body_id if target is not None else body or row.body_id
    if not Body.objects.filter(pk=to_body).exists():
        raise InvalidInput(field="body", reason="unknown", value=to_body)
    if target is None and to_body == row.body_id and klass is None:
        raise InvalidInput(field="counter", reason="required")
    since = row.waiting_since or now
    onward = row if to_body == row.body_id else _station(row, to_body)
    if onward is not row:
        end_station(row=row, outcome="referred", by=by, now=now)
    onward.klass = klass or onward.klass
    onward.wanted_counter = target
    wait(row=onward, since=since)
    onward.save()
    record(ticket=row.ticket, kind=events.SENT_ON, payload={"body": to_body}, by=by, now=now)


def _target(row: Stop, counter: int | None) -> Counter | None:
    if counter is None:
        return None
    target = Counter.objects.filter(pk=counter, site_id=row.site_id, in_use=True).first()
    if target is None:
        raise InvalidInput(field="counter", reason="unknown", value=counter)
    return target


def _station(row: Stop, body: str) -> Stop:
    """The ticket's next station at the body: the one that was to come, else a new one right after this."""
    later = Stop.objects.filter(ticket=row.ticket, status="later").order_by("position")
    if (known := later.filter(body_id=body).first()) is not None:
        return known
    # From the end, so that no two ever stand at one position.
    for each in later.reverse():
        Stop.objects.filter(pk=each.pk).update(position=F("position") + 1)
    return Stop(ticket=row.ticket, site_id=row.site_id, day=row.day, position=row.position + 1, body_id=body, klass=row.klass)
