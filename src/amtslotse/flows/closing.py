"""A counter, a site or the whole office closes: everybody concerned gets a new time, in the order of need, and hears of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.appointments import actions as appointments
from amtslotse.appointments import queries
from amtslotse.appointments.queries import Concerned
from amtslotse.frontdesk import actions as frontdesk
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput
from amtslotse.kernel.localtime import BERLIN, day_of
from amtslotse.offices import actions as offices
from amtslotse.offices import queries as office_queries

#: How often places are chosen anew for those whose place somebody else took in the same moment.
ROUNDS = 3
_KEYS = UUID("6f0c5f0e-3d0a-4c11-9a55-2b7d0f6a51ce")


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closure did. ``listed``: no time fits yet, so they wait with their day; ``to_call``: without a mail address, so
    somebody tells them; ``stranded``: a person decides."""

    closure: int
    concerned: int
    replaced: int
    listed: int
    to_call: int
    stranded: int


def preview(
    *, starts_at: datetime, ends_at: datetime, by: Actor, now: datetime, site: str | None = None, counter: int | None = None
) -> tuple[Concerned, ...]:
    """Who would be concerned and where each would go, in the order of need. Nothing changes. Raises ``NotAllowed``."""
    return queries.concerned(
        counters=_counters(site=site, counter=counter), starts_at=starts_at, ends_at=ends_at, actor=by, now=now
    )


@transaction.atomic
def close(
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: Mapping[str, str],
    by: Actor,
    now: datetime,
    site: str | None = None,
    counter: int | None = None,
) -> Closed:
    """The counter, site or office is closed, and everybody concerned has the nearest time that fits, in the order of need.

    First whose title ends first, then who asked on the earlier day. For whom nothing fits waits with her day on the waiting or
    emergency list. Told by mail; who has no mail address is on the call-back list. Nobody is lost: who was just booking keeps
    her appointment on the list of the stranded until a person decides. Doing it again changes nothing for those who are done.
    Raises ``NotAllowed``, ``NotFound``, ``InvalidInput``.
    """
    require(by, "planner.close_counter")
    if ends_at <= now:
        raise InvalidInput(field="ends_at", reason="over")
    closure = offices.close(starts_at=starts_at, ends_at=ends_at, reason=reason, site=site, counter=counter, by=by, now=now)
    counters = _counters(site=site, counter=counter)
    from_day, to_day = day_of(starts_at), day_of(ends_at) + timedelta(days=1)
    # Locks the places of the period: a booking that is under way ends first, and is then seen below.
    appointments.plan_places(from_day=from_day, to_day=to_day, by=by, now=now)
    rows = queries.concerned(counters=counters, starts_at=starts_at, ends_at=ends_at, actor=by, now=now)
    left, to_call, replaced, listed = rows, 0, 0, 0
    for _ in range(ROUNDS):
        for row in left:
            if row.new_place is None:
                continue
            key = uuid5(_KEYS, f"{closure}:{row.appointment}:{row.new_place}")
            if appointments.replace(appointment=row.appointment, place=row.new_place, idempotency_key=key, by=by, now=now):
                replaced += 1
                to_call += _call(row, now=now)
        left = queries.concerned(counters=counters, starts_at=starts_at, ends_at=ends_at, actor=by, now=now)
        if not any(row.new_place for row in left):
            break
    for row in left:
        key = uuid5(_KEYS, f"{closure}:{row.appointment}:list")
        if row.new_place is None and appointments.put_on_list(appointment=row.appointment, idempotency_key=key, by=by, now=now):
            listed += 1
            to_call += _call(row, now=now)
    if replaced or listed:
        appointments.plan_places(from_day=from_day, to_day=to_day, by=by, now=now)
        appointments.record_closing(appointments=len(rows), replaced=replaced, by=by, now=now)
    return Closed(closure, len(rows), replaced, listed, to_call, len(left) - listed)


@transaction.atomic
def replace_one(*, appointment: UUID, by: Actor, now: datetime) -> bool:
    """Somebody stranded has the nearest time that fits, and is told; ``False``: there is none, or she is not stranded.

    Raises ``NotAllowed``.
    """
    row = queries.nearest(appointment=appointment, actor=by, now=now)
    if row is None or row.new_place is None:
        return False
    key = uuid5(_KEYS, f"{row.appointment}:{row.new_place}")
    if not appointments.replace(appointment=row.appointment, place=row.new_place, idempotency_key=key, by=by, now=now):
        return False
    _call(row, now=now)
    appointments.plan_ahead(by=by, now=now)
    return True


@transaction.atomic
def reopen(*, closure: int, by: Actor, now: datetime) -> None:
    """The closure is gone and its places can be booked again. Who was moved stays moved. Raises ``NotAllowed``."""
    offices.reopen(closure=closure, by=by, now=now)
    appointments.plan_ahead(by=by, now=now)


def _counters(*, site: str | None, counter: int | None) -> Sequence[int]:
    if counter is not None:
        return [counter]
    return [each.id for each in office_queries.counters(site=site)]


def _call(row: Concerned, *, now: datetime) -> bool:
    """Whether somebody must tell her; with a number she is on the call-back list."""
    if row.contact_kind == "email":
        return False
    if row.phone:
        was = row.starts_at.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M")
        new = row.new_starts_at.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M") if row.new_starts_at else ""
        frontdesk.ask_call_back(
            name=" / ".join(row.names)[:200],
            phone=row.phone,
            language=row.language,
            reason="appointment",
            note=f"Geschlossen: Termin {was} " + (f"ist verlegt auf {new}." if new else "entfällt, noch keine neue Zeit."),
            due_on=day_of(now),
            by=SYSTEM,
            now=now,
        )
    return True
