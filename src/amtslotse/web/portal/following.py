"""After sending: receipt, status, letters, what is still missing. All of it with file number and code."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.casework import actions as casework
from amtslotse.casework import queries as cases
from amtslotse.casework.queries import Download
from amtslotse.casework.rules import Access
from amtslotse.casework.rules.effect import TEXTS
from amtslotse.casework.rules.uploads import LARGEST_FILE
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.web.portal import words
from amtslotse.web.portal.access import access_to, forget, keep_case, network
from amtslotse.web.portal.finding import language_of
from amtslotse.web.portal.forms import ACCEPT, StatusEntry
from amtslotse.web.portal.presenters import answer_groups, fee_text, groups_of_views, is_watched, step_lines

_SOON = timedelta(days=7)


def _served(file: Download) -> HttpResponse:
    """As an attachment that no browser interprets."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)


def service_is_watched(key: str) -> bool:
    """Whether the pages of a case of this service hide what they are about."""
    try:
        return is_watched(catalogue.get(key=key, on=timezone.localdate()))
    except NotFound:
        return False


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """File number and code open the status. Unknown, wrong and locked read the same."""
    form, status = StatusEntry(initial={"file_number": request.GET.get("number", "")[:40]}), 200
    if request.method == "POST":
        form = StatusEntry(request.POST)
        access = casework.enter_status(
            file_number=form.typed("file_number"), code=form.typed("code"), network=network(request), now=timezone.now()
        )
        if access:
            keep_case(request, access)
            return redirect("portal:status", case=access.case)
        form.refuse("code", str(words.REASONS["unknown_code"]))
        status = 422
    return render(request, "portal/status_entry.html", {"form": form}, status=status)


