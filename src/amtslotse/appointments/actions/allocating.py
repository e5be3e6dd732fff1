"""Allocation: commit to seed and list, open, place by need, by day of request, by lot inside a day."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.asking import one_at_a_time, placed
from amtslotse.appointments.actions.booking import book
from amtslotse.appointments.actions.requesting import NotDrawn
from amtslotse.appointments.actions.sitting import PlaceTaken, TooLate
from amtslotse.appointments.models import Place, Request, Round
from amtslotse.appointments.queries.pressure import mode
from amtslotse.appointments.queries.supply import asker, policy_of, supply, waiting
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.requests import next_result_at, random_moment
from amtslotse.engines.allocation import Asker, Stock, commitment, draw, in_need
from amtslotse.journal.actions import append
from amtslotse.journal.rules import LONGEST_CODE, Kind, NewEvent
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.queries import office

#: So long before the announced hour an allocation is committed that nobody committed by hand.
COMMITTED_BEFORE = timedelta(hours=2)


class RoundStillClosed(DomainError):
    """An allocation of the class is committed and not opened yet: that one first."""

    code = "round_still_closed"


class NobodyWaits(DomainError):
    """Nobody waits, or no place is free: there is nothing to allocate."""

    code = "nobody_waits"


@transaction.atomic
def commit_round(*, klass: str, announced_for: datetime | None = None, by: Actor, now: datetime) -> UUID:
    """Who is in need has a place, if one fits; seed and list of the others are fixed, and their commitment is public.

    Nobody can change seed or list from here on (trigger), whoever asks later is not in it, and nobody can tell the order.
    Results are told at ``announced_for``, else at the office's next result hour on a working day.

    Raises ``NotAllowed``, ``NotDrawn``, ``RoundStillClosed``, ``NobodyWaits``.
    """
    _may(by)
    one_at_a_time()
    how = policy_of(klass)
    if not how.draws:
        raise NotDrawn(klass=klass)
    if Round.objects.filter(klass=klass, opened_at=None).exists():
        raise RoundStillClosed(klass=klass)
    if not waiting(kinds=["allocation"], klass=klass).exists() or not supply(klass=klass, now=now).places:
        raise NobodyWaits(klass=klass)
    _place_by_need(klass, now)
    rows = list(waiting(kinds=["allocation"], klass=klass))
    seed = secrets.token_hex(32)
    entries = sorted((row.ticket, row.requested_on) for row in rows)
    made = Round.objects.create(
        id=uuid.uuid4(),
        klass=klass,
        entries_until=now,
        announced_for=announced_for or next_result_at(now, hour=how.result_hour, land=office().land),
        seed=seed,
        entries=[[ticket, day.isoformat()] for ticket, day in entries],
        commitment=commitment(seed, entries),
        committed_at=now,
    )
    Request.objects.filter(pk__in=[row.pk for row in rows]).update(allocation=made, told_at=None)
    # A payload holds codes of at most 60 characters: 240 bits of the commitment bind as well as 256.
    payload = {"klass": klass, "entries": len(entries), "commitment": made.commitment[:LONGEST_CODE]}
    _journal(made, events.ALLOCATION_COMMITTED, payload, by, now)
    return made.pk


def _place_by_need(klass: str, now: datetime) -> int:
    """Who would lose her title before the likely day has the earliest place that fits before that, by the end of her title."""
    today = day_of(now)
    free = supply(klass=klass, now=now)
    rows = {row.ticket: row for row in waiting(kinds=["allocation"], klass=klass)}
    asked = [(row.ticket, row.requested_on, row.party.title_expires_on) for row in rows.values()]
    needy = in_need(asked, free.days, plan_ends_on=free.plan_ends_on)
    stock = Stock(free.places)
    given = [_give(rows[ticket], asker(rows[ticket], today=today), stock, None, now) for ticket in needy]
    return sum(first is not None for first in given)


@transaction.atomic
def open_round(*, round: UUID, by: Actor, now: datetime) -> None:
    """Seed and list are public, and each in her turn has the earliest place that fits her; who got nothing keeps her day.

    A place that is taken meanwhile counts as taken before her turn: the next that fits is hers. Whoever withdrew meanwhile
    stays in the order and gets nothing. Results are told at the announced hour (``tell_results``). Opening it again changes
    nothing. Raises ``NotAllowed``, ``NotFound``.
    """
    _may(by)
    one_at_a_time()
    row = Round.objects.select_for_update(of=("self",)).filter(pk=round).first()
    if row is None:
        raise NotFound(f"round {round}")
    if row.opened_at is not None:
        return
    today = day_of(now)
    entries = [(ticket, date.fromisoformat(day)) for ticket, day in row.entries]
    rows = {each.ticket: each for each in waiting(kinds=["allocation"], klass=row.klass).filter(allocation=row)}
    free = supply(klass=row.klass, now=now).places
    number = {place.key: position for position, place in enumerate(free, start=1)}
    stock = Stock(free)
    result: list[list[object]] = []
    for ticket in draw(row.seed, entries):
        first = _give(rows[ticket], asker(rows[ticket], today=today), stock, row, now) if ticket in rows else None
        result.append([ticket, number[first] if first is not None else None])
    row.opened_at, row.result = now, result
    row.save(update_fields=["opened_at", "result"])
    payload = {"klass": row.klass, "placed": sum(one is not None for _, one in result)}
    _journal(row, events.ALLOCATION_OPENED, payload, by, now)


def _give(row: Request, wish: Asker, stock: Stock, drawn: Round | None, now: datetime) -> int | None:
    """She has the earliest place that fits her and can still be had; the place, or ``None``."""
    while run := stock.earliest(wish):
        try:
            with transaction.atomic():
                access = book(
                    place=run[0].key,
                    matters=row.matters,
                    party=row.party_id,
                    source="allocation",
                    idempotency_key=uuid.uuid5(row.pk, f"{drawn.pk if drawn else 'need'}:{run[0].key}"),
                    request=row.pk,
                    tell=False,
                    by=SYSTEM,
                    now=now,
                )
        except (PlaceTaken, TooLate, NotFound):
            stock.take([run[0].key])  # somebody at the desk or on the telephone was given it meanwhile
            continue
        except DomainError:
            return None  # she has an appointment by another way, or the matter is served no more: she stays on the list
        stock.take(place.key for place in run)
        row.allocation = drawn
        row.save(update_fields=["allocation"])
        made = placed(request=row, appointment=access.appointment, by=SYSTEM, now=now)
        if drawn is None:  # not drawn: nothing to wait for
            _tell(Request.objects.select_related("party__partner", "appointment").get(pk=row.pk), now)
        return run[0].key if made else None
    return None


@transaction.atomic
def tell_results(*, now: datetime) -> int:
    """Everybody whose announced hour has come and who has a mail address was told; returns how many.

    Who has none stands on the list ``to_tell_by_phone``.
    """
    due = Request.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Q(status="placed") | Q(status="waiting"),
        told_at=None,
        allocation__opened_at__isnull=False,
        allocation__announced_for__lte=now,
    )
    return sum(_tell(row, now) for row in due.select_related("party__partner", "appointment")[:500])


def _tell(row: Request, now: datetime) -> bool:
    if row.party.contact_kind != "email":
        return False
    telling.tell_result(request=row, now=now)
    row.told_at = now
    row.save(update_fields=["told_at"])
    return True


def keep_rounds(*, now: datetime) -> int:
    """Each class that is allocated has its round on each working day, whether somebody of the office clicks or not.

    Due ones are opened at their announced hour; a new one is committed two hours before. Returns how many were done.
    """
    done = 0
    for round in Round.objects.filter(opened_at=None, announced_for__lte=now).values_list("pk", flat=True):
        open_round(round=round, by=SYSTEM, now=now)
        done += 1
    klass = "regular"
    hour = next_result_at(now, hour=policy_of(klass).result_hour, land=office().land)
    is_due = hour - COMMITTED_BEFORE <= now and not Round.objects.filter(klass=klass, announced_for=hour).exists()
    if is_due and mode(klass=klass, now=now).kind == "allocation":
        try:
            commit_round(klass=klass, announced_for=hour, by=SYSTEM, now=now)
            done += 1
        except (NobodyWaits, RoundStillClosed):
            pass
    return done


@transaction.atomic
def follow_mode(*, now: datetime) -> int:
    """The calendar gives out what the mode says: nothing that a round can still give, and the free places otherwise.

    Places come back each at its own random moment. Returns how many places changed.
    """
    one_at_a_time()
    klass = "regular"
    how = policy_of(klass)
    if not how.draws:
        return 0
    free = supply(klass=klass, now=now, contingents=("public",))
    rows = Place.objects.filter(pk__in=[place.key for place in free.places])
    if mode(klass=klass, now=now).kind == "allocation":
        return rows.filter(bookable_from__isnull=False, starts_at__gte=free.drawn_from).update(bookable_from=None)
    back = list(rows.filter(bookable_from=None).exclude(pk__in=free.freed))  # those have release_late
    for place in back:
        place.bookable_from = random_moment(now, starts_at=place.starts_at)
    Place.objects.bulk_update(back, ["bookable_from"])
    return len(back)


def _may(by: Actor) -> None:
    if by != SYSTEM:
        require(by, "appointments.allocation")


def _journal(row: Round, kind: Kind, payload: dict[str, object], by: Actor, now: datetime) -> None:
    append(stream_kind="allocation", stream_ref=str(row.pk), events=[NewEvent(kind.name, payload)], by=by, now=now)
