"""One drawn decision: to review by checklist, then to read and for its team to answer; and the list of that team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import may
from amtslotse.casework import actions, queries
from amtslotse.casework.actions import Verdict
from amtslotse.casework.queries import PointView, SampledDecisionView
from amtslotse.casework.rules.legal_review import LONGEST_NOTE
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.legal import words
from amtslotse.web.legal.frame import CHOOSE, page_of, tabs, words_for
from amtslotse.web.legal.reviews import language, line, sampled_cells, sampled_header
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

_NOTE = "note_"


class ChecklistForm(forms.Form):
    """Two fields a point: how it is, and what is wrong."""

    def __init__(self, *args: Any, points: tuple[PointView, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point in points:
            offered = [code for code in words.FOUND if code != "not_applicable" or not point.concerns]
            self.fields[point.key] = forms.ChoiceField(
                label=point.text,
                choices=[("", _("bitte wählen")), *((code, words.FOUND[code]) for code in offered)],
                initial=None if point.concerns else "not_applicable",
                error_messages=CHOOSE,
            )
            self.fields[f"{_NOTE}{point.key}"] = forms.CharField(
                label=_("Befund: %(point)s") % {"point": point.text.partition(":")[0]},
                max_length=LONGEST_NOTE,
                required=False,
            )

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each point beside its finding."""
        return [(self[key], self[f"{_NOTE}{key}"]) for key in self.fields if not key.startswith(_NOTE)]

    def said(self) -> dict[str, Verdict]:
        """As the action takes it: a mild or a grave defect is a defect."""
        found = {}
        for key, value in self.cleaned_data.items():
            if key.startswith(_NOTE):
                continue
            defect = value in ("minor", "serious")
            note = self.cleaned_data[f"{_NOTE}{key}"]
            found[key] = Verdict("defect", value, note) if defect else Verdict(value)
        return found


class AnswerForm(forms.Form):
    """What the team says."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Was sagt das Sachgebiet dazu?"),
        choices=list(words.ANSWERS.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    said = words_for(
        gettext_lazy("Antwort des Sachgebiets"),
        longest=LONGEST_NOTE,
        required=False,
        help_text=gettext_lazy("Nötig, wenn der Befund bestritten wird."),
    )


def sampled(request: StaffRequest, sampled: UUID) -> HttpResponse:
    """One drawn decision; what may be done to it now is asked beside it."""
    view = _read(request, sampled)
    form = _form(request, view)
    if request.method == "POST":
        if form is None:
            raise NotFound(f"sampled decision {sampled}")
        if form.is_valid():
            try:
                _do(request, view, form)
            except InvalidInput as error:
                field = error.field.removesuffix("_severity")
                field = f"{_NOTE}{field.removesuffix('_note')}" if field.endswith("_note") else field
                form.add_error(field if field in form.fields else None, words.problem(error))
            else:
                return redirect("legal:sampled", sampled=sampled)
    shown = {
        "sampled": view,
        "line": line(view.line),
        "month": date_format(view.month, "F Y"),
        "to": [(name, words.CAPACITIES[capacity]) for name, capacity in view.to],
        "notified": [(each, words.WAYS[each.way]) for each in view.notified],
        "points": [(each, _found(each)) for each in view.points] if view.line.reviewed_at else [],
        "form": form,
        "asks": "answer" if isinstance(form, AnswerForm) else "review",
        "sees_month": may(request.actor, "legal.see"),
    }
    return render(request, "legal/sampled.html", shown, status=422 if form is not None and form.is_bound else 200)


@require_GET
def findings(request: StaffRequest) -> HttpResponse:
    """What was found in the reader's teams."""
    found = queries.findings(actor=request.actor, language=language(), now=request.now, page=page_of(request))
    shown = {"tabs": tabs(request, "findings"), "found": found, "rows": [line(row) for row in found.rows]}
    return render(request, "legal/findings.html", shown)


@require_GET
def findings_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of that list."""
    rows = queries.every_finding(actor=request.actor, language=language(), now=request.now)
    return exports.answer(form, _("befunde"), sampled_header(), sampled_cells(rows), right_to_left=get_language_bidi())


def _read(request: StaffRequest, sampled: UUID) -> SampledDecisionView:
    return queries.sampled_decision(actor=request.actor, sampled=sampled, language=language(), now=request.now)


def _form(request: StaffRequest, view: SampledDecisionView) -> ChecklistForm | AnswerForm | None:
    """The checklist for the reviewer, the answer for the team, nothing for everybody else and where it is over."""
    posted = request.POST if request.method == "POST" else None
    if view.decision is None:
        return None
    if view.line.reviewed_at is None:
        reviews = may(request.actor, "legal.change") and not view.line.is_own
        return ChecklistForm(posted, points=view.points) if reviews else None
    answers = view.line.findings and not view.line.answer and view.may_answer
    return AnswerForm(posted) if answers else None


def _do(request: StaffRequest, view: SampledDecisionView, form: ChecklistForm | AnswerForm) -> None:
    which = {"sampled": view.line.id, "by": request.actor, "now": request.now}
    if isinstance(form, AnswerForm):
        actions.answer_findings(**which, **form.cleaned_data)
        messages.success(request, _("Die Antwort steht jetzt bei der Rechtsprüfung."))
    else:
        actions.review_sampled(**which, points=form.said())
        messages.success(request, _("Die Prüfung ist abgeschlossen."))


def _found(point: PointView) -> tuple[Any, str]:
    code = point.severity or point.verdict
    return words.FOUND[code], words.FOUND_TONES[code]
