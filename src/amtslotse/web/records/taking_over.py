"""Open cases of another system: a file is read, mapped by a person, shown, and taken over in the background."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amtslotse.accounts.rules import may
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import ImportView, MappingView
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.errors import InvalidInput
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import queries as offices
from amtslotse.web.records import import_words as words
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest


class UploadForm(forms.Form):
    """A file, and where it comes from."""

    run = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.CharField(
        label=gettext_lazy("Bisheriges Verfahren"),
        help_text=gettext_lazy("Immer gleich geschrieben: daran und am Aktenzeichen wird ein Vorgang wiedererkannt."),
        max_length=80,
        error_messages={"required": gettext_lazy("Bitte sagen Sie, woher die Vorgänge kommen.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy(
            "CSV oder XLSX mit einer Zeile je Vorgang, oder eine Übergabemappe: als ZIP mit allem, oder nur ihre case.json."
        ),
        error_messages={"required": gettext_lazy("Bitte eine Datei wählen."), "empty": gettext_lazy("Diese Datei ist leer.")},
    )


class MappingForm(forms.Form):
    """Which field each column is, and what each word of a matched column stands for."""

    def __init__(self, data: Any, *, found: MappingView, choices: dict[str, list[tuple[str, str]]], fixed: bool) -> None:
        super().__init__(data)
        self.columns = []
        for each in found.columns:
            name = f"column-{each.position}"
            if not fixed:
                self.fields[name] = forms.ChoiceField(
                    label=each.heading or _("Spalte %(n)d") % {"n": each.position + 1},
                    choices=[("", _("nicht übernehmen")), *words.FIELDS.items()],
                    initial=each.field,
                    required=False,
                    widget=forms.Select({"class": "ui-input"}),
                )
            self.columns.append((each, None if fixed else self[name], words.field_name(each.field)))
        self.words = []
        for field, there in found.words.items():
            lines = []
            for place, word in enumerate(there):
                name = f"word-{field}-{place}"
                self.fields[name] = forms.ChoiceField(
                    label=word.word,
                    choices=choices[field],
                    initial=word.means,
                    required=False,
                    widget=forms.Select({"class": "ui-input"}),
                )
                lines.append((word, self[name]))
            self.words.append((field, words.field_name(field), lines))

    def mapping(self, found: MappingView) -> tuple[list[str], dict[str, dict[str, str]]]:
        """What was chosen. Words of a column that is another one now are left out: they are guessed anew."""
        columns = [self.cleaned_data.get(f"column-{each.position}", each.field) for each in found.columns]
        before = {each.field: each.position for each in found.columns if each.field}
        said = {
            field: {word.word: self.cleaned_data[bound.name] for word, bound in lines}
            for field, _label, lines in self.words
            if columns[before[field]] == field
        }
        return columns, said


@require_http_methods(["GET", "POST"])
def imports(request: StaffRequest) -> HttpResponse:
    """The files that came, a new one, and what was typed although the office held it."""
    rows = queries.imports(actor=request.actor)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(initial={"run": uuid4()})
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            run = actions.take_import_file(
                run=form.cleaned_data["run"],
                name=sent.name,
                content=sent.read(),
                source=form.cleaned_data["source"],
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.add_error(error.field, words.refused(error.field, error.reason, error.facts))
        else:
            return redirect("records:import", import_run=run)
    again = queries.typed_again(actor=request.actor, now=request.now)
    context = {
        "form": form,
        "rows": [(each, words.STATES[each.state]) for each in rows],
        "again": again,
        "fields": [(_question(key), number) for key, number in again.fields],
        "may_move": may(request.actor, "triage.change"),
    }
    return render(request, "records/imports.html", context, status=422 if form.is_bound else 200)


@require_safe
def imports_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every file with its counts."""
    header = [_("Eingelesen"), _("Aus"), _("Datei"), _("Stand"), _("Zeilen"), _("Übernommen"), _("Schon da"), _("Fehlerhaft")]
    rows = (
        [
            each.uploaded_at,
            each.source,
            each.name,
            str(words.STATES[each.state]),
            each.lines,
            each.created,
            each.known,
            each.wrong,
        ]
        for each in queries.imports(actor=request.actor, limit=None)
    )
    return exports.answer(form, "uebernahmen", header, rows, right_to_left=get_language_bidi())


