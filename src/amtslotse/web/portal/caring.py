"""What she does with her case besides papers: contact data, a question, somebody who acts for her, the next application."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from amtslotse.casework import actions as casework
from amtslotse.casework import queries as cases
from amtslotse.casework.actions import AlreadyAsked, Paper, Person
from amtslotse.casework.queries import ContactView
from amtslotse.casework.rules.messages import LONGEST_QUESTION
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.portal import words
from amtslotse.web.portal.access import access_to, keep_draft
from amtslotse.web.portal.finding import language_of
from amtslotse.web.portal.following import service_is_watched
from amtslotse.web.portal.forms import ACCEPT, Unjudged, field_for
from amtslotse.web.portal.presenters import fee_text, groups_of_rules, need_line


class ContactForm(Unjudged):
    """The contact questions of the application, all on one page."""

    def __init__(self, view: ContactView, language: str, data: object = None) -> None:
        super().__init__(data, initial={question.key: value for question, value in view.fields}, use_required_attribute=False)
        for question, _value in view.fields:
            self.fields[question.key] = field_for(question, language)
            self.fields[question.key].required = question.required


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, case: UUID) -> HttpResponse:
    """Her address, mail and telephone. The mail address that was there before is told too."""
    access, language, status = access_to(request, case), language_of(request), 200
    view = cases.contact(access=access)
    if not view.may_change:
        raise NotFound
    form = ContactForm(view, language)
    if request.method == "POST":
        form = ContactForm(view, language, request.POST)
        typed = {key: form.typed(key) for key in form.fields}
        try:
            changed = casework.change_contact(access=access, values=typed, now=timezone.now())
        except InvalidInput as error:
            form.refuse(error.field, words.reason(error))
            status = 422
        else:
            said = _("Ihre Kontaktdaten sind geändert.") if changed else _("Es hat sich nichts geändert.")
            messages.success(request, said)
            return redirect("portal:status", case=case)
    context = {"form": form, "case_id": case, "quick_exit": service_is_watched(view.service)}
    return render(request, "portal/contact.html", context, status=status)


class QuestionForm(Unjudged):
    text = forms.CharField(
        label=gettext_lazy("Ihre Frage"),
        help_text=gettext_lazy("Sie können in Ihrer Sprache schreiben. Die Antwort lesen Sie hier."),
        widget=forms.Textarea({"rows": 5, "maxlength": str(LONGEST_QUESTION), "dir": "auto"}),
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, case: UUID) -> HttpResponse:
    """One question at a time; the answer stands on the same page."""
    access, status = access_to(request, case), 200
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            casework.ask(access=access, text=form.typed("text"), now=timezone.now())
        except AlreadyAsked:
            form.refuse("text", _("Ihre letzte Frage ist noch offen. Sobald wir geantwortet haben, können Sie wieder fragen."))
            status = 409
        except InvalidInput as error:
            form.refuse("text", words.reason(error))
            status = 422
        else:
            messages.success(request, _("Ihre Frage ist bei uns. Die Antwort steht dann hier."))
            return redirect("portal:ask", case=case)
    view = cases.contact(access=access)
    context = {
        "form": form,
        "case_id": case,
        "questions": cases.questions(access=access),
        "may_ask": cases.may_ask(access=access),
        "quick_exit": service_is_watched(view.service),
    }
    return render(request, "portal/ask.html", context, status=status)


class RepresentativeForm(Unjudged):
    """Who shall act for her: a lawyer or anybody else with a power of attorney."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Wer soll für Sie handeln?"),
        choices=(
            ("lawyer", gettext_lazy("Eine Anwältin oder ein Anwalt")),
            ("proxy", gettext_lazy("Eine andere Person mit Vollmacht")),
        ),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=gettext_lazy("Name dieser Person oder Kanzlei"))
    street = forms.CharField(label=gettext_lazy("Straße und Hausnummer"))
    postcode = forms.CharField(label=gettext_lazy("Postleitzahl"), widget=forms.TextInput({"class": "ui-input--short"}))
    city = forms.CharField(label=gettext_lazy("Ort"))
    email = forms.CharField(label=gettext_lazy("E-Mail-Adresse"), required=False, widget=forms.EmailInput({"dir": "ltr"}))
    paper = forms.FileField(
        label=gettext_lazy("Vollmacht"),
        help_text=gettext_lazy("Ein Foto oder eine PDF-Datei. Sie können die Vollmacht auch auf Papier schicken."),
        required=False,
        widget=forms.FileInput({"accept": ACCEPT}),
    )


@require_http_methods(["GET", "POST"])
def representative(request: HttpRequest, case: UUID) -> HttpResponse:
    """Who acts for her, and naming somebody. Letters go there once the office has seen the power of attorney."""
    access, status = access_to(request, case), 200
    view = cases.contact(access=access)
    form = RepresentativeForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST":
        if not view.may_change:
            raise NotFound
        file = request.FILES.get("paper")
        typed = Person(*(form.typed(key) for key in ("name", "street", "postcode", "city", "email")))
        try:
            casework.name_representative(
                access=access,
                kind=form.typed("kind"),
                person=typed,
                paper=Paper(file.name or "", file.read()) if file else None,
                now=timezone.now(),
            )
        except InvalidInput as error:
            field = error.field if error.field in form.fields else "paper"
            form.refuse(field, words.reason(error, kind="choice" if field == "kind" else ""))
            status = 422
        else:
            messages.success(request, _("Benannt. Sobald wir die Vollmacht gesehen haben, gehen unsere Schreiben dorthin."))
            return redirect("portal:representative", case=case)
    context = {
        "form": form,
        "case_id": case,
        "people": [(each, words.REPRESENTATIVES[each.kind]) for each in cases.acting(access=access, now=timezone.now())],
        "may_change": view.may_change,
        "quick_exit": service_is_watched(view.service),
    }
    return render(request, "portal/representative.html", context, status=status)


@require_POST
def dismiss(request: HttpRequest, case: UUID, representative: UUID) -> HttpResponse:
    access = access_to(request, case)
    casework.dismiss_representative(access=access, representative=representative, now=timezone.now())
    messages.success(request, _("Beendet. Unsere Schreiben gehen wieder an Sie."))
    return redirect("portal:representative", case=case)


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, case: UUID) -> HttpResponse:
    """What the next application needs, and its start with what she said before already in it."""
    access, language = access_to(request, case), language_of(request)
    view = cases.renewal(access=access, language=language, now=timezone.now())
    if request.method == "POST":
        started = casework.start_renewal(access=access, language=language, now=timezone.now())
        keep_draft(request, started.draft)
        return redirect("portal:application", draft=started.draft)
    context = {
        "view": view,
        "case_id": case,
        "groups": groups_of_rules(view.checklist.certain, language),
        "depends": [
            need_line(each.need, language, tuple(question.label(language) for question in each.depends_on))
            for each in view.checklist.depends
        ],
        "fee": fee_text(view.checklist.fee, language),
        "quick_exit": service_is_watched(view.service),
    }
    return render(request, "portal/renew.html", context)
