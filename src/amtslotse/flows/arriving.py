"""An appointment becomes a ticket when she comes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.appointments import actions as appointments
from amtslotse.appointments import queries as reading
from amtslotse.frontdesk import actions as frontdesk
from amtslotse.frontdesk.queries import TicketView
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError
from amtslotse.kernel.localtime import day_of

#: Reads the appointment of somebody who proved it is hers, as the desk would.
_HALL = Actor(role="system", roles=frozenset({"desk"}))


class NotToday(DomainError):
    """The appointment is on another day. ``facts["starts_at"]`` says when."""

    code = "not_today"


class ElsewhereToday(DomainError):
    """The appointment is in another house. ``facts["site_name"]`` and ``facts["address"]`` say where."""

    code = "elsewhere"


def arrive(
    *,
    token_or_number: str,
    code: str | None,
    network: str,
    site: str | None,
    idempotency_key: UUID,
    language: str = "de",
    by: Actor,
    now: datetime,
) -> TicketView | None:
    """She is here and has a number; ``None``: unknown, wrong or locked, one answer for all.

    By the token of her QR code, by number and code, or at the desk by the number alone. Doing it again, in any of these
    ways, gives the same number. ``site``: the house she is in, where that is known.

    Raises ``NotToday``, ``ElsewhereToday``, ``NotNow`` (cancelled, or done), ``NotAllowed``, ``Conflict``.
    """
    appointment = _appointment(token_or_number, code, network, by, now)
    if appointment is None:
        return None
    with transaction.atomic():
        hers = reading.for_staff(appointment=appointment, language=language, actor=_HALL, now=now)
        if day_of(hers.starts_at) != day_of(now):
            raise NotToday(starts_at=hers.starts_at)
        if site is not None and site != hers.site:
            raise ElsewhereToday(site_name=hers.site_name, address=hers.address)
        appointments.mark_arrived(appointment=hers.id, by=by, now=now)
        return frontdesk.check_in(
            site=hers.site,
            klass=hers.klass,
            matters=hers.matter_keys,
            name="; ".join(hers.persons)[:400],
            language=hers.language,
            needs=hers.needs,
            appointment=hers.id,
            case_ref=hers.case_ref,
            idempotency_key=idempotency_key,
            by=by,
            now=now,
        )


def _appointment(token_or_number: str, code: str | None, network: str, by: Actor, now: datetime) -> UUID | None:
    if code is not None:
        access = appointments.enter(number=token_or_number, code=code, network=network, now=now)
        return access.appointment if access else None
    if (known := reading.checked_in_by(token_or_number)) is not None:
        return known
    if not by.is_staff:
        return None
    require(by, "desk.check_in")
    wanted = codes.normalise(token_or_number)
    found = reading.find(text=token_or_number, actor=by)
    return next((row.id for row in found if codes.normalise(row.number) == wanted), None)
