"""Asking for a place, confirming it, coming back to it, withdrawing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from amtslotse.accounts.actions import count_attempt, forgive_attempt
from amtslotse.accounts.rules import require
from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.asking import journal, locked_request
from amtslotse.appointments.actions.committing import (
    AlreadyCommitted,
    commit,
    confirm_commitments,
    end_commitments,
    make_party,
)
from amtslotse.appointments.actions.sitting import Conflict, efforts, policy
from amtslotse.appointments.models import Appointment, Party, Person, Request, keys
from amtslotse.appointments.queries.pressure import mode
from amtslotse.appointments.queries.promising import latest_on
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess
from amtslotse.appointments.rules.codes import digest, fresh_number, spoken_number
from amtslotse.appointments.rules.emergency import checked_reasons, is_urgent
from amtslotse.appointments.rules.parties import PartyInput, checked
from amtslotse.appointments.rules.requests import Requested, entry_opens_on
from amtslotse.appointments.rules.times import class_of, minutes_for
from amtslotse.appointments.rules.words import REQUEST_KINDS
from amtslotse.kernel import codes
from amtslotse.kernel.actor import APPLICANT, SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.kernel.localtime import day_of

#: Living requests of people who have not proven who they are, for one contact: a household may share one.
REQUESTS_PER_CONTACT = 5
#: How long a request waits for its contact to be confirmed. Its day counts from when it was made all the same.
UNCONFIRMED = timedelta(hours=24)
UNCONFIRMED_BY_PHONE = timedelta(days=7)

#: Wrong codes in a window (``accounts.actions.WINDOW``) before even the right one is refused.
TRIES_PER_REQUEST = 5
TRIES_PER_NETWORK = 60

_LIVING = ("unconfirmed", "waiting", "offered")


class EntryNotOpen(DomainError):
    """Her title ends later than the entry allows. ``facts["opens_on"]`` is the day on which it opens."""

    code = "entry_not_open"


class NotDrawn(DomainError):
    """Places of this class are not allocated now: they are booked in the calendar, or the emergency list takes them."""

    code = "not_drawn"


class TooManyForContact(DomainError):
    """So many requests live under this contact that it can take no other."""

    code = "too_many_for_contact"


def request(
    *,
    kind: str,
    matters: Sequence[str],
    party: PartyInput,
    sites: Sequence[str] = (),
    weekdays: Sequence[int] = (),
    not_on: Sequence[date] = (),
    reasons: Sequence[str] = (),
    proof_pending: bool = False,
    earlier_than: AppointmentAccess | None = None,
    idempotency_key: UUID,
    by: Actor,
    now: datetime,
) -> Requested:
    """There is a request, and from here its day counts. Made by staff it is confirmed at once, else a code was sent.

    ``kind``: allocation | waiting | emergency. ``earlier_than`` (waiting list only): the appointment she has and keeps until an
    earlier place is hers; ``party`` and ``matters`` are then those of the appointment. Sent again, the answer is the same.

    Raises ``EntryNotOpen``, ``NotDrawn``, ``TooManyForContact``, ``InvalidInput``, ``AlreadyCommitted`` (a proven person only),
    ``AlreadyHolding``, ``Conflict`` (same key, other content), ``NotAllowed``, ``NotFound``.
    """
    if by.is_staff:
        require(by, "appointments.book_for")
    said = digest("request", kind, sites, weekdays, not_on, reasons, proof_pending, earlier_than, matters=matters, party=party)
    if done := _sent_before(idempotency_key, said):
        return done
    row = Request(
        id=uuid.uuid4(),
        number=fresh_number("A", now),
        idempotency_key=idempotency_key,
        digest=said,
        ticket=codes.fresh(),
        kind=kind,
        requested_at=now,
        requested_on=day_of(now),
        sites=sorted(set(sites)),
        weekdays=_weekdays(weekdays),
        not_on=sorted({day.isoformat() for day in not_on}),
        reasons=checked_reasons(reasons),
        proof_pending=proof_pending,
        status="waiting" if by.is_staff or earlier_than else "unconfirmed",
    )
    try:
        with transaction.atomic():
            _make(row, matters, party, earlier_than, by, now)
    except IntegrityError as fault:
        if "idempotency_key" not in str(fault):
            raise
        return _sent_before(idempotency_key, said) or _conflict(idempotency_key)
    return _requested(row)


def _make(
    row: Request, matters: Sequence[str], party: PartyInput, earlier: AppointmentAccess | None, by: Actor, now: datetime
) -> None:
    if row.kind not in REQUEST_KINDS:
        raise InvalidInput(field="kind", reason="unknown", known=REQUEST_KINDS)
    if earlier is not None:
        made, persons, has = _of_appointment(row, earlier)
        matters = has.matters
    else:
        who = checked(party, today=row.requested_on)
        made, persons = make_party(party=who, now=now)
    needed = efforts(matters=matters)
    row.party, row.matters, row.minutes = made, list(matters), minutes_for(needed, persons=len(persons))
    row.klass = "emergency" if row.kind == "emergency" else class_of(needed)
    _may_ask(row, now)
    if row.kind == "allocation":
        row.latest_on = latest_on(request=row, now=now)
    row.save(force_insert=True)
    if earlier is None:
        _few_per_contact(row, persons)
        confirmed = row.status == "waiting"
        commit(persons=persons, contact_key=made.contact_key, matters=matters, confirmed=confirmed, request=row.pk)
    journal(request=row, kind=events.REQUEST_MADE, payload={"kind": row.kind, "klass": row.klass}, by=by, now=now)
    if row.status == "waiting":
        _confirmed(row, by, now)
    else:
        telling.tell_code(party=made, purpose="request", ref=row.pk, code=keys.sent_code("request", row.pk), now=now)


def _may_ask(row: Request, now: datetime) -> None:
    ends_on = row.party.title_expires_on
    if row.kind == "allocation":
        if row.klass != "regular" or mode(klass=row.klass, now=now).kind != "allocation":
            raise NotDrawn(klass=row.klass)
        opens_on = entry_opens_on(title_expires_on=ends_on, weeks=policy(klass=row.klass).entry_weeks_before_expiry)
        if opens_on is not None and row.requested_on < opens_on:
            raise EntryNotOpen(opens_on=opens_on)
    if row.kind == "emergency" and not row.reasons and not is_urgent(ends_on, today=row.requested_on):
        raise InvalidInput(field="reasons", reason="required")
    if row.kind == "waiting" and row.klass == "emergency":
        raise InvalidInput(field="kind", reason="emergency")


def _of_appointment(row: Request, access: AppointmentAccess) -> tuple[Party, tuple[Person, ...], Appointment]:
    has = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("party")
        .filter(pk=access.appointment, code_version=access.code_version, status="booked")
        .first()
    )
    if has is None or row.kind != "waiting":
        raise NotFound(f"appointment {access.appointment}")
    if Request.objects.filter(appointment=has, status__in=_LIVING).exists():
        raise AlreadyCommitted
    row.appointment = has
    return has.party, tuple(has.party.persons.order_by("position")), has


def _few_per_contact(row: Request, persons: Sequence[Person]) -> None:
    if all(person.verified_at for person in persons) or row.party.partner_id:
        return
    with connection.cursor() as cursor:  # one at a time for a contact, so that two at once are not both the last
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [row.party.contact_key])
    of_contact = Request.objects.filter(party__contact_key=row.party.contact_key, status__in=_LIVING).exclude(pk=row.pk)
    if of_contact.count() >= REQUESTS_PER_CONTACT:
        raise TooManyForContact


def _weekdays(weekdays: Sequence[int]) -> list[int]:
    if any(day not in range(7) for day in weekdays):
        raise InvalidInput(field="weekdays", reason="unknown")
    return sorted(set(weekdays))


def _sent_before(key: UUID, said: str) -> Requested | None:
    row = Request.objects.filter(idempotency_key=key).first()
    if row is None:
        return None
    return _requested(row) if row.digest == said else _conflict(key)


def _conflict(key: UUID) -> Requested:
    raise Conflict(f"key {key}")


def _requested(row: Request) -> Requested:
    return Requested(row.pk, spoken_number(row.number), codes.spoken(keys.request_code(row.pk, row.code_version)))


def confirm_request(*, request: UUID, code: str, network: str, now: datetime) -> RequestAccess | None:
    """The contact is confirmed and the request waits; ``None``: wrong code, expired or locked, the answer is the same.

    Sent again with the right code, the answer is the same. Raises ``AlreadyCommitted``: she reads her own mail.
    """
    limits = {f"request:{request}": TRIES_PER_REQUEST, f"request:network:{network}": TRIES_PER_NETWORK}
    is_open = count_attempt(limits=limits, now=now)
    typed = "".join(character for character in codes.normalise(code) if character.isdigit())
    is_right = codes.same(typed, keys.sent_code("request", request))
    if not is_right or not is_open:
        return None
    forgive_attempt(keys=limits, now=now)
    return _confirm(request, APPLICANT, now)


def confirm_at_desk(*, request: UUID, by: Actor, now: datetime) -> RequestAccess:
    """A clerk has spoken to her: the request of a contact that takes no mail waits. Raises ``NotAllowed``, ``NotFound``."""
    require(by, "appointments.book_for")
    access = _confirm(request, by, now)
    if access is None:
        raise NotFound(f"request {request}")
    return access


@transaction.atomic
def _confirm(request: UUID, by: Actor, now: datetime) -> RequestAccess | None:
    row = Request.objects.select_for_update(of=("self",)).select_related("party").filter(pk=request).first()
    if row is None or row.status in ("expired", "withdrawn"):
        return None
    if row.status == "unconfirmed":
        confirm_commitments(request=row.pk)
        row.status = "waiting"
        row.save(update_fields=["status"])
        _confirmed(row, by, now)
    return RequestAccess(row.pk, row.code_version)


def _confirmed(row: Request, by: Actor, now: datetime) -> None:
    Party.objects.filter(pk=row.party_id, contact_verified_at__isnull=True).update(contact_verified_at=now)
    journal(request=row, kind=events.REQUEST_CONFIRMED, by=by, now=now)
    telling.tell_requested(request=row, now=now)


def enter_request(*, number: str, code: str, network: str, now: datetime) -> RequestAccess | None:
    """The access to a request, or ``None``: unknown, wrong or locked; the answer is the same and costs the same."""
    typed = codes.normalise(number)[:40]
    limits = {f"request:number:{typed}": TRIES_PER_REQUEST * 2, f"request:network:{network}": TRIES_PER_NETWORK}
    is_open = count_attempt(limits=limits, now=now)
    row = Request.objects.filter(number=typed).only("code_version").first()
    right = keys.request_code(row.pk, row.code_version) if row else keys.request_code(uuid.uuid4(), 0)
    is_right = codes.same(codes.normalise(code), right)
    if row is None or not is_right or not is_open:
        return None
    forgive_attempt(keys=limits, now=now)
    return RequestAccess(row.pk, row.code_version)


@transaction.atomic
def replace_request_code(*, request: UUID, by: Actor, now: datetime) -> RequestAccess:
    """There is a new code; the old one and every session opened with it are dead. Print the proof of request again.

    Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "appointments.book_for")
    row = locked_request(request=request)
    row.code_version += 1
    row.save(update_fields=["code_version"])
    return RequestAccess(row.pk, row.code_version)


