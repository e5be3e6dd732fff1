"""Who comes gets a number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from amtslotse.accounts.rules import require
from amtslotse.appointments.rules.events import VISIT_CAME
from amtslotse.frontdesk.actions.stops import record, wait
from amtslotse.frontdesk.models import Stop, Ticket
from amtslotse.frontdesk.queries.hall import view_of
from amtslotse.frontdesk.queries.views import TicketView
from amtslotse.frontdesk.rules import events
from amtslotse.frontdesk.rules.words import KLASSES, NEEDS, SELF_SERVICE_KLASSES
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel import names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.queries import bodies as all_bodies
from amtslotse.offices.queries import site as site_of

#: One statement: the row's lock lasts until the transaction ends, so that a number that was rolled back is given again.
_NEXT = """
INSERT INTO frontdesk_ticketseries (site_id, day, last) VALUES (%s, %s, 1)
ON CONFLICT (site_id, day) DO UPDATE SET last = frontdesk_ticketseries.last + 1 RETURNING last
"""
_AT_LEAST = """
INSERT INTO frontdesk_ticketseries (site_id, day, last) VALUES (%s, %s, %s)
ON CONFLICT (site_id, day) DO UPDATE SET last = greatest(frontdesk_ticketseries.last, excluded.last)
"""
#: A paper series has no reason to be longer: a typing mistake would move the whole day's numbers.
HIGHEST_NUMBER = 9999


class Conflict(DomainError):
    """The same key came with other content. Nothing changed."""

    code = "conflict"


class NumberTaken(DomainError):
    """A ticket of this number exists already. Nothing changed."""

    code = "number_taken"


def check_in(
    *,
    site: str,
    klass: str,
    matters: Sequence[str] = (),
    name: str = "",
    language: str,
    needs: Collection[str] = frozenset(),
    appointment: UUID | None = None,
    case_ref: UUID | None = None,
    bodies: Sequence[str] = ("office",),
    idempotency_key: UUID,
    arrived_at: datetime | None = None,
    on_paper_number: int | None = None,
    by: Actor,
    now: datetime,
) -> TicketView:
    """She has a number and waits at the first of ``bodies``; the others follow in their order.

    Numbers of a site and day have no gap and no double. The same key again, or the same appointment again, gives the same
    ticket. A paper ticket of an outage keeps its number and time (``on_paper_number``, ``arrived_at``), and the series goes on
    after the highest. With an appointment she is due at its time. The first station is of ``klass``, the others regular.

    Raises ``Conflict``, ``NumberTaken``, ``NotFound`` (site), ``NotAllowed``, ``InvalidInput``.
    """
    _allowed(klass=klass, appointment=appointment, arrived_at=arrived_at, on_paper_number=on_paper_number, by=by)
    here = site_of(site, "de")
    came_at = arrived_at or now
    _valid(klass, needs, bodies, came_at, on_paper_number, now)
    called = names.clean(name, field="name", longest=400)
    sent = {
        "site": site,
        "klass": klass,
        "matters": sorted(matters),
        "name": called,
        "language": language,
        "needs": sorted(needs),
        "appointment": str(appointment or ""),
        "case": str(case_ref or ""),
        "bodies": list(bodies),
        "arrived_at": arrived_at.isoformat() if arrived_at else "",
        "paper": on_paper_number,
    }
    digest = hashlib.sha256(json.dumps(sent, ensure_ascii=False).encode()).hexdigest()
    with transaction.atomic():
        if (known := _known(idempotency_key, appointment, digest)) is not None:
            return view_of(known, "de")
        try:
            with transaction.atomic():
                ticket = Ticket.objects.create(
                    site_id=here.id,
                    day=day_of(came_at),
                    number=_number(here.id, came_at, on_paper_number),
                    idempotency_key=idempotency_key,
                    digest=digest,
                    appointment_id=appointment,
                    case_ref=case_ref,
                    name=called,
                    language=language,
                    needs_interpreter="interpreter" in needs,
                    needs_step_free="step_free" in needs,
                    needs_helper="helper" in needs,
                    arrived_at=came_at,
                    recorded_at=now,
                    on_paper=on_paper_number is not None,
                )
        except IntegrityError:
            # Somebody sent the same past the look above; the winner's ticket is the answer. Else the paper number is taken.
            if (known := _known(idempotency_key, appointment, digest)) is not None:
                return view_of(known, "de")
            if on_paper_number is None:
                raise
            raise NumberTaken(number=on_paper_number) from None
        _stations(ticket, klass, matters, bodies)
        _journal(ticket, site, klass, by, now)
        return view_of(ticket, "de")


def _allowed(
    *, klass: str, appointment: UUID | None, arrived_at: datetime | None, on_paper_number: int | None, by: Actor
) -> None:
    if on_paper_number is not None or arrived_at is not None:
        require(by, "desk.day_list")
    elif by.is_staff:
        require(by, "desk.check_in")
    elif appointment is None and by.role == "applicant" and klass not in SELF_SERVICE_KLASSES:
        raise InvalidInput(field="klass", reason="not_by_oneself", value=klass)


def _valid(
    klass: str,
    needs: Collection[str],
    bodies: Sequence[str],
    came_at: datetime,
    on_paper_number: int | None,
    now: datetime,
) -> None:
    if klass not in KLASSES:
        raise InvalidInput(field="klass", reason="unknown", value=klass)
    if unknown := set(needs) - set(NEEDS):
        raise InvalidInput(field="needs", reason="unknown", unknown=sorted(unknown))
    if not bodies or len(set(bodies)) < len(bodies) or set(bodies) - set(all_bodies("de")):
        raise InvalidInput(field="bodies", reason="unknown", value=list(bodies))
    if came_at > now:
        raise InvalidInput(field="arrived_at", reason="in_future")
    if on_paper_number is not None and not 1 <= on_paper_number <= HIGHEST_NUMBER:
        raise InvalidInput(field="on_paper_number", reason="out_of_range", highest=HIGHEST_NUMBER)


def _known(idempotency_key: UUID, appointment: UUID | None, digest: str) -> Ticket | None:
    row = Ticket.objects.filter(idempotency_key=idempotency_key).first()
    if row is not None:
        if row.digest != digest:
            raise Conflict(f"key {idempotency_key}")
        return row
    return Ticket.objects.filter(appointment_id=appointment).first() if appointment else None


def _number(site: int, came_at: datetime, on_paper_number: int | None) -> int:
    day = day_of(came_at)
    with connection.cursor() as cursor:
        if on_paper_number is not None:
            cursor.execute(_AT_LEAST, [site, day, on_paper_number])
            return on_paper_number
        cursor.execute(_NEXT, [site, day])
        return int(cursor.fetchone()[0])


def _stations(ticket: Ticket, klass: str, matters: Sequence[str], bodies: Sequence[str]) -> None:
    first, *others = bodies
    due_at = ticket.appointment.starts_at if ticket.appointment else None
    here = {"ticket": ticket, "site_id": ticket.site_id, "day": ticket.day}
    stops = [Stop(**here, position=0, body_id=first, klass=klass, matters=list(matters), due_at=due_at)]
    wait(row=stops[0], since=ticket.arrived_at)
    stops += [
        Stop(**here, position=position, body_id=body, klass="regular", status="later")
        for position, body in enumerate(others, start=1)
    ]
    Stop.objects.bulk_create(stops)


def _journal(ticket: Ticket, site: str, klass: str, by: Actor, now: datetime) -> None:
    payload: dict[str, Any] = {
        "site": site,
        "klass": klass,
        "with_appointment": ticket.appointment_id is not None,
        "number": ticket.number,
        "on_paper": ticket.on_paper,
    }
    record(ticket=ticket, kind=events.ARRIVED, payload=payload, by=by, now=ticket.arrived_at)
    # With an appointment, marking it as arrived says so already.
    if ticket.case_ref is not None and ticket.appointment_id is None:
        came = NewEvent(VISIT_CAME.name)
        append(stream_kind="case", stream_ref=str(ticket.case_ref), events=[came], by=by, now=ticket.arrived_at)
