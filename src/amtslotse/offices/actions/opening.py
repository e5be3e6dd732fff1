"""Hours, closures and counters change. Places and appointments are not touched here: see appointments and flows/closing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q

from amtslotse.accounts.rules import require
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.offices.models import Closure, Counter, OpeningHours, Site

#: Opens and closes on a weekday (0 is Monday), local time.
Weekly = tuple[int, time, time]


def _journal(event: NewEvent, *, by: Actor, now: datetime) -> None:
    append(stream_kind="office", stream_ref="office", events=[event], by=by, now=now)


@transaction.atomic
def close(
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: Mapping[str, str],
    by: Actor,
    now: datetime,
    site: str | None = None,
    counter: int | None = None,
) -> int:
    """The counter, the site or (neither given) the whole office is closed from ``starts_at`` to before ``ends_at``.

    Returns the closure; the same closure again is the same one. Appointments stay where they are: ``flows.closing`` moves them.
    Raises ``NotFound``, ``InvalidInput`` (``ends_before_it_begins``).
    """
    require(by, "planner.close_counter")
    if starts_at >= ends_at:
        raise InvalidInput(field="ends_at", reason="ends_before_it_begins")
    where = _counter(counter) if counter is not None else None
    house = _site(site) if site is not None and where is None else None
    row, is_new = Closure.objects.get_or_create(
        site=house, counter=where, starts_at=starts_at, ends_at=ends_at, defaults={"reason": dict(reason)}
    )
    if is_new:
        _journal(NewEvent("office.closed", _closed(row)), by=by, now=now)
    return row.pk


@transaction.atomic
def reopen(*, closure: int, by: Actor, now: datetime) -> None:
    """The closure is gone; lifting it twice changes nothing. Who was moved because of it stays moved."""
    require(by, "planner.close_counter")
    row = Closure.objects.select_related("site", "counter__site").filter(pk=closure).first()
    if row is None:
        return
    said = _closed(row)
    row.delete()
    _journal(NewEvent("office.reopened", said), by=by, now=now)


@transaction.atomic
def set_hours(*, site: str, hours: Sequence[Weekly], valid_from: date, by: Actor, now: datetime) -> None:
    """From ``valid_from`` on the site is open exactly at ``hours``. The days before keep theirs.

    Raises ``InvalidInput`` (``closes_before_it_opens``, ``overlap``), ``NotFound``.
    """
    require(by, "planner.change")
    _check(hours)
    house = _site(site)
    OpeningHours.objects.filter(site=house, valid_from__gte=valid_from).delete()
    living = OpeningHours.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from), site=house)
    living.update(valid_to=valid_from)
    OpeningHours.objects.bulk_create(
        OpeningHours(site=house, weekday=weekday, opens=opens, closes=closes, valid_from=valid_from)
        for weekday, opens, closes in hours
    )
    _journal(NewEvent("office.hours_set", {"site": site, "valid_from": valid_from}), by=by, now=now)


@transaction.atomic
def set_counter(
    *,
    counter: int,
    kind: str,
    serves: Iterable[str],
    languages: Iterable[str],
    step_free: bool,
    in_use: bool,
    by: Actor,
    now: datetime,
) -> None:
    """The counter is what is said here. Raises ``NotFound``; ``InvalidInput`` for a kind that there is not."""
    require(by, "planner.change")
    if kind not in ("regular", "express", "clearing"):
        raise InvalidInput(field="kind", reason="unknown", value=kind)
    row = _counter(counter)
    row.kind, row.serves, row.languages = kind, list(serves), list(languages)
    row.step_free, row.in_use = step_free, in_use
    row.save()
    _journal(NewEvent("office.counter_set", {"site": row.site.code, "in_use": in_use}), by=by, now=now)


def _check(hours: Sequence[Weekly]) -> None:
    last: Weekly | None = None
    for each in sorted(hours):
        if each[1] >= each[2]:
            raise InvalidInput(field="hours", reason="closes_before_it_opens", weekday=each[0])
        if last is not None and last[0] == each[0] and each[1] < last[2]:
            raise InvalidInput(field="hours", reason="overlap", weekday=each[0])
        last = each


def _site(code: str) -> Site:
    row = Site.objects.filter(code=code).first()
    if row is None:
        raise NotFound(code)
    return row


def _counter(pk: int) -> Counter:
    row = Counter.objects.select_related("site").filter(pk=pk).first()
    if row is None:
        raise NotFound(str(pk))
    return row


def _closed(row: Closure) -> dict[str, object]:
    said: dict[str, object] = {
        "one_counter": row.counter is not None,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
    }
    site = row.counter.site if row.counter is not None else row.site
    return said | {"site": site.code} if site is not None else said
