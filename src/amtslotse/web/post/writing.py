"""Writing: templates with both blocks side by side, and a letter from one, each with how hard it is to read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts.rules import require
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import TemplateView
from amtslotse.engines.paper import languages
from amtslotse.engines.plainlanguage import EASY, measure
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.web.post import words
from amtslotse.web.post.forms import FIELDS_HINT, RTL, CheckForm, KeyForm, PlainForm, TextForm
from amtslotse.web.post.frame import tabs
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def templates(request: StaffRequest) -> HttpResponse:
    """The newest version of each template and the draft that would replace it."""
    found = queries.templates(actor=request.actor)
    return render(request, "post/templates.html", {"tabs": tabs(request, "templates"), "templates": found})


def template_new(request: StaffRequest) -> HttpResponse:
    """A new template with its German words."""
    require(request.actor, "post.templates")
    return _german(request, KeyForm(request.POST or None), None)


def template(request: StaffRequest, letter_template: UUID) -> HttpResponse:
    """A version: its words in every language, and what can be done with it. Changing a released one begins the next."""
    view = queries.template(actor=request.actor, template=letter_template)
    return _german(request, None, view)


@require_POST
def template_release(request: StaffRequest, letter_template: UUID) -> HttpResponse:
    """It is what letters say from now on; somebody else wrote it."""
    try:
        actions.release_template(template=letter_template, by=request.actor, now=request.now)
    except NotAllowed:
        messages.error(request, _("Freigeben kann nur eine andere Person als die, die geschrieben hat."))
    else:
        messages.success(request, _("Freigegeben. Neue Briefe sagen ab jetzt das."))
    return redirect("post:template", letter_template=letter_template)


def translation(request: StaffRequest, letter_template: UUID, text_language: str) -> HttpResponse:
    """The words in another language, beside the German ones; of a draft they can be changed."""
    view = queries.template(actor=request.actor, template=letter_template)
    if text_language == "de" or text_language not in languages():
        raise NotFound(text_language)
    here = next((text for text in view.texts if text.language == text_language), None)
    if view.released_at and here is None:
        raise NotFound(text_language)
    start = {"title": here.title, "plain": here.plain, "legal": here.legal} if here else {}
    form = TextForm(request.POST if "save" in request.POST else None, initial=start, written_in=text_language)
    if form.is_bound and form.is_valid():
        try:
            actions.translate_template(
                template=letter_template, language=text_language, **form.cleaned_data, by=request.actor, now=request.now
            )
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
        else:
            messages.success(request, _("Gespeichert. Bis jemand geprüft hat, geht dieser Text nicht hinaus."))
            return redirect("post:translation", letter_template=letter_template, text_language=text_language)
    context = {
        "tabs": tabs(request, "templates"),
        "template": view,
        "text": here,
        "form": form,
        "check": CheckForm(),
        "language_name": words.LANGUAGES.get(text_language, text_language),
        "their_language": text_language,
        "their_direction": "rtl" if text_language in RTL else "ltr",
        "hint": FIELDS_HINT,
    }
    return render(request, "post/translation.html", context, status=422 if form.is_bound else 200)


@require_POST
def translation_checked(request: StaffRequest, letter_template: UUID, text_language: str) -> HttpResponse:
    """Somebody answers for the words; from now on they stand beside the German ones."""
    queries.template(actor=request.actor, template=letter_template)
    form = CheckForm(request.POST)
    if form.is_valid():
        actions.check_translation(
            template=letter_template,
            language=text_language,
            checked_by=form.cleaned_data["checked_by"],
            by=request.actor,
            now=request.now,
        )
        messages.success(request, _("Geprüft. Dieser Text steht ab jetzt neben dem deutschen."))
    else:
        messages.error(request, _("Bitte eintragen, wer geprüft hat."))
    return redirect("post:translation", letter_template=letter_template, text_language=text_language)


def write(request: StaffRequest, case: UUID) -> HttpResponse:
    """A letter from a template: choose, change the plain block if need be, look at it, send it."""
    view = queries.case(actor=request.actor, case=case, language="de", now=request.now)
    if "write_letter" not in view.allowed:
        raise NotFound("write_letter")
    found = queries.released_templates(actor=request.actor)
    asked = request.POST.get("template") or request.GET.get("template", "")
    chosen = next((each for each in found if each.key == asked), None)
    form = PlainForm(request.POST or None, initial={"plain": chosen.german.plain} if chosen else {})
    if chosen and request.method == "POST" and form.is_valid() and "send" in request.POST:
        try:
            actions.write_notice(
                case=case, template=chosen.id, plain=form.cleaned_data["plain"], by=request.actor, now=request.now
            )
        except InvalidInput as error:
            form.add_error("plain", words.problem(error))
        else:
            messages.success(request, _("Das Schreiben ist erstellt. Wer keine Mail-Adresse hat, bekommt es mit der Post."))
            return redirect("casework:case", case=case)
    context = {
        "case": view,
        "templates": found,
        "chosen": chosen,
        "form": form,
        "hint": FIELDS_HINT,
        "figures": figures(str(form["plain"].value() or "")),
        "their_own": chosen is not None and form.is_bound and form["plain"].value() != chosen.german.plain,
    }
    return render(request, "post/write.html", context, status=422 if form.errors else 200)


def figures(text: str) -> dict[str, Any]:
    """How hard the text is to read, for the page; empty while there is none."""
    found = measure(text)
    if found is None:
        return {}
    return {
        "first": round(found.first, 1),
        "others": [(2, round(found.second, 1)), (3, round(found.third, 1)), (4, round(found.fourth, 1))],
        "is_easy": found.is_easy,
        "line": EASY,
        "words": found.words,
        "sentences": found.sentences,
        "per_sentence": round(found.words_per_sentence, 1),
        "long_sentences": found.long_sentences,
        "hard_words": found.hard_words,
    }


def _german(request: StaffRequest, key: KeyForm | None, view: TemplateView | None) -> HttpResponse:
    """The page of the binding text; "check" only measures, "save" keeps."""
    german = view.german if view else None
    start = {"title": german.title, "plain": german.plain, "legal": german.legal} if german else {}
    form = TextForm(request.POST or None, initial=start)
    valid = [each.is_valid() for each in (key, form) if each is not None and each.is_bound]
    if request.method == "POST" and "save" in request.POST and valid and all(valid):
        name = view.key if view else key.cleaned_data["key"] if key else ""
        try:
            made = actions.draft_template(key=name, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
        else:
            messages.success(request, _("Gespeichert als Entwurf. Freigeben muss eine andere Person."))
            return redirect("post:template", letter_template=made)
    said = {name: str(form[name].value() or "") for name in form.fields}
    others = [text for text in view.texts if text.language != "de"] if view else []
    context = {
        "tabs": tabs(request, "templates"),
        "template": view,
        "key_form": key,
        "form": form,
        "hint": FIELDS_HINT,
        "errors": _errors(key, form),
        "plain_figures": figures(said["plain"]),
        "legal_figures": figures(said["legal"]),
        "translations": [(text, words.LANGUAGES.get(text.language, text.language)) for text in others],
        "missing": [
            (code, words.LANGUAGES.get(code, code))
            for code in languages()
            if view and not view.released_at and code != "de" and code not in {text.language for text in others}
        ],
    }
    refused = request.method == "POST" and not ("check" in request.POST and valid and all(valid))
    return render(request, "post/template.html", context, status=422 if refused else 200)


def _errors(key: forms.Form | None, form: forms.Form) -> list[tuple[str, str]]:
    bound = [(each, name) for each in (key, form) if each is not None and each.is_bound for name in each.errors]
    return [(str(each[name].auto_id) if name in each.fields else "", str(each.errors[name][0])) for each, name in bound]
