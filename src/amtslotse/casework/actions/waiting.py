"""A case waits for a body outside the house, and no longer does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.models import Case, Partner, Suspension
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import LONGEST_NOTE, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.waiting import legal_basis
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound

#: What a person may say about an end; the third ending belongs to the database.
SAID_ENDINGS = ("answered", "without")


@transaction.atomic
def suspend(*, case: UUID, partner: str, note: str = "", by: Actor, now: datetime) -> UUID:
    """The case waits for the body from now on, under the body's reason and its paragraph. Returns the interval.

    The clock of § 75 VwGO runs on: an interval explains time, it takes none away. The applicant is told nothing and her
    page says "another body is involved", whichever it is.
    Raises ``InvalidInput`` (field ``partner``: ``not_an_option``, ``waits_already``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="suspend", by=by)
    said = text(note, field="note", longest=LONGEST_NOTE, shortest=0)
    body = Partner.objects.filter(code=partner, is_active=True).first()
    if body is None:
        raise InvalidInput(field="partner", reason="not_an_option")
    return begin(row=row, body=body, note=said, by=by, now=now)


@transaction.atomic
def stop_waiting(*, case: UUID, suspension: UUID, ending: str, by: Actor, now: datetime) -> None:
    """The interval is over: the body gave its part (``answered``) or a person goes on without it (``without``).

    Under § 79(2) ``without`` says that the case can be decided regardless. Ending twice changes nothing.
    Raises ``InvalidInput`` (field ``ending``, ``not_an_option``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="resume", by=by)
    if ending not in SAID_ENDINGS:
        raise InvalidInput(field="ending", reason="not_an_option")
    interval = Suspension.objects.select_related("partner").filter(pk=suspension, case=row).first()
    if interval is None:
        raise NotFound(f"suspension {suspension}")
    if interval.ended_at is None:
        end(row=row, interval=interval, ending=ending, now=now)
        payload = {"partner": interval.partner.code, "reason": interval.reason, "ending": ending}
        record(case=row, kind=events.RESUMED, payload=payload, by=by, now=now)


def begin(*, row: Case, body: Partner, note: str, by: Actor, now: datetime) -> UUID:
    """The interval exists and the journal says it; for actions that hold the lock of the case."""
    law = catalogue.get(key=row.service, version=row.service_version, on=local_day(row.received_at)).legal_basis
    try:
        with transaction.atomic():
            interval = Suspension.objects.create(
                case=row,
                partner=body,
                reason=body.reason,
                legal_basis=legal_basis(body.reason, law=law, partner=body.legal_basis),
                note=note,
                began_at=now,
                begun_by_id=staff_id(by=by),
            )
    except IntegrityError:
        raise InvalidInput(field="partner", reason="waits_already") from None
    record(case=row, kind=events.SUSPENDED, payload={"partner": body.code, "reason": body.reason}, by=by, now=now)
    return interval.pk


def end(*, row: Case, interval: Suspension, ending: str, now: datetime) -> None:
    """The interval is over; the caller records what that means."""
    interval.ended_at, interval.ending = now, ending
    interval.save(update_fields=["ended_at", "ending"])
