"""What several pages of this journey need."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amtslotse.catalogue import queries
from amtslotse.catalogue.actions import ChangedMeanwhile
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.procedures import words
from amtslotse.web.procedures.forms import Known, Sections
from amtslotse.web.ui.staff_request import StaffRequest


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def _by_number(law: str) -> tuple[str, int]:
    """§ 9 before § 16a, the laws one after another: how somebody looks for a paragraph."""
    number = re.search(r"\d+", law)
    return law.rpartition(" ")[2], int(number.group()) if number else 0


def known(request: StaffRequest, number: int) -> Known:
    """The draft with what its forms need. Raises ``NotFound``."""
    draft = queries.find_draft(draft=number, by=request.actor)
    titles = queries.report_table().titles.values()
    codes = sorted((_by_number(title.legal_basis), title.legal_basis, title.code, title.name(language())) for title in titles)
    named = [(code, f"{name} ({words.law(basis)})") for _number, basis, code, name in codes]
    return Known(draft, queries.library(), named, language())


def revision(request: StaffRequest) -> int:
    """Which state of the draft the page showed."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else 0


def saved(request: StaffRequest, form: Sections, save: Callable[[], object]) -> bool:
    """Whether it was written; if not, the form says why, and what was typed stays."""
    if not form.is_valid():
        return False
    try:
        save()
    except InvalidInput as error:
        form.refuse(error)
        return False
    except ChangedMeanwhile:
        form.add_error(None, changed())
        return False
    messages.success(request, _("Gespeichert."))
    return True


def changed() -> str:
    return _(
        "Jemand hat den Entwurf inzwischen geändert. Öffnen Sie die Seite neu und tragen Sie Ihre Änderung noch einmal ein."
    )


def done(request: StaffRequest, do: Callable[[], object], said: str, then: HttpResponse) -> HttpResponse:
    """A step without a form: done, or a message why not."""
    try:
        do()
    except InvalidInput as error:
        messages.warning(request, words.problem(error))
    except ChangedMeanwhile:
        messages.warning(request, changed())
    else:
        messages.success(request, said)
    return then


def to_draft(number: int) -> HttpResponse:
    return redirect("procedures:draft", number=number)
