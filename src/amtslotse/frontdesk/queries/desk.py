"""What the front desk and a counter see."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from amtslotse.accounts.rules import may, require
from amtslotse.appointments import queries as appointments
from amtslotse.engines import hallqueue
from amtslotse.frontdesk.models import OpenCounter, Stop, Ticket
from amtslotse.frontdesk.queries.hall import shown
from amtslotse.frontdesk.queries.views import (
    AtCounterView,
    CalledView,
    ComingRow,
    CounterRow,
    FoundView,
    ShareView,
    TodayView,
    WaitingRow,
)
from amtslotse.frontdesk.rules.stations import bodies_of
from amtslotse.frontdesk.rules.waiting import minutes_between
from amtslotse.frontdesk.rules.words import AT_A_COUNTER, OFFICE, RESULTS
from amtslotse.kernel import codes, names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.models import Counter
from amtslotse.offices.queries import bodies
from amtslotse.offices.queries import site as site_of

MOST_FOUND = 20
SHORTEST_NAME = 2


def today(*, site: str, actor: Actor, now: datetime, language: str = "de") -> TodayView:
    """Today at a site at one glance, of the actor's bodies alone. Raises ``NotAllowed``, ``NotFound``.

    Who waits is a number. Names stand with the appointments still to come, and only for those who receive people.
    """
    require(actor, "desk.today")
    here = site_of(site, language)
    seen = _seen(actor)
    stops = list(
        Stop.objects.filter(site=here.id, day=day_of(now), body__in=seen)
        .exclude(status="later")
        .select_related("ticket")
        .order_by("rank_at", "pk")
    )
    waiting = [_waiting(each, now) for each in stops if each.status == "waiting"]
    return TodayView(
        site=site,
        coming=_coming(site, actor, now, language) if OFFICE in seen else (),
        waiting=tuple(sorted(waiting, key=lambda row: row.early)),  # stable: by rank inside both
        parked=tuple(_waiting(each, now) for each in stops if each.status == "parked"),
        counters=_counters(here.id, seen, stops, actor),
        share=_share(here.id, seen, now),
    )


def waiting(*, stop: int, actor: Actor, now: datetime) -> WaitingRow:
    """Somebody who waits today for a body of the actor's. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "desk.today")
    rows = Stop.objects.filter(pk=stop, day=day_of(now), body__in=_seen(actor), status="waiting")
    row = rows.select_related("ticket").first()
    if row is None:
        raise NotFound(f"stop {stop}")
    return _waiting(row, now)


def _seen(actor: Actor) -> frozenset[str]:
    return bodies_of(actor.teams, bodies("de"))


def _waiting(row: Stop, now: datetime) -> WaitingRow:
    since = row.waiting_since or now
    rule = hallqueue.rule_of(
        klass=row.klass,
        due_at=row.due_at,
        lifted=row.lifted_at is not None,
        due_from=row.due_from or since,
        now=now,
        sent_here=row.wanted_counter_id is not None,
    )
    return WaitingRow(
        stop=row.pk,
        ticket=row.ticket_id,
        number=row.ticket.number,
        display=shown(row.ticket.number),
        body=row.body_id,
        klass=row.klass,
        status=row.status,
        waiting_since=since,
        waited_minutes=minutes_between(since, now),
        due_at=row.due_at,
        rule=rule,
        language=row.ticket.language,
        step_free=row.ticket.needs_step_free,
        wanted_counter=row.wanted_counter_id,
        lift_reason=row.lift_reason,
    )


def _coming(site: str, actor: Actor, now: datetime, language: str) -> tuple[ComingRow, ...]:
    if not may(actor, "desk.check_in"):
        return ()
    return tuple(
        ComingRow(
            appointment=each.id,
            number=each.number,
            starts_at=each.starts_at,
            names=tuple(person.name for person in each.persons),
            klass=each.klass,
            matters=tuple(each.matters),
            counter_number=each.counter_number,
            late_minutes=minutes_between(each.starts_at, now),
        )
        for each in appointments.of_day(site=site, day=day_of(now), actor=actor, language=language)
        if each.status == "booked"
    )


