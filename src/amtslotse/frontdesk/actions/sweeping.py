"""What the evening takes away."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amtslotse.frontdesk.actions.ending import end_station, end_visit
from amtslotse.frontdesk.models import CallBack, OpenCounter, Stop, Ticket
from amtslotse.frontdesk.rules.words import OPEN_STOPS
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.localtime import begins, day_of
from amtslotse.offices.queries import office


def sweep(*, now: datetime) -> int:
    """Of days before today nothing personal is left: names, needs, reasons to be put first and the tie to a case are gone.

    Who was never called any more has ``left``: no visit stays without an outcome. Counters left open are closed, and
    call-backs go a configured number of days after they were done. Answers how many tickets were blanked.
    """
    today = day_of(now)
    for pk in Ticket.objects.filter(day__lt=today, ended_at=None).values_list("pk", flat=True):
        _left(pk, now)
    OpenCounter.objects.filter(closed_at=None, opened_at__lt=begins(today)).update(closed_at=now)
    kept = timedelta(days=office().number("call_back_keep_days"))
    CallBack.objects.filter(done_at__lt=now - kept).delete()
    Stop.objects.filter(day__lt=today, lifted_at__isnull=False).update(lifted_at=None, lift_reason="")
    personal = ~Q(name="") | ~Q(digest="") | Q(case_ref__isnull=False)
    personal |= Q(needs_interpreter=True) | Q(needs_step_free=True) | Q(needs_helper=True)
    return (
        Ticket.objects.filter(day__lt=today)
        .filter(personal)
        .update(name="", digest="", case_ref=None, needs_interpreter=False, needs_step_free=False, needs_helper=False)
    )


@transaction.atomic
def _left(ticket: UUID, now: datetime) -> None:
    row = Ticket.objects.select_for_update().filter(pk=ticket, ended_at=None).first()
    if row is None:
        return
    for stop in Stop.objects.select_related("ticket").filter(ticket=row, status__in=OPEN_STOPS).exclude(status="later"):
        end_station(row=stop, outcome="left", by=SYSTEM, now=now)
    end_visit(ticket=row, by=SYSTEM, now=now)
