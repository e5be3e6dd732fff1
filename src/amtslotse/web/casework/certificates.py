"""Fiktionsbescheinigungen: what counts for the case, issuing one, and those that end while nobody is expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import NotCertifiable
from amtslotse.casework.queries import HORIZONS, CaseView, EndingList, EndingRow
from amtslotse.casework.rules import local_day
from amtslotse.casework.rules.certificates import CERTIFIED, FOUND, NO_EFFECT, ORDERED, REASONS, public_text
from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices.queries import office, team_names
from amtslotse.web.casework import presenters, words
from amtslotse.web.casework.lists import language, tabs
from amtslotse.web.casework.overview import attachment, read_for
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.forms import DayField
from amtslotse.web.ui.staff_request import StaffRequest

EFFECTS = {
    **{code: words.EFFECTS[code] for code in CERTIFIED if code != ORDERED},
    ORDERED: gettext_lazy("Fortgeltung angeordnet: zur Vermeidung einer unbilligen Härte (§ 81 Abs. 4 Satz 3)"),
    NO_EFFECT: gettext_lazy("keine Wirkung"),
}
WHY = {
    "no_slot": gettext_lazy("kein Termin frei"),
    "documents": gettext_lazy("Unterlagen fehlen"),
    "third_party": gettext_lazy("eine andere Stelle ist beteiligt"),
    "capacity": gettext_lazy("noch nicht bearbeitet"),
}
WHY_NOT = {
    "legal_check": gettext_lazy(
        "Rechtliche Prüfung nötig: Die Tabelle zu § 81 AufenthG legt hier nichts fest. Eine Person prüft."
    ),
    "none_needed": gettext_lazy("Keine Bescheinigung nötig: Der Titel gilt kraft Verordnung fort."),
    "no_effect": gettext_lazy("Eine Person hat festgestellt, dass der Antrag keine Wirkung hat."),
    "fingerprints": gettext_lazy("Erst sind Fingerabdrücke abzunehmen und im AZR zu speichern (§ 81 Abs. 7 AufenthG)."),
}
_REQUIRED = {"required": gettext_lazy("Bitte ausfüllen.")}


class CertificateForm(forms.Form):
    """Why, until when, and the work that is allowed already."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Warum ist noch nicht entschieden?"),
        choices=[(code, WHY[code]) for code in REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte einen Grund wählen.")},
    )
    valid_until = DayField(
        label=gettext_lazy("Gültig bis"),
        help_text=gettext_lazy("Vorschlag nach der Einstellung der Behörde, keine Dauer aus dem Gesetz."),
        error_messages=_REQUIRED,
    )
    work_note = forms.CharField(
        label=gettext_lazy("Erlaubte Arbeit, wie sie auf der Bescheinigung steht (§ 81 Abs. 5a AufenthG)"),
        widget=forms.Textarea({"rows": 3}),
        error_messages=_REQUIRED,
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, work_note: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not work_note:
            del self.fields["work_note"]

    def clean_valid_until(self) -> date:
        try:
            return date.fromisoformat(self.cleaned_data["valid_until"])
        except ValueError:
            raise forms.ValidationError(words.problem("valid_until", "not_a_date")) from None


class EffectForm(forms.Form):
    """What a person found, and why."""

    effect = forms.ChoiceField(
        label=gettext_lazy("Wirkung des Antrags"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte eine Wirkung wählen.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Gründe"),
        help_text=gettext_lazy("Bei einer Anordnung nach § 81 Abs. 4 Satz 3 auch: wie das Ermessen ausgeübt wurde."),
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": gettext_lazy("Bitte die Gründe eintragen.")},
    )

    def __init__(self, *args: Any, may_order: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [code for code in FOUND if may_order or code != ORDERED]
        self.fields["effect"].choices = [(code, EFFECTS[code]) for code in offered]  # type: ignore[attr-defined]


def _problem(field: str, reason: str) -> str:
    found = {
        ("valid_until", "in_the_past"): _("Dieser Tag ist schon vorbei. Bitte einen späteren wählen."),
        ("number", "changed"): _("Inzwischen wurde eine Bescheinigung ausgestellt. Bitte diese zuerst ansehen."),
        ("effect", "not_expired"): _("Der Titel war beim Antrag noch nicht abgelaufen: eine Anordnung ist nicht möglich."),
        ("reasons", "too_short"): _("Bitte die Gründe ausführen: mindestens 20 Zeichen."),
    }
    return found.get((field, reason)) or words.problem(field, reason)


def box(request: StaffRequest, view: CaseView) -> dict[str, Any] | None:
    """For the case page: what was issued, what counts, and whether another one may be issued."""
    found = queries.case_certificates(actor=request.actor, case=view.id, now=request.now)
    if not found.certificates and "issue_certificate" not in view.allowed:
        return None
    return {
        "found": found,
        "effects": EFFECTS,
        "why": WHY,
        "why_not": WHY_NOT.get(found.may.why_not, ""),
        "may_issue": "issue_certificate" in view.allowed and not found.may.why_not,
        "may_find": "find_effect" in view.allowed,
        "may_secure": "secure_identity" in view.allowed,
    }


def issue(request: StaffRequest, case: UUID) -> HttpResponse:
    """Shows what will be certified, asks why and until when; the record exists after sending."""
    view = read_for(request, case, "issue_certificate")
    found = queries.case_certificates(actor=request.actor, case=case, now=request.now)
    until = local_day(request.now) + timedelta(days=office().number("certificate_days"))
    start = {"valid_until": until.isoformat(), "number": found.next_number}
    form = CertificateForm(request.POST if request.method == "POST" else None, initial=start, work_note=found.may.work_note)
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_certificate(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            field = error.field if error.field in form.fields and error.field != "number" else None
            form.add_error(field, _problem(error.field, error.reason))
        except NotCertifiable:
            return redirect("casework:certificate", case=case)
        else:
            messages.success(request, _("Ausgestellt. Das amtliche Dokument bitte auf dem Vordruck drucken."))
            return redirect("casework:case", case=case)
    shown = {
        "case": presenters.case(view),
        "found": found,
        "form": form,
        "effect": EFFECTS.get(found.may.effect, ""),
        "certified": public_text(found.may.effect)["de"] if found.may.effect else "",
        "why_not": WHY_NOT.get(found.may.why_not, ""),
    }
    return render(request, "casework/certificate.html", shown, status=422 if form.is_bound else 200)


def effect(request: StaffRequest, case: UUID) -> HttpResponse:
    """A person says what the application does, with reasons; it counts for the certificate from then on."""
    view = read_for(request, case, "find_effect")
    found = queries.case_certificates(actor=request.actor, case=case, now=request.now)
    form = EffectForm(request.POST if request.method == "POST" else None, may_order=found.may_order)
    if request.method == "POST" and form.is_valid():
        try:
            actions.find_effect(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, _problem(error.field, error.reason))
        else:
            messages.success(request, _("Die Feststellung ist mit Ihren Gründen festgehalten."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "found": found, "form": form, "effects": EFFECTS}
    return render(request, "casework/effect.html", shown, status=422 if form.is_bound else 200)


@require_POST
def fingerprints(request: StaffRequest, case: UUID) -> HttpResponse:
    """Fingerprints are due, or were taken and stored."""
    if request.POST.get("what") == "taken":
        actions.fingerprints_taken(case=case, by=request.actor, now=request.now)
    else:
        actions.ask_fingerprints(case=case, by=request.actor, now=request.now)
    return redirect("casework:case", case=case)


@require_GET
def paper(request: StaffRequest, certificate: UUID) -> HttpResponse:
    """The sheet that goes with a certificate."""
    return attachment(queries.certificate_paper(actor=request.actor, certificate=certificate))


@require_GET
def ending(request: StaffRequest) -> HttpResponse:
    """Certificates that end while their case is open and nobody is expected before; the address holds the filter."""
    days, reason = _chosen(request)
    found = _ending(request, days, reason)
    chips = [(code, str(WHY[code]), found.counts.get(code, 0)) for code in REASONS]
    shown = {
        "rows": [_line(row) for row in found.rows],
        "chips": chips,
        "days": days,
        "horizons": HORIZONS,
        "reason": reason,
        "query": request.GET.urlencode(),
        "tabs": tabs(request, "certificates"),
    }
    return render(request, "casework/certificates.html", shown)


@require_GET
def ending_export(request: StaffRequest, form: str) -> HttpResponse:
    """Exactly what the list shows."""
    found = _ending(request, *_chosen(request))
    header = [
        _("Aktenzeichen"), _("Name"), _("Leistung"), _("Sachgebiet"), _("Stand"), _("Bescheinigung Nummer"), _("Grund"),
        _("Gültig bis"), _("Termin danach"),
    ]  # fmt: skip
    teams = team_names(language(), on=timezone.localdate())

    def cells() -> Iterator[list[Cell]]:
        for row in found.rows:
            status = str(words.STATUSES.get(row.status, row.status))
            team = teams.get(row.team, row.team)
            why = str(WHY[row.reason])
            yield [row.file_number, row.name, row.title, team, status, row.number, why, row.valid_until, row.next_at]

    name = _("fiktionsbescheinigungen-ohne-termin")
    return exports.answer(form, name, header, cells(), right_to_left=get_language_bidi())


def _chosen(request: StaffRequest) -> tuple[int, str]:
    asked, reason = request.GET.get("days", ""), request.GET.get("reason", "")
    days = int(asked) if asked in {str(days) for days in HORIZONS} else HORIZONS[2]
    return days, reason if reason in REASONS else ""


def _ending(request: StaffRequest, days: int, reason: str) -> EndingList:
    return queries.certificates_ending(actor=request.actor, language=language(), now=request.now, days=days, reason=reason)


def _line(row: EndingRow) -> dict[str, Any]:
    tone = "late" if row.days_left < 0 else "risk" if row.days_left <= HORIZONS[0] else ""
    return {"view": row, "tone": tone, "why": WHY[row.reason], "status": words.STATUSES.get(row.status, row.status)}
