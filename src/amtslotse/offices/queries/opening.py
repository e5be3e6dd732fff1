"""When sites and counters are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from amtslotse.kernel.localtime import begins
from amtslotse.offices.models import Closure, Counter, OpeningHours
from amtslotse.offices.queries.identity import office
from amtslotse.offices.rules.opening import Hours, Period, open_on, without


@dataclass(frozen=True, slots=True)
class HoursView:
    """Opening hours of a site on a weekday, local time, half-open, from a day and perhaps to a day."""

    site: str
    weekday: int
    opens: time
    closes: time
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ClosureView:
    """Closed for a while: a counter, a site, or (both empty) the whole office."""

    id: int
    site: str | None
    counter: int | None
    counter_number: int | None
    starts_at: datetime
    ends_at: datetime
    reason: Mapping[str, str]


def open_periods(
    *, counters: Sequence[int] | None, from_day: date, to_day: date
) -> dict[int, tuple[tuple[datetime, datetime], ...]]:
    """When each counter that is in use is open on the days from ``from_day`` to before ``to_day``; ``None`` is all counters.

    Opening hours of its site, without closures of the office, the site or the counter, without holidays of the Land.
    Half-open, in order, in local time, right in both clock-change nights. Counters out of use have no periods.
    Four queries, however many counters and days.
    """
    land = office().land
    wanted = Counter.objects.filter(in_use=True)
    if counters is not None:
        wanted = wanted.filter(pk__in=counters)
    site_of = dict(wanted.values_list("pk", "site_id"))
    hours: dict[int, list[Hours]] = defaultdict(list)
    rows = OpeningHours.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=from_day), valid_from__lt=to_day)
    for row in rows.filter(site_id__in=set(site_of.values())):
        hours[row.site_id].append(Hours(row.weekday, row.opens, row.closes, row.valid_from, row.valid_to))
    of_office: list[Period] = []
    of_site: dict[int, list[Period]] = defaultdict(list)
    of_counter: dict[int, list[Period]] = defaultdict(list)
    for closure in Closure.objects.filter(starts_at__lt=begins(to_day), ends_at__gt=begins(from_day)):
        period = (closure.starts_at, closure.ends_at)
        if closure.counter_id is not None:
            of_counter[closure.counter_id].append(period)
        elif closure.site_id is not None:
            of_site[closure.site_id].append(period)
        else:
            of_office.append(period)
    days = [from_day + timedelta(days=n) for n in range((to_day - from_day).days)]
    open_at = {
        site: without([period for day in days for period in open_on(day, hours[site], land=land)], (*of_office, *of_site[site]))
        for site in set(site_of.values())
    }
    return {counter: without(open_at[site], of_counter[counter]) for counter, site in site_of.items()}


def hours(*, site: str | None = None, on: date | None = None) -> tuple[HoursView, ...]:
    """Opening hours (of a site) that hold on the day or will hold later; without a day, all that ever held. One query."""
    rows = OpeningHours.objects.select_related("site").order_by("site_id", "valid_from", "weekday", "opens")
    if site is not None:
        rows = rows.filter(site__code=site)
    if on is not None:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    return tuple(HoursView(row.site.code, row.weekday, row.opens, row.closes, row.valid_from, row.valid_to) for row in rows)


def closures(*, ends_after: datetime) -> tuple[ClosureView, ...]:
    """Closures that are not over yet, by their beginning. One query."""
    rows = Closure.objects.select_related("site", "counter__site").filter(ends_at__gt=ends_after).order_by("starts_at", "pk")
    return tuple(
        ClosureView(
            row.pk,
            row.counter.site.code if row.counter else row.site.code if row.site else None,
            row.counter_id,
            row.counter.number if row.counter else None,
            row.starts_at,
            row.ends_at,
            row.reason,
        )
        for row in rows
    )
