"""The pages on which the head of office writes, publishes and withdraws what the office promises."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.accounts.rules import require
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.reporting import queries
from amtslotse.reporting.actions import promises as actions
from amtslotse.reporting.queries import PromiseView, VersionView
from amtslotse.web.promises import presenters, words
from amtslotse.web.promises.forms import CheckForm, PromiseForm, PublishForm, TextForm, WithdrawForm, start
from amtslotse.web.ui.staff_request import StaffRequest

RIGHT = "promises.write"


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """Every promise with what it is worth today, drafts first."""
    language = get_language() or "de"
    found = queries.all_promises(actor=request.actor, now=request.now)
    shown = {
        "drafts": [(one, presenters.sentence(one.draft, language)) for one in found.living if one.draft],
        "rows": [(one, presenters.public(one, language)) for one in (*found.living, *found.withdrawn) if one.versions],
        "as_of": found.as_of,
        "source": presenters.sources(found.state),
    }
    return render(request, "promises/home.html", shown)


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A promise begins."""
    require(request.actor, RIGHT)
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def promise(request: StaffRequest, promise: UUID) -> HttpResponse:
    """One promise: as everybody reads it, as it would be read, and what can be done with it."""
    return _edit(request, queries.promise(actor=request.actor, promise=promise, now=request.now))


@require_POST
def publish(request: StaffRequest, promise: UUID) -> HttpResponse:
    """The draft is what the office promises."""
    view = queries.promise(actor=request.actor, promise=promise, now=request.now)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            if view.draft is None or str(view.draft.version) != request.POST.get("version"):
                raise NotFound(str(promise))
            actions.publish(
                promise=promise, version=view.draft.version, valid_from=_day(form), by=request.actor, now=request.now
            )
        except InvalidInput as error:
            field = error.field if error.field == "valid_from" else None
            form.add_error(field, words.problem(error) if field else _("Ohne Kennzahl kann nichts versprochen werden."))
        else:
            messages.success(request, _("Veröffentlicht. Diese Fassung ändert sich nicht mehr."))
            return redirect("promise_editor:promise", promise=promise)
    return _page(request, view, publishing=form)


@require_POST
def discard(request: StaffRequest, promise: UUID) -> HttpResponse:
    """The draft is gone."""
    actions.discard(promise=promise, by=request.actor, now=request.now)
    messages.success(request, _("Der Entwurf ist verworfen."))
    return redirect("promise_editor:home")


