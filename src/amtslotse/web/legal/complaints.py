"""The register of complaints: the list with its counts, a new one, and its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import may, require
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import ComplaintList, ComplaintView
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.legal import words
from amtslotse.web.legal.frame import CHOOSE, day, page_of, tabs, year_of
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest


class ComplaintForm(forms.Form):
    """Codes and a day, no person."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Wie kam die Beschwerde?"),
        choices=list(words.COMPLAINT_CHANNELS.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    topic = forms.ChoiceField(
        label=gettext_lazy("Worum geht es?"),
        choices=list(words.COMPLAINT_TOPICS.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    received_on = day(gettext_lazy("Eingegangen am"))


class AnswerForm(forms.Form):
    """When it was answered, and whether it was right."""

    upheld = forms.TypedChoiceField(
        label=gettext_lazy("War die Beschwerde berechtigt?"),
        choices=[("yes", gettext_lazy("ja, berechtigt")), ("no", gettext_lazy("nein, nicht berechtigt"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    answered_on = day(gettext_lazy("Beantwortet am"))


@require_GET
def complaints(request: StaffRequest) -> HttpResponse:
    """The register; the address holds the filter."""
    chosen = _chosen(request)
    found = queries.complaints(actor=request.actor, **chosen, page=page_of(request))
    shown = {
        "tabs": tabs(request, "complaints"),
        "found": found,
        "rows": [_line(row) for row in found.rows],
        "table": _table(found),
        "states": words.COMPLAINT_STATES,
        "query": request.GET.urlencode(),
        "may_change": may(request.actor, "legal.change"),
        **{name: value or "" for name, value in chosen.items()},
    }
    return render(request, "legal/complaints.html", shown)


@require_GET
def complaints_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered register."""
    found = queries.every_complaint(actor=request.actor, **_chosen(request))
    header = [_("Thema"), _("Weg"), _("Eingegangen am"), _("Beantwortet am"), _("Tage bis zur Antwort"), _("Stand")]

    def cells() -> Iterator[list[Cell]]:
        for row in found:
            line = _line(row)
            yield [str(line["topic"]), str(line["channel"]), row.received_on, row.answered_on, row.days, str(line["state"])]

    return exports.answer(form, _("beschwerden"), header, cells(), right_to_left=get_language_bidi())


def complaint_new(request: StaffRequest) -> HttpResponse:
    """A complaint that was not there yet."""
    require(request.actor, "legal.change")
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_complaint(**form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field, words.problem(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("legal:complaints")
    return render(request, "legal/complaint.html", {"complaint": None, "form": form}, status=422 if form.is_bound else 200)


def complaint(request: StaffRequest, complaint: UUID) -> HttpResponse:
    """One complaint; while it is open, its answer is asked for."""
    view = queries.complaint(actor=request.actor, complaint=complaint)
    if request.method == "POST":
        require(request.actor, "legal.change")
    asks = view.answered_on is None and may(request.actor, "legal.change")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_complaint(complaint=complaint, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field, words.problem(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("legal:complaint", complaint=complaint)
    shown = {"complaint": _line(view), "form": form if asks or form.is_bound else None}
    return render(request, "legal/complaint.html", shown, status=422 if form.is_bound else 200)


def _chosen(request: StaffRequest) -> dict[str, Any]:
    topic, state = request.GET.get("topic", ""), request.GET.get("state", "")
    return {
        "year": year_of(request),
        "topic": topic if topic in words.COMPLAINT_TOPICS else "",
        "state": state if state in words.COMPLAINT_STATES else "",
    }


def _line(view: ComplaintView) -> dict[str, Any]:
    return {
        "view": view,
        "topic": words.COMPLAINT_TOPICS[view.topic],
        "channel": words.COMPLAINT_CHANNELS[view.channel],
        "state": words.COMPLAINT_STATES[view.state],
        "tone": words.COMPLAINT_TONES[view.state],
    }


def _table(found: ComplaintList) -> list[dict[str, Any]]:
    """A row a topic and one of sums; the last cell of each is the sum of those before it."""
    rows = []
    for topic, label in (*words.COMPLAINT_TOPICS.items(), ("", _("Alle"))):
        topics = (topic,) if topic else tuple(words.COMPLAINT_TOPICS)
        cells = [(state, sum(found.counts.get((each, state), 0) for each in topics)) for state in words.COMPLAINT_STATES]
        rows.append({"topic": topic, "label": label, "cells": [*cells, ("", sum(number for _state, number in cells))]})
    return rows
