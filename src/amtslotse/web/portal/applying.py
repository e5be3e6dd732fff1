"""One question a page, documents, check, send: the draft on its way to a case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.casework import actions as casework
from amtslotse.casework import queries as cases
from amtslotse.casework.actions import Conflict, NotFinished
from amtslotse.casework.queries import DraftView
from amtslotse.casework.rules.uploads import LARGEST_FILE
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.portal import words
from amtslotse.web.portal.access import forget, keep_case, keep_draft, network, own_draft
from amtslotse.web.portal.finding import language_of
from amtslotse.web.portal.forms import ACCEPT, Answer, ContinueEntry
from amtslotse.web.portal.presenters import NeedLine, answer_groups, fee_text, groups_of_views, is_watched, line_of


@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    """A draft begins, with the answers she gave on the service page already in it."""
    now = timezone.now()
    started = casework.start_draft(service=key, language=language_of(request), now=now)
    for question in catalogue.get(key=key, on=timezone.localdate()).questions:
        if value := request.POST.get(question.key, ""):
            try:
                casework.answer(draft=started.draft, question=question.key, value=value, now=now)
            except (InvalidInput, NotFound):
                continue  # she meets the question again on its own page
    keep_draft(request, started.draft)
    return redirect("portal:application", draft=started.draft)


def _draft(request: HttpRequest, draft: UUID) -> DraftView:
    """Raises ``NotFound`` for another browser's draft."""
    return cases.draft(draft=own_draft(request, draft), language=language_of(request), now=timezone.now())


def _watched(view: DraftView) -> bool:
    return is_watched(catalogue.get(key=view.service, version=view.version, on=timezone.localdate()))


def _filed(request: HttpRequest, draft: UUID) -> HttpResponse | None:
    """The way to the receipt, when this draft was sent already: the back button, or an answer that was lost."""
    access = cases.filed_as(draft=own_draft(request, draft))
    if access is None:
        return None
    keep_case(request, access)
    return redirect("portal:receipt", case=access.case)


@require_GET
def onwards(request: HttpRequest, draft: UUID) -> HttpResponse:
    """To where she left off."""
    if done := _filed(request, draft):
        return done
    view = _draft(request, draft)
    if view.next:
        return redirect("portal:question", draft=draft, key=view.next)
    return redirect("portal:documents", draft=draft)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, draft: UUID, key: str) -> HttpResponse:
    """One question. A refused answer stays in its field with what to do; everything else stays as it was."""
    if done := _filed(request, draft):
        return done
    language, now, status = language_of(request), timezone.now(), 200
    view = cases.question(draft=own_draft(request, draft), key=key, language=language, now=now)
    form = Answer(view.question, language, value=view.value)
    if request.method == "POST":
        form = Answer(view.question, language, data=request.POST)
        try:
            casework.answer(draft=draft, question=key, value=form.typed(key), now=now)
        except InvalidInput as error:
            form.refuse(key, words.reason(error, kind=view.question.kind))
            status = 422
        else:
            after = _draft(request, draft)
            if "change" in request.GET and after.next is None:
                return redirect("portal:check", draft=draft)
            # What a family has in common is answered already: nobody pages through it again.
            following = after.next if after.is_family else cases.question(draft=draft, key=key, language=language, now=now).next
            if following:
                return redirect("portal:question", draft=draft, key=following)
            return redirect("portal:documents", draft=draft)
    context = {
        "view": view,
        "form": form,
        "field": form[key],
        "draft_id": draft,
        "quick_exit": _watched(_draft(request, draft)),
        "changing": "change" in request.GET,
    }
    return render(request, "portal/question.html", context, status=status)


