"""Numbers for the head of office: one page for Monday, and the list behind every number."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi

from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.actor import Actor
from amtslotse.reporting import queries
from amtslotse.web.cockpit import forms, legal_cards, message_cards, presenters, promise_cards, work_cards
from amtslotse.web.ui import exports

SIZE = 50


def _who(request: HttpRequest) -> tuple[Actor, datetime, str]:
    return request.actor, request.now, get_language() or "de"  # type: ignore[attr-defined]


def _names(language: str) -> dict[str, str]:
    """The rows of the council's table in their order."""
    return {row.key: row.name(language) for row in catalogue.report_table().rows}


def home(request: HttpRequest) -> HttpResponse:
    """One page for Monday."""
    by, now, language = _who(request)
    state, names = queries.state(), _names(language)
    selection = forms.selection(request.GET, state, list(names), now=now)
    figures = queries.cockpit(selection=selection, by=by, now=now)
    asked = request.GET.get("period", "")
    page = {
        "page": presenters.page(figures, names, asked_period=asked, language=language),
        "periods": presenters.periods(state, selection.source, asked, end=forms.latest(state, selection.source, now=now)),
        "purposes": presenters.purposes(names, selection.row),
        "sources": presenters.sources(state, selection.source),
        "promises": promise_cards.cards(figures, language=language, now=now),
        "letters": message_cards.cards(queries.messages(selection=selection, by=by), figures, language=language),
        "work": work_cards.cards(figures, by=by, language=language, now=now),
        "legal": legal_cards.cards(figures, by=by, language=language, now=now),
    }
    return render(request, "cockpit/home.html", page)


def cases(request: HttpRequest) -> HttpResponse:
    """The list behind a number."""
    by, now, language = _who(request)
    state, names = queries.state(), _names(language)
    wanted = forms.case_selection(request.GET, state, list(names), now=now)
    count = queries.count_cases(wanted=wanted, by=by, now=now)
    pages = max(1, ceil(count / SIZE))
    number = min(forms.page(request.GET), pages)
    shown = presenters.row_names(names)
    page = {
        "heading": presenters.list_heading(wanted),
        "is_stock": wanted.shown == "stock",
        "purpose": shown.get(wanted.selection.row, ""),
        "source": presenters.source_note(state.of(wanted.selection.source)),
        "as_of": state.as_of(wanted.selection.source, now=now),
        "count": count,
        "number": number,
        "pages": pages,
        "query": request.GET.urlencode(),
        "rows": [
            (
                case,
                presenters.source_name(case.source),
                shown.get(case.row or "none", case.row),
                presenters.waits_on(case.waits_on),
            )
            for case in queries.cases(wanted=wanted, page=number, size=SIZE, by=by, now=now)
        ],
    }
    return render(request, "cockpit/cases.html", page)


def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole list as a file: exactly what the page's query selects."""
    by, now, language = _who(request)
    names = _names(language)
    wanted = forms.case_selection(request.GET, queries.state(), list(names), now=now)
    shown = presenters.row_names(names)
    rows = (presenters.export_row(case, shown) for case in queries.case_rows(wanted=wanted, by=by, now=now))
    name = f"vorgaenge-{wanted.shown}"
    return exports.answer(kind, name, presenters.export_head(), rows, right_to_left=get_language_bidi())