@require_http_methods(["GET", "POST"])
def import_run(request: StaffRequest, import_run: UUID) -> HttpResponse:
    """One file: what was understood and what would become of it; while it runs, how far; then the report."""
    view = queries.import_run(actor=request.actor, run=import_run)
    if request.headers.get("HX-Request"):
        answer = render(request, "records/_import_progress.html", {"run": view})
        if view.state != "running":
            answer.headers["HX-Refresh"] = "true"
        return answer
    failed_at_once = view.state == "failed" and not view.done
    open_ = (view.state in ("read", "mapped") or failed_at_once) and view.file_there
    context: dict[str, Any] = {"run": view, "state": words.STATES[view.state], "form": None, "status": 200}
    if open_:
        found = queries.import_mapping(actor=request.actor, run=import_run)
        form = MappingForm(
            request.POST if request.method == "POST" else None,
            found=found,
            choices=_choices(request),
            fixed=view.form in ("json", "zip"),
        )
        if form.is_bound and form.is_valid():
            columns, said = form.mapping(found)
            try:
                actions.map_import(run=import_run, columns=columns, words=said, by=request.actor, now=request.now)
            except InvalidInput as error:
                form.add_error(None, words.refused(error.field, error.reason, error.facts))
            except actions.NotNow:
                return redirect("records:import", import_run=import_run)
            else:
                return redirect("records:import", import_run=import_run)
        context |= _understood(found, form) | {"status": 422 if form.is_bound else 200}
    elif request.method == "POST":
        return redirect("records:import", import_run=import_run)
    context |= _said(request, view) | {"failure": words.failure(view)}
    return render(request, "records/import.html", context, status=context["status"])


@require_POST
def start(request: StaffRequest, import_run: UUID) -> HttpResponse:
    """The right lines are taken over."""
    try:
        actions.start_import(run=import_run, by=request.actor, now=request.now)
    except actions.NotNow:
        messages.info(request, _("Diese Datei ist nicht so weit. Bitte sehen Sie den Stand an."))
    return redirect("records:import", import_run=import_run)


@require_POST
def drop(request: StaffRequest, import_run: UUID) -> HttpResponse:
    """The file goes; a report stays."""
    try:
        actions.drop_import(run=import_run, by=request.actor, now=request.now)
    except actions.NotNow:
        messages.info(request, _("Die Übernahme läuft noch. Danach lässt sich die Datei löschen."))
    else:
        messages.success(request, _("Die Datei ist gelöscht."))
    return redirect("records:import", import_run=import_run)


@require_safe
def faults(request: StaffRequest, import_run: UUID, form: str) -> HttpResponse:
    """The wrong lines as they came, with what is wrong: to be mended and handed in again."""
    header, lines = queries.import_faults(actor=request.actor, run=import_run)
    rows = ([*cells, line, " ".join(words.fault(each.field, each.reason) for each in found)] for line, cells, found in lines)
    head = [*header, _("Zeile"), _("Fehler")]
    return exports.answer(form, "fehlerhafte-zeilen", head, rows, right_to_left=get_language_bidi())


@require_safe
def report(request: StaffRequest, import_run: UUID, form: str) -> HttpResponse:
    """Counts before and after, by team and service."""
    view = queries.import_run(actor=request.actor, run=import_run)
    header = [_("Sachgebiet"), _("Leistung"), _("Vorher"), _("Nachher")]
    rows = ([team, service, place.before, place.after] for place, team, service in _said(request, view)["places"])
    return exports.answer(form, "uebernahmebericht", header, rows, right_to_left=get_language_bidi())


def _choices(request: StaffRequest) -> dict[str, list[tuple[str, str]]]:
    today, language = day_of(request.now), get_language() or "de"
    services = [(each.key, f"{each.title(language)} ({each.legal_basis})") for each in catalogue.published(on=today)]
    teams = offices.team_names(language, on=today).items()
    return {
        "service": [("", _("unbekannt: diese Zeilen bleiben draußen")), *services],
        "team": [("", _("nach den Regeln der Zuleitung")), *teams],
    }


def _understood(found: MappingView, form: MappingForm) -> dict[str, Any]:
    return {
        "form": form,
        "encoding": {"utf-8": "UTF-8", "cp1252": "Windows-1252"}.get(found.encoding, ""),
        "delimiter": {";": _("Semikolon"), ",": _("Komma"), "\t": _("Tabulator")}.get(found.delimiter, ""),
        "left_out": [each.heading for each in found.columns if not each.field],
    }


def _said(request: StaffRequest, view: ImportView) -> dict[str, Any]:
    language = get_language() or "de"
    today = day_of(request.now)
    teams = offices.team_names(language, on=today)
    titles = {each.key: each.title(language) for each in catalogue.published(on=today)}
    return {
        "places": [
            (place, teams.get(place.team, place.team) or _("Clearing"), titles.get(place.service, place.service))
            for place in view.places
        ],
        "faults": [(each.line, words.fault(each.field, each.reason)) for each in view.faults],
        "kind": words.short(view),
    }


def _question(key: str) -> str:
    return words.field_name(key)
