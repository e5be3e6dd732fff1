"""The latest day somebody can be promised: only as far as places are planned."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil

from amtslotse.appointments.models import Request
from amtslotse.appointments.queries.supply import asker, supply, waiting
from amtslotse.engines.allocation import Stock
from amtslotse.kernel.localtime import day_of


def ahead_of(*, request: Request) -> int:
    """How many others wait for an allocation of the class who asked on her day or before."""
    queue = waiting(kinds=["allocation"], klass=request.klass).filter(requested_on__lte=request.requested_on)
    return queue.exclude(pk=request.pk).count()


def latest_on(*, request: Request, now: datetime) -> date | None:
    """The day on which she has a place at the latest if everybody ahead takes a place that would have fitted her.

    Everybody who asked on her day or before is counted as ahead, each with as many places as the longest visit needs. ``None``
    where fewer places are planned than that. Whoever comes later and is in need, and a closure, can still move it: then she is
    told, and keeps her day.
    """
    places = supply(klass=request.klass, now=now).places
    if not places:
        return None
    stock, today = Stock(places), day_of(now)
    wish = asker(request, today=today)
    starts = [place.day for place in places if wish.takes(place) and stock.run(place, request.minutes)]
    shortest = min((place.ends_at - place.starts_at).total_seconds() / 60 for place in places)
    queue = waiting(kinds=["allocation"], klass=request.klass).filter(requested_on__lte=request.requested_on)
    taken = sum(ceil(minutes / shortest) for minutes in queue.exclude(pk=request.pk).values_list("minutes", flat=True))
    position = taken * ceil(request.minutes / shortest)
    return starts[position] if position < len(starts) else None