def _counters(site: int, seen: frozenset[str], stops: Iterable[Stop], actor: Actor) -> tuple[CounterRow, ...]:
    taken = {each.counter_id: each for each in stops if each.status in AT_A_COUNTER}
    open_ones = {
        each.counter_id: each for each in OpenCounter.objects.filter(closed_at=None, counter__site=site, counter__body__in=seen)
    }
    rows = []
    for each in Counter.objects.filter(site=site, body__in=seen, in_use=True).order_by("number"):
        here, opened = taken.get(each.pk), open_ones.get(each.pk)
        status = here.status if here else "free" if opened else "closed"
        since = here.called_at if here else opened.opened_at if opened else None
        is_mine = opened is not None and opened.staff_id == actor.staff_id
        rows.append(
            CounterRow(
                each.pk,
                each.number,
                each.kind,
                each.body_id,
                status,
                is_mine,
                shown(here.ticket.number) if here else "",
                since,
            )
        )
    return tuple(rows)


def _share(site: int, seen: frozenset[str], now: datetime) -> ShareView:
    """Over visits for whom the actor sees everything that was to come; over its own stations for another body."""
    day = day_of(now)
    if OFFICE in seen:
        visits = Ticket.objects.filter(site=site, day=day, ended_at__isnull=False)
        counts = Count(visits.values_list("outcome", flat=True))
    else:
        ended = Stop.objects.filter(site=site, day=day, body__in=seen, ended_at__isnull=False)
        counts = Count(ended.values_list("outcome", flat=True))
    no_show = counts["no_show"]
    with_result = sum(counts[outcome] for outcome in RESULTS)
    return ShareView(counts.total() - no_show, with_result, no_show, dict(counts))


def at_counter(*, actor: Actor, now: datetime) -> AtCounterView | None:
    """The counter the actor sits at; ``None`` when she sits at none. Raises ``NotAllowed``.

    The name of the person she called is here, and of nobody else.
    """
    require(actor, "desk.call")
    if actor.staff_id is None:
        return None
    row = (
        OpenCounter.objects.select_related("counter__site")
        .filter(staff_id=actor.staff_id, closed_at=None, counter__body__in=_seen(actor))
        .first()
    )
    if row is None:
        return None
    place = row.counter
    here = Stop.objects.select_related("ticket", "counter").filter(counter=place, status__in=AT_A_COUNTER).first()
    stops = Stop.objects.filter(site=place.site_id, day=day_of(now), body=place.body_id).select_related("ticket")
    line = in_line(place, stops.filter(status="waiting"), now)
    return AtCounterView(
        counter=place.pk,
        counter_number=place.number,
        kind=place.kind,
        site=place.site.code,
        body=place.body_id,
        languages=tuple(place.languages),
        here=called_view(here) if here else None,
        next=_waiting(line[0], now) if line else None,
        waiting=len(line),
        parked=tuple(_waiting(each, now) for each in stops.filter(status="parked").order_by("rank_at", "pk")),
    )


def in_line(place: Counter, waiting: Iterable[Stop], now: datetime) -> list[Stop]:
    """Whom the counter would call, in this order: the same that ``call_next`` asks the database for (a test compares them)."""

    def fits(row: Stop) -> bool:
        if row.wanted_counter_id is not None:
            return row.wanted_counter_id == place.pk
        return (place.step_free or not row.ticket.needs_step_free) and hallqueue.serves(
            klass=row.klass, matters=row.matters, counter_kind=place.kind, counter_serves=place.serves
        )

    def rank(row: Stop) -> tuple[bool, datetime, int]:
        start = row.rank_at or now
        if row.ticket.language in place.languages:
            start -= hallqueue.LANGUAGE_HEAD_START
        return (row.due_from or now) > now, start, row.pk

    return sorted(filter(fits, waiting), key=rank)


