"""Fees of a case: set, dropped, paid; and the files of the cashier's office."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import AlreadyCharged
from amtslotse.casework.queries import CaseView, FeeProposal, PaymentRunLine
from amtslotse.casework.rules import local_day
from amtslotse.casework.rules.payments import DROPPED, money
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.casework import words
from amtslotse.web.casework.lists import language, tabs
from amtslotse.web.casework.overview import read, read_for
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest

WHY_DROPPED = {
    "jurisdiction": gettext_lazy("nur abgelehnt, weil nicht zuständig oder nicht handlungsfähig (§ 49 AufenthV)"),
    "withdrawn_early": gettext_lazy("zurückgenommen, bevor die Bearbeitung begann (§ 49 AufenthV)"),
    "relief": gettext_lazy("befreit oder ermäßigt (§§ 52 bis 53 AufenthV)"),
    "mistake": gettext_lazy("irrtümlich festgesetzt"),
}
VERDICTS = {
    "new": gettext_lazy("wird gebucht"),
    "booked": gettext_lazy("gebucht"),
    "undone": gettext_lazy("gebucht und zurückgenommen"),
    "unknown": gettext_lazy("Kassenzeichen gehört zu keinem Vorgang"),
    "reference": gettext_lazy("kein gültiges Kassenzeichen"),
    "amount": gettext_lazy("Betrag nicht verstanden"),
    "day": gettext_lazy("Tag nicht verstanden"),
}
TONES = {"new": "info", "booked": "good", "undone": "", "unknown": "risk", "reference": "risk", "amount": "late", "day": "late"}
COLUMNS = {
    "reference": gettext_lazy("Kassenzeichen"),
    "amount": gettext_lazy("Betrag"),
    "day": gettext_lazy("Tag"),
    "id": gettext_lazy("Kennung der Buchung"),
}


_SWAPPED = str.maketrans(",.", ".,")


def euros(amount: Decimal) -> str:
    """The sum as German and Arabic pages write it here: with a comma; with a point in English."""
    text = f"{amount:,.2f}"
    return f"{text if language() == 'en' else text.translate(_SWAPPED)} €"


def _label(each: FeeProposal) -> str:
    what = each.what(language())
    if each.amount is not None:
        half = f" ({_('halbe Gebühr')})" if each.half else ""
        return f"{what}: {euros(each.amount)}{half}, {each.paragraph}"
    if each.at_least is not None and each.at_most is not None:
        span = _("%(from)s bis %(to)s") % {"from": euros(each.at_least), "to": euros(each.at_most)}
        return f"{what}: {span}, {each.paragraph}"
    return f"{what}: {_('rechtliche Prüfung nötig')}, {each.paragraph}"


class ChargeForm(forms.Form):
    """Which act; and a sum with its reason only where the tariff names none."""

    proposal = forms.ChoiceField(
        label=gettext_lazy("Wofür?"), error_messages={"required": gettext_lazy("Bitte wählen, wofür die Gebühr ist.")}
    )
    amount = forms.CharField(
        label=gettext_lazy("Betrag in Euro"),
        help_text=gettext_lazy("Nur nötig, wo „rechtliche Prüfung nötig“ oder ein Rahmen steht. Sonst gilt der Tarif."),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Wer hat den Betrag geprüft, nach welcher Vorschrift?"),
        widget=forms.Textarea({"rows": 2}),
        required=False,
    )
    sticker = forms.BooleanField(
        label=gettext_lazy("Als Aufkleber im Ausnahmefall (§ 45b AufenthV: 44 Euro weniger)"), required=False
    )

    def __init__(self, *args: Any, proposals: tuple[FeeProposal, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = [each for each in proposals if not each.charged and each.amount != 0]
        self.fields["proposal"].choices = [(each.key, _label(each)) for each in open_ones]  # type: ignore[attr-defined]

    def clean_amount(self) -> Decimal | None:
        typed = self.cleaned_data["amount"].strip()
        if not typed:
            return None
        found = money(typed)
        if found is None:
            raise forms.ValidationError(_("Bitte den Betrag so schreiben: 13,00"))
        return found


class DropForm(forms.Form):
    """Why a fee is dropped."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Warum entfällt die Gebühr?"),
        choices=[(code, WHY_DROPPED[code]) for code in DROPPED],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte einen Grund wählen.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Worauf stützt sich das?"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Bitte eintragen, worauf sich das stützt.")},
    )


