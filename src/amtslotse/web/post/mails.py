"""The texts of our mails in every language beside the German ones, and who answers for each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amtslotse.accounts.rules import require
from amtslotse.appointments.rules import mails as appointment_mails
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.notify import actions, queries
from amtslotse.notify.rules import GERMAN, TEXTS, MailTexts
from amtslotse.web.post import words
from amtslotse.web.post.forms import RTL, CheckForm
from amtslotse.web.post.frame import tabs
from amtslotse.web.ui.staff_request import StaffRequest

GROUPS: dict[str, MailTexts] = {each.key: each for each in (TEXTS, appointment_mails.TEXTS)}


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """Each group of mails with its languages: which go out, and which go out in German until somebody checked them."""
    require(request.actor, "post.templates")
    rows = [
        (key, words.MAILS[key], words.LANGUAGES.get(check.language, check.language), check)
        for key, texts in GROUPS.items()
        for check in queries.checks(texts)
    ]
    return render(request, "post/mails.html", {"tabs": tabs(request, "mails"), "rows": rows})


@require_http_methods(["GET", "POST"])
def mail_texts(request: StaffRequest, texts: str, text_language: str) -> HttpResponse:
    """Every sentence beside the German one; with a name they go out."""
    require(request.actor, "post.templates")
    group = GROUPS.get(texts)
    if group is None or text_language not in group.languages:
        raise NotFound(f"{texts} {text_language}")
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_texts(
                texts=group,
                language=text_language,
                digest=request.POST.get("digest", ""),
                checked_by=form.cleaned_data["checked_by"],
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
        else:
            messages.success(request, _("Geprüft. Ab jetzt gehen diese Mails auch in dieser Sprache hinaus."))
            return redirect("post:mails")
    german, theirs = group.sentences[GERMAN], group.sentences[text_language]
    context: dict[str, Any] = {
        "tabs": tabs(request, "mails"),
        "title": words.MAILS[texts],
        "language_name": words.LANGUAGES.get(text_language, text_language),
        "their_language": text_language,
        "their_direction": "rtl" if text_language in RTL else "ltr",
        "lines": [(german[kind], theirs[kind]) for kind in german if kind in theirs],
        "check": next(each for each in queries.checks(group) if each.language == text_language),
        "digest": group.digest(text_language),
        "form": form,
    }
    return render(request, "post/mail_texts.html", context, status=422 if form.is_bound else 200)
