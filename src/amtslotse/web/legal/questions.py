"""A question of law from a case to the legal clerks, and its answer back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.casework import actions, queries
from amtslotse.casework.rules.legal import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, LONGEST_TOPIC
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.legal import words
from amtslotse.web.legal.frame import page_of, tabs, words_for
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest

#: So many items of knowledge are offered beside a question.
MOST = 20


class AskForm(forms.Form):
    """One question."""

    question = words_for(
        gettext_lazy("Ihre Frage"),
        longest=LONGEST_TEXT,
        rows=6,
        help_text=gettext_lazy("Was ist rechtlich unklar? Der Vorgang ist für die Rechtsabteilung sichtbar."),
    )


class AnswerForm(forms.Form):
    """The answer, and what becomes of it."""

    answer = words_for(gettext_lazy("Antwort"), longest=LONGEST_TEXT, rows=8)
    used = forms.TypedChoiceField(
        label=gettext_lazy("Beantwortet durch vorhandenes Wissen"),
        coerce=lambda said: UUID(said) if said else None,
        empty_value=None,
        required=False,
    )
    title = forms.CharField(
        label=gettext_lazy("Als Wissen festhalten unter dem Titel"),
        help_text=gettext_lazy("Leer, wenn die Antwort nur für diesen Vorgang gilt. Wissen enthält keine Namen."),
        max_length=LONGEST_TITLE,
        required=False,
    )
    topic = forms.CharField(label=gettext_lazy("Thema des Wissens"), max_length=LONGEST_TOPIC, required=False)
    legal_basis = forms.CharField(label=gettext_lazy("Rechtsgrundlage"), max_length=LONGEST_NAME, required=False)

    def __init__(self, *args: Any, known: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["used"].choices = [("", _("nein, neue Antwort")), *known]  # type: ignore[attr-defined]


@require_GET
def questions(request: StaffRequest) -> HttpResponse:
    """The queue; the address says whether the open or the answered."""
    answered = "answered" in request.GET
    found = queries.legal_questions(actor=request.actor, answered=answered, page=page_of(request))
    shown = {
        "tabs": tabs(request, "questions"),
        "found": found,
        "answered": answered,
        "query": request.GET.urlencode(),
    }
    return render(request, "legal/questions.html", shown)


@require_GET
def questions_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the list."""
    found = queries.every_legal_question(actor=request.actor, answered="answered" in request.GET)
    header = [_("Vorgang"), _("Gestellt"), _("Frage"), _("Beantwortet"), _("Stunden bis zur Antwort"), _("Antwort")]

    def cells() -> Iterator[list[Cell]]:
        for row in found:
            yield [row.file_number, row.asked_at, row.question, row.answered_at, row.hours, row.answer]

    return exports.answer(form, _("rechtsfragen"), header, cells(), right_to_left=get_language_bidi())


def question(request: StaffRequest, question: UUID) -> HttpResponse:
    """One question and its answer; knowledge that fits the search stands beside it."""
    view = queries.legal_question(actor=request.actor, question=question)
    search = request.GET.get("search", "")
    known = queries.knowledge(actor=request.actor, search=search)
    offered = [(str(each.id), each.title) for each in known.rows[:MOST]]
    form = AnswerForm(request.POST if request.method == "POST" else None, known=offered)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_legal(question=question, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else "answer", words.problem(error))
        else:
            messages.success(request, _("Die Antwort steht jetzt am Vorgang."))
            return redirect("legal:questions")
    asks = view.answered_at is None and not view.is_own
    shown = {
        "question": view,
        "known": known.rows[:MOST],
        "search": search,
        "form": form if asks or form.is_bound else None,
    }
    return render(request, "legal/question.html", shown, status=422 if form.is_bound else 200)


def ask(request: StaffRequest, case: UUID) -> HttpResponse:
    """A clerk asks about a case."""
    view = queries.case(actor=request.actor, case=case, language=get_language() or "de", now=request.now)
    if "escalate" not in view.allowed:
        raise NotFound(f"case {case}")
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_legal(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error("question", words.problem(error))
        else:
            messages.success(request, _("Die Frage liegt jetzt bei der Rechtsabteilung. Die Antwort steht dann am Vorgang."))
            return redirect("casework:case", case=case)
    return render(request, "legal/ask.html", {"view": view, "form": form}, status=422 if form.is_bound else 200)
