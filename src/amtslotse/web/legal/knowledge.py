"""The office's legal knowledge: to search, to read, and for the legal clerks to write."""

from __future__ import annotations

from collections.abc import Iterator
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
from amtslotse.casework.queries import KnowledgeView
from amtslotse.casework.rules.legal import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, LONGEST_TOPIC
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.legal import words
from amtslotse.web.legal.frame import REQUIRED, page_of, tabs, version_of, words_for
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest


class KnowledgeForm(forms.Form):
    """What the office knows."""

    title = forms.CharField(label=gettext_lazy("Titel"), max_length=LONGEST_TITLE, error_messages=REQUIRED)
    topic = forms.CharField(label=gettext_lazy("Thema des Wissens"), max_length=LONGEST_TOPIC, error_messages=REQUIRED)
    legal_basis = forms.CharField(label=gettext_lazy("Rechtsgrundlage"), max_length=LONGEST_NAME, required=False)
    text = words_for(gettext_lazy("Text"), longest=LONGEST_TEXT, rows=10, help_text=gettext_lazy("Wissen enthält keine Namen."))


@require_GET
def knowledge(request: StaffRequest) -> HttpResponse:
    """What is known; the address holds the search."""
    search = request.GET.get("search", "")
    shown = {
        "tabs": tabs(request, "knowledge"),
        "found": queries.knowledge(actor=request.actor, search=search, page=page_of(request)),
        "search": search,
        "query": request.GET.urlencode(),
        "may_write": may(request.actor, "legal.answer"),
    }
    return render(request, "legal/knowledge.html", shown)


@require_GET
def knowledge_export(request: StaffRequest, form: str) -> HttpResponse:
    """Everything that was found."""
    found = queries.every_knowledge(actor=request.actor, search=request.GET.get("search", ""))
    header = [_("Titel"), _("Thema des Wissens"), _("Rechtsgrundlage"), _("Text"), _("Stand"), _("Verwendet")]

    def cells() -> Iterator[list[Cell]]:
        for row in found:
            yield [row.title, row.topic, row.legal_basis, row.text, row.changed_at, row.uses]

    return exports.answer(form, _("rechtswissen"), header, cells(), right_to_left=get_language_bidi())


def item_new(request: StaffRequest) -> HttpResponse:
    """Knowledge that no question was needed for."""
    require(request.actor, "legal.answer")
    return _page(request, None)


def item(request: StaffRequest, item: UUID) -> HttpResponse:
    """One item, to read; for the legal clerks to correct."""
    return _page(request, queries.knowledge_item(actor=request.actor, item=item))


def _page(request: StaffRequest, view: KnowledgeView | None) -> HttpResponse:
    if request.method == "POST":
        require(request.actor, "legal.answer")
    start = {name: getattr(view, name) for name in KnowledgeForm.base_fields} if view else {}
    form = KnowledgeForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        which = {"item": view.id, "version": version_of(request)} if view else {}
        try:
            kept = actions.keep_knowledge(**which, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
            if error.reason == "changed" and view:
                view = queries.knowledge_item(actor=request.actor, item=view.id)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("legal:item", item=kept)
    shown = {"item": view, "form": form if may(request.actor, "legal.answer") else None}
    return render(request, "legal/item.html", shown, status=422 if form.is_bound else 200)
