"""Text blocks: written by one person, checked by another, kept in versions."""

from __future__ import annotations

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.accounts.rules import require
from amtslotse.casework import actions, queries
from amtslotse.casework.actions import ChangedMeanwhile
from amtslotse.casework.queries import BlockView
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.intake import words
from amtslotse.web.intake.forms import BlockForm
from amtslotse.web.intake.frame import tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.asked import number
from amtslotse.web.ui.staff_request import StaffRequest

_LANGUAGES = ("de", "en", "ar")


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """The newest version of each block, by reason."""
    rows = queries.blocks(actor=request.actor)
    context = {"tabs": tabs(request, "blocks"), "rows": [(row, words.REASONS[row.reason]) for row in rows]}
    return render(request, "intake/blocks.html", context)


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """The newest version of each block with its words, as a file."""
    head = [_("Titel"), _("Anlass"), _("Fassung"), _("geprüft von"), _("geprüft"), *map(str, words.LANGUAGES.values())]
    lines = (
        [
            row.title,
            str(words.REASONS[row.reason]),
            row.version,
            row.checked_by,
            row.checked_at,
            *(row.texts.get(language, "") for language in words.LANGUAGES),
        ]
        for row in queries.blocks(actor=request.actor)
    )
    name = f"textbausteine-{timezone.localdate().isoformat()}"
    return exports.answer(form, name, head, lines, right_to_left=get_language_bidi())


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A block begins."""
    require(request.actor, "intake.blocks")
    return _edit(request, ())


@require_http_methods(["GET", "POST"])
def block(request: StaffRequest, block: str) -> HttpResponse:
    """A block with all its versions, and the next one."""
    return _edit(request, queries.block_versions(actor=request.actor, key=block))


@require_POST
def check(request: StaffRequest, block: str) -> HttpResponse:
    """The newest version was read by somebody else and may be used."""
    newest = queries.block_versions(actor=request.actor, key=block)[0]
    if str(newest.version) != request.POST.get("version"):
        notes.warning(request, _("Inzwischen gibt es eine neuere Fassung. Bitte diese lesen."))
    else:
        actions.check_block(block=newest.id, by=request.actor, now=request.now)
        notes.success(request, _("Geprüft: Der Baustein steht jetzt in den Antworten zur Auswahl."))
    return redirect("intake:block", block=block)


@require_POST
def retire(request: StaffRequest, block: str) -> HttpResponse:
    """The block is no longer offered."""
    actions.retire_block(key=block, by=request.actor, now=request.now)
    notes.success(request, _("Der Baustein wird nicht mehr angeboten."))
    return redirect("intake:blocks")


def _edit(request: StaffRequest, versions: tuple[BlockView, ...]) -> HttpResponse:
    newest = versions[0] if versions else None
    initial = {"reason": "general"}
    if newest:
        initial = {"title": newest.title, "reason": newest.reason, **newest.texts}
    form = BlockForm(request.POST or None, initial=initial)
    if request.method == "POST":
        try:
            actions.write_block(
                key=newest.key if newest else "",
                reason=form.typed("reason"),
                title=form.typed("title"),
                texts={language: form.typed(language) for language in _LANGUAGES},
                after=(number(request.POST.get("after", "")) or 0) if newest else 0,
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.refuse(error.field.rpartition(".")[2], words.problem(error))
        except ChangedMeanwhile:
            form.refuse("", _("Inzwischen hat jemand anders eine neue Fassung geschrieben. Ihr Text steht noch hier."))
        else:
            notes.success(request, _("Gespeichert. Eine andere Person muss die Fassung prüfen, bevor sie angeboten wird."))
            return redirect("intake:blocks")
    context = {
        "tabs": tabs(request, "blocks"),
        "form": form,
        "newest": newest,
        "versions": [(each, sorted(each.texts.items(), key=lambda pair: _LANGUAGES.index(pair[0]))) for each in versions],
    }
    return render(request, "intake/block.html", context, status=422 if form.errors else 200)
