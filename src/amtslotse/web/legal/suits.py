"""The register of suits: the list with its counts, one suit, and how it ended."""

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
from amtslotse.casework.queries import DeadlineView, SuitList, SuitView
from amtslotse.casework.rules import local_day
from amtslotse.casework.rules.legal import LONGEST_NAME, LONGEST_REFERENCE, LONGEST_TEXT
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.legal import words
from amtslotse.web.legal.frame import CHOOSE, REQUIRED, day, page_of, tabs, version_of, words_for, year_of
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest


class SuitForm(forms.Form):
    """What the court wrote."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Art"), choices=list(words.SUITS.items()), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    filed_on = day(gettext_lazy("Eingang der Klage"))
    file_number = forms.CharField(
        label=gettext_lazy("Aktenzeichen des Vorgangs"),
        help_text=gettext_lazy("Leer, wenn der Vorgang nicht in Amtslotse liegt."),
        max_length=40,
        required=False,
    )
    court = forms.CharField(label=gettext_lazy("Gericht"), max_length=LONGEST_NAME, error_messages=REQUIRED)
    reference = forms.CharField(label=gettext_lazy("Aktenzeichen des Gerichts"), max_length=LONGEST_REFERENCE, required=False)
    deadline_on = day(
        gettext_lazy("Weitere Frist des Gerichts"),
        required=False,
        help_text=gettext_lazy("Kommt zu den Fristen dieser Klage hinzu."),
    )
    deadline_for = forms.CharField(label=gettext_lazy("Wofür ist die Frist?"), max_length=LONGEST_NAME, required=False)
    hearing_on = day(
        gettext_lazy("Nächster Gerichtstermin"),
        required=False,
        help_text=gettext_lazy("Zählt für die Dringlichkeit des Vorgangs."),
    )
    cost_bearer = forms.ChoiceField(
        label=gettext_lazy("Wer trägt die Kosten?"),
        choices=[("", gettext_lazy("noch offen")), *words.COST_BEARERS.items()],
        required=False,
    )
    costs = forms.DecimalField(
        label=gettext_lazy("Kosten der Behörde in Euro"), max_digits=10, decimal_places=2, required=False, localize=True
    )
    lesson = words_for(
        gettext_lazy("Was wir daraus lernen"),
        longest=LONGEST_TEXT,
        required=False,
        help_text=gettext_lazy("Ohne Namen: bleibt im Register, wenn der Vorgang gelöscht ist."),
    )

    def __init__(self, *args: Any, ended: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ended:
            for name in ("kind", "filed_on", "file_number", "deadline_on", "deadline_for", "hearing_on"):
                del self.fields[name]


class EndForm(forms.Form):
    """How the court decided, or how it ended without that."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Ausgang"),
        choices=[(code, word) for code, word in words.STATES.items() if code != "open"],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    outcome_on = day(gettext_lazy("Tag des Ausgangs"))


class MetForm(forms.Form):
    """When the court got what was due."""

    done_on = day(gettext_lazy("Erledigt am"))


@require_GET
def suits(request: StaffRequest) -> HttpResponse:
    """The register; the address holds the filter."""
    chosen = _chosen(request)
    found = queries.suits(actor=request.actor, **chosen, page=page_of(request))
    shown = {
        "tabs": tabs(request, "suits"),
        "found": found,
        "rows": [_line(row, request) for row in found.rows],
        "table": _table(found),
        "states": words.STATES,
        "query": request.GET.urlencode(),
        "may_change": may(request.actor, "legal.change"),
        **{name: value or "" for name, value in chosen.items()},
    }
    return render(request, "legal/suits.html", shown)


