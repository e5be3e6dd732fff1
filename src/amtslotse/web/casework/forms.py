"""What clerks type. Forms validate the shape; whether it may be, the action says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amtslotse.casework.rules import OUTCOMES
from amtslotse.casework.rules.states import SETTLED_BY
from amtslotse.web.casework import words
from amtslotse.web.ui.forms import DayField

_REQUIRED = {"required": _("Bitte ausfüllen.")}


class RequestForm(forms.Form):
    """Deadline and a word of one's own for a document request."""

    deadline_on = DayField(
        label=_("Frist"), help_text=_("Vorschlag nach der Einstellung der Behörde"), error_messages=_REQUIRED
    )
    note = forms.CharField(
        label=_("Hinweis der Sachbearbeitung"),
        help_text=_("Steht auf Deutsch im Schreiben, unter den Unterlagen."),
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )

    def clean_deadline_on(self) -> date:
        try:
            return date.fromisoformat(self.cleaned_data["deadline_on"])
        except ValueError:
            raise forms.ValidationError(words.problem("deadline_on", "not_a_date")) from None


class RerouteForm(forms.Form):
    """Another team, and why."""

    team = forms.ChoiceField(
        label=_("Neues Sachgebiet"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte ein Sachgebiet wählen."), "invalid_choice": _("Bitte ein Sachgebiet wählen.")},
    )
    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Steht am Vorgang und hilft, die Zuleitungsregeln zu verbessern."),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Bitte den Grund eintragen.")},
    )

    def __init__(self, *args: Any, teams: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = list(teams.items())


class DecisionForm(forms.Form):
    """The result and its reasons: the first is nothing without the second."""

    outcome = forms.ChoiceField(
        label=_("Ergebnis"),
        choices=[(key, words.OUTCOMES[key]) for key in OUTCOMES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte ein Ergebnis wählen.")},
    )
    reasons = forms.CharField(
        label=_("Gründe"),
        help_text=_("Die wesentlichen tatsächlichen und rechtlichen Gründe (§ 39 VwVfG). Sie stehen im Bescheid."),
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": _("Bitte die Gründe eintragen: ohne Gründe geht keine Entscheidung hinaus.")},
    )


class ReturnForm(forms.Form):
    """Why a draft goes back."""

    reason = forms.CharField(
        label=_("Grund der Rückgabe"),
        help_text=_("Liest, wer den Entwurf geschrieben hat."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Bitte den Grund eintragen: ohne ihn kann niemand nachbessern.")},
    )


class CodeForm(forms.Form):
    """How the new code reaches her."""

    channel = forms.ChoiceField(
        label=_("Wie bekommt die Person den neuen Code?"),
        choices=[
            ("desk", _("Hier am Schalter: ich habe den Ausweis gesehen")),
            ("letter", _("Per Brief an die Adresse im Vorgang")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte einen Weg wählen.")},
    )


class SuspendForm(forms.Form):
    """Which body the case waits for, and what was asked of it."""

    partner = forms.ChoiceField(
        label=_("Auf welche Stelle wartet der Vorgang?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte eine Stelle wählen."), "invalid_choice": _("Bitte eine Stelle wählen.")},
    )
    note = forms.CharField(
        label=_("Was wurde erfragt?"),
        help_text=_("Nur für die Behörde. Die antragstellende Person sieht es nicht."),
        widget=forms.Textarea({"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = bodies


class PassOnForm(forms.Form):
    """Why the case goes on although papers are missing."""

    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Liest das Sachgebiet."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Bitte den Grund eintragen.")},
    )


class SettleForm(forms.Form):
    """How a case ends that nobody decides."""

    closure = forms.ChoiceField(
        label=_("Wie hat sich der Vorgang erledigt?"),
        choices=[(key, words.CLOSURES[key]) for key in SETTLED_BY],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen.")},
    )


class PartnerForm(forms.Form):
    """A body outside the house as the office knows it."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages=_REQUIRED)
    name_en = forms.CharField(label=_("Name auf Englisch"), max_length=120, required=False)
    name_ar = forms.CharField(label=_("Name auf Arabisch"), max_length=120, required=False)
    reason = forms.ChoiceField(
        label=_("Warum Vorgänge auf sie warten"), choices=list(words.WAIT_REASONS.items()), error_messages=_REQUIRED
    )
    legal_basis = forms.CharField(
        label=_("Rechtsgrundlage"),
        help_text=_("Leer bedeutet: rechtliche Prüfung nötig."),
        max_length=120,
        required=False,
    )
    usual_days = forms.IntegerField(
        label=_("Übliche Dauer in Kalendertagen"),
        help_text=_("Danach gilt die Antwort als überfällig. Leer: keine Angabe."),
        min_value=1,
        max_value=365,
        required=False,
        error_messages={
            "invalid": _("Bitte eine ganze Zahl eintragen."),
            "min_value": _("Bitte eine Zahl von 1 bis 365 eintragen."),
            "max_value": _("Bitte eine Zahl von 1 bis 365 eintragen."),
        },
    )
    is_active = forms.BooleanField(label=_("Kann für neue Vorgänge gewählt werden"), required=False)
