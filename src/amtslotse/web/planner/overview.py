"""How soon somebody gets an appointment, what that will be in ten weeks, and what would help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.appointments import actions, queries
from amtslotse.appointments.actions import ProposalOutdated
from amtslotse.appointments.queries import Access, Outlook
from amtslotse.offices.queries import counters, sites
from amtslotse.web.planner import words
from amtslotse.web.planner.frame import language, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.charts import LineChart, Series
from amtslotse.web.ui.staff_request import StaffRequest

#: A week this full has hardly a choice left.
FULL = 0.95


def home(request: StaffRequest) -> HttpResponse:
    """Per class how soon and whether that is the promise; alarms; a proposal; ten weeks."""
    require(request.actor, "planner.see")
    now_access, ahead = queries.access(now=request.now), queries.outlook(now=request.now)
    stranded = queries.count_stranded(now=request.now)
    context = {
        "tabs": tabs(request, "home"),
        "cards": [_card(access) for access in now_access],
        "alarms": _alarms(now_access, ahead, stranded, may_change=may(request.actor, "planner.change")),
        "proposal": _proposal(request),
        "weeks": _weeks(ahead),
        "forecasts": [(words.CLASSES[klass], forecast, _error(forecast.error)) for klass, forecast in ahead.forecasts.items()],
        "chart": _chart(ahead),
        "may_change": may(request.actor, "planner.change"),
    }
    return render(request, "planner/home.html", context)


def export(request: StaffRequest, kind: str) -> HttpResponse:
    """The ten weeks as a file."""
    require(request.actor, "planner.see")
    if kind not in ("csv", "xlsx"):
        raise Http404(kind)
    head = [_("Woche ab"), _("Terminart"), _("Zeiten"), _("gebucht"), _("frei"), _("erwartete Anfragen")]

    def rows() -> Iterator[list[Any]]:
        for week in queries.outlook(now=request.now).weeks:
            expected = "" if week.expected is None else round(week.expected, 1)
            yield [week.monday, str(words.CLASSES[week.klass]), week.places, week.booked, week.free, expected]

    name = f"terminplanung-{timezone.localdate(request.now).isoformat()}"
    return exports.answer(kind, name, head, rows(), right_to_left=get_language_bidi())


@require_POST
def accept(request: StaffRequest) -> HttpResponse:
    """What was proposed is the plan of that day."""
    require(request.actor, "planner.change")
    try:
        counter = int(request.POST.get("counter", ""))
        starts = [datetime.fromisoformat(start) for start in request.POST.getlist("start")]
    except ValueError:
        raise Http404 from None
    try:
        actions.accept_proposal(counter=counter, starts=starts, by=request.actor, now=request.now)
    except ProposalOutdated:
        messages.warning(request, _("Inzwischen hat sich etwas geändert. Bitte sehen Sie den neuen Vorschlag an."))
    else:
        messages.success(request, _("Der Vorschlag gilt für diesen einen Tag. Der Wochenplan bleibt."))
    return redirect("planner:home")


def shares(request: StaffRequest) -> HttpResponse:
    """What other shares of the counters' time would do. Nothing is stored."""
    require(request.actor, "planner.see")
    asked = {klass: _share(request.GET.get(klass, "")) for klass in words.CLASSES}
    chosen = {klass: share for klass, share in asked.items() if share is not None}
    lines = queries.what_if(shares=chosen, now=request.now)
    context = {
        "tabs": tabs(request, "shares"),
        "lines": [(words.CLASSES[line.klass], line) for line in lines],
        "total": sum(line.share for line in lines),
        "is_asked": bool(chosen),
    }
    return render(request, "planner/shares.html", context)


def _share(typed: str) -> int | None:
    return min(int(typed), 100) if typed.isascii() and typed.isdigit() else None


def _card(access: Access) -> dict[str, Any]:
    return {"view": access, "title": words.CLASSES[access.klass]}


def _alarms(now_access: tuple[Access, ...], ahead: Outlook, stranded: int, *, may_change: bool) -> list[dict[str, Any]]:
    alarms: list[dict[str, Any]] = []
    for access in now_access:
        if access.kept is False:
            text = _("%(klass)s: Das Versprechen wird heute nicht gehalten.") % {"klass": words.CLASSES[access.klass]}
            alarms.append({"text": text, "url": "planner:shares" if may_change else ""})
    if stranded:
        text = ngettext(
            "%(n)s Termin passt nicht mehr in den Plan. Jemand muss entscheiden.",
            "%(n)s Termine passen nicht mehr in den Plan. Jemand muss entscheiden.",
            stranded,
        ) % {"n": stranded}
        alarms.append({"text": text, "url": "planner:stranded" if may_change else ""})
    for klass in words.CLASSES:
        full = [week for week in ahead.of(klass) if week.places and week.booked >= FULL * week.places]
        if full:
            text = _("%(klass)s: Die Woche ab %(monday)s ist so gut wie voll.") % {
                "klass": words.CLASSES[klass],
                "monday": date_format(full[0].monday, "SHORT_DATE_FORMAT"),
            }
            alarms.append({"text": text, "url": ""})
    return alarms


def _proposal(request: StaffRequest) -> dict[str, Any] | None:
    found = queries.proposal(now=request.now)
    if found is None:
        return None
    counter = next(each for each in counters() if each.id == found.counter)
    names = {site.code: site.name for site in sites(language())}
    return {
        "view": found,
        "number": counter.number,
        "site": names[counter.site],
        "count": len(found.places),
        "starts": [place.starts_at.isoformat() for place in found.places],
    }


def _weeks(ahead: Outlook) -> list[dict[str, Any]]:
    first = ahead.of("regular")
    return [
        {"monday": week.monday, "cells": [ahead.of(klass)[number] for klass in words.CLASSES]}
        for number, week in enumerate(first)
    ]


def _error(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _chart(ahead: Outlook) -> LineChart:
    # The current week holds only what is left of it: beside whole weeks its length would mislead.
    labels = [date_format(week.monday, "j.n.") for week in ahead.of("regular")[1:]]
    return LineChart(
        title=_("Freie Zeiten in den nächsten Wochen"),
        unit=_("Zeiten"),
        labels=labels,
        label_heading=_("Woche ab"),
        series=[
            Series(str(name), [week.free for week in ahead.of(klass)[1:]], colour)
            for colour, (klass, name) in enumerate(words.CLASSES.items(), start=1)
        ],
    )