@require_GET
def suits_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered register."""
    header = [
        _("Art"), _("Gericht"), _("Aktenzeichen des Gerichts"), _("Eingang der Klage"), _("Aktenzeichen des Vorgangs"),
        _("Nächste Frist des Gerichts"), _("Wofür ist die Frist?"), _("Nächster Gerichtstermin"), _("Ausgang"),
        _("Tag des Ausgangs"), _("Wer trägt die Kosten?"), _("Kosten der Behörde in Euro"), _("Was wir daraus lernen"),
    ]  # fmt: skip
    found = queries.every_suit(actor=request.actor, **_chosen(request))

    def cells() -> Iterator[list[Cell]]:
        for row in found:
            yield [
                str(words.SUITS[row.kind]), row.court, row.reference, row.filed_on, row.file_number, row.deadline_on,
                row.deadline_for, row.hearing_on, str(words.STATES[row.outcome or "open"]), row.outcome_on,
                str(words.COST_BEARERS[row.cost_bearer]) if row.cost_bearer else "",
                None if row.costs is None else float(row.costs), row.lesson,
            ]  # fmt: skip

    return exports.answer(form, _("klagen"), header, cells(), right_to_left=get_language_bidi())


def suit_new(request: StaffRequest) -> HttpResponse:
    """A suit that was not there yet."""
    require(request.actor, "legal.change")
    return _page(request, None)


def suit(request: StaffRequest, suit: UUID) -> HttpResponse:
    """One suit, to read and to correct."""
    return _page(request, queries.suit(actor=request.actor, suit=suit))


def suit_end(request: StaffRequest, suit: UUID) -> HttpResponse:
    """How it ended: asked on a page of its own, because it is for good."""
    require(request.actor, "legal.change")
    view = queries.suit(actor=request.actor, suit=suit)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_suit(suit=suit, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field, words.problem(error))
        else:
            messages.success(request, _("Der Ausgang ist eingetragen."))
            return redirect("legal:suit", suit=suit)
    shown = {"suit": _line(view, request), "form": form}
    return render(request, "legal/suit_end.html", shown, status=422 if form.is_bound else 200)


def suit_deadline(request: StaffRequest, suit: UUID, deadline: UUID) -> HttpResponse:
    """A deadline is met: asked on a page of its own, because it is for good."""
    require(request.actor, "legal.change")
    view = queries.suit(actor=request.actor, suit=suit)
    due = next((each for each in view.deadlines if each.id == deadline), None)
    if due is None:
        raise NotFound(f"deadline {deadline}")
    form = MetForm(request.POST if request.method == "POST" else None, initial={"done_on": local_day(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.meet_deadline(deadline=deadline, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field, words.problem(error))
        else:
            messages.success(request, _("Die Frist ist erledigt."))
            return redirect("legal:suit", suit=suit)
    shown = {"suit": _line(view, request), "due": due, "form": form}
    return render(request, "legal/suit_deadline.html", shown, status=422 if form.is_bound else 200)


def _page(request: StaffRequest, view: SuitView | None) -> HttpResponse:
    changes = may(request.actor, "legal.change")
    if request.method == "POST":
        require(request.actor, "legal.change")
    ended = view is not None and bool(view.outcome)
    start = {name: getattr(view, name) for name in SuitForm.base_fields if not name.startswith("deadline_")} if view else {}
    form = SuitForm(request.POST if request.method == "POST" else None, initial=start, ended=ended)
    if request.method == "POST" and form.is_valid():
        kept = {name: value for name, value in start.items() if name not in form.fields}
        which = {"suit": view.id, "version": version_of(request)} if view else {}
        try:
            made = actions.keep_suit(**which, **kept, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
            if error.reason == "changed" and view:
                view = queries.suit(actor=request.actor, suit=view.id)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("legal:suit", suit=made)
    shown = {"suit": _line(view, request) if view else None, "form": form if changes else None}
    return render(request, "legal/suit.html", shown, status=422 if form.is_bound else 200)


def _chosen(request: StaffRequest) -> dict[str, Any]:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return {
        "year": year_of(request),
        "kind": kind if kind in words.SUITS else "",
        "state": state if state in words.STATES else "",
    }


def _line(view: SuitView, request: StaffRequest) -> dict[str, Any]:
    state = view.outcome or "open"
    return {
        "view": view,
        "kind": words.SUITS[view.kind],
        "state": words.STATES[state],
        "tone": words.TONES.get(state, ""),
        "cost_bearer": words.COST_BEARERS[view.cost_bearer] if view.cost_bearer else "",
        "late": view.deadline_on is not None and view.deadline_on < local_day(request.now),
        "deadlines": [(each, *_deadline(each, request)) for each in view.deadlines],
    }


def _deadline(each: DeadlineView, request: StaffRequest) -> tuple[Any, str]:
    """Where it stands, and in which tone."""
    if each.state == "open" and each.due_on < local_day(request.now):
        return words.DEADLINES["late"], "late"
    return words.DEADLINES[each.state], {"kept": "good", "missed": "risk"}.get(each.state, "")


def _table(found: SuitList) -> list[dict[str, Any]]:
    """A row a kind and one of sums; the last cell of each is the sum of those before it."""
    rows = []
    for kind, label in (*words.SUITS.items(), ("", _("Alle"))):
        kinds = (kind,) if kind else tuple(words.SUITS)
        cells = [(state, sum(found.counts.get((each, state), 0) for each in kinds)) for state in words.STATES]
        rows.append({"kind": kind, "label": label, "cells": [*cells, ("", sum(number for _state, number in cells))]})
    return rows
