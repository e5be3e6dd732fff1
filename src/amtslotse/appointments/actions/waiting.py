"""The waiting list: freed places go to the emergency list, then are offered by need and day, then return at a random moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.asking import hers, journal, locked_request, one_at_a_time, placed
from amtslotse.appointments.actions.booking import book
from amtslotse.appointments.actions.changing import move
from amtslotse.appointments.actions.committing import end_commitments
from amtslotse.appointments.actions.emergency import give_by_rank
from amtslotse.appointments.actions.overbooking import give_extras
from amtslotse.appointments.models import Place, Request, Seat
from amtslotse.appointments.queries.pressure import mode
from amtslotse.appointments.queries.supply import Supply, asker, supply, waiting
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess
from amtslotse.appointments.rules.requests import OFFER_HOURS, offered_until, random_moment
from amtslotse.appointments.rules.words import CLASSES
from amtslotse.engines.allocation import Seatable, Stock, by_need_then_day, in_need
from amtslotse.kernel.actor import APPLICANT, SYSTEM, Actor
from amtslotse.kernel.errors import DomainError
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.queries import office


class OfferGone(DomainError):
    """The offer ended, was declined, or its place is gone. She keeps her day on the list."""

    code = "offer_gone"


def answer_offer(*, access: RequestAccess, accept: bool, idempotency_key: UUID, now: datetime) -> AppointmentAccess | None:
    """Accepted: she has the place (again: the same answer). Declined: the next is asked, and she keeps her day (``None``).

    An appointment that she kept meanwhile is moved to the place, never doubled. Raises ``NotFound``, ``OfferGone``.
    """
    with transaction.atomic():
        return _answer(hers(access=access), accept, idempotency_key, APPLICANT, now)


def answer_for(*, request: UUID, accept: bool, idempotency_key: UUID, by: Actor, now: datetime) -> AppointmentAccess | None:
    """As ``answer_offer``, for somebody on the telephone or at the desk. Raises also ``NotAllowed``."""
    require(by, "appointments.book_for")
    with transaction.atomic():
        return _answer(locked_request(request=request), accept, idempotency_key, by, now)


def _answer(row: Request, accept: bool, key: UUID, by: Actor, now: datetime) -> AppointmentAccess | None:
    if row.status == "placed" and accept and row.appointment is not None:
        return AppointmentAccess(row.appointment.pk, row.appointment.code_version)
    if row.status != "offered" and not accept:
        return None
    place = row.offered_place
    if row.status != "offered" or place is None or row.offered_until is None or row.offered_until <= now:
        raise OfferGone
    if not accept:
        _take_back(row, place.pk)
        return None
    _clear(row)  # from here to the end of the transaction the lock keeps the place for her
    kept = row.appointment
    try:
        with transaction.atomic():
            if kept is not None and kept.status == "booked":
                access = move(appointment=kept.pk, place=place.pk, idempotency_key=key, by=SYSTEM, now=now)
            else:
                access = book(
                    place=place.pk,
                    matters=row.matters,
                    party=row.party_id,
                    source="waiting_list",
                    idempotency_key=key,
                    request=row.pk,
                    by=SYSTEM,
                    now=now,
                )
    except DomainError:
        raise OfferGone from None
    made = placed(request=row, appointment=access.appointment, by=by, now=now)
    if kept is not None:
        end_commitments(request=row.pk)
    Request.objects.filter(pk=row.pk).update(told_at=now)  # she knows: she said yes
    return AppointmentAccess(made.pk, made.code_version)


def _clear(row: Request) -> None:
    row.status, row.offered_place, row.offered_until = "waiting", None, None
    row.save(update_fields=["status", "offered_place", "offered_until"])


def _take_back(row: Request, place: int) -> None:
    """She waits on with her day, and is not offered this place again."""
    row.declined = [*row.declined, place]
    row.save(update_fields=["declined"])
    _clear(row)


@transaction.atomic
def back_fill(*, now: datetime) -> int:
    """Freed places went to the emergency list, the others are offered by need, then by day of request; how many of both.

    Where the office has switched it on, full half days take as many extras as measured no-shows allow (``give_extras``).

    Offers that ended unanswered are taken back first, so their places go to the next. Places that would begin too soon for
    anybody to answer are left to ``release_late`` and the desk.
    """
    one_at_a_time()
    _end_offers(now)
    done = 0
    for klass in CLASSES:
        free = supply(klass=klass, now=now)
        if free.freed:
            stock = Stock(place for place in free.places if place.key in free.freed)
            if klass != "short":  # an express place is too short for what brings people here
                done += give_by_rank(stock=stock, now=now)
            done += _offer(klass, free, stock, now)
        done += give_extras(klass=klass, now=now)
    return done


def _end_offers(now: datetime) -> None:
    due = Request.objects.select_for_update(of=("self",)).filter(status="offered", offered_until__lte=now)
    for row in due:
        if row.offered_place_id is not None:
            _take_back(row, row.offered_place_id)


def _offer(klass: str, free: Supply, stock: Stock, now: datetime) -> int:
    rows = {row.ticket: row for row in waiting(kinds=["waiting", "allocation"], klass=klass)}
    if not rows:
        return 0
    today, hours = day_of(now), office().settings.get("offer_hours", OFFER_HOURS)
    asked = [(row.ticket, row.requested_on, row.party.title_expires_on) for row in rows.values()]
    needy = set(in_need(asked, free.days, plan_ends_on=free.plan_ends_on))
    entries = [(ticket, day, ends_on if ticket in needy else None) for ticket, day, ends_on in asked]
    offered = 0
    for place in stock.free:
        until = offered_until(now, starts_at=place.starts_at, hours=hours)
        if until is None:
            continue
        for ticket in by_need_then_day(str(place.key), entries):
            row = rows.get(ticket)
            if row is None or not _wants(row, place, today=today):
                continue
            run = stock.run(place, row.minutes)
            if run and _make_offer(row, run, until, now):
                stock.take(each.key for each in run)
                del rows[ticket]
                offered += 1
                break
    return offered


def _wants(row: Request, place: Seatable, *, today: date) -> bool:
    """Whether the place fits her and is earlier than what she has; on the same day nobody is asked who must be called."""
    if not asker(row, today=today).takes(place) or (place.day == today and row.party.contact_kind != "email"):
        return False
    kept = row.appointment
    return kept is None or kept.status != "booked" or place.starts_at < kept.starts_at


def _make_offer(row: Request, run: Iterable[Seatable], until: datetime, now: datetime) -> bool:
    """The place is kept for her: nobody else can sit down on it (trigger ``keeps_offers``; the lock lets it see this)."""
    keys = [place.key for place in run]
    locked = (
        Place.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=keys, retired=False)
        .order_by("starts_at", "pk")
    )
    taken = Exists(Seat.objects.filter(place=OuterRef("pk"), living=True))
    if len(locked) < len(keys) or Place.objects.filter(taken, pk__in=keys).exists():
        return False
    Place.objects.filter(pk__in=keys).update(bookable_from=None)
    mine = locked_request(request=row.pk)
    if mine.status != "waiting":
        return False
    mine.status, mine.offered_place_id, mine.offered_until, mine.told_at = "offered", keys[0], until, None
    mine.save(update_fields=["status", "offered_place", "offered_until", "told_at"])
    journal(request=mine, kind=events.REQUEST_OFFERED, by=SYSTEM, now=now)
    if telling.tell_offer(request=locked_request(request=row.pk), now=now):
        Request.objects.filter(pk=row.pk).update(told_at=now)
    return True


@transaction.atomic
def release_late(*, now: datetime) -> int:
    """Freed places that nobody waits for return to the calendar, each at its own random moment; returns how many.

    ``back_fill`` has asked everybody before. The moment lies in ``bookable_from``; until then a place is still given by need.
    """
    one_at_a_time()
    released = 0
    for klass in CLASSES:
        free = supply(klass=klass, now=now)
        freed = Place.objects.filter(pk__in=free.freed, bookable_from=None, contingent="public")
        if free.drawn_from is not None and mode(klass=klass, now=now).kind == "allocation":
            freed = freed.filter(starts_at__lt=free.drawn_from)  # the others go into the next round
        rows = list(freed.select_for_update(no_key=True, skip_locked=True))
        for place in rows:
            place.bookable_from = random_moment(now, starts_at=place.starts_at)
        Place.objects.bulk_update(rows, ["bookable_from"])
        released += len(rows)
    return released
