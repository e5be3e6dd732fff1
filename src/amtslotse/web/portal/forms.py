"""One question as a form. Whether the answer can be taken, the catalogue's rule decides, not this form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.catalogue.rules import Question, countries
from amtslotse.web.portal.words import YES_NO
from amtslotse.web.ui.forms import DayField

#: What the file chooser offers; what is really taken, the content decides.
ACCEPT = "application/pdf,image/jpeg,image/png,image/heic,image/heif,.pdf,.jpg,.jpeg,.png,.heic,.heif"
_INPUTS = {"email": "email", "phone": "tel"}
_MANY = 15


def _options(question: Question, language: str) -> list[tuple[str, Any]]:
    return [
        (
            option.key,
            format_html('{}<span class="ui-field__hint">{}</span>', option.label(language), option.help(language))
            if option.help
            else option.label(language),
        )
        for option in question.options
    ]


def field_for(question: Question, language: str) -> forms.Field:
    """The control that fits the kind of the question."""
    text: dict[str, Any] = {"label": question.label(language), "help_text": question.help(language), "required": True}
    attrs = {"autocomplete": question.autocomplete or "off"}
    if question.kind in ("choice", "yesno"):
        options = list(YES_NO) if question.kind == "yesno" else _options(question, language)
        if len(options) > _MANY:
            return forms.ChoiceField(choices=[("", _("Bitte wählen")), *options], **text)
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **text)
    if question.kind == "country":
        choices = [("", _("Bitte wählen")), *countries(language)]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs), **text)
    if question.kind == "date":
        return DayField(**text)
    if question.kind == "birthdate":
        text["help_text"] = text["help_text"] or _("Was Sie nicht wissen, lassen Sie frei.")
        return DayField(birthday=True, **text)
    if question.kind == "longtext":
        return forms.CharField(widget=forms.Textarea({"rows": 6, **attrs}), **text)
    if question.digits:
        attrs |= {"inputmode": "numeric", "class": "ui-input--short"}
    widget = forms.TextInput(attrs)
    widget.input_type = _INPUTS.get(question.kind, "text")
    if question.kind in _INPUTS:
        attrs["dir"] = "ltr"
    return forms.CharField(widget=widget, **text)


class Unjudged(forms.Form):
    """A form that has no opinion of its own: what is wrong, and in which words, the page says with ``refuse``."""

    def full_clean(self) -> None:
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self, name: str) -> str:
        """What she entered, as the field's control reads it."""
        return str(self.fields[name].widget.value_from_datadict(self.data, {}, name) or "")

    def refuse(self, name: str, text: str) -> None:
        """Show the text at the field; what she typed stays."""
        self.errors  # noqa: B018  # makes the dict that add_error adds to
        self.add_error(name, text)


class Answer(Unjudged):
    """The one question of a page."""

    def __init__(self, question: Question, language: str, *, value: str = "", data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={question.key: value}, use_required_attribute=False)
        self.fields[question.key] = field_for(question, language)
        self.fields[question.key].required = question.required


class FirstQuestions(Unjudged):
    """The questions of the service page that decide which documents are needed; answered by address, without sending."""

    def __init__(self, questions: tuple[Question, ...], language: str, answers: Mapping[str, str]) -> None:
        super().__init__(initial=dict(answers), use_required_attribute=False)
        for question in questions:
            self.fields[question.key] = field_for(question, language)


class StatusEntry(Unjudged):
    file_number = forms.CharField(
        label=gettext_lazy("Aktenzeichen"),
        help_text=gettext_lazy("Es steht oben auf Ihrer Eingangsbestätigung."),
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("16 Zeichen auf dem Blatt „Zum Aufbewahren“. Striche und Groß- oder Kleinschreibung sind egal."),
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ContinueEntry(Unjudged):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("16 Zeichen, die Sie beim Unterbrechen notiert haben. Striche sind egal."),
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}),
    )