@transaction.atomic
def withdraw_request(*, request: UUID, by: Actor, now: datetime) -> None:
    """She no longer asks, and may ask again. Doing it again changes nothing.

    An appointment that she has besides stays. Raises ``NotFound``, and ``NotAllowed`` once the request became an appointment.
    """
    if by.is_staff:
        require(by, "appointments.book_for")
    row = locked_request(request=request)
    if row.status in ("withdrawn", "expired"):
        return
    if row.status not in _LIVING:
        raise NotAllowed(status=row.status)
    _end(row, "withdrawn", now)
    journal(request=row, kind=events.REQUEST_WITHDRAWN, by=by, now=now)


def _end(row: Request, status: str, now: datetime) -> None:
    row.status, row.ended_at, row.offered_place, row.offered_until, row.appointment = status, now, None, None, None
    row.save(update_fields=["status", "ended_at", "offered_place", "offered_until", "appointment"])
    end_commitments(request=row.pk)


@transaction.atomic
def expire_requests(*, now: datetime) -> int:
    """Requests that were not confirmed in time are over, and so are those whose kept appointment came; returns how many.

    Who must be called has a week, for the office has to call her.
    """
    unconfirmed = Q(status="unconfirmed", requested_at__lte=now - UNCONFIRMED)
    unconfirmed &= Q(party__contact_kind="email") | Q(requested_at__lte=now - UNCONFIRMED_BY_PHONE)
    came = Q(status__in=("waiting", "offered"), appointment__status__in=("arrived", "done", "no_show"))
    due = Request.objects.select_for_update(skip_locked=True, of=("self",)).filter(unconfirmed | came)
    rows = list(due[:500])
    for row in rows:
        _end(row, "expired", now)
        journal(request=row, kind=events.REQUEST_EXPIRED, by=SYSTEM, now=now)
    return len(rows)


