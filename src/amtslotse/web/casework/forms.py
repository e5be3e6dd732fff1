"""What clerks type. Forms validate the shape; whether it may be, the action says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amtslotse.casework.queries import AddressedView
from amtslotse.casework.rules import RETURNS, WAYS, Details
from amtslotse.casework.rules.deciding import DISCRETION, HEARINGS
from amtslotse.casework.rules.states import SETTLED_BY
from amtslotse.casework.rules.templates import Template
from amtslotse.web.casework import words
from amtslotse.web.ui.forms import DayField

_REQUIRED = {"required": _("Bitte ausfüllen.")}
#: Of several envelopes, each.
_ALL = "all"


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
    """The result, its reasons, and what the template asks for; the actions say what an outcome cannot do without."""

    outcome = forms.ChoiceField(
        label=_("Ergebnis"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte ein Ergebnis wählen.")},
    )
    reasons = forms.CharField(
        label=_("Gründe"),
        help_text=_("Die wesentlichen Gründe: was feststeht und was das Gesetz dazu sagt. Sie stehen im Bescheid."),
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": _("Bitte die Gründe eintragen: ohne Gründe geht keine Entscheidung hinaus.")},
    )
    ground = forms.CharField(label=_("Rechtsgrundlage"), max_length=80, widget=forms.TextInput({"dir": "ltr"}), required=False)
    discretion = forms.ChoiceField(
        label=_("Ermessen"),
        choices=[(key, words.DISCRETION[key]) for key in DISCRETION],
        widget=forms.RadioSelect,
        required=False,
    )
    discretion_reasons = forms.CharField(
        label=_("Ermessen ausgeübt: Gründe"),
        help_text=_("Was abgewogen wurde und warum so. Steht im Bescheid."),
        widget=forms.Textarea({"rows": 4}),
        required=False,
    )
    hearing = forms.ChoiceField(
        label=_("Anhörung (§ 28 VwVfG)"),
        choices=[(key, words.HEARINGS[key]) for key in HEARINGS],
        widget=forms.RadioSelect,
        required=False,
    )
    hearing_on = DayField(label=_("Angehört am"), required=False)
    hearing_reason = forms.CharField(label=_("Warum ohne Anhörung"), widget=forms.Textarea({"rows": 3}), required=False)
    remedy_notice = forms.CharField(
        label=_("Rechtsbehelfsbelehrung"),
        help_text=_("Für dieses Land liegt hier kein Text vor: rechtliche Prüfung nötig. Der Text steht so im Bescheid."),
        widget=forms.Textarea({"rows": 4}),
        required=False,
    )

    def __init__(self, *args: Any, template: Template, asks_for_notice: bool, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(key, words.OUTCOMES[key]) for key in template.outcomes]
        if not asks_for_notice:
            del self.fields["remedy_notice"]
        self.sections = [section.key for section in template.sections]
        for section in template.sections:
            self.fields[section.key] = forms.CharField(
                label=section.label.get(language, section.label["de"]),
                help_text=section.help.get(language, section.help["de"]),
                widget=forms.Textarea({"rows": 4}),
                required=False,
            )

    def clean_hearing_on(self) -> date | None:
        return _day_or_none(self.cleaned_data["hearing_on"])

    def details(self) -> Details:
        """What was typed besides outcome and reasons."""
        typed = self.cleaned_data
        return Details(
            sections={key: typed[key] for key in self.sections},
            ground=typed["ground"],
            discretion=typed["discretion"] or "bound",
            discretion_reasons=typed["discretion_reasons"],
            hearing=typed["hearing"],
            hearing_on=typed["hearing_on"],
            hearing_reason=typed["hearing_reason"],
            remedy_notice=typed.get("remedy_notice", ""),
        )


class ReturnForm(forms.Form):
    """Why a draft goes back: one of the kinds, and in words."""

    code = forms.ChoiceField(
        label=_("Was fehlt oder ist falsch?"),
        choices=[(key, words.RETURNS[key]) for key in RETURNS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte eines wählen: daran lernt die Behörde, wo es hakt.")},
    )
    reason = forms.CharField(
        label=_("Grund der Rückgabe"),
        help_text=_("Liest, wer den Entwurf geschrieben hat."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Bitte den Grund eintragen: ohne ihn kann niemand nachbessern.")},
    )


class NotificationForm(forms.Form):
    """How and when a decision was notified. What the rules of the Land give, nobody has to type."""

    way = forms.ChoiceField(
        label=_("Weg"),
        choices=[(key, words.WAYS[key]) for key in WAYS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte einen Weg wählen.")},
    )
    sent_on = DayField(label=_("Aufgegeben, übergeben oder zugestellt am"), error_messages=_REQUIRED)
    notified_on = DayField(
        label=_("Gilt als bekannt gegeben am"),
        help_text=_("Leer lassen, wo die Regel des Landes den Tag ergibt."),
        required=False,
    )
    remedy_until = DayField(
        label=_("Rechtsbehelf möglich bis einschließlich"),
        help_text=_("Leer lassen, wo die Regel des Landes den Tag ergibt."),
        required=False,
    )
    note = forms.CharField(
        label=_("Woher die Tage kommen"),
        help_text=_("Nötig, wenn jemand die Tage selbst einträgt, zum Beispiel: rechtlich geprüft am …"),
        widget=forms.Textarea({"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, envelopes: Sequence[AddressedView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(envelopes) > 1:
            each = [(str(one.addressee), ", ".join((one.name, *one.lines))) for one in envelopes]
            to = forms.ChoiceField(
                label=_("An wen"),
                help_text=_("Wer woanders wohnt, bekommt einen eigenen Umschlag; für jede Anschrift zählt ihr eigener Tag."),
                choices=[*each, (_ALL, _("an alle am selben Tag"))],
                widget=forms.RadioSelect,
                error_messages={"required": words.problem("to", "unknown")},
            )
            self.fields = {"to": to, **self.fields}

    def clean_to(self) -> UUID | None:
        return None if self.cleaned_data["to"] == _ALL else UUID(self.cleaned_data["to"])

    def clean_sent_on(self) -> date:
        found = _day_or_none(self.cleaned_data["sent_on"])
        if found is None:
            raise forms.ValidationError(_REQUIRED["required"])
        return found

    def clean_notified_on(self) -> date | None:
        return _day_or_none(self.cleaned_data["notified_on"])

    def clean_remedy_until(self) -> date | None:
        return _day_or_none(self.cleaned_data["remedy_until"])


def _day_or_none(typed: str) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise forms.ValidationError(words.problem("deadline_on", "not_a_date")) from None


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


#: German, English and paragraphs read from left to right on an Arabic page too.
_LTR = forms.TextInput({"dir": "ltr"})


class PartnerForm(forms.Form):
    """A body outside the house as the office knows it."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=_LTR, error_messages=_REQUIRED)
    name_en = forms.CharField(label=_("Name auf Englisch"), max_length=120, widget=_LTR, required=False)
    name_ar = forms.CharField(
        label=_("Name auf Arabisch"), max_length=120, widget=forms.TextInput({"dir": "rtl"}), required=False
    )
    reason = forms.ChoiceField(
        label=_("Warum Vorgänge auf sie warten"), choices=list(words.WAIT_REASONS.items()), error_messages=_REQUIRED
    )
    legal_basis = forms.CharField(
        label=_("Rechtsgrundlage"),
        help_text=_("Leer bedeutet: rechtliche Prüfung nötig."),
        max_length=120,
        widget=_LTR,
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
