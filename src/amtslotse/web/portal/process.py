"""How a matter goes from receipt to result, for everybody: drawn from the same model as the work steps of the staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue import rules
from amtslotse.reporting.queries.typical import typical_days
from amtslotse.web.portal.finding import is_checked, language_of
from amtslotse.web.portal.presenters import fee_text, groups_of_rules, is_watched, need_line
from amtslotse.web.ui.context import unchecked

_WHO = {"office": _("die Behörde"), "applicant": _("Sie")}


def process(request: HttpRequest, key: str) -> HttpResponse:
    """Steps, who acts, documents, fee, and how long it took others."""
    language, today = language_of(request), timezone.localdate()
    procedure = catalogue.get(key=key, on=today)
    checklist = rules.checklist(procedure, {}, on=today)
    context = {
        "procedure": procedure,
        "title": procedure.title(language),
        "steps": [
            (step.label(language), step.help(language), _WHO[step.who], [partner(language) for partner in step.partners])
            for step in procedure.steps
        ],
        "groups": groups_of_rules(checklist.certain, language),
        "depends": [
            need_line(each.need, language, tuple(question.label(language) for question in each.depends_on))
            for each in checklist.depends
        ],
        "fee": fee_text(checklist.fee, language),
        "typical": typical_days(purposes=procedure.title_codes, on=today),
        "sureness": rules.SURENESS[procedure.sureness](language),
        "quick_exit": is_watched(procedure),
        "is_unchecked": unchecked(language) or not is_checked(procedure, language),
    }
    return render(request, "portal/process.html", context)
