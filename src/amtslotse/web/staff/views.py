"""The first page after signing in, the table of rights, and the mails of the demonstration."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import ROLES, may, require
from amtslotse.notify import queries as notify
from amtslotse.web.staff.presenters import rights_table
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

#: Where somebody starts: the first of these pages that her roles allow.
FIRST_PAGES = (
    ("casework.clearing_list", "casework:clearing", "clearing"),
    ("casework.take", "casework:team", "caseworker"),
    ("desk.today", "desk:today", "desk"),
    ("desk.today", "desk:today", "station"),
    ("legal.see", "legal:home", "legal"),
    ("procedures.write", "procedures:home", "procedures"),
    ("reporting.cockpit", "cockpit:home", "head"),
    ("reporting.council_table", "council:titles", "council"),
    ("accounts.staff", "staff:accounts", "admin"),
)

MAILS = 25


def home(request: StaffRequest) -> HttpResponse:
    """Sends her to the page her work begins with: that of her own role, else the first she may open."""
    open_to_her = [(role not in request.actor.roles, name) for right, name, role in FIRST_PAGES if may(request.actor, right)]
    if open_to_her:
        return redirect(min(open_to_her, key=lambda page: page[0])[1])
    return redirect("staff:rights")


def rights(request: StaffRequest) -> HttpResponse:
    """The Berechtigungskonzept: the table that decides, printed."""
    require(request.actor, "accounts.rights")
    return render(request, "staff/rights.html", {"table": rights_table(_language()), "roles": ROLES.values()})


def rights_export(request: StaffRequest, form: str) -> HttpResponse:
    """The same table as a file."""
    require(request.actor, "accounts.rights")
    language = _language()
    header = [_("Handlung"), *(role.name[language] for role in ROLES.values()), _("Außerdem gilt")]
    rows = [[line.sentence, *(cell.words for cell in line.cells), line.guard] for line in rights_table(language)]
    return exports.answer(form, "berechtigungskonzept", header, rows, right_to_left=get_language_bidi())


def mails(request: StaffRequest) -> HttpResponse:
    """What the demonstration would have sent. In operation this page does not exist."""
    if not settings.DEMO:
        raise Http404
    require(request.actor, "notify.mails")
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    found, total = notify.outbox(page=page, size=MAILS)
    pages = max(1, -(-total // MAILS))
    return render(request, "staff/mails.html", {"mails": found, "total": total, "page": page, "pages": pages})


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
