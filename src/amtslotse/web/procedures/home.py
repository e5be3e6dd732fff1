"""All services and open drafts; how a draft begins."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.catalogue import actions, queries
from amtslotse.catalogue.actions import DraftExists
from amtslotse.catalogue.rules import SURENESS, InvalidCatalogue
from amtslotse.web.procedures import words
from amtslotse.web.procedures.forms import FileForm, StartForm
from amtslotse.web.procedures.frame import language, saved, to_draft
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest


def _sees_drafts(request: StaffRequest) -> bool:
    return may(request.actor, "procedures.write") or may(request.actor, "procedures.release")


def home(request: StaffRequest) -> HttpResponse:
    """Every service in its newest version, and what is being written."""
    services = queries.newest(by=request.actor)
    drafts = queries.open_drafts(by=request.actor) if _sees_drafts(request) else []
    context = {
        "services": [(each, each.matter.title(language()), each.title(language())) for each in services],
        "drafts": [(each, words.STATUSES[each.status]) for each in drafts],
        "sees_drafts": _sees_drafts(request),
        "may_write": may(request.actor, "procedures.write"),
    }
    return render(request, "procedures/home.html", context)


def export(request: StaffRequest, kind: str) -> HttpResponse:
    """The list of services as a file."""
    header = [_("Leistung"), _("Anliegen"), _("Rechtsgrundlage"), _("Fassung"), _("gilt ab"), _("Sicherheit")]

    def rows() -> Iterator[list[exports.Cell]]:
        for each in services:
            title, matter = each.title(language()), each.matter.title(language())
            yield [title, matter, each.legal_basis, each.version, each.valid_from, SURENESS[each.sureness](language())]

    services = queries.newest(by=request.actor)
    return exports.answer(kind, "verfahren", header, rows(), right_to_left=get_language_bidi())


def start(request: StaffRequest) -> HttpResponse:
    """A new service, from nothing or as a copy."""
    require(request.actor, "procedures.write")
    library = queries.library()
    form = StartForm(
        request.POST if request.method == "POST" else None,
        services=[(each.key, each.title(language())) for each in queries.newest(by=request.actor)],
        matters=[(key, matter["title"][language()]) for key, matter in library["matters"].items()],
    )
    begun: list[int] = []

    def save() -> None:
        data = form.cleaned_data
        who = {"by": request.actor, "now": request.now}
        if data["copy_of"]:
            begun.append(actions.copy(service=data["copy_of"], title=data["title"], **who))
        else:
            begun.append(actions.begin(title=data["title"], matter=data["matter"], **who))

    if form.is_bound and saved(request, form, save):
        return to_draft(begun[0])
    return render(request, "procedures/start.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def new_version(request: StaffRequest, service: str) -> HttpResponse:
    """The next version of a service begins as a copy of the newest; an open draft of it is opened instead."""
    try:
        draft = actions.copy(service=service, by=request.actor, now=request.now)
    except DraftExists as there:
        messages.warning(request, _("Diese Leistung wird schon geändert: Das ist der Entwurf."))
        return to_draft(int(str(there.facts["draft"])))
    return to_draft(draft)


def take_in(request: StaffRequest) -> HttpResponse:
    """A file of another office, or of this one, becomes a draft."""
    require(request.actor, "procedures.write")
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        try:
            return to_draft(actions.take_in(text=form.cleaned_data["file"], by=request.actor, now=request.now))
        except InvalidCatalogue as fault:
            said = {"place": fault.place, "reason": fault.reason}
            form.add_error("file", _("Die Datei hat einen Fehler bei %(place)s: %(reason)s") % said)
        except DraftExists as there:
            messages.warning(request, _("Diese Leistung wird schon geändert: Das ist der Entwurf."))
            return redirect("procedures:draft", number=there.facts["draft"])
    return render(request, "procedures/take_in.html", {"form": form}, status=422 if form.is_bound else 200)
