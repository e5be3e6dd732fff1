"""How long what stays, who holds what, and what the nightly runs took away."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amtslotse.accounts.rules import may, require
from amtslotse.casework import actions, queries
from amtslotse.casework.rules.retention import CLASSES
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

CLASS_WORDS = {
    "drafts": gettext_lazy("Angefangene Anträge"),
    "stray_files": gettext_lazy("Dateien ohne Eintrag"),
    "uploads": gettext_lazy("Hochgeladene Unterlagen"),
    "uploads_passed_on": gettext_lazy("Unterlagen, die in der Familie bleiben"),
    "cases": gettext_lazy("Vorgänge"),
    "messages": gettext_lazy("Nachrichten ohne Vorgang"),
    "holds_lapsed": gettext_lazy("Abgelaufene Löschsperren"),
    "held": gettext_lazy("Fällig, aber gesperrt"),
    "failed": gettext_lazy("Nicht gelöscht wegen eines Fehlers"),
}
ENDINGS = {"by_hand": gettext_lazy("aufgehoben"), "lapsed": gettext_lazy("abgelaufen"), "": gettext_lazy("gilt")}
_PROBLEMS = {
    ("reason", "missing"): gettext_lazy("Bitte schreiben Sie, warum der Vorgang bleiben muss."),
    ("reason", "too_long"): gettext_lazy("Bitte höchstens 400 Zeichen."),
    ("until", "in_past"): gettext_lazy("Dieser Tag ist schon vorbei. Nennen Sie einen späteren oder keinen."),
    ("file_number", "unknown"): gettext_lazy("Dieses Aktenzeichen gibt es hier nicht. Bitte prüfen Sie die Zeichen."),
}


class HoldForm(forms.Form):
    """Which case is kept, why, and until when."""

    file_number = forms.CharField(
        label=gettext_lazy("Aktenzeichen"),
        max_length=40,
        error_messages={"required": gettext_lazy("Bitte das Aktenzeichen eintragen.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Grund"),
        help_text=gettext_lazy("Zum Beispiel: Klage angekündigt. Keine Angaben zur Person."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _PROBLEMS["reason", "missing"]},
    )
    until = forms.DateField(
        label=gettext_lazy("Letzter Tag"),
        help_text=gettext_lazy("Leer: bis jemand die Sperre aufhebt."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        required=False,
        error_messages={"invalid": gettext_lazy("Bitte einen Tag eintragen.")},
    )


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Periods, holds, and the reports of the runs."""
    runs = queries.retention_runs(actor=request.actor)
    context = {
        "periods": queries.periods(actor=request.actor),
        "holds": [(each, ENDINGS[each.lifted]) for each in queries.holds(actor=request.actor)],
        "classes": [CLASS_WORDS[name] for name in CLASSES],
        "runs": [(run.ran_at, [run.counts.get(name, 0) for name in CLASSES]) for run in runs],
        "failed": bool(runs) and runs[0].counts.get("failed", 0),
        "may_hold": may(request.actor, "records.hold"),
    }
    return render(request, "records/home.html", context)


@require_safe
def export(request: StaffRequest, form: str) -> HttpResponse:
    """The reports as a file, all of them."""
    runs = queries.retention_runs(actor=request.actor, limit=None)
    header = [_("Lauf"), *(str(CLASS_WORDS[name]) for name in CLASSES)]
    rows = ([run.ran_at, *(run.counts.get(name, 0) for name in CLASSES)] for run in runs)
    return exports.answer(form, "loeschberichte", header, rows, right_to_left=get_language_bidi())


@require_safe
def holds_export(request: StaffRequest, form: str) -> HttpResponse:
    """The holds as a file, all of them."""
    found = queries.holds(actor=request.actor, limit=None)
    header = [_("Vorgang"), _("Grund"), _("Seit"), _("Letzter Tag"), _("Gesetzt von"), _("Stand")]
    rows = (
        [each.file_number, each.reason, each.begins_on, each.until, each.set_by, str(ENDINGS[each.lifted])] for each in found
    )
    return exports.answer(form, "loeschsperren", header, rows, right_to_left=get_language_bidi())


@require_http_methods(["GET", "POST"])
def hold(request: StaffRequest) -> HttpResponse:
    """A case is kept from now on."""
    require(request.actor, "records.hold")
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _held(request, form):
        return redirect("records:home")
    return render(request, "records/hold.html", {"form": form}, status=422 if form.is_bound else 200)


def _held(request: StaffRequest, form: HoldForm) -> bool:
    said: dict[str, Any] = form.cleaned_data
    until: date | None = said["until"]
    try:
        case = queries.case_to_hold(actor=request.actor, file_number=said["file_number"])
        actions.hold(case=case, reason=said["reason"], until=until, by=request.actor, now=request.now)
    except NotFound:
        form.add_error("file_number", str(_PROBLEMS["file_number", "unknown"]))
        return False
    except InvalidInput as error:
        form.add_error(error.field, str(_PROBLEMS[error.field, error.reason]))
        return False
    messages.success(request, _("Die Löschsperre gilt. Von diesem Vorgang wird nichts gelöscht."))
    return True


@require_POST
def lift(request: StaffRequest, legal_hold: UUID) -> HttpResponse:
    """The hold is over."""
    actions.lift_hold(hold=legal_hold, by=request.actor, now=request.now)
    messages.success(request, _("Die Löschsperre ist aufgehoben. Was fällig ist, geht in der nächsten Nacht."))
    return redirect("records:home")
