"""Who comes along, where, and when: the list of days first, the month second."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from amtslotse.appointments import queries as appointments
from amtslotse.appointments.queries import DayView, MatterView, TimeView
from amtslotse.appointments.rules.guidance import Advice
from amtslotse.appointments.rules.times import Effort, minutes_for
from amtslotse.journal.queries import clock
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import queries as offices
from amtslotse.web.booking import words
from amtslotse.web.booking.finding import STEPS, advice_for, chosen, language_of
from amtslotse.web.booking.forms import Visit
from amtslotse.web.booking.keeping import Draft, draft, keep

#: Days on one page, and times of a day before "all times".
DAYS_SHOWN, FIRST_TIMES = 5, 4
_STRETCH = 21


@dataclass(frozen=True, slots=True)
class DayOfTimes:
    """A day with its first times, and the rest behind a click."""

    day: date
    first: tuple[TimeView, ...]
    more: tuple[TimeView, ...]


def minutes_of(matters: Sequence[MatterView], persons: int) -> int:
    """Several matters and persons add up to one duration."""
    return minutes_for((Effort(m.klass, m.minutes, m.minutes_each_more) for m in matters), persons=persons)


def one_of_each(times: Sequence[TimeView]) -> tuple[TimeView, ...]:
    """Each time once for each site; which counter's place stands for it is left to chance, so that people do not collide."""
    found: dict[tuple[datetime, str], list[TimeView]] = {}
    for time in times:
        found.setdefault((time.starts_at, time.site), []).append(time)
    return tuple(random.choice(same) for same in found.values())  # noqa: S311


def days_of_times(days: Sequence[DayView]) -> list[DayOfTimes]:
    """The days as the page shows them."""
    shown = []
    for day in days:
        times = one_of_each(day.times)
        shown.append(DayOfTimes(day.day, times[:FIRST_TIMES], times[FIRST_TIMES:]))
    return shown


def first_days(ask: Callable[[date, date], Sequence[DayView]], *, start: date, end: date, most: int) -> list[DayView]:
    """The first days with free times, from ``start`` to before ``end``; asks in short stretches, because near days suffice."""
    found: list[DayView] = []
    while start < end and len(found) < most:
        until = min(end, start + timedelta(days=_STRETCH))
        found += ask(start, until)
        start = until
    return found[:most]


def found_way(request: HttpRequest) -> tuple[Draft, tuple[MatterView, ...], Advice, datetime] | None:
    """The booking with its matters and its way; ``None`` when a question before is open, or no visit is needed."""
    booking = draft(request)
    if not booking.matters or booking.urgencies is None:
        return None
    now = clock()
    matters = chosen(booking, language_of(request))
    advice = advice_for(booking, matters, day_of(now))
    return (booking, matters, advice, now) if advice.way == "visit" else None


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest) -> HttpResponse:
    """How many come, where to, and what they need. Another matter of the same class may come along."""
    found = found_way(request)
    if found is None:
        return redirect("booking:way")
    booking, matters, advice, _ = found
    language = language_of(request)
    others = [m for m in appointments.matters(language) if m.channel == "visit" and m.key != matters[0].key]
    counters = [counter for counter in offices.counters() if counter.in_use]
    spoken = sorted({code for counter in counters for code in counter.languages} - {"de"})
    choices: dict[str, Any] = {
        "sites": [(site.code, f"{site.name}, {site.address}") for site in offices.sites(language)],
        "languages": [("de", words.language_name("de")), *((code, words.language_name(code)) for code in spoken)]
        if spoken
        else [],
        "also": [(m.key, m.name) for m in others if m.klass == matters[0].klass],
    }
    initial = {
        "count": booking.count or 1,
        "sites": booking.sites,
        "language": booking.language,
        "needs": booking.needs,
        "also": booking.matters[1] if len(booking.matters) > 1 else "",
    }
    form, status = Visit(initial=initial, **choices), 200
    if request.method == "POST":
        form = Visit(request.POST, **choices)
        if form.is_valid():
            given = form.cleaned_data
            booking.matters = [booking.matters[0], *filter(None, [given.get("also", "")])]
            booking.count = given["count"]
            booking.persons = booking.persons[: booking.count]
            booking.sites = list(given.get("sites", []))
            booking.language = given.get("language", "")
            booking.needs = list(given["needs"])
            booking.place = None
            keep(request, booking)
            return redirect("booking:times")
        status = 422
    context = {
        "form": form,
        "at": 4,
        "of": STEPS,
        "quick_exit": advice.reason == "violence" or "violence" in (booking.urgencies or ()),
    }
    return render(request, "booking/visit.html", context, status=status)


def free_days(
    booking: Draft, matters: Sequence[MatterView], advice: Advice, *, from_day: date, to_day: date, now: datetime
) -> tuple[DayView, ...]:
    """The free times that fit this booking."""
    return appointments.free_times(
        klass=advice.klass,
        minutes=minutes_of(matters, booking.count),
        sites=booking.sites,
        languages=[booking.language] if booking.language else [],
        step_free="step_free" in booking.needs,
        contingent="partner" if booking.partner else "public",
        from_day=from_day,
        to_day=to_day,
        now=now,
    )


