"""What the Land's online service sent: the list, and taking messages in by hand."""

from __future__ import annotations

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import SentAgainChanged
from amtslotse.engines.efa import LARGEST, Unreadable
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.web.intake import words
from amtslotse.web.intake.forms import EfaForm
from amtslotse.web.intake.frame import language, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

_MESSAGES = (".json", ".xml")


@require_http_methods(["GET", "POST"])
def home(request: StaffRequest) -> HttpResponse:
    """The last messages and what became of each; a message with its attachments may be uploaded."""
    rows = queries.efa_list(actor=request.actor)
    form = EfaForm()
    if request.method == "POST":
        sent = {file.name or "": file for file in request.FILES.getlist("files")}
        named = [name for name in sent if name.lower().endswith(_MESSAGES)]
        if not named:
            form.refuse("files", _("Bitte eine Datei .json oder .xml mitschicken."))
        files = {name: file.read() for name, file in sent.items() if name not in named}
        for name in named:
            if sent[name].size > LARGEST:
                form.refuse("files", f"{name}: {words.efa_reason('too_large', '')}")
            elif problem := _take(request, name, sent[name].read(), files):
                form.refuse("files", f"{name}: {problem}")
        if not form.errors:
            return redirect("intake:efa")
        rows = queries.efa_list(actor=request.actor)
    context = {
        "tabs": tabs(request, "efa"),
        "form": form,
        "rows": [(row, _why(row.reason), [(file, words.PROBLEMS[reason]) for file, reason in row.refused]) for row in rows],
        "language": language(),
    }
    return render(request, "intake/efa.html", context, status=422 if form.errors else 200)


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the list as a file."""
    head = [_("Nummer"), _("Stand"), _("Grund"), _("Anlagen, die nicht gelesen werden konnten"), _("Übernommen")]
    lines = (
        [
            row.ref,
            _("Vorgang") if row.case else _("wartet"),
            _why(row.reason),
            "; ".join(f"{file}: {words.PROBLEMS[reason]}" for file, reason in row.refused),
            row.taken_at,
        ]
        for row in queries.efa_list(actor=request.actor)
    )
    name = f"online-dienst-{timezone.localdate().isoformat()}"
    return exports.answer(form, name, head, lines, right_to_left=get_language_bidi())


def _take(request: StaffRequest, name: str, content: bytes, files: dict[str, bytes]) -> str:
    """Empty when the message was taken, else why not."""
    try:
        done = actions.take_in_efa(
            content=content, is_xml=name.lower().endswith(".xml"), files=files, by=request.actor, now=request.now
        )
    except Unreadable as error:
        return words.efa_reason(str(error.facts["reason"]), str(error.facts["at"]))
    except SentAgainChanged:
        return _("Eine Nachricht mit dieser Nummer wurde schon übernommen, mit anderem Inhalt.")
    except InvalidInput as error:
        return words.problem(error)
    except NotAllowed:
        raise
    except NotFound:
        return _("Diese Leistung gibt es hier nicht.")
    if not done.is_new:
        notes.info(request, _("%(name)s war schon übernommen.") % {"name": name})
    elif done.state == "filed":
        notes.success(request, _("%(name)s ist ein Vorgang.") % {"name": name})
    else:
        notes.warning(request, _("%(name)s wartet: Es fehlen Angaben.") % {"name": name})
    return ""


def _why(reason: str) -> str:
    code, _colon, at = reason.partition(":")
    return words.efa_reason(code, at) if code in words.EFA_REASONS else ""
