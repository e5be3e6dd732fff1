"""A station ends, and perhaps the visit with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from amtslotse.appointments import actions as appointments
from amtslotse.appointments.rules.events import VISIT_CAME
from amtslotse.casework.queries import case_named
from amtslotse.frontdesk.actions.stops import locked, record, wait
from amtslotse.frontdesk.models import ExpressMatter, Stop, Ticket
from amtslotse.frontdesk.rules import events
from amtslotse.frontdesk.rules.stations import outcome_of
from amtslotse.frontdesk.rules.words import AT_A_COUNTER, OFFICE, OUTCOMES
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound


@transaction.atomic
def finish(
    *,
    stop: int,
    outcome: str,
    express: Sequence[str] = (),
    file_number: str = "",
    without_case: bool = False,
    by: Actor,
    now: datetime,
) -> None:
    """The station ended with ``outcome``; the next one waits from now on, or the visit is over, and with it her needs.

    ``express``: what was ticked at the express counter. Who was parked may end too: she left. ``file_number``: the case it
    was about, whose history says from now on that she came; ``without_case``: it was about none. A case that the visit
    brought with it stays.
    Raises ``NotAllowed``, ``NotFound``, ``NotNow``, ``InvalidInput`` (also field ``file_number``, ``unknown``: no such case).
    """
    if outcome not in OUTCOMES or outcome == "no_show":
        raise InvalidInput(field="outcome", reason="unknown", value=outcome)
    known = set(ExpressMatter.objects.filter(key__in=express, active=True).values_list("key", flat=True))
    if unknown := set(express) - known:
        raise InvalidInput(field="express", reason="unknown", unknown=sorted(unknown))
    row = locked(stop=stop, states=("waiting", "called", "serving", "parked"), by=by)
    if row.ticket.case_ref is None and file_number.strip():
        _name_case(row, file_number, by, now)
    elif row.ticket.case_ref is None and without_case:
        row.ticket.without_case = True
        row.ticket.save(update_fields=["without_case"])
    _end(row, outcome, express, by, now)


@transaction.atomic
def no_show(*, stop: int, by: Actor, now: datetime) -> None:
    """She was called and did not come. See ``flows.finishing.no_show``, which also gives her place to another.

    Raises ``NotAllowed``, ``NotFound``, ``NotNow``.
    """
    row = locked(stop=stop, states=("called", "parked"), by=by)
    _end(row, "no_show", (), by, now)


def _name_case(row: Stop, file_number: str, by: Actor, now: datetime) -> None:
    ticket = row.ticket
    try:
        if row.body_id != OFFICE:  # another body under this roof learns of no case
            raise NotFound(file_number)
        ticket.case_ref = case_named(file_number=file_number)
    except NotFound:
        raise InvalidInput(field="file_number", reason="unknown") from None
    ticket.without_case = False
    ticket.save(update_fields=["case_ref", "without_case"])
    append(stream_kind="case", stream_ref=str(ticket.case_ref), events=[NewEvent(VISIT_CAME.name)], by=by, now=now)


def _end(row: Stop, outcome: str, express: Sequence[str], by: Actor, now: datetime) -> None:
    end_station(row=row, outcome=outcome, express=express, by=by, now=now)
    onward = Stop.objects.filter(ticket=row.ticket, status="later").order_by("position").first()
    if onward is None or outcome in ("left", "no_show"):
        end_visit(ticket=row.ticket, by=by, now=now)
    else:
        wait(row=onward, since=now)
        onward.save()


def end_station(*, row: Stop, outcome: str, express: Sequence[str] = (), by: Actor, now: datetime) -> None:
    """The locked station is over. The journal gets the seconds its counter was taken, from the call on; 0: never called."""
    taken_from = row.called_at if row.status in AT_A_COUNTER else None
    seconds = int((now - taken_from).total_seconds()) if taken_from else 0
    row.status = "no_show" if outcome == "no_show" else "done"
    row.outcome, row.ended_at = outcome, now
    row.save(update_fields=["status", "outcome", "ended_at"])
    payload: dict[str, Any] = {"body": row.body_id, "klass": row.klass, "outcome": outcome, "seconds": max(0, seconds)}
    if express:
        payload["express"] = sorted(express)
    record(ticket=row.ticket, kind=events.STOP_ENDED, payload=payload, by=by, now=now)


def end_visit(*, ticket: Ticket, by: Actor, now: datetime) -> None:
    """The visit is over: stations that were still to come are not, its outcome is that of its stations, needs are gone.

    Its appointment is done, unless she did not come: that is said with ``appointments.actions.mark_no_show``.
    """
    Stop.objects.filter(ticket=ticket, status="later").delete()
    stops = list(Stop.objects.filter(ticket=ticket).order_by("position"))
    ticket.outcome = outcome_of([each.outcome for each in stops])
    ticket.ended_at = now
    ticket.needs_interpreter = ticket.needs_step_free = ticket.needs_helper = False
    ticket.save(update_fields=["outcome", "ended_at", "needs_interpreter", "needs_step_free", "needs_helper"])
    ended = {"klass": stops[0].klass, "outcome": ticket.outcome}
    if ticket.case_ref is not None or ticket.without_case:
        ended["of_case"] = "none" if ticket.case_ref is None else "case"
    record(ticket=ticket, kind=events.ENDED, payload=ended, by=by, now=now)
    if ticket.appointment_id is not None and ticket.outcome != "no_show":
        appointments.mark_done(appointment=ticket.appointment_id, outcome=ticket.outcome, by=by, now=now)