def _day_asked(request: HttpRequest, first: date, last: date) -> date:
    try:
        asked = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return first
    return min(max(asked, first), last)


def _take(request: HttpRequest, booking: Draft, matters: tuple[MatterView, ...], advice: Advice, now: datetime) -> bool:
    """Whether the chosen time is still free; then the booking keeps it."""
    try:
        place, day = int(request.POST.get("place", "")), date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return False
    for found in free_days(booking, matters, advice, from_day=day, to_day=day + timedelta(days=1), now=now):
        for time in found.times:
            if time.place == place:
                booking.place = {
                    "place": place,
                    "starts_at": time.starts_at.isoformat(),
                    "ends_at": time.ends_at.isoformat(),
                    "site": time.site,
                }
                booking.goal = "time"
                keep(request, booking)
                return True
    return False


@require_http_methods(["GET", "POST"])
def times(request: HttpRequest) -> HttpResponse:
    """Days with their first free times. Where demand exceeds supply: why, with the numbers, and the request instead."""
    found = found_way(request)
    if found is None or not found[0].count:
        return redirect("booking:visit")
    booking, matters, advice, now = found
    today, problem = day_of(now), request.GET.get("problem", "")
    errors = [("times", words.reason(problem))] if problem in ("place_taken", "too_late", "hold_expired") else []
    mode = appointments.mode(klass=advice.klass, now=now)
    drawn = mode.kind == "allocation" and not booking.partner
    if request.method == "POST" and not drawn:
        if _take(request, booking, matters, advice, now):
            return redirect(next_step(booking))
        errors = [("times", words.reason("place_taken" if request.POST.get("place") else "choose_a_time"))]
    sites = {site.code: site.name for site in offices.sites(language_of(request))}
    last = today + timedelta(days=appointments.policy(advice.klass).horizon_days)
    start = _day_asked(request, today, last)
    days: list[DayView] = []
    if not drawn:
        days = first_days(
            lambda first, until: free_days(booking, matters, advice, from_day=first, to_day=until, now=now),
            start=start,
            end=last + timedelta(days=1),
            most=DAYS_SHOWN + 1,
        )
    shown = days_of_times(days[:DAYS_SHOWN])
    seen = sorted({time.site for day in shown for time in (*day.first, *day.more)})
    ends = booking.title_expires_on
    first = shown[0].day if shown else None
    context = {
        "drawn": drawn,
        "mode": mode,
        "days": shown,
        "next_from": days[DAYS_SHOWN].day if len(days) > DAYS_SHOWN else None,
        "is_first": start <= today,
        "sites": sites,
        "many_sites": len(seen) > 1,
        "only_site": sites.get(seen[0], "") if len(seen) == 1 else "",
        "advice": advice,
        "klass": words.CLASSES[advice.klass],
        "errors": errors,
        "minutes": minutes_of(matters, booking.count),
        "service": next((matter.service for matter in matters if matter.service), ""),
        "too_late_for_title": bool(ends and advice.klass == "regular" and not drawn and (first is None or first > ends)),
        "quick_exit": "violence" in (booking.urgencies or ()),
        "at": 5,
        "of": STEPS,
    }
    return render(request, "booking/times.html", context, status=422 if errors and request.method == "POST" else 200)


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """The month as a table: how much is free on which day."""
    found = found_way(request)
    if found is None or not found[0].count:
        return redirect("booking:visit")
    booking, matters, advice, now = found
    today = day_of(now)
    last = today + timedelta(days=appointments.policy(advice.klass).horizon_days)
    asked = request.GET.get("month", "")
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        first = today.replace(day=1)
    first = min(max(first, today.replace(day=1)), last.replace(day=1))
    view = appointments.month(
        klass=advice.klass,
        minutes=minutes_of(matters, booking.count),
        month=first,
        sites=booking.sites,
        languages=[booking.language] if booking.language else [],
        step_free="step_free" in booking.needs,
        contingent="partner" if booking.partner else "public",
        now=now,
    )
    free = dict(view.days)
    following = (first + timedelta(days=32)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    context = {
        "month": first,
        "weeks": _weeks(first, following, free, today),
        "weekdays": [words.WEEKDAYS[n] for n in range(5)],
        "before": before if before >= today.replace(day=1) else None,
        "after": following if following <= last else None,
        "quick_exit": "violence" in (booking.urgencies or ()),
    }
    return render(request, "booking/month.html", context)


def _weeks(first: date, following: date, free: dict[date, int], today: date) -> list[list[tuple[date | None, int]]]:
    """Monday to Friday, a row a week; ``None`` outside of the month. Saturday and Sunday only where something is free."""
    monday, weeks = first - timedelta(days=first.weekday()), []
    while monday < following:
        days = [monday + timedelta(days=n) for n in range(5)]
        if any(first <= day < following for day in days):
            weeks.append([(day if first <= day < following else None, free.get(day, 0)) for day in days])
        monday += timedelta(days=7)
    return weeks


def next_step(booking: Draft) -> str:
    """The address of the first question that is open after the time (or the days) was chosen."""
    if len(booking.persons) < booking.count:
        return reverse("booking:person", args=[len(booking.persons) + 1])
    if not booking.email and not booking.partner:
        return reverse("booking:contact")
    return reverse("booking:check")