@require_GET
def code_lost(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/code_lost.html")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This device forgets everything."""
    forget(request)
    messages.success(request, _("Auf diesem Gerät ist nichts mehr geöffnet."))
    return redirect("portal:home")


@require_GET
def receipt(request: HttpRequest, case: UUID) -> HttpResponse:
    """What was filed when, what that proves and what it does not."""
    language = language_of(request)
    view = cases.receipt(access=access_to(request, case), language=language)
    text = TEXTS[view.effect.public]
    context = {
        "view": view,
        "case_id": case,
        "effect": text.get(language, text["de"]),
        "effect_de": text["de"],
        "answer_groups": answer_groups(view.answers),
        "missing": groups_of_views(view.missing, language),
        "fee": fee_text(view.fee, language),
        "quick_exit": service_is_watched(view.service),
    }
    return render(request, "portal/receipt.html", context)


@require_GET
def receipt_paper(request: HttpRequest, case: UUID) -> HttpResponse:
    return _served(cases.receipt_paper(access=access_to(request, case)))


@require_GET
def letter(request: HttpRequest, case: UUID, letter: UUID) -> HttpResponse:
    return _served(cases.letter(access=access_to(request, case), letter=letter))


@require_GET
def status(request: HttpRequest, case: UUID) -> HttpResponse:
    """What is done, what happens now, whose turn it is and since when, what comes next, what she can do."""
    now = timezone.now()
    access = access_to(request, case)
    view = cases.status(access=access, language=language_of(request), now=now)
    items = [] if view.request is None else view.request.items
    context = {
        "view": view,
        "case_id": case,
        "steps": step_lines(view),
        "turn": words.turn(view.turn),
        "hers": view.turn == "applicant",
        "next_step": words.AFTER[view.now.key],
        "request_of": view.request,
        "items": [(item, words.VERDICTS.get(item.verdict, "")) for item in items],
        "added": sum(len(item.uploads) for item in items),
        "soon": view.request is not None and view.request.deadline_on - timezone.localdate() <= _SOON,
        "letters": [(letter.id, words.LETTERS[letter.kind], letter.created_at) for letter in view.letters],
        "may_withdraw": "withdraw" in view.can_do,
        "care": _care(access, view.now.key, language_of(request), now),
        "quick_exit": service_is_watched(view.service),
    }
    return render(request, "portal/status.html", context)


def _care(access: Access, step: str, language: str, now: datetime) -> dict[str, object]:
    """What else she can do: change her contact data, ask, let somebody act for her, renew in time."""
    try:
        renewal = cases.renewal(access=access, language=language, now=now)
    except NotFound:
        renewal = None
    questions = cases.questions(access=access)
    return {
        "is_open": step != "finished",
        "answered": any(each.answer for each in questions),
        "waiting": any(each.is_open for each in questions),
        "renewal": renewal,
        "uploads": cases.uploads_end(access=access, now=now) if step in ("decided", "finished") else None,
    }


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, case: UUID, need: str) -> HttpResponse:
    """Files for one item of the open request."""
    access, language = access_to(request, case), language_of(request)
    errors: list[tuple[str, str]] = []
    view = cases.status(access=access, language=language, now=timezone.now())
    if view.request is None or need not in [item.need for item in view.request.items]:
        raise NotFound(need)
    if request.method == "POST":
        files = request.FILES.getlist("file")
        if not files:
            errors.append(("file", str(words.REASONS["no_file"])))
        for file in files:
            try:
                casework.add_document(access=access, need=need, name=file.name or "", content=file.read(), now=timezone.now())
            except InvalidInput as error:
                errors.append(("file", words.named(file.name or "", words.reason(error))))
        if files and not errors:
            messages.success(request, _("Die Datei ist hochgeladen. Zum Schluss schicken Sie alles gemeinsam ab."))
            return redirect("portal:status", case=case)
        view = cases.status(access=access, language=language, now=timezone.now())
    item = next((item for item in view.request.items if item.need == need), None) if view.request else None
    if item is None:
        raise NotFound(need)
    context = {
        "case_id": case,
        "item": item,
        "late_since": view.request.deadline_on if view.request and view.request.late else None,
        "verdict": words.VERDICTS.get(item.verdict, ""),
        "errors": errors,
        "accept": ACCEPT,
        "largest": LARGEST_FILE,
        "quick_exit": service_is_watched(view.service),
    }
    return render(request, "portal/add.html", context, status=422 if errors else 200)


@require_POST
def take_back(request: HttpRequest, case: UUID, need: str, document: UUID) -> HttpResponse:
    casework.take_back_document(access=access_to(request, case), document=document, now=timezone.now())
    messages.info(request, _("Die Datei ist entfernt."))
    return redirect("portal:status", case=case)


@require_POST
def hand_in(request: HttpRequest, case: UUID) -> HttpResponse:
    """Her turn ends. Pressing twice is no error: the second press finds nothing open."""
    access = access_to(request, case)
    try:
        casework.hand_in(access=access, now=timezone.now())
    except InvalidInput as error:
        messages.error(request, words.reason(error))
    except NotAllowed:
        pass
    else:
        messages.success(request, _("Danke. Ihre Unterlagen sind bei uns, jetzt sind wir dran."))
    return redirect("portal:status", case=case)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, case: UUID) -> HttpResponse:
    """Asked once more, because nobody can undo it."""
    access = access_to(request, case)
    if request.method == "POST":
        casework.withdraw(access=access, now=timezone.now())
        messages.info(request, _("Ihr Antrag ist zurückgenommen."))
        return redirect("portal:status", case=case)
    view = cases.status(access=access, language=language_of(request), now=timezone.now())
    if "withdraw" not in view.can_do:
        raise NotFound
    context = {"view": view, "case_id": case, "quick_exit": service_is_watched(view.service)}
    return render(request, "portal/withdraw.html", context)


@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Genuine or not, and the day. Nothing about person or matter."""
    proof = cases.verify_receipt(token=token)
    return render(request, "portal/verify.html", {"proof": proof}, status=200 if proof else 404)