_LATER = "SELECT body_id FROM frontdesk_stop WHERE ticket_id = %s AND status = 'later' ORDER BY position"


def called_view(row: Stop) -> CalledView:
    """Who stands at the counter that called: only for whoever sits there."""
    ticket, place = row.ticket, row.counter
    if place is None or row.called_at is None:
        raise ValueError("a stop that was not called has no counter")
    wanted = {"interpreter": ticket.needs_interpreter, "step_free": ticket.needs_step_free, "helper": ticket.needs_helper}
    with connection.cursor() as cursor:  # on the way of every call
        cursor.execute(_LATER, [ticket.pk])
        later = tuple(body for (body,) in cursor.fetchall())
    return CalledView(
        stop=row.pk,
        ticket=ticket.pk,
        number=ticket.number,
        display=shown(ticket.number),
        name=ticket.name,
        klass=row.klass,
        matters=tuple(row.matters),
        rule=row.call_rule,
        language=ticket.language,
        needs=tuple(need for need, said in wanted.items() if said),
        case_ref=ticket.case_ref if row.body_id == OFFICE else None,
        appointment=ticket.appointment_id if row.body_id == OFFICE else None,
        status=row.status,
        counter=place.pk,
        counter_number=place.number,
        called_at=row.called_at,
        calls=row.calls,
        waited_minutes=minutes_between(row.waiting_since or row.called_at, row.called_at),
        then=later,
    )


def find(*, text: str, actor: Actor, now: datetime) -> tuple[FoundView, ...]:
    """Tickets of today by number, appointments by number or name; at most ``MOST_FOUND``. Raises ``NotAllowed``.

    A file number is only echoed: whether there is such a case is told to nobody who has not named its code or birth date
    (``flows.telephone``). A ticket's name is searched, and never shown.
    """
    require(actor, "desk.contacts")
    typed = text.strip()
    found: list[FoundView] = []
    if not typed:
        return ()
    tickets = Ticket.objects.filter(day=day_of(now), stops__body__in=_seen(actor)).select_related("site").distinct()
    if typed.isdigit() and len(typed) <= 4:
        found += [_found_ticket(row) for row in tickets.filter(number=int(typed)).order_by("site")]
    elif len(number := codes.normalise(typed)) == 12 and number[:4].isdigit():
        found.append(FoundView("file", number, codes.spoken(number), "", None, ""))
    if len(typed) >= SHORTEST_NAME and OFFICE in _seen(actor):
        found += [
            FoundView(
                "appointment",
                str(each.id),
                each.number,
                ", ".join(person.name for person in each.persons),
                each.starts_at,
                each.status,
            )
            for each in appointments.find(text=typed, actor=actor)
        ]
        key = names.sort_key(typed)
        found += [_found_ticket(row) for row in tickets.exclude(name="") if key in names.sort_key(row.name)]
    return tuple(found[:MOST_FOUND])


def _found_ticket(row: Ticket) -> FoundView:
    return FoundView("ticket", str(row.pk), shown(row.number), "", row.arrived_at, "ended" if row.ended_at else "here")


def appointment_of(*, stop: int, actor: Actor) -> UUID | None:
    """The appointment of the person at a station, where there is one. Raises ``NotAllowed``, ``NotFound``."""
    return _stop(stop, actor).ticket.appointment_id


def outcome_of_stop(*, stop: int, actor: Actor) -> str:
    """How a station ended; empty while it is open. Raises ``NotAllowed``, ``NotFound``."""
    return _stop(stop, actor).outcome


def _stop(stop: int, actor: Actor) -> Stop:
    require(actor, "desk.call")
    row = Stop.objects.select_related("ticket").filter(pk=stop, body__in=_seen(actor)).first()
    if row is None:
        raise NotFound(f"stop {stop}")
    return row
