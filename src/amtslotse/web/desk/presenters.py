"""What the desk's pages say, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from amtslotse.appointments.queries import ToTell
from amtslotse.casework.queries import StatusView
from amtslotse.frontdesk.queries import (
    CallBackView,
    CalledView,
    ComingRow,
    ContactsView,
    CounterRow,
    FoundView,
    ShareView,
    TodayView,
    WaitingRow,
)
from amtslotse.web.desk import words
from amtslotse.web.ui.templatetags.ui import day as day_of
from amtslotse.web.ui.templatetags.ui import in_words


@dataclass(frozen=True, slots=True)
class Time:
    """A free time as a button."""

    place: int
    starts_at: datetime
    clock: str
    where: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its free times."""

    day: date
    words: str
    times: tuple[Time, ...]


def days(found: Iterable[Any], houses: Mapping[str, str], *, most: int) -> list[Day]:
    """The first ``most`` free times by day; the house stands beside a time where the office has several.

    Counters of one house that are free at the same time are one button: to whom she is called, the plan says.
    """
    times: dict[date, list[Any]] = {}
    seen: set[tuple[datetime, str]] = set()
    for day in found:
        for time in day.times:
            if len(seen) < most and (time.starts_at, time.site) not in seen:
                seen.add((time.starts_at, time.site))
                times.setdefault(day.day, []).append(time)
    many = len(houses) > 1
    return [
        Day(
            day=day,
            words=in_words(day, timezone.localdate()),
            times=tuple(
                Time(
                    place=time.place,
                    starts_at=time.starts_at,
                    clock=f"{timezone.localtime(time.starts_at):%H:%M}",
                    where=houses.get(time.site, time.site)
                    if many
                    else _("Schalter %(number)s") % {"number": time.counter_number},
                )
                for time in sorted(at, key=lambda time: time.starts_at)
            ),
        )
        for day, at in sorted(times.items())
        if at
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits, in words."""

    view: WaitingRow
    waited: str
    klass: str
    why: str
    language: str
    long: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """An appointment of today, in words."""

    view: ComingRow
    clock: str
    late: str
    klass: str
    matters: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter, in words."""

    view: CounterRow
    kind: str
    status: str
    tone: str


@dataclass(frozen=True, slots=True)
class Today:
    """The whole glance."""

    next: Waiting | None
    longest: Waiting | None
    waiting: tuple[Waiting, ...]
    parked: tuple[Waiting, ...]
    coming: tuple[Coming, ...]
    counters: tuple[Counter, ...]
    open_counters: int
    share: ShareView
    outcomes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of the search, in words."""

    label: str
    name: str
    kind: str
    at: datetime | None
    status: str
    url: str


#: From here on a wait stands out.
LONG_MINUTES = 45


def waiting(row: WaitingRow) -> Waiting:
    """Somebody who waits. German needs no mention."""
    return Waiting(
        view=row,
        waited=words.waited(row.waited_minutes * 60),
        klass=str(words.KLASSES.get(row.klass, row.klass)),
        why=words.call_rule(row.rule, due_at=row.due_at),
        language="" if row.language == "de" else words.language_name(row.language),
        long=row.waited_minutes >= LONG_MINUTES,
    )


def today(view: TodayView) -> Today:
    """The day at one glance."""
    rows = tuple(waiting(row) for row in view.waiting)
    return Today(
        next=rows[0] if rows else None,
        longest=max(rows, key=lambda row: row.view.waited_minutes, default=None),
        waiting=rows,
        parked=tuple(waiting(row) for row in view.parked),
        coming=tuple(
            Coming(
                view=row,
                clock=f"{timezone.localtime(row.starts_at):%H:%M}",
                late=_("%(wait)s zu spät") % {"wait": words.waited(row.late_minutes * 60)} if row.late_minutes > 0 else "",
                klass=str(words.KLASSES.get(row.klass, row.klass)),
                matters=", ".join(row.matters),
            )
            for row in view.coming
        ),
        counters=tuple(
            Counter(
                view=row,
                kind=str(words.COUNTERS.get(row.kind, row.kind)),
                status=str(words.AT_COUNTER.get(row.status, row.status)),
                tone={"free": "good", "called": "info", "serving": "info"}.get(row.status, ""),
            )
            for row in view.counters
        ),
        open_counters=sum(row.status != "closed" for row in view.counters),
        share=view.share,
        outcomes=tuple((str(words.OUTCOMES.get(key, key)), count) for key, count in view.share.by_outcome.items() if count),
    )


def found(hit: FoundView, url: str) -> Found:
    """A hit in words, with the page behind it."""
    states: Mapping[str, Any] = {**words.APPOINTMENTS, **words.STOPS, **words.OUTCOMES}
    return Found(
        label=hit.label,
        name=hit.name,
        kind=str(words.HITS.get(hit.kind, hit.kind)),
        at=hit.at,
        status=str(states.get(hit.status, hit.status)),
        url=url,
    )


@dataclass(frozen=True, slots=True)
class Here:
    """Who stands at the counter, in words."""

    view: CalledView
    klass: str
    why: str
    waited: str
    language: str
    needs: tuple[str, ...]
    matters: tuple[str, ...]
    then: tuple[str, ...]
    status: str


def here(view: CalledView, matters: Mapping[str, str], bodies: Mapping[str, str]) -> Here:
    """Who stands at the counter."""
    return Here(
        view=view,
        klass=str(words.KLASSES.get(view.klass, view.klass)),
        why=words.call_rule(view.rule),
        waited=words.waited(view.waited_minutes * 60),
        language=words.language_name(view.language),
        needs=tuple(str(words.NEEDS.get(need, need)) for need in view.needs),
        matters=tuple(matters.get(key, key) for key in view.matters),
        then=tuple(bodies.get(code, code) for code in view.then),
        status=str(words.STOPS.get(view.status, view.status)),
    )


@dataclass(frozen=True, slots=True)
class CallBack:
    """Somebody to call, in words."""

    view: CallBackView
    language: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who must hear a result, in words."""

    view: ToTell
    said: str
    language: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """Today's contacts, in words."""

    total: int
    reasons: tuple[tuple[str, int], ...]
    median: str
    status_median: str


def call_back(row: CallBackView) -> CallBack:
    """Somebody to call."""
    return CallBack(row, words.language_name(row.language), str(words.REASONS.get(row.reason, row.reason)))


def to_tell(row: ToTell) -> Told:
    """Somebody who must hear a result."""
    return Told(row, str(words.RESULTS.get(row.what, row.what)), words.language_name(row.language))


def contacts(view: ContactsView) -> Contacts:
    """Today's contacts."""
    return Contacts(
        total=view.total,
        reasons=tuple((str(word), view.by_reason.get(key, 0)) for key, word in words.REASONS.items()),
        median=_seconds(view.median_seconds),
        status_median=_seconds(view.median_status_seconds),
    )


def _seconds(value: int | None) -> str:
    return "–" if value is None else _("%(seconds)d Sek.") % {"seconds": value}


def spoken(view: StatusView) -> list[str]:
    """The status as sentences to read out; nothing of her person in them."""
    if view.withdrawn:
        return [_("Der Antrag wurde zurückgenommen.")]
    said = [str(words.STEPS.get(view.now.key, view.now.key)), str(words.TURNS.get(view.turn, words.TURNS["us"]))]
    said.append(_("Eingegangen am %(day)s.") % {"day": day_of(view.received_at)})
    if view.complete_since:
        said.append(_("Vollständig seit %(day)s.") % {"day": day_of(view.complete_since)})
    if view.request:
        items = ", ".join(item.label for item in view.request.items)
        said.append(_("Bitte schicken Sie bis %(day)s: %(items)s.") % {"day": day_of(view.request.deadline_on), "items": items})
    elif not view.decided:
        said.append(_("Als Nächstes melden wir uns; das Ergebnis kommt als Schreiben."))
    else:
        said.append(_("Das Schreiben mit der Entscheidung liegt bereit."))
    return said