@transaction.atomic
def forget_requests(*, now: datetime) -> int:
    """Of requests that are over, reasons, wishes and written reasons are deleted; returns of how many.

    Over: withdrawn, expired, filed; or the appointment that came of it has ended. ``forget`` calls it.
    """
    ended = ("cancelled", "done", "no_show", "expired")
    rows = Request.objects.exclude(reasons=[], sites=[], weekdays=[], not_on=[], lift_reason__in=("", _FORGOTTEN))
    over = rows.filter(status__in=("withdrawn", "expired", "filed")) | rows.filter(
        status="placed", appointment__status__in=ended
    )
    over.filter(lifted_at__isnull=False).update(lift_reason=_FORGOTTEN)
    return Request.objects.filter(pk__in=[row.pk for row in over]).update(reasons=[], sites=[], weekdays=[], not_on=[])


#: What stands for a written reason that was deleted: that there was one is kept (constraint), and counted in the journal.
_FORGOTTEN = "-"


@transaction.atomic
def mark_told(*, request: UUID, by: Actor, now: datetime) -> None:
    """Somebody at the desk told her the result or the offer. Where she had not confirmed that she asked, that is done with it.

    Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "appointments.book_for")
    row = locked_request(request=request)
    if row.status == "unconfirmed":
        _confirm(request, by, now)
        return
    row.told_at = now
    row.save(update_fields=["told_at"])