class FileForm(forms.Form):
    """A file of the cashier's office."""

    file = forms.FileField(
        label=gettext_lazy("Datei der Kasse (CSV)"),
        help_text=gettext_lazy("Mit Spalten für Kassenzeichen oder Verwendungszweck, Betrag und Buchungstag."),
        error_messages={"required": gettext_lazy("Bitte eine Datei wählen."), "empty": gettext_lazy("Diese Datei ist leer.")},
    )


def _problem(field: str, reason: str) -> str:
    found = {
        ("amount", "required"): _("Hier nennt der Tarif keinen Betrag: bitte eintragen."),
        ("amount", "out_of_range"): _("Dieser Betrag liegt nicht im Rahmen, den die Vorschrift nennt."),
        ("amount", "nothing"): _("Dafür wird keine Gebühr erhoben."),
        ("note", "required"): _("Bitte eintragen, wer den Betrag geprüft hat und nach welcher Vorschrift."),
        ("proposal", "not_an_option"): _("Bitte wählen, wofür die Gebühr ist."),
        ("file", "columns"): _(
            "In der ersten Zeile fehlt eine Spalte: Kassenzeichen oder Verwendungszweck, Betrag, Buchungstag."
        ),
        ("file", "empty"): _("In dieser Datei steht keine Zahlung."),
        ("file", "too_large"): _("Diese Datei ist zu groß. Bitte in mehrere teilen."),
        ("file", "too_long"): _("Diese Datei hat mehr als 5.000 Zeilen. Bitte in mehrere teilen."),
        ("file", "unreadable"): _("Diese Datei ist keine CSV-Datei."),
    }
    return found.get((field, reason)) or words.problem(field, reason)


def box(request: StaffRequest, view: CaseView) -> dict[str, Any] | None:
    """For the case page: what is set, what is open. For those who may set fees."""
    if "charge" not in view.allowed:
        return None
    found = queries.fees_of(view.id, now=request.now)
    return {
        "found": found,
        "open": euros(found.account.open),
        "too_much": euros(found.account.too_much) if found.account.too_much else "",
        "proposed": "" if found.charges or view.fee.due_at_application is None else euros(view.fee.due_at_application),
        "legal_check": not found.charges and view.fee.due_at_application is None,
    }


def fees(request: StaffRequest, case: UUID) -> HttpResponse:
    """The account of the case, and setting a fee: the tariff says how much, a person sets it."""
    view = read_for(request, case, "charge")
    today = local_day(request.now)
    sticker = request.method == "POST" and bool(request.POST.get("sticker"))
    proposals = queries.may_charge(actor=request.actor, case=case, on=today, sticker=sticker)
    form = ChargeForm(request.POST if request.method == "POST" else None, proposals=proposals)
    if request.method == "POST" and form.is_valid():
        try:
            actions.charge(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, _problem(error.field, error.reason))
        except AlreadyCharged:
            form.add_error("proposal", _("Diese Gebühr ist schon festgesetzt."))
        else:
            messages.success(request, _("Die Gebühr ist festgesetzt."))
            return redirect("casework:fees", case=case)
    found = queries.case_fees(actor=request.actor, case=case, now=request.now)
    shown = {
        "view": view,
        "found": found,
        "form": form,
        "open": euros(found.account.open),
        "paid": euros(found.account.paid),
        "too_much": euros(found.account.too_much) if found.account.too_much else "",
        "charges": [
            (each, each.what(language()), euros(each.amount), WHY_DROPPED.get(each.dropped_for, "")) for each in found.charges
        ],
        "payments": [(each, euros(each.amount)) for each in found.payments],
    }
    return render(request, "casework/fees.html", shown, status=422 if form.is_bound else 200)


def drop(request: StaffRequest, charge: UUID) -> HttpResponse:
    """A fee is dropped for a reason."""
    case, found = queries.charge_of(actor=request.actor, charge=charge)
    form = DropForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_charge(charge=charge, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, _problem(error.field, error.reason))
        else:
            messages.success(request, _("Die Gebühr entfällt."))
            return redirect("casework:fees", case=case)
    shown = {
        "view": read(request, case),
        "what": found.what(language()),
        "amount": euros(found.amount),
        "paragraph": found.paragraph,
        "form": form,
    }
    return render(request, "casework/charge_drop.html", shown, status=422 if form.is_bound else 200)


