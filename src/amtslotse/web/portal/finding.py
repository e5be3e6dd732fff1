"""What do I need? Matters, search, and the service with its checklist: nothing here asks who she is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue import rules
from amtslotse.catalogue.rules import SURENESS, Procedure
from amtslotse.kernel import checked
from amtslotse.kernel.errors import NotFound
from amtslotse.web.portal.access import has_cases
from amtslotse.web.portal.forms import FirstQuestions
from amtslotse.web.portal.presenters import fee_text, groups_of_rules, is_watched, need_line
from amtslotse.web.ui.context import unchecked

#: The service whose points anybody can count beforehand.
POINTS_SERVICE = "opportunity-card-20a"


def language_of(request: HttpRequest) -> str:
    return get_language() or settings.LANGUAGE_CODE


def home(request: HttpRequest) -> HttpResponse:
    """The matters in plain words, a search, and the way back in."""
    context = {
        "matters": catalogue.matters(language=language_of(request), on=timezone.localdate()),
        "has_cases": has_cases(request),
    }
    return render(request, "portal/home.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """The services that fit what was typed."""
    text = request.GET.get("q", "")[:200].strip()
    language = language_of(request)
    found = catalogue.search(text=text, language=language, on=timezone.localdate()) if text else []
    context = {
        "text": text,
        "services": [(service.key, service.title(language), service.summary(language)) for service in found],
    }
    return render(request, "portal/search.html", context)


def matter(request: HttpRequest, key: str) -> HttpResponse:
    """The services of one matter."""
    language = language_of(request)
    for view in catalogue.matters(language=language, on=timezone.localdate()):
        if view.key == key:
            services = [(service.key, service.title(language), service.summary(language)) for service in view.services]
            context = {"matter": view, "services": services, "quick_exit": any(is_watched(s) for s in view.services)}
            return render(request, "portal/matter.html", context)
    raise NotFound(key)


def is_checked(procedure: Procedure, language: str) -> bool:
    """Whether somebody answers for the service's texts in this language."""
    if language == settings.LANGUAGE_CODE:
        return True
    translation = procedure.translations.get(language)
    return translation is not None and checked.counts(translation.checked_by, demonstration=settings.DEMO)


def service(request: HttpRequest, key: str) -> HttpResponse:
    """Documents, fee, legal basis and steps of a service, built from the answers in the address."""
    language, today = language_of(request), timezone.localdate()
    procedure = catalogue.get(key=key, on=today)
    given = {question.key: request.GET.get(question.key, "")[:200] for question in procedure.questions}
    first = tuple(
        question
        for question in rules.open_questions(procedure, given, on=today)
        if question.group == "matter" and question.kind in ("choice", "yesno")
    )
    answers = {q.key: given[q.key] for q in first if given[q.key] and given[q.key] in _allowed(q)}
    checklist = rules.checklist(procedure, answers, on=today)
    context = {
        "procedure": procedure,
        "title": procedure.title(language),
        "summary": procedure.summary(language),
        "intro": procedure.intro(language),
        "emergency_hint": procedure.emergency_hint(language),
        "sureness": SURENESS[procedure.sureness](language),
        "form": FirstQuestions(first, language, answers),
        "answers": answers,
        "all_answered": all(question.key in answers for question in first),
        "groups": groups_of_rules(checklist.certain, language),
        "depends": [
            need_line(open_need.need, language, tuple(q.label(language) for q in open_need.depends_on))
            for open_need in checklist.depends
        ],
        "fee": fee_text(checklist.fee, language),
        "hints": [(hint.text(language), hint.legal_basis) for hint in checklist.hints],
        "steps": [(step.label(language), step.help(language)) for step in procedure.steps],
        "quick_exit": is_watched(procedure),
        "points_service": POINTS_SERVICE,
        "is_unchecked": unchecked(language) or not is_checked(procedure, language),
    }
    return render(request, "portal/service.html", context)


def _allowed(question: rules.Question) -> set[str]:
    return {"yes", "no"} if question.kind == "yesno" else {option.key for option in question.options}
