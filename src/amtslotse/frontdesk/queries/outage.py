"""What the desk needs on paper when nothing works."""

from __future__ import annotations

from datetime import date, datetime

from amtslotse.accounts.rules import require
from amtslotse.appointments import queries as appointments
from amtslotse.frontdesk.models import Stop, TicketSeries
from amtslotse.frontdesk.queries.hall import shown
from amtslotse.frontdesk.queries.views import DayListRow, DayListView
from amtslotse.kernel.actor import Actor
from amtslotse.offices.queries import site as site_of


def day_list(*, site: str, day: date, actor: Actor, now: datetime) -> DayListView:
    """Appointments of a day with names and times, the numbers that wait, and the number paper tickets begin with.

    No matter, no file number, no contact. Raises ``NotAllowed``, ``NotFound``.
    """
    require(actor, "desk.day_list")
    here = site_of(site, "de")
    rows = tuple(
        DayListRow(each.starts_at, tuple(person.name for person in each.persons), each.counter_number, each.status == "arrived")
        for each in appointments.of_day(site=site, day=day, actor=actor)
        if each.status in ("booked", "arrived")
    )
    last = TicketSeries.objects.filter(site=here.id, day=day).values_list("last", flat=True).first() or 0
    waiting = Stop.objects.filter(site=here.id, day=day, status__in=("waiting", "parked"))
    numbers = waiting.order_by("rank_at", "pk").values_list("ticket__number", flat=True)
    return DayListView(site, here.name, day, now, rows, last + 1, tuple(shown(number) for number in numbers))
