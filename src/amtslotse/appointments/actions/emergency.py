"""The emergency list: places by rank, lifting with a written reason, applications instead of a place."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions.asking import journal, locked_request, one_at_a_time, placed
from amtslotse.appointments.actions.booking import book
from amtslotse.appointments.actions.committing import end_commitments
from amtslotse.appointments.actions.sitting import PlaceTaken, TooLate
from amtslotse.appointments.models import Party, Request
from amtslotse.appointments.queries.supply import asker, supply
from amtslotse.appointments.queries.urgent import ranked
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.engines.allocation import Stock
from amtslotse.kernel import names
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.kernel.localtime import day_of


@transaction.atomic
def place_urgent(*, request: UUID, place: int, by: Actor, now: datetime) -> AppointmentAccess:
    """She has this place. Sent again, the answer is the same. Raises ``NotAllowed``, ``NotFound``, and as ``book``."""
    require(by, "appointments.book_for")
    row = locked_request(request=request)
    if row.status == "placed" and row.appointment is not None:
        return AppointmentAccess(row.appointment.pk, row.appointment.code_version)
    if row.status not in ("waiting", "offered"):
        raise NotAllowed(status=row.status)
    row.status, row.offered_place, row.offered_until = "waiting", None, None
    row.save(update_fields=["status", "offered_place", "offered_until"])
    return _book(row, place, by, now)


def _book(row: Request, place: int, by: Actor, now: datetime) -> AppointmentAccess:
    access = book(
        place=place,
        matters=row.matters,
        party=row.party_id,
        source="emergency",
        idempotency_key=uuid.uuid5(row.pk, f"urgent:{place}"),
        request=row.pk,
        by=by,
        now=now,
    )
    placed(request=row, appointment=access.appointment, by=by, now=now)
    if row.party.contact_kind == "email" or by.is_staff:  # the mail is out, or somebody is speaking with her
        Request.objects.filter(pk=row.pk).update(told_at=now)
    return access


@transaction.atomic
def place_urgents(*, now: datetime) -> int:
    """Free emergency places went to the emergency list by rank; returns how many. A task does it every minute."""
    one_at_a_time()
    return give_by_rank(stock=Stock(supply(klass="emergency", now=now).places), now=now)


def give_by_rank(*, stock: Stock, now: datetime) -> int:
    """Who is on the emergency list has, in the order of its rules, the earliest of these places that fits her; how many.

    Whoever has an appointment and became urgent since keeps it: the desk sees her and decides.
    """
    today, given = day_of(now), 0
    for _, row in ranked(today=today):
        if not stock.free:
            break
        if row.status != "waiting" or (row.appointment is not None and row.appointment.status == "booked"):
            continue
        wish = asker(row, today=today, bound=False)  # a place after the end of a title is better than none
        while run := stock.earliest(wish):
            stock.take(place.key for place in run)
            try:
                with transaction.atomic():
                    _book(locked_request(request=row.pk), run[0].key, SYSTEM, now)
                given += 1
                break
            except (PlaceTaken, TooLate, NotFound):
                continue
            except DomainError:  # an appointment by another way, or a matter that is served no more: the desk sees her
                break
    return given


@transaction.atomic
def lift(*, request: UUID, reason: str, by: Actor, now: datetime) -> None:
    """She stands first, and a written reason says why; the journal counts it.

    Raises ``NotAllowed``, ``NotFound``, ``InvalidInput``.
    """
    require(by, "appointments.lift")
    if by.staff_id is None:
        raise NotAllowed(role=by.role)
    why = names.clean(reason, field="reason", longest=2000)
    if not why:
        raise InvalidInput(field="reason", reason="required")
    row = locked_request(request=request)
    if row.status not in ("waiting", "offered"):
        raise NotAllowed(status=row.status)
    row.lifted_at, row.lifted_by_id, row.lift_reason = now, by.staff_id, why
    row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    journal(request=row, kind=events.REQUEST_LIFTED, by=by, now=now)


@transaction.atomic
def mark_filed(*, request: UUID, case: UUID, by: Actor, now: datetime) -> None:
    """Her application is filed as this case; she stays on the list until a clerk has looked at it. Raises ``NotFound``.

    Doing it again changes nothing. Filing is in ``flows``, which knows cases and calls this.
    """
    row = locked_request(request=request)
    if row.party.case_ref == case:
        return
    Party.objects.filter(pk=row.party_id).update(case_ref=case)
    journal(request=row, kind=events.REQUEST_FILED, by=by, now=now)


@transaction.atomic
def looked_at(*, request: UUID, by: Actor, now: datetime) -> None:
    """A clerk has looked at the filed application (and issued the certificate where § 81(5) demands it).

    A request of the emergency list is settled by it; any other goes on waiting. Doing it again changes nothing.
    Raises ``NotAllowed``, ``NotFound``, ``InvalidInput`` (``nothing_filed``).
    """
    require(by, "appointments.lift")
    row = locked_request(request=request)
    if row.looked_at is not None:
        return
    if row.party.case_ref is None:
        raise InvalidInput(field="request", reason="nothing_filed")
    row.looked_at = now
    if row.kind == "emergency" and row.status in ("waiting", "offered"):
        row.status, row.ended_at, row.offered_place, row.offered_until = "filed", now, None, None
        end_commitments(request=row.pk)
    row.save(update_fields=["looked_at", "status", "ended_at", "offered_place", "offered_until"])
    journal(request=row, kind=events.REQUEST_LOOKED_AT, by=by, now=now)
