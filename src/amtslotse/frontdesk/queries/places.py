"""Her place and the range for her wait: for one phone, or for all phones of a site at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from amtslotse.engines import hallqueue
from amtslotse.frontdesk.models import OpenCounter, Pace, Stop, Ticket
from amtslotse.frontdesk.queries.hall import call_id, shown
from amtslotse.frontdesk.queries.views import PlaceView
from amtslotse.frontdesk.rules.words import AT_A_COUNTER
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.models import Counter
from amtslotse.offices.queries import office


def place_of(*, ticket: UUID, now: datetime) -> PlaceView:
    """Her place and the range for her wait. Raises ``NotFound``, for a ticket of an earlier day too.

    The range comes from the measured paces of those before her and the counters that may serve her (``engines.hallqueue``).
    """
    found = places_of(tickets=[ticket], now=now)
    if ticket not in found:
        raise NotFound(f"ticket {ticket}")
    return found[ticket]


def places_of(*, tickets: Collection[UUID], now: datetime) -> dict[UUID, PlaceView]:
    """``place_of`` for many, in as many queries as for one; a ticket that is not of today is left out."""
    rows = list(Ticket.objects.select_related("site").filter(pk__in=tickets, day=day_of(now)))
    stops: dict[UUID, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.select_related("counter").filter(ticket__in=rows).order_by("position"):
        stops[stop.ticket_id].append(stop)
    at = {row.pk: _at(stops[row.pk]) for row in rows}
    sites = {row.site_id for row in rows if at[row.pk].status == "waiting"}
    halls = {site: _Hall(site, now) for site in sites}
    return {row.pk: _place(row, at[row.pk], halls.get(row.site_id), now) for row in rows}


def _at(stops: list[Stop]) -> Stop:
    """The station she is at, else the last one she was at."""
    return next((each for each in stops if each.status not in ("done", "no_show", "later")), None) or stops[-1]


def _place(row: Ticket, at: Stop, hall: _Hall | None, now: datetime) -> PlaceView:
    hers: tuple[Counter, ...] = ()
    ahead: list[str] = []
    is_early = False
    if at.status == "waiting" and hall is not None:
        is_early = at.due_from is not None and at.due_from > now
        hers = hall.open_for(at, step_free=row.needs_step_free)
        ahead = hall.ahead(at, hers)
    estimate = hall.estimate(at, hers, ahead) if hall is not None and hers and not is_early else None
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


class _Waiting(NamedTuple):
    """Somebody waits: where in the queue, whether her time has come, for which counter and what."""

    place: tuple[datetime, int]
    is_due: bool
    wanted: int | None
    klass: str
    matters: tuple[str, ...]


@dataclass(slots=True)
class _Hall:
    """What decides about places at a site: who waits, which counters are open, who stands there, how fast each class goes."""

    site: int
    now: datetime
    _waiting: dict[str, list[_Waiting]] = field(init=False)
    _open: tuple[Counter, ...] = field(init=False)
    _taken: set[int] = field(init=False)
    _paces: dict[tuple[str, str], hallqueue.Pace] = field(init=False)
    _enough: int = field(init=False)
    _known: dict[tuple[int, str, tuple[str, ...]], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        found = Stop.objects.filter(status="waiting", site=self.site, day=day_of(self.now))
        self._waiting = defaultdict(list)
        for pk, body, rank, due, wanted, klass, matters in found.order_by("rank_at", "pk").values_list(
            "pk", "body", "rank_at", "due_from", "wanted_counter", "klass", "matters"
        ):
            if rank is not None and due is not None:  # the table's constraint: whoever waits has both
                self._waiting[body].append(_Waiting((rank, pk), due <= self.now, wanted, klass, tuple(matters)))
        sitting = OpenCounter.objects.select_related("counter").filter(closed_at=None, counter__site=self.site)
        self._open = tuple(each.counter for each in sitting)
        there = Stop.objects.filter(counter__in=[each.pk for each in self._open], status__in=AT_A_COUNTER)
        self._taken = {pk for pk in there.values_list("counter", flat=True) if pk is not None}
        self._paces = {
            (each.body, each.klass): hallqueue.Pace(each.count, each.mean_seconds, each.variance) for each in Pace.objects.all()
        }
        self._enough = office().number("wait_estimate_from")

    def open_for(self, at: Stop, *, step_free: bool) -> tuple[Counter, ...]:
        """The open counters that may call her."""
        of_body = [each for each in self._open if each.body_id == at.body_id]
        if at.wanted_counter_id is not None:
            return tuple(each for each in of_body if each.pk == at.wanted_counter_id)
        matters = tuple(at.matters)
        return tuple(each for each in of_body if self._serves(each, at.klass, matters) and (each.step_free or not step_free))

    def ahead(self, at: Stop, hers: tuple[Counter, ...]) -> list[str]:
        """The classes of those who are called before her, as far as counters that may serve her would call them too."""
        place = (at.rank_at, at.pk)
        is_due = at.due_from is not None and at.due_from <= self.now
        found = []
        for each in self._waiting[at.body_id]:
            before = each.place < place
            if not (before and each.is_due if is_due else before or each.is_due):
                continue
            if at.wanted_counter_id is not None and each.wanted not in (at.wanted_counter_id, None):
                continue
            # Nobody sits at a counter for her yet: all who stand before her count.
            if not hers or any(self._serves(counter, each.klass, each.matters) for counter in hers):
                found.append(each.klass)
        return found

    def estimate(self, at: Stop, hers: tuple[Counter, ...], ahead: list[str]) -> hallqueue.Estimate | None:
        """The range, where enough was measured."""
        return hallqueue.estimate(
            ahead=[self._paces.get((at.body_id, klass)) for klass in ahead],
            serving=self._paces.get((at.body_id, at.klass)),
            counters=len(hers),
            free=len(hers) - len(self._taken & {each.pk for each in hers}),
            enough=self._enough,
        )

    def _serves(self, counter: Counter, klass: str, matters: tuple[str, ...]) -> bool:
        key = (counter.pk, klass, matters)
        if key not in self._known:
            self._known[key] = hallqueue.serves(
                klass=klass, matters=matters, counter_kind=counter.kind, counter_serves=counter.serves
            )
        return self._known[key]
