"""What the hall and a phone see: numbers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from amtslotse.engines import hallqueue
from amtslotse.frontdesk.models import OpenCounter, Stop, Ticket
from amtslotse.frontdesk.queries.views import CallView, DisplayView, SlipView, StationView, TicketView
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.queries import bodies, counters
from amtslotse.offices.queries import site as site_of

CALLS_SHOWN = 4

# Everything a display or a phone shows of the newest day with tickets, as one number; a sum, so that rows need no order.
_PULSE = """
SELECT coalesce(sum(hashtextextended(
        concat_ws(':', s.id, s.status, s.calls, s.counter_id, s.wanted_counter_id, s.klass, s.body_id, s.called_at, s.rank_at),
        0
    )), 0) + (
        SELECT coalesce(sum(hashtextextended(o.id::text, 1)), 0) FROM frontdesk_opencounter AS o
        JOIN offices_counter AS c ON c.id = o.counter_id WHERE o.closed_at IS NULL AND c.site_id = site.id
    ) + (SELECT count(*) FROM frontdesk_ticket AS t WHERE t.site_id = site.id AND t.day = latest.day AND t.ended_at IS NOT NULL)
FROM offices_site AS site
LEFT JOIN LATERAL (SELECT max(day) AS day FROM frontdesk_ticketseries AS x WHERE x.site_id = site.id) AS latest ON true
LEFT JOIN frontdesk_stop AS s ON s.site_id = site.id AND s.day = latest.day
WHERE site.code = %s GROUP BY site.id, latest.day
"""
#: The largest whole number that JavaScript keeps exact.
_EXACT = 2**53


def shown(number: int) -> str:
    """The number as it is printed, called and displayed."""
    return f"{number:03d}"


def call_id(row: Stop) -> str:
    """Differs with every call and recall."""
    return f"{row.pk}-{row.calls}"


def ticket(*, ticket: UUID, language: str = "de") -> TicketView:
    """A ticket by its unguessable id, with its stations by name. Raises ``NotFound``."""
    row = Ticket.objects.filter(pk=ticket).first()
    if row is None:
        raise NotFound(f"ticket {ticket}")
    return view_of(row, language)


def view_of(row: Ticket, language: str) -> TicketView:
    """The ticket as its owner holds it."""
    stops = list(row.stops.order_by("position"))
    names = bodies(language)
    here = [each for each in counters() if each.site_id == row.site_id and each.in_use]
    stations = tuple(
        StationView(
            each.body_id,
            names[each.body_id],
            each.status,
            tuple(counter.number for counter in here if counter.body == each.body_id and _may(counter, each)),
        )
        for each in stops
    )
    return TicketView(
        row.pk, row.number, shown(row.number), row.site.code, row.arrived_at, stops[0].klass if stops else "", stations
    )


def _may(counter: object, stop: Stop) -> bool:
    return hallqueue.serves(
        klass=stop.klass,
        matters=stop.matters,
        counter_kind=counter.kind,  # type: ignore[attr-defined]
        counter_serves=counter.serves,  # type: ignore[attr-defined]
    )


def display(*, site: str, now: datetime, most: int = CALLS_SHOWN) -> DisplayView:
    """The last calls of today (``most`` of them), newest first, and the open counters. Raises ``NotFound``."""
    here = site_of(site, "de")
    stops = Stop.objects.filter(site=here.id, day=day_of(now))
    called = (
        stops.filter(called_at__isnull=False, counter__isnull=False)
        .select_related("ticket", "counter")
        .order_by("-called_at", "-pk")[:most]
    )
    calls = tuple(
        CallView(shown(each.ticket.number), each.ticket.number, each.counter.number, each.called_at, call_id(each))
        for each in called
        if each.counter is not None and each.called_at is not None
    )
    open_ones = OpenCounter.objects.filter(closed_at=None, counter__site=here.id)
    numbers = tuple(open_ones.order_by("counter__number").values_list("counter__number", flat=True))
    return DisplayView(site, calls, numbers, stops.filter(status="waiting").count())


def pulse(*, site: str) -> int:
    """A number that differs whenever anything about waiting and calling at the site has changed; 0 for an unknown site.

    Computed from the rows after they were committed, so that no change is ever missed; one query, a millisecond for a full
    hall. It is the same on every server process.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PULSE, [site])
        found = cursor.fetchone()
    return int(found[0]) % _EXACT if found else 0


def slip(*, ticket: UUID, language: str) -> SlipView | None:
    """The hand-over slip to the station where she waits or goes next; ``None`` when there is none. Raises ``NotFound``."""
    row = Ticket.objects.select_related("site").filter(pk=ticket).first()
    if row is None:
        raise NotFound(f"ticket {ticket}")
    to_come = [each for each in view_of(row, language).stations if each.status in ("waiting", "parked", "later")]
    if not to_come:
        return None
    here = site_of(row.site.code, language)
    first, *others = to_come
    return SlipView(
        row.number,
        shown(row.number),
        here.name,
        here.address,
        first.body_name,
        first.counters,
        tuple(each.body_name for each in others),
    )
