"""Test cases for decisions: the list, and one of them to write, to answer, to resolve, to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from amtslotse.casework.queries import VignetteLine, VignetteView
from amtslotse.casework.rules.vignettes import (
    LONGEST_FACTS,
    LONGEST_QUESTION,
    LONGEST_REASON,
    LONGEST_RESOLUTION,
    LONGEST_TITLE,
)
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.legal import words
from amtslotse.web.legal.frame import CHOOSE, REQUIRED, page_of, tabs, words_for
from amtslotse.web.legal.reviews import language
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest


class VignetteForm(forms.Form):
    """A test case in the making."""

    title = forms.CharField(label=gettext_lazy("Titel"), max_length=LONGEST_TITLE, error_messages=REQUIRED)
    service = forms.ChoiceField(label=gettext_lazy("Leistung"), error_messages=CHOOSE)
    facts = words_for(
        gettext_lazy("Sachverhalt"),
        longest=LONGEST_FACTS,
        rows=10,
        help_text=gettext_lazy("Erfunden oder so verändert, dass niemand darin zu erkennen ist."),
    )
    question = forms.CharField(
        label=gettext_lazy("Was ist zu entscheiden?"), max_length=LONGEST_QUESTION, error_messages=REQUIRED
    )

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", _("bitte wählen")), *services]


class AnswerForm(forms.Form):
    """What she would decide, and why."""

    outcome = forms.ChoiceField(label=gettext_lazy("Wie entscheiden Sie?"), widget=forms.RadioSelect, error_messages=CHOOSE)
    reason = words_for(
        gettext_lazy("Warum?"),
        longest=LONGEST_REASON,
        help_text=gettext_lazy("Die tragenden Gründe, ohne Namen. Niemand sieht, von wem sie sind."),
    )

    def __init__(self, *args: Any, outcomes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(code, words.OUTCOMES[code]) for code in outcomes]


class ResolutionForm(forms.Form):
    """What holds from now on."""

    resolution = words_for(
        gettext_lazy("Auflösung"),
        longest=LONGEST_RESOLUTION,
        rows=6,
        help_text=gettext_lazy("Wie das Haus in einem solchen Fall entscheidet, und warum. Danach antwortet niemand mehr."),
    )


@require_GET
def vignettes(request: StaffRequest) -> HttpResponse:
    """Every test case she may see."""
    found = queries.vignettes(actor=request.actor, language=language(), now=request.now, page=page_of(request))
    shown = {
        "tabs": tabs(request, "vignettes"),
        "found": found,
        "rows": [(row, words.VIGNETTES[row.state], words.VIGNETTE_TONES[row.state], _percent(row)) for row in found.rows],
        "may_write": may(request.actor, "vignettes.write"),
    }
    return render(request, "legal/vignettes.html", shown)


@require_GET
def vignettes_export(request: StaffRequest, form: str) -> HttpResponse:
    """The same list, all pages."""
    header = [
        _("Titel"),
        _("Leistung"),
        _("Stand"),
        _("Gestellt"),
        _("Aufgelöst"),
        _("Zahl der Antworten"),
        _("Uneinigkeit in Prozent"),
    ]
    rows = queries.every_vignette(actor=request.actor, language=language(), now=request.now)

    def cells() -> Iterator[list[Cell]]:
        for row in rows:
            state = str(words.VIGNETTES[row.state])
            yield [row.title, row.service_title, state, row.opened_at, row.closed_at, row.answers, _percent(row)]

    return exports.answer(form, _("fallbeispiele"), header, cells(), right_to_left=get_language_bidi())


def vignette_new(request: StaffRequest) -> HttpResponse:
    """A new draft."""
    require(request.actor, "vignettes.write")
    form = _draft_form(request, None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_vignette(**form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
        else:
            messages.success(request, _("Entwurf gespeichert. Gestellt ist das Fallbeispiel erst, wenn Sie es stellen."))
            return redirect("legal:vignette", vignette=kept)
    return render(request, "legal/vignette_new.html", {"form": form}, status=422 if form.is_bound else 200)


def vignette(request: StaffRequest, vignette: UUID) -> HttpResponse:
    """One test case: what its reader may do with it now is asked below it."""
    view = queries.vignette(actor=request.actor, vignette=vignette, language=language(), now=request.now)
    form = _form(request, view)
    if request.method == "POST":
        if form is None:
            raise NotFound(f"vignette {vignette}")
        if form.is_valid():
            try:
                messages.success(request, _do(request, view, form))
            except InvalidInput as error:
                form.add_error(error.field if error.field in form.fields else None, words.problem(error))
            else:
                return redirect("legal:vignette", vignette=vignette)
    spread = view.spread
    shown = {
        "view": view,
        "line": view.line,
        "state": words.VIGNETTES[view.line.state],
        "tone": words.VIGNETTE_TONES[view.line.state],
        "mine": (words.OUTCOMES[view.mine[0]], view.mine[1]) if view.mine else None,
        "sections": [each.label.get(language(), each.label["de"]) for each in view.template.sections],
        "hints": view.template.hints,
        "outcomes": [
            (words.OUTCOMES[code], count, 100 * count / spread.answers, reasons) for code, count, reasons in spread.outcomes
        ]
        if spread
        else [],
        "differing": _percent(view.line),
        "form": form,
    }
    return render(request, "legal/vignette.html", shown, status=422 if form is not None and form.is_bound else 200)


def _form(request: StaffRequest, view: VignetteView) -> forms.Form | None:
    posted = request.POST if request.method == "POST" else None
    if view.may_edit:
        return _draft_form(request, view)
    if view.may_close:
        return ResolutionForm(posted)
    return AnswerForm(posted, outcomes=view.template.outcomes) if view.may_answer else None


def _draft_form(request: StaffRequest, view: VignetteView | None) -> VignetteForm:
    start: dict[str, str] = {}
    if view:
        line = view.line
        start = {"title": line.title, "service": line.service, "facts": view.facts, "question": view.question}
    services = queries.services_for_vignettes(actor=request.actor, language=language(), now=request.now)
    return VignetteForm(request.POST if request.method == "POST" else None, initial=start, services=services)


def _do(request: StaffRequest, view: VignetteView, form: forms.Form) -> str:
    which = {"vignette": view.line.id, "by": request.actor, "now": request.now}
    if isinstance(form, AnswerForm):
        actions.answer_vignette(**which, **form.cleaned_data)
        return _("Ihre Antwort ist gespeichert. Die der anderen sehen Sie nach der Auflösung.")
    if isinstance(form, ResolutionForm):
        actions.close_vignette(**which, **form.cleaned_data)
        return _("Das Fallbeispiel ist aufgelöst.")
    actions.keep_vignette(**which, **form.cleaned_data)
    if "open" not in request.POST:
        return _("Gespeichert.")
    actions.open_vignette(**which)
    return _("Das Fallbeispiel ist gestellt; von jetzt an ändert es sich nicht mehr.")


def _percent(line: VignetteLine) -> float | None:
    return None if line.differing is None else round(100 * line.differing, 1)