@require_GET
def documents(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What is needed, what is there, and that the rest may follow later."""
    if done := _filed(request, draft):
        return done
    view = _draft(request, draft)
    groups = groups_of_views(view.needs, language_of(request))
    context = {
        "view": view,
        "groups": groups,
        "others": view.other_uploads,
        "missing": sum(not group.sent and not group.optional for group in groups),
        "last": view.answers[-1].key if view.answers else None,
        "quick_exit": _watched(view),
    }
    return render(request, "portal/documents.html", context)


def _line(view: DraftView, need: str) -> NeedLine:
    for found in view.needs:
        if found.key == need:
            return line_of(found)
    raise NotFound(need)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, draft: UUID, need: str) -> HttpResponse:
    """The files of one document. A file that cannot be taken says why; the others are kept."""
    view = _draft(request, draft)
    line = next(
        (line for group in groups_of_views(view.needs, language_of(request)) for line in group.lines if line.key == need), None
    )
    if line is None:
        raise NotFound(need)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        files = request.FILES.getlist("file")
        if not files:
            errors.append(("file", str(words.REASONS["no_file"])))
        for file in files:
            try:
                casework.attach(draft=draft, need=need, name=file.name or "", content=file.read(), now=timezone.now())
            except InvalidInput as error:
                errors.append(("file", words.named(file.name or "", words.reason(error))))
        if files and not errors:
            messages.success(request, _("Hochgeladen: %(label)s") % {"label": line.label})
            return redirect("portal:upload", draft=draft, need=need)
        view = _draft(request, draft)
        line = next(
            line for group in groups_of_views(view.needs, language_of(request)) for line in group.lines if line.key == need
        )
    context = {
        "view": view,
        "line": line,
        "papers": cases.family_papers(draft=draft, need=need, language=language_of(request), now=timezone.now()),
        "errors": errors,
        "accept": ACCEPT,
        "largest": LARGEST_FILE,
        "quick_exit": _watched(view),
    }
    return render(request, "portal/upload.html", context, status=422 if errors else 200)


@require_POST
def remove(request: HttpRequest, draft: UUID, need: str, document: UUID) -> HttpResponse:
    casework.remove(draft=own_draft(request, draft), document=document, now=timezone.now())
    messages.info(request, _("Die Datei ist entfernt."))
    if any(found.key == need for found in _draft(request, draft).needs):
        return redirect("portal:upload", draft=draft, need=need)
    return redirect("portal:documents", draft=draft)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Everything once more, then send. Sending twice gives the same receipt."""
    changed = False
    if request.method == "POST":
        try:
            access = casework.file(
                draft=own_draft(request, draft),
                digest=request.POST.get("digest", ""),
                language=language_of(request),
                now=timezone.now(),
            )
        except Conflict:
            if access := cases.filed_as(draft=draft):
                keep_case(request, access)
                return render(request, "portal/already_sent.html", {"access": access}, status=409)
            changed = True
        except NotFinished:
            return redirect("portal:application", draft=draft)
        except InvalidInput as error:  # a rule of today refuses what was taken before: she meets it at its question
            return redirect("portal:question", draft=draft, key=error.field)
        else:
            keep_case(request, access)
            return redirect("portal:receipt", case=access.case)
    elif done := _filed(request, draft):
        return done
    view = _draft(request, draft)
    if view.next:
        return redirect("portal:question", draft=draft, key=view.next)
    language = language_of(request)
    context = {
        "view": view,
        "answer_groups": answer_groups(view.answers),
        "groups": groups_of_views(view.needs, language),
        "fee": fee_text(view.fee, language),
        "changed": changed,
        "quick_exit": _watched(view),
    }
    return render(request, "portal/check.html", context, status=409 if changed else 200)


@require_GET
def pause(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The code with which she comes back, on any device."""
    view = _draft(request, draft)
    return render(request, "portal/pause.html", {"view": view, "quick_exit": _watched(view)})


@require_POST
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    casework.discard(draft=own_draft(request, draft), now=timezone.now())
    forget(request)
    messages.info(request, _("Der angefangene Antrag ist gelöscht."))
    return redirect("portal:home")


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Back to a draft with its code."""
    form, status = ContinueEntry(), 200
    if request.method == "POST":
        form = ContinueEntry(request.POST)
        draft = casework.resume(code=form.typed("code"), network=network(request), now=timezone.now())
        if draft:
            keep_draft(request, draft)
            return redirect("portal:application", draft=draft)
        form.refuse("code", str(words.REASONS["unknown_draft_code"]))
        status = 422
    return render(request, "portal/continue.html", {"form": form}, status=status)
