"""The council paper: titles and certificates of a year or quarter."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi

from amtslotse.kernel.actor import Actor
from amtslotse.reporting import queries
from amtslotse.web.council import presenters
from amtslotse.web.ui import exports


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.now  # type: ignore[attr-defined]


def titles(request: HttpRequest) -> HttpResponse:
    """The table of a period, to read, to print, to take along."""
    by, now = _who(request)
    state = queries.state()
    period = presenters.asked_period(request.GET.get("period", ""), now=now)
    table = queries.titles(period=period, by=by, now=now)
    page = {
        "table": presenters.paper(table, language=get_language() or "de"),
        "choices": presenters.choices(state, period, now=now),
    }
    return render(request, "council/titles.html", page)


def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same table as a file, with its footnotes and its rule below."""
    by, now = _who(request)
    period = presenters.asked_period(request.GET.get("period", ""), now=now)
    paper = presenters.paper(queries.titles(period=period, by=by, now=now), language=get_language() or "de")
    name = f"aufenthaltstitel-{period.name}"
    return exports.answer(kind, name, paper.head, presenters.export_rows(paper), right_to_left=get_language_bidi())