@require_POST
def withdraw(request: StaffRequest, promise: UUID) -> HttpResponse:
    """The office no longer promises it, and says why."""
    view = queries.promise(actor=request.actor, promise=promise, now=request.now)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(promise=promise, reason=form.cleaned_data["reason"], by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error("reason", words.problem(error))
        else:
            messages.success(request, _("Zurückgenommen. Das Versprechen und der Grund bleiben öffentlich lesbar."))
            return redirect("promise_editor:promise", promise=promise)
    return _page(request, view, withdrawing=form)


@require_http_methods(["GET", "POST"])
def translate(request: StaffRequest, promise: UUID, promise_version: int, promise_language: str) -> HttpResponse:
    """The sentence in another language beside the German one."""
    view, one = _translated(request, promise, promise_version, promise_language)
    there = one.text(promise_language)
    form = TextForm(request.POST or None, initial={"sentence": there.sentence if there else ""})
    if form.is_bound and form.is_valid():
        try:
            actions.translate(
                promise=promise,
                version=promise_version,
                language=promise_language,
                sentence=form.cleaned_data["sentence"],
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.add_error("sentence", words.problem(error))
        else:
            messages.success(request, _("Gespeichert. Bis jemand geprüft hat, steht dort der deutsche Satz."))
            return redirect(request.path)
    return _translation(request, view, one, promise_language, form, CheckForm())


@require_POST
def check(request: StaffRequest, promise: UUID, promise_version: int, promise_language: str) -> HttpResponse:
    """Somebody answers for the sentence that stood on the page; from now on it is shown."""
    view, one = _translated(request, promise, promise_version, promise_language)
    form = CheckForm(request.POST)
    if form.is_valid():
        try:
            actions.check_translation(
                promise=promise,
                version=promise_version,
                language=promise_language,
                sentence=request.POST.get("read", ""),
                checked_by=form.cleaned_data["checked_by"],
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.add_error("checked_by", words.problem(error))
        else:
            messages.success(request, _("Geprüft: Dieser Satz steht ab jetzt in dieser Sprache."))
            return redirect(
                "promise_editor:translate", promise=promise, promise_version=promise_version, promise_language=promise_language
            )
    there = one.text(promise_language)
    return _translation(
        request, view, one, promise_language, TextForm(initial={"sentence": there.sentence if there else ""}), form
    )


def _edit(request: StaffRequest, view: PromiseView | None) -> HttpResponse:
    newest = (view.draft or view.versions[0]) if view else None
    form = PromiseForm(request.POST or None, initial=start(newest))
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            key = actions.write(
                promise=view.id if view else None,
                value=typed["value"],
                sentence=typed["sentence"],
                owner=typed["owner"],
                target=form.target(),
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            field = {"measure": "figure", "unit": "figure"}.get(error.field, error.field)
            form.add_error(field if field in form.fields else None, words.problem(error))
        else:
            messages.success(request, _("Gespeichert. Unten steht, wie es aussehen wird."))
            return redirect("promise_editor:promise", promise=key)
    return _page(request, view, form=form)


def _page(
    request: StaffRequest,
    view: PromiseView | None,
    *,
    form: PromiseForm | None = None,
    publishing: django_forms.Form | None = None,
    withdrawing: django_forms.Form | None = None,
) -> HttpResponse:
    language = get_language() or "de"
    draft = view.draft if view else None
    newest = (draft or view.versions[0]) if view else None
    today, tried = day_of(request.now), []
    if draft and draft.target:
        figures = queries.measured(actor=request.actor, target=draft.target, now=request.now)
        tried = [presenters.line(each, today) for each in figures]
    shown = {
        "promise": view,
        "box": presenters.public(view, language) if view and view.versions else None,
        "draft": draft,
        "newest": newest,
        "preview": presenters.box(PromiseView(view.id, None, "", draft, (), today), draft, language)
        if view and draft
        else None,
        "tried": tried,
        "form": form or PromiseForm(initial=start(newest)),
        "publishing": publishing or PublishForm(initial={"valid_from": today.isoformat()}),
        "withdrawing": withdrawing or WithdrawForm(),
        "texts": [(code, name, newest.text(code)) for code, name in words.LANGUAGES.items()] if newest else [],
        "errors": [each for each in (form, publishing, withdrawing) if each is not None and each.errors],
    }
    return render(request, "promises/edit.html", shown, status=422 if shown["errors"] else 200)


def _translated(request: StaffRequest, promise: UUID, version: int, language: str) -> tuple[PromiseView, VersionView]:
    view = queries.promise(actor=request.actor, promise=promise, now=request.now)
    versions = (*view.versions, *((view.draft,) if view.draft else ()))
    one = next((each for each in versions if each.version == version), None)
    if one is None or language not in words.LANGUAGES or view.withdrawn_on:
        raise NotFound(f"{promise}, version {version}, {language}")
    return view, one


def _translation(
    request: StaffRequest, view: PromiseView, one: VersionView, language: str, form: TextForm, checking: CheckForm
) -> HttpResponse:
    there = one.text(language)
    shown = {
        "promise": view,
        "version": one,
        "text": there,
        "is_fixed": bool(there and there.checked_by and one.valid_from),
        "form": form,
        "checking": checking,
        "their_language": language,
        "their_direction": "rtl" if language in words.RTL else "ltr",
        "language_name": words.LANGUAGES[language],
    }
    form.fields["sentence"].widget.attrs |= {"lang": language, "dir": shown["their_direction"]}
    return render(request, "promises/translation.html", shown, status=422 if form.errors or checking.errors else 200)


def _day(form: django_forms.Form) -> date:
    try:
        return date.fromisoformat(form.cleaned_data["valid_from"])
    except ValueError:
        raise InvalidInput(field="valid_from", reason="not_a_day") from None
