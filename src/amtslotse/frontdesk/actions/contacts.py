"""Contacts by telephone and at the clearing counter, and call-backs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amtslotse.accounts.rules import require
from amtslotse.casework.queries import case_named
from amtslotse.frontdesk.models import CallBack, Contact, ProtectedCase
from amtslotse.frontdesk.rules import events
from amtslotse.frontdesk.rules.words import CALL_BACK_OUTCOMES, CONTACT_CHANNELS, CONTACT_REASONS
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel import names, workdays
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.queries import office

LONGEST_CONTACT = 4 * 60 * 60
LONGEST_NOTE = 1000


@transaction.atomic
def log_contact(
    *,
    channel: str,
    reason: str,
    began_at: datetime,
    seconds: int,
    settled: bool,
    file_number: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """The contact is counted: why, how, how long, and whether no specialist was needed. Never who.

    ``file_number``: the case it was about; then its history says that there was a contact.
    Raises ``NotAllowed``, ``InvalidInput`` (also field ``file_number``, ``unknown``: no such case).
    """
    require(by, "desk.contacts")
    if channel not in CONTACT_CHANNELS:
        raise InvalidInput(field="channel", reason="unknown", value=channel)
    _reason(reason)
    if not 0 <= seconds <= LONGEST_CONTACT:
        raise InvalidInput(field="seconds", reason="out_of_range", longest=LONGEST_CONTACT)
    if began_at > now:
        raise InvalidInput(field="began_at", reason="in_future")
    case = _case(file_number, by) if file_number.strip() else None
    Contact.objects.create(channel=channel, reason=reason, began_at=began_at, seconds=seconds, settled=settled, recorded_at=now)
    payload = {"channel": channel, "reason": reason, "seconds": seconds, "settled": settled}
    _journal(NewEvent(events.CONTACT_LOGGED.name, payload), by=by, now=now)
    if case is not None:
        said = {"channel": channel, "reason": reason, "settled": settled}
        about = NewEvent(events.CASE_CONTACTED.name, said)
        append(stream_kind="case", stream_ref=str(case), events=[about], by=by, now=now)


@transaction.atomic
def ask_call_back(
    *,
    name: str,
    phone: str,
    language: str,
    reason: str,
    note: str = "",
    case_ref: UUID | None = None,
    due_on: date | None = None,
    by: Actor,
    now: datetime,
) -> UUID:
    """She is on the call-back list; due the next working day unless told otherwise.

    Raises ``NotAllowed``, ``InvalidInput`` (``required``, ``not_a_number``, ``in_past``).
    """
    if by != SYSTEM:  # a closure puts people on the list, whoever closed
        require(by, "desk.contacts")
    _reason(reason)
    called = names.clean(name, field="name")
    number = names.clean(phone, field="phone", longest=60)
    if not called:
        raise InvalidInput(field="name", reason="required")
    if sum(character.isdigit() for character in number) < 4 or set(number) - set("0123456789+()/- ."):
        raise InvalidInput(field="phone", reason="not_a_number")
    today = day_of(now)
    if due_on is not None and due_on < today:
        raise InvalidInput(field="due_on", reason="in_past")
    row = CallBack.objects.create(
        name=called,
        phone=number,
        language=language,
        reason=reason,
        note=names.clean(note, field="note", longest=LONGEST_NOTE),
        case_ref=case_ref,
        wanted_at=now,
        due_on=due_on or workdays.add(today, 1, land=office().land),
    )
    _journal(NewEvent(events.CALL_BACK_ASKED.name, {"reason": reason}), by=by, now=now)
    return row.pk


@transaction.atomic
def tried(*, call_back: UUID, by: Actor, now: datetime) -> None:
    """Nobody answered: the try is counted, and she stays on the list, due the next working day.

    Raises ``NotAllowed``, ``NotFound`` when it is done or unknown.
    """
    require(by, "desk.contacts")
    _open(call_back)
    due_on = workdays.add(day_of(now), 1, land=office().land)
    CallBack.objects.filter(pk=call_back).update(tries=F("tries") + 1, due_on=due_on)


@transaction.atomic
def done_call_back(*, call_back: UUID, outcome: str, by: Actor, now: datetime) -> None:
    """She was called (``settled``, ``passed_on``) or given up (``not_reached``); ``sweep`` deletes the row later.

    Raises ``NotAllowed``, ``NotFound`` when it is done already or unknown, ``InvalidInput``.
    """
    require(by, "desk.contacts")
    if outcome not in CALL_BACK_OUTCOMES:
        raise InvalidInput(field="outcome", reason="unknown", value=outcome)
    row = _open(call_back)
    row.done_at, row.outcome = now, outcome
    row.save(update_fields=["done_at", "outcome"])
    waited = int((now - row.wanted_at).total_seconds())
    payload = {"outcome": outcome, "waited_seconds": max(0, waited)}
    _journal(NewEvent(events.CALLED_BACK.name, payload), by=by, now=now)


def protect(*, case_ref: UUID, protected: bool, by: Actor, now: datetime) -> None:
    """Nothing is said about this case by telephone any more (or again, with ``protected`` false). Raises ``NotAllowed``."""
    require(by, "desk.contacts")
    if protected:
        ProtectedCase.objects.get_or_create(case_ref=case_ref, defaults={"set_at": now})
    else:
        ProtectedCase.objects.filter(case_ref=case_ref).delete()


def _case(file_number: str, by: Actor) -> UUID:
    try:
        return case_named(file_number=file_number)
    except NotFound:
        raise InvalidInput(field="file_number", reason="unknown") from None


def _open(call_back: UUID) -> CallBack:
    row = CallBack.objects.select_for_update().filter(pk=call_back, done_at=None).first()
    if row is None:
        raise NotFound(f"call-back {call_back}")
    return row


def _reason(reason: str) -> None:
    if reason not in CONTACT_REASONS:
        raise InvalidInput(field="reason", reason="unknown", value=reason)


def _journal(event: NewEvent, *, by: Actor, now: datetime) -> None:
    append(stream_kind="contact", stream_ref=day_of(now).isoformat(), events=[event], by=by, now=now)
