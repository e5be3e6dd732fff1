"""Forms of the intake. What can be taken, the rules decide; a form carries what was typed and shows what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from amtslotse.catalogue.rules import Question, countries
from amtslotse.web.intake import words
from amtslotse.web.ui.forms import DayField

ACCEPT = "application/pdf,image/jpeg,image/png,image/heic,image/heif,.pdf,.jpg,.jpeg,.png,.heic,.heif"
_INPUTS = {"email": "email", "phone": "tel"}
_MANY = 8


class Unjudged(forms.Form):
    """A form without an opinion of its own: the page says with ``refuse`` what is wrong; what was typed stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)

    def full_clean(self) -> None:
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self, name: str) -> str:
        """What was entered, as the field's control reads it."""
        return str(self.fields[name].widget.value_from_datadict(self.data, self.files, name) or "").strip()

    def refuse(self, name: str, text: str) -> None:
        """The text at the field; at the top when the form has no such field."""
        self.errors  # noqa: B018  # makes the dict that add_error adds to
        self.add_error(name if name in self.fields else None, text)


class ManyFiles(forms.FileInput):
    """Several files in one control."""

    allow_multiple_selected = True


def files_field(label: Any, hint: Any = "") -> forms.Field:
    """A control for several files, optional."""
    return forms.FileField(label=label, help_text=hint, required=False, widget=ManyFiles({"accept": ACCEPT}))


class MessageForm(Unjudged):
    """A mail or letter that somebody records."""

    channel = forms.ChoiceField(
        label=_("Wie kam sie?"),
        choices=[(key, words.CHANNELS[key]) for key in ("mail", "letter", "counter")],
        widget=forms.RadioSelect,
    )
    received_on = DayField(
        label=_("Eingegangen am"), help_text=_("Tag des Eingangsstempels oder der Mail. Leer: heute."), required=False
    )
    reason = forms.ChoiceField(label=_("Anlass"), choices=list(words.REASONS.items()), widget=forms.RadioSelect)
    sender_name = forms.CharField(label=_("Name"), required=False, max_length=400)
    sender_born = DayField(
        label=_("Geburtsdatum"),
        help_text=_("Wenn es dabeisteht: damit wird der Vorgang gefunden."),
        required=False,
        birthday=True,
    )
    sender_email = forms.CharField(label=_("E-Mail-Adresse"), required=False, widget=forms.TextInput({"dir": "ltr"}))
    sender_address = forms.CharField(label=_("Anschrift"), required=False, widget=forms.Textarea({"rows": 2}))
    language = forms.ChoiceField(label=_("Sprache für die Antwort"), choices=list(words.LANGUAGES.items()))
    subject = forms.CharField(label=_("Betreff"), required=False)
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Bei einem Brief genügt, worum es geht; der Scan kommt als Datei dazu. Ein Aktenzeichen im Text findet den Vorgang."
        ),
        widget=forms.Textarea({"rows": 8}),
    )
    file_number = forms.CharField(
        label=_("Aktenzeichen"),
        help_text=_("Wenn Sie den Vorgang kennen."),
        required=False,
        widget=forms.TextInput({"dir": "ltr"}),
    )
    files = files_field(_("Anlagen"), _("PDF, JPEG, PNG oder HEIC. Sie werden wie jeder Upload bereinigt."))


class AnswerForm(Unjudged):
    """The answer to a message."""

    text = forms.CharField(label=_("Antwort"), widget=forms.Textarea({"rows": 12}))
    way = forms.ChoiceField(label=_("Wie bekommt sie die Antwort?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Iterable[str], has_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way, words.way(way, has_case=has_case)) for way in ways]


class SearchForm(Unjudged):
    """Does the office know the person already?"""

    q = forms.CharField(label=_("Aktenzeichen oder Name"), required=False, widget=forms.TextInput({"type": "search"}))
    born = DayField(label=_("Geburtsdatum"), help_text=_("Zum Namen immer dazu."), required=False, birthday=True)


class StartForm(Unjudged):
    """An application that is to be taken in."""

    service = forms.ChoiceField(label=_("Leistung"))
    source = forms.ChoiceField(
        label=_("Wie kam der Antrag?"),
        choices=[("paper", _("Auf Papier")), ("counter", _("Am Schalter: die Person ist hier"))],
        widget=forms.RadioSelect,
    )
    received_on = DayField(
        label=_("Eingangsstempel"), help_text=_("Der Tag, an dem das Papier einging. Er zählt."), required=False
    )
    language = forms.ChoiceField(label=_("Sprache der Person"), choices=list(words.LANGUAGES.items()))

    def __init__(self, *args: Any, services: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", _("Bitte wählen")), *services]


class QuestionsForm(Unjudged):
    """The catalogue's questions on one page, for somebody who types fast."""

    def __init__(self, questions: Iterable[Question], language: str, *, values: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data, initial=dict(values))
        for question in questions:
            self.fields[question.key] = field_for(question, language)
            self.fields[question.key].required = question.required


def field_for(question: Question, language: str) -> forms.Field:
    """The control that fits the kind of the question."""
    text: dict[str, Any] = {"label": question.label(language), "required": question.required}
    attrs = {"autocomplete": "off"}
    if question.kind in ("choice", "yesno"):
        options = (
            [("yes", _("Ja")), ("no", _("Nein"))]
            if question.kind == "yesno"
            else [(option.key, option.label(language)) for option in question.options]
        )
        if len(options) > _MANY:
            return forms.ChoiceField(choices=[("", _("Bitte wählen")), *options], **text)
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **text)
    if question.kind == "country":
        return forms.ChoiceField(choices=[("", _("Bitte wählen")), *countries(language)], **text)
    if question.kind in ("date", "birthdate"):
        return DayField(birthday=question.kind == "birthdate", **text)
    if question.kind == "longtext":
        return forms.CharField(widget=forms.Textarea({"rows": 4, **attrs}), **text)
    widget = forms.TextInput(attrs)
    widget.input_type = _INPUTS.get(question.kind, "text")
    if question.kind in _INPUTS:
        attrs["dir"] = "ltr"
    return forms.CharField(widget=widget, **text)


class EfaForm(Unjudged):
    """Messages of the online service, by hand."""

    files = forms.FileField(
        label=_("Nachricht und Anlagen"),
        help_text=_("Eine Datei .json oder .xml mit allem, was sie nennt. Mehrere auf einmal sind möglich."),
        required=False,
        widget=ManyFiles(),
    )


class BlockForm(Unjudged):
    """A text block in its next version."""

    title = forms.CharField(label=_("Titel"), help_text=_("Für die Auswahl, auf Deutsch."))
    reason = forms.ChoiceField(label=_("Anlass"), choices=list(words.REASONS.items()), widget=forms.RadioSelect)
    de = forms.CharField(label=_("Text auf Deutsch"), widget=forms.Textarea({"rows": 8, "lang": "de", "dir": "ltr"}))
    en = forms.CharField(
        label=_("Text auf Englisch"), required=False, widget=forms.Textarea({"rows": 6, "lang": "en", "dir": "ltr"})
    )
    ar = forms.CharField(
        label=_("Text auf Arabisch"), required=False, widget=forms.Textarea({"rows": 6, "lang": "ar", "dir": "rtl"})
    )
