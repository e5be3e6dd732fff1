"""Who acts for the applicant, her family's other cases, until when her title was granted: box and pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import Person
from amtslotse.casework.queries import CaseView
from amtslotse.casework.rules import local_day
from amtslotse.casework.rules.deciding import age_of_capacity
from amtslotse.casework.rules.family import CONSENTING, KINDS, RepresentativeView, addressees, open_points
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.casework import presenters, words
from amtslotse.web.casework.overview import read, read_for
from amtslotse.web.ui.forms import DayField
from amtslotse.web.ui.points import PointsForm, result
from amtslotse.web.ui.staff_request import StaffRequest

KIND_WORDS = {
    "lawyer": gettext_lazy("Anwältin oder Anwalt"),
    "proxy": gettext_lazy("Person mit Vollmacht"),
    "guardian": gettext_lazy("Vormund"),
    "custody_holder": gettext_lazy("Sorgeberechtigte Person"),
}
POINTS = {
    "nobody_acts": gettext_lazy("Minderjährig, und niemand handelt für sie oder ihn (§ 80 Abs. 4 AufenthG)."),
    "second_custody_holder": gettext_lazy(
        "Nur eine sorgeberechtigte Person ist eingetragen, und nicht als allein sorgeberechtigt (§ 80 Abs. 5 AufenthG)."
    ),
    "consent": gettext_lazy("Eine Einwilligung fehlt (§ 80 Abs. 5 AufenthG)."),
    "unconfirmed": gettext_lazy("Eine Angabe ist noch nicht geprüft: Schreiben gehen dort noch nicht hin."),
}
#: Titles whose points the clerk can count (§ 20a AufenthG).
_POINTS_PURPOSE = "ERW_20A"
_REQUIRED = {"required": gettext_lazy("Bitte ausfüllen."), "invalid_choice": gettext_lazy("Bitte wählen.")}


def box(request: StaffRequest, view: CaseView) -> dict[str, Any]:
    """For ``casework/_family.html``. Two queries."""
    people = queries.representatives(case=view.id)
    today = local_day(request.now)
    is_minor = view.applicant.age < age_of_capacity(view.purpose)
    relatives = queries.relatives(actor=request.actor, case=view.id)
    living = [each for each in people if each.is_living(today)]
    return {
        "is_minor": is_minor,
        "people": [(each, KIND_WORDS[each.kind], each.is_living(today)) for each in people],
        "to": [each.name for each in addressees(living, is_minor=is_minor, on=today)],
        "points": [POINTS[code] for code in open_points(people, is_minor=is_minor, purpose=view.purpose, on=today)],
        "relatives": [(each, words.STATUSES[each.status]) for each in relatives],
        "title_end": view.title_end,
        "may_add": "add_representative" in view.allowed,
        "may_confirm": "confirm_representative" in view.allowed,
        "may_end": "end_representative" in view.allowed,
        "may_note_end": "note_title_end" in view.allowed,
        "has_points": view.purpose.startswith(_POINTS_PURPOSE),
    }


class _Dated(forms.Form):
    """Days as days; what is none says so at its field."""

    days: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name in self.days:
            try:
                said[name] = date.fromisoformat(said[name]) if said.get(name) else None
            except ValueError:
                self.add_error(name, words.problem("deadline_on", "not_a_date"))
        return said


class PersonForm(_Dated):
    """Somebody who acts for the applicant."""

    days = ("consented_on",)
    kind = forms.ChoiceField(
        label=gettext_lazy("Wer ist das?"),
        choices=[(key, KIND_WORDS[key]) for key in KINDS],
        widget=forms.RadioSelect,
        error_messages=_REQUIRED,
    )
    name = forms.CharField(label=gettext_lazy("Name oder Kanzlei"), error_messages=_REQUIRED)
    street = forms.CharField(label=gettext_lazy("Straße und Hausnummer"), required=False)
    postcode = forms.CharField(label=gettext_lazy("Postleitzahl"), required=False)
    city = forms.CharField(label=gettext_lazy("Ort"), required=False)
    email = forms.CharField(label=gettext_lazy("E-Mail-Adresse"), required=False)
    paper_seen = forms.BooleanField(
        label=gettext_lazy("Vollmacht oder Nachweis des Sorgerechts liegt vor"),
        help_text=gettext_lazy("Erst dann gehen Schreiben an diese Person (§ 14 Abs. 3 VwVfG, § 80 AufenthG)."),
        required=False,
    )
    is_sole = forms.BooleanField(label=gettext_lazy("Hat das Sorgerecht allein"), required=False)
    consented_on = DayField(
        label=gettext_lazy("Einwilligung vom"),
        help_text=gettext_lazy("Nur bei Sorgeberechtigten oder Vormund; leer, wenn sie noch fehlt."),
        required=False,
    )


def represent(request: StaffRequest, case: UUID) -> HttpResponse:
    """Another person who acts for the applicant."""
    view = read_for(request, case, "add_representative")
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = Person(*(said[key] for key in ("name", "street", "postcode", "city", "email")))
        try:
            actions.add_representative(
                case=case,
                kind=said["kind"],
                person=person,
                authority="paper" if said["paper_seen"] else "",
                is_sole=said["is_sole"],
                consented_on=said["consented_on"],
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, _problem(error))
        else:
            messages.success(request, _("Eingetragen. Die antragstellende Person bekommt eine E-Mail ohne Inhalt."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form}
    return render(request, "casework/represent.html", shown, status=422 if form.is_bound else 200)


class ConfirmForm(forms.Form):
    """How the authority was shown: on paper, or by a document of the case."""

    shown = forms.ChoiceField(
        label=gettext_lazy("Wie ist es nachgewiesen?"), widget=forms.RadioSelect, error_messages=_REQUIRED
    )
    is_sole = forms.BooleanField(label=gettext_lazy("Hat das Sorgerecht allein"), required=False)

    def __init__(self, *args: Any, view: CaseView, person: RepresentativeView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uploads = [*view.other_uploads, *(upload for need in view.needs for upload in need.uploads)]
        self.fields["shown"].choices = [
            ("paper", _("Auf Papier, ich habe es gesehen")),
            *((str(upload.id), upload.name) for upload in uploads if not upload.is_shared),
        ]
        if person.document:
            self.initial["shown"] = str(person.document)
        if person.kind not in CONSENTING:
            del self.fields["is_sole"]


def confirm(request: StaffRequest, case: UUID, representative: UUID) -> HttpResponse:
    """The office has looked: letters go there from now on."""
    view = read_for(request, case, "confirm_representative")
    person = _person(case, representative)
    form = ConfirmForm(request.POST if request.method == "POST" else None, view=view, person=person)
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data["shown"]
        actions.confirm_representative(
            case=case,
            representative=representative,
            authority="paper" if how == "paper" else "document",
            document=None if how == "paper" else UUID(how),
            is_sole=form.cleaned_data.get("is_sole", False),
            by=request.actor,
            now=request.now,
        )
        messages.success(request, _("Geprüft und bestätigt."))
        return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form, "person": person, "kind": KIND_WORDS[person.kind]}
    return render(request, "casework/confirm_person.html", shown, status=422 if form.is_bound else 200)


class ConsentForm(_Dated):
    days = ("consented_on",)
    consented_on = DayField(label=gettext_lazy("Einwilligung vom"), error_messages=_REQUIRED)


def consent(request: StaffRequest, case: UUID, representative: UUID) -> HttpResponse:
    """The day of a custody holder's consent (§ 80 Abs. 5 AufenthG)."""
    view = read_for(request, case, "confirm_representative")
    person = _person(case, representative)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["consented_on"]
        try:
            actions.note_consent(case=case, representative=representative, consented_on=day, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error("consented_on", _problem(error))
        else:
            messages.success(request, _("Einwilligung vermerkt."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form, "person": person, "kind": KIND_WORDS[person.kind]}
    return render(request, "casework/consent.html", shown, status=422 if form.is_bound else 200)


@require_POST
def end(request: StaffRequest, case: UUID, representative: UUID) -> HttpResponse:
    """From today this person acts for her no more."""
    read_for(request, case, "end_representative")
    actions.end_representative(case=case, representative=representative, by=request.actor, now=request.now)
    messages.success(request, _("Beendet."))
    return redirect("casework:case", case=case)


class TitleEndForm(_Dated):
    days = ("ends_on",)
    ends_on = DayField(
        label=gettext_lazy("Titel erteilt bis"),
        help_text=gettext_lazy("Rechtzeitig vorher laden wir zur Verlängerung ein, mit der Liste der Unterlagen."),
        error_messages=_REQUIRED,
    )


def title_end(request: StaffRequest, case: UUID) -> HttpResponse:
    """Until when the title was granted."""
    view = read_for(request, case, "note_title_end")
    form = TitleEndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_title_end(case=case, ends_on=form.cleaned_data["ends_on"], by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error("ends_on", _problem(error))
        else:
            messages.success(request, _("Vermerkt. Die Einladung geht rechtzeitig hinaus."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form}
    return render(request, "casework/title_end.html", shown, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def points(request: StaffRequest, case: UUID) -> HttpResponse:
    """The points of the Chancenkarte by the table of the day of application, as in the self-check. Stores nothing."""
    view = read(request, case)
    if not view.purpose.startswith(_POINTS_PURPOSE):
        raise NotFound("points")
    on, known = queries.known_facts(actor=request.actor, case=case)
    form = PointsForm(request.POST if request.method == "POST" else None, initial=known, use_required_attribute=False)
    found, is_read = None, True
    try:
        table = queries.points_table(on=on)
        if form.is_bound and form.is_valid():
            found = result(queries.check_points(facts=form.facts(), on=on), source=table.source)
    except NotFound:
        is_read = False
    shown = {"case": presenters.case(view), "form": form, "result": found, "on": on, "is_read": is_read}
    return render(request, "casework/points.html", shown, status=422 if form.errors else 200)


def _person(case: UUID, representative: UUID) -> RepresentativeView:
    for each in queries.representatives(case=case):
        if each.id == representative and each.valid_to is None:
            return each
    raise NotFound(f"representative {representative}")


def _problem(error: InvalidInput) -> str:
    own = {
        "in_future": _("Dieser Tag liegt in der Zukunft. Bitte prüfen."),
        "in_past": _("Dieser Tag ist schon vorbei. Bitte prüfen."),
        "implausible_date": _("Dieser Tag liegt sehr weit in der Zukunft. Bitte prüfen."),
        "not_granted": _("Dieser Vorgang wurde nicht bewilligt."),
        "not_a_custody_holder": _(
            "Eine Einwilligung und das alleinige Sorgerecht gibt es nur bei Sorgeberechtigten oder Vormund."
        ),
        "not_an_email": _("Bitte die E-Mail-Adresse vollständig schreiben."),
        "direction_mark": _("Der Text enthält ein unsichtbares Zeichen, das die Schreibrichtung ändert. Bitte neu tippen."),
        "control_character": _("Der Text enthält ein unsichtbares Steuerzeichen. Bitte neu tippen."),
        "too_many_people": _("Es sind schon zu viele Personen eingetragen. Bitte zuerst eine beenden."),
    }
    return own.get(error.reason) or words.problem(error.field, error.reason)
