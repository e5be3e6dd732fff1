"""What the head of office types. Whether it may be, the action says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amtslotse.accounts.rules import ROLES
from amtslotse.offices.queries import office
from amtslotse.reporting.queries import VersionView
from amtslotse.reporting.rules.promises import LONGEST, MEASURES, SENTENCE, UNITS, Target, values_of
from amtslotse.web.ui.forms import DayField

_FILL = {"required": _("Bitte ausfüllen.")}
_CHOOSE = {"required": _("Bitte wählen."), "invalid_choice": _("Bitte wählen.")}
_NUMBER = {"invalid": _("Bitte eine ganze Zahl eintragen."), "min_value": _("Bitte eine größere Zahl eintragen.")}
_NUMBER |= {"max_value": _("Bitte eine kleinere Zahl eintragen.")}
_FORMS = {"within": _("so viele von 100 dauern höchstens so lange"), "percentile": _("Perzentil: 50, 80 oder 90 von 100")}


def _named(texts: Mapping[str, str]) -> str:
    return texts.get(get_language() or "de", texts["de"])


class PromiseForm(forms.Form):
    """A promise and how it is measured. What it stands on may come later; then it cannot be published yet."""

    value = forms.ChoiceField(label=_("Wofür steht es?"), error_messages=_CHOOSE)
    sentence = forms.CharField(
        label=_("Was versprechen wir?"),
        help_text=_("Ein Satz auf Deutsch, den jede und jeder versteht."),
        widget=forms.Textarea({"rows": 2, "lang": "de"}),
        max_length=SENTENCE,
        error_messages=_FILL | {"max_length": _("Bitte kürzen.")},
    )
    owner = forms.ChoiceField(
        label=_("Wer steht dafür ein?"), help_text=_("Eine Rolle, nie eine Person."), error_messages=_CHOOSE
    )
    figure = forms.ChoiceField(
        label=_("Woran messen wir es?"),
        help_text=_("Ohne Kennzahl bleibt es ein Entwurf."),
        required=False,
        error_messages=_CHOOSE,
    )
    form = forms.ChoiceField(
        label=_("Wie ist die Zahl gemeint?"),
        help_text=_("Nur bei Zeiten. Ein Anteil ist immer „mindestens so viele von 100“."),
        choices=list(_FORMS.items()),
        widget=forms.RadioSelect,
        required=False,
        initial="within",
    )
    share = forms.IntegerField(
        label=_("Wie viele von 100?"),
        required=False,
        min_value=1,
        max_value=100,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages=_NUMBER,
    )
    limit = forms.IntegerField(
        label=_("Höchstens wie lange?"),
        help_text=_("In der Einheit der Kennzahl; bei einem Anteil leer."),
        required=False,
        min_value=0,
        max_value=LONGEST,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages=_NUMBER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("value", [(key, _named(texts)) for key, texts in values_of(office().values).items()])
        self._choices("owner", [(role.key, _named(role.name)) for role in ROLES.values()])
        figures = [
            (f"{key}:{unit}", f"{measure.kpi.text('name', get_language() or 'de')} ({_named(UNITS[unit])})")
            for key, measure in MEASURES.items()
            for unit in measure.units or ("percent",)
        ]
        self._choices("figure", [("", _("noch keine")), *figures])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - says it to mypy
        field.choices = choices

    def target(self) -> Target | None:
        """What is promised of the figure, of a form that is valid; ``None`` without a figure."""
        typed = self.cleaned_data
        if not typed["figure"]:
            return None
        measure, _sign, unit = typed["figure"].partition(":")
        share = -1 if typed["share"] is None else typed["share"]  # out of every range: the rule says which field is wrong
        if not MEASURES[measure].units:
            return Target(measure, "at_least", share, None, unit)
        return Target(measure, typed["form"] or "within", share, typed["limit"], unit)


def start(version: VersionView | None) -> dict[str, Any]:
    """What stands in the form when it is opened."""
    if version is None:
        return {"owner": "head"}
    said: dict[str, Any] = {"value": version.value, "sentence": version.sentence, "owner": version.owner}
    if version.target:
        target = version.target
        said |= {"figure": f"{target.measure}:{target.unit}", "form": target.form, "share": target.share, "limit": target.limit}
    return said


class PublishForm(forms.Form):
    """From which day on."""

    valid_from = DayField(label=_("Gilt ab"), help_text=_("Heute oder später."), error_messages=_FILL)


class WithdrawForm(forms.Form):
    """Why the office stops promising it."""

    reason = forms.CharField(
        label=_("Warum nehmen wir es zurück?"),
        help_text=_("Steht öffentlich dabei, auf Deutsch."),
        widget=forms.Textarea({"rows": 2, "lang": "de"}),
        max_length=500,
        error_messages=_FILL,
    )


class TextForm(forms.Form):
    """The sentence in another language."""

    sentence = forms.CharField(
        label=_("Übersetzung"), widget=forms.Textarea({"rows": 2}), max_length=SENTENCE, error_messages=_FILL
    )


class CheckForm(forms.Form):
    """Who answers for it."""

    checked_by = forms.CharField(
        label=_("Geprüft von"), help_text=_("Wer den Satz verantwortet."), max_length=120, error_messages=_FILL
    )