@require_POST
def paid(request: StaffRequest, charge: UUID) -> HttpResponse:
    """Noted as paid by hand, and to be undone on the same page."""
    case, _found = queries.charge_of(actor=request.actor, charge=charge)
    actions.tick_paid(charge=charge, by=request.actor, now=request.now)
    return redirect("casework:fees", case=case)


@require_POST
def undo(request: StaffRequest, payment: UUID) -> HttpResponse:
    """A note of a payment does not count any more."""
    case = queries.payment_of(actor=request.actor, payment=payment)
    actions.undo_payment(payment=payment, by=request.actor, now=request.now)
    messages.success(request, _("Zurückgenommen."))
    return redirect("casework:fees", case=case)


# ---- Files of the cashier's office ----------------------------------------------------------------------------------


def payments(request: StaffRequest) -> HttpResponse:
    """The files that came, and a new one: it is read and shown first, nothing is booked yet."""
    rows = queries.payment_runs(actor=request.actor)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            run = actions.read_payments(name=sent.name, content=sent.read(), by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error("file", _problem(error.field, error.reason))
        else:
            return redirect("casework:payment_run", cash_file=run)
    shown = {
        "rows": [(each, euros(each.total)) for each in rows],
        "form": form,
        "tabs": tabs(request, "payments"),
    }
    return render(request, "casework/payments.html", shown, status=422 if form.is_bound else 200)


@require_GET
def open_fees(request: StaffRequest) -> HttpResponse:
    """The cases that still owe a fee, longest due first."""
    typed = request.GET.get("page", "")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 1
    found = queries.open_fees(actor=request.actor, now=request.now, page=page)
    shown = {
        "found": found,
        "total": euros(found.amount),
        "rows": [(row, euros(row.open), euros(row.charged)) for row in found.rows],
        "tabs": tabs(request, "payments"),
    }
    return render(request, "casework/open_fees.html", shown)


@require_GET
def open_fees_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every case that the list names, on all its pages."""
    header = [_("Aktenzeichen"), _("Kassenzeichen"), _("Name"), _("Festgesetzt"), _("Bezahlt"), _("Offen"), _("Fällig am")]
    cells = (
        [row.file_number, row.reference, row.name, float(row.charged), float(row.paid), float(row.open), row.due_on]
        for row in queries.every_open_fee(actor=request.actor, now=request.now)
    )
    return exports.answer(form, _("offene-gebuehren"), header, cells, right_to_left=get_language_bidi())


def payment_run(request: StaffRequest, cash_file: UUID) -> HttpResponse:
    """What was understood of a file; after sending, what fits is booked, once."""
    view = queries.payment_run(actor=request.actor, run=cash_file)
    if request.method == "POST":
        done = actions.book_payments(run=cash_file, by=request.actor, now=request.now)
        text = ngettext("%(n)d Zahlung gebucht.", "%(n)d Zahlungen gebucht.", done.booked) % {"n": done.booked}
        messages.success(request, text)
        return redirect("casework:payment_run", cash_file=cash_file)
    shown = {
        "view": view,
        "columns": [(COLUMNS[what], name) for what, name in view.columns.items()],
        "fresh": view.count("new"),
        "counts": [(VERDICTS[code], view.count(code), TONES[code]) for code in VERDICTS if view.count(code)],
        "lines": [
            (line, euros(line.amount) if line.amount else "–", VERDICTS[line.verdict], TONES[line.verdict])
            for line in view.lines
        ],
        "delimiter": {";": _("Semikolon"), ",": _("Komma"), "\t": _("Tabulator")}[view.delimiter],
    }
    return render(request, "casework/payment_run.html", shown)


@require_GET
def payment_run_export(request: StaffRequest, cash_file: UUID, form: str) -> HttpResponse:
    """Every line of the file with what became of it."""
    view = queries.payment_run(actor=request.actor, run=cash_file)
    header = [_("Zeile"), _("Kassenzeichen"), _("Aktenzeichen"), _("Betrag"), _("Tag"), _("Ergebnis")]
    return exports.answer(form, _("zahlungen"), header, _cells(view.lines), right_to_left=get_language_bidi())


def _cells(lines: tuple[PaymentRunLine, ...]) -> Iterator[list[Cell]]:
    for line in lines:
        amount = None if line.amount is None else float(line.amount)
        yield [line.number, line.reference, line.file_number, amount, line.paid_on, str(VERDICTS[line.verdict])]
