"""What the hall and a phone see: numbers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from amtslotse.engines import hallqueue
from amtslotse.frontdesk.models import OpenCounter, Pace, Stop, Ticket
from amtslotse.frontdesk.queries.views import CallView, DisplayView, PlaceView, SlipView, StationView, TicketView
from amtslotse.frontdesk.rules.words import AT_A_COUNTER
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.models import Counter
from amtslotse.offices.queries import bodies, counters, office
from amtslotse.offices.queries import site as site_of

CALLS_SHOWN = 4

# Everything a display or a phone shows of the newest day with tickets, as one number; a sum, so that rows need no order.
_PULSE = """
SELECT coalesce(sum(hashtextextended(
        concat_ws(':', s.id, s.status, s.calls, s.counter_id, s.wanted_counter_id, s.klass, s.body_id, s.called_at), 0
    )), 0) + (
        SELECT coalesce(sum(hashtextextended(o.id::text, 1)), 0) FROM frontdesk_opencounter AS o
        JOIN offices_counter AS c ON c.id = o.counter_id WHERE o.closed_at IS NULL AND c.site_id = site.id
    ) + (SELECT count(*) FROM frontdesk_ticket AS t WHERE t.site_id = site.id AND t.day = latest.day AND t.ended_at IS NOT NULL)
FROM offices_site AS site
LEFT JOIN LATERAL (SELECT max(day) AS day FROM frontdesk_ticketseries AS x WHERE x.site_id = site.id) AS latest ON true
LEFT JOIN frontdesk_ticket AS t ON t.site_id = site.id AND t.day = latest.day
LEFT JOIN frontdesk_stop AS s ON s.ticket_id = t.id
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


def place_of(*, ticket: UUID, now: datetime) -> PlaceView:
    """Her place and the range for her wait. Raises ``NotFound``, for a ticket of an earlier day too.

    The range comes from the measured paces of those before her and the counters that may serve her (``engines.hallqueue``).
    """
    row = Ticket.objects.select_related("site").filter(pk=ticket, day=day_of(now)).first()
    if row is None:
        raise NotFound(f"ticket {ticket}")
    stops = list(row.stops.select_related("counter").order_by("position"))
    # The station she is at, else the next one, else the last one she was at.
    at = next((each for each in stops if each.status not in ("done", "no_show", "later")), None) or stops[-1]
    is_early = at.status == "waiting" and at.due_from is not None and at.due_from > now
    hers = _open_for(row, at) if at.status == "waiting" else []
    ahead = _ahead(row, at, hers, now) if at.status == "waiting" else []
    estimate = _estimate(at, hers, ahead) if hers and not is_early else None
    return PlaceView(
        number=row.number,
        display=shown(row.number),
        status="ended" if row.ended_at else at.status,
        ahead=len(ahead),
        low_minutes=estimate.low_minutes if estimate else None,
        high_minutes=estimate.high_minutes if estimate else None,
        counter=at.counter.number if at.counter and at.status in AT_A_COUNTER else None,
        site=row.site.code,
        body=at.body_id,
        call_id=call_id(at) if at.status in AT_A_COUNTER else "",
        due_at=at.due_at if is_early else None,
    )


def _ahead(row: Ticket, at: Stop, hers: list[Counter], now: datetime) -> list[str]:
    """The classes of those who are called before her, as far as counters that may serve her would call them too."""
    waiting = Stop.objects.filter(status="waiting", body=at.body_id, ticket__site=row.site_id, ticket__day=row.day)
    if at.wanted_counter_id is not None:
        waiting = waiting.filter(Q(wanted_counter=at.wanted_counter_id) | Q(wanted_counter=None))
    if at.due_from is not None and at.due_from <= now:
        waiting = waiting.filter(due_from__lte=now)
        before = Q(rank_at__lt=at.rank_at) | Q(rank_at=at.rank_at, pk__lt=at.pk)
    else:
        before = Q(due_from__lte=now) | Q(rank_at__lt=at.rank_at) | Q(rank_at=at.rank_at, pk__lt=at.pk)
    found = waiting.filter(before).order_by("rank_at", "pk").values_list("klass", "matters")
    shared: dict[tuple[str, tuple[str, ...]], bool] = {}
    ahead = []
    for klass, matters in found:
        key = (klass, tuple(matters))
        if key not in shared:
            # Nobody sits at a counter for her yet: all who stand before her count.
            shared[key] = not hers or any(_serves(each, klass, matters) for each in hers)
        if shared[key]:
            ahead.append(klass)
    return ahead


def _open_for(row: Ticket, at: Stop) -> list[Counter]:
    """The open counters that may call her."""
    found = OpenCounter.objects.select_related("counter").filter(
        closed_at=None, counter__site=row.site_id, counter__body=at.body_id
    )
    rows = [each.counter for each in found]
    if at.wanted_counter_id is not None:
        return [each for each in rows if each.pk == at.wanted_counter_id]
    return [each for each in rows if _serves(each, at.klass, at.matters) and (each.step_free or not row.needs_step_free)]


def _estimate(at: Stop, hers: list[Counter], ahead: list[str]) -> hallqueue.Estimate | None:
    taken = set(
        Stop.objects.filter(counter__in=[each.pk for each in hers], status__in=AT_A_COUNTER).values_list("counter", flat=True)
    )
    paces = {
        each.klass: hallqueue.Pace(each.count, each.mean_seconds, each.variance)
        for each in Pace.objects.filter(body=at.body_id)
    }
    return hallqueue.estimate(
        ahead=[paces.get(klass) for klass in ahead],
        serving=paces.get(at.klass),
        counters=len(hers),
        free=len(hers) - len(taken),
        enough=office().number("wait_estimate_from"),
    )


def _serves(counter: Counter, klass: str, matters: list[str]) -> bool:
    return hallqueue.serves(klass=klass, matters=matters, counter_kind=counter.kind, counter_serves=counter.serves)


def _may(counter: object, stop: Stop) -> bool:
    return hallqueue.serves(
        klass=stop.klass,
        matters=stop.matters,
        counter_kind=counter.kind,  # type: ignore[attr-defined]
        counter_serves=counter.serves,  # type: ignore[attr-defined]
    )


def display(*, site: str, now: datetime) -> DisplayView:
    """The last four calls of today, newest first, and the open counters. Raises ``NotFound``."""
    here = site_of(site, "de")
    stops = Stop.objects.filter(ticket__site=here.id, ticket__day=day_of(now))
    called = (
        stops.filter(called_at__isnull=False, counter__isnull=False)
        .select_related("ticket", "counter")
        .order_by("-called_at", "-pk")[:CALLS_SHOWN]
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
