"""What is typed at the post. Forms validate the shape; whether it may be, the action says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amtslotse.casework.rules.letters import LONGEST_TITLE
from amtslotse.web.post import words
from amtslotse.web.ui.forms import DayField

_FILL = {"required": _("Bitte ausfüllen.")}
_CHOOSE = {"required": _("Bitte wählen."), "invalid_choice": _("Bitte wählen.")}
RTL = ("ar",)
FIELDS_HINT = _("Platzhalter: {name}, {file_number}, {matter}, {received_on}, {office}, {team}, {today}.")


class _Day(DayField):
    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise forms.ValidationError(_("Bitte einen Tag eintragen, den es gibt.")) from None


class DeliveredForm(forms.Form):
    """When it reached her."""

    delivered_on = _Day(label=_("Zugestellt am"), help_text=_("Nach dem Nachweis, der vorliegt."), error_messages=_FILL)


class ReturnedForm(forms.Form):
    """When and why it came back, and the envelope as a scan."""

    returned_on = _Day(label=_("Zurückgekommen am"), error_messages=_FILL)
    reason = forms.ChoiceField(
        label=_("Vermerk der Post"), choices=list(words.REASONS.items()), widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    note = forms.CharField(label=_("Notiz"), widget=forms.Textarea({"rows": 2}), required=False)
    scan = forms.FileField(
        label=_("Umschlag als Scan"),
        help_text=_("PDF, JPG oder PNG. Liegt danach bei den Unterlagen des Vorgangs."),
        required=False,
    )


class SettleForm(forms.Form):
    """What became of it."""

    settlement = forms.ChoiceField(
        label=_("Was wird daraus?"),
        choices=list(words.SETTLEMENTS.items()),
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    note = forms.CharField(label=_("Notiz"), widget=forms.Textarea({"rows": 2}), required=False)


class TextForm(forms.Form):
    """The words of a letter in one language: what it means, and the law."""

    title = forms.CharField(label=_("Überschrift"), max_length=LONGEST_TITLE, error_messages=_FILL)
    plain = forms.CharField(
        label=_("Klar gesagt"),
        help_text=_("Worum es geht, bis wann, was zu tun ist. Steht im Brief oben."),
        widget=forms.Textarea({"rows": 12}),
        error_messages=_FILL,
    )
    legal = forms.CharField(
        label=_("Rechtlicher Teil"),
        help_text=_("Steht im Brief darunter. Nur, was geprüft ist."),
        widget=forms.Textarea({"rows": 12}),
        required=False,
    )

    def __init__(self, *args: Any, written_in: str = "de", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"lang": written_in, "dir": "rtl" if written_in in RTL else "ltr"}


class KeyForm(forms.Form):
    """The short name of a new template."""

    key = forms.SlugField(
        label=_("Kurzname"),
        help_text=_("Kleine Buchstaben, Ziffern und Bindestriche; bleibt über alle Fassungen."),
        max_length=60,
        error_messages={**_FILL, "invalid": _("Bitte nur kleine Buchstaben, Ziffern und Bindestriche.")},
    )


class CheckForm(forms.Form):
    """Who answers for a translation."""

    checked_by = forms.CharField(
        label=_("Geprüft von"),
        help_text=_("Name der Person, die für diesen Text einsteht."),
        max_length=120,
        error_messages=_FILL,
    )


class HearingForm(forms.Form):
    """What is intended, why, and until when she may answer."""

    outcome = forms.ChoiceField(
        label=_("Was ist beabsichtigt?"),
        choices=list(words.INTENDED.items()),
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    reasons = forms.CharField(
        label=_("Warum"),
        help_text=_("Die Tatsachen, auf die es ankommt, in klaren Worten. Steht so im Schreiben, auf Deutsch."),
        widget=forms.Textarea({"rows": 10, "lang": "de", "dir": "ltr"}),
        error_messages=_FILL,
    )
    deadline_on = _Day(
        label=_("Antwort bis"),
        help_text=_("Vorgeschlagen ist die übliche Frist der Behörde. Eine gesetzliche Zahl ist hier nicht hinterlegt."),
        error_messages=_FILL,
    )


class StatementForm(forms.Form):
    """What she said, and when it came."""

    answered_on = _Day(label=_("Eingegangen am"), error_messages=_FILL)
    answer = forms.CharField(
        label=_("Was sie sagt"),
        help_text=_("Kurz; was sie schickt, liegt bei den Unterlagen oder Nachrichten."),
        widget=forms.Textarea({"rows": 4}),
        error_messages=_FILL,
    )


class BulkForm(forms.Form):
    """Which letter, to which open cases."""

    template = forms.ChoiceField(label=_("Vorlage"), error_messages=_CHOOSE)
    service = forms.ChoiceField(label=_("Leistung"), required=False)
    status = forms.ChoiceField(label=_("Stand"), required=False)
    team = forms.ChoiceField(label=_("Sachgebiet"), required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in choices.items():
            self.fields[name].choices = options


class PlainForm(forms.Form):
    """The plain block as it goes out this time."""

    plain = forms.CharField(
        label=_("Klar gesagt"),
        help_text=_("Sie können den Text für diesen Brief ändern. Der rechtliche Teil bleibt, wie er freigegeben ist."),
        widget=forms.Textarea({"rows": 10, "lang": "de", "dir": "ltr"}),
        error_messages=_FILL,
    )
