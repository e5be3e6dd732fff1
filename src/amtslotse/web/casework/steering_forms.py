"""What is typed about urgency, deputies, absences, weights and the chart. Whether it may be, the action says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amtslotse.engines.triage import LEVELS, RULES, Steps, Weights
from amtslotse.web.casework import words
from amtslotse.web.casework.steering_words import TRIAGE_RULES

_REQUIRED = {"required": _("Bitte ausfüllen."), "invalid": _("Bitte prüfen Sie diese Angabe.")}
LONGEST = 1000


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea({"rows": 2}),
        max_length=LONGEST,
        error_messages={"required": _("Bitte den Grund eintragen.")},
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=_REQUIRED, **more)


class UrgencyForm(forms.Form):
    """A person's word instead of the rules', and why."""

    urgency = forms.ChoiceField(
        label=_("Dringlichkeit"),
        choices=[("", _("wie die Regeln sagen")), *((str(key), word) for key, word in words.URGENCIES.items())],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = _reason(_("Grund"), _("Steht am Vorgang. Wie oft von Hand geändert wird, wird gezählt."))

    def clean_urgency(self) -> int | None:
        return int(self.cleaned_data["urgency"]) if self.cleaned_data["urgency"] else None


class DeputyForm(forms.Form):
    """Who works on it while its owner is away."""

    deputy = forms.TypedChoiceField(label=_("Vertretung"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].choices = [("", _("wie bei der Abwesenheit eingetragen")), *people.items()]


class AbsenceForm(forms.Form):
    """Who is away, from when, until when, and who has the inbox. Why is not asked."""

    staff_id = forms.TypedChoiceField(label=_("Wer ist abwesend?"), coerce=int, error_messages=_REQUIRED)
    deputy_id = forms.TypedChoiceField(label=_("Vertretung"), coerce=int, error_messages=_REQUIRED)
    starts_on = _day(_("Erster Tag der Abwesenheit"))
    back_on = _day(_("Wieder da ab"))

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("staff_id", "deputy_id"):
            self.fields[name].choices = [("", _("Bitte wählen")), *people.items()]


class BulkForm(forms.Form):
    """What an act on many cases needs to know."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        teams: dict[str, str],
        people: dict[int, str],
        partners: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if kind == "reroute":
            self.fields["team"] = forms.ChoiceField(
                label=_("Neues Sachgebiet"), choices=[("", _("Bitte wählen")), *teams.items()], error_messages=_REQUIRED
            )
            self.fields["reason"] = _reason(_("Grund"))
        if kind == "deputy":
            self.fields["deputy"] = forms.TypedChoiceField(
                label=_("Vertretung"), coerce=int, choices=[("", _("Bitte wählen")), *people.items()], error_messages=_REQUIRED
            )
        if kind == "suspend":
            self.fields["partner"] = forms.ChoiceField(
                label=_("Stelle"), choices=[("", _("Bitte wählen")), *partners], error_messages=_REQUIRED
            )
            self.fields["reason"] = forms.CharField(
                label=_("Was wurde gefragt?"), widget=forms.Textarea({"rows": 2}), max_length=LONGEST, required=False
            )


class ValidFromForm(forms.Form):
    """From which day rules hold, and why they change."""

    valid_from = _day(_("Gilt ab"), help_text=_("Was vorher galt, bleibt lesbar."))
    note = forms.CharField(label=_("Anlass"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"valid_from": today + timedelta(days=1)}, **kwargs)


class WeightsForm(forms.Form):
    """Days per rule and urgency; an empty box: the rule never asks for this urgency."""

    promise_days = forms.IntegerField(
        label=_("Versprochene Tage bis zur Entscheidung, ab Vollständigkeit (0: kein Versprechen)"),
        min_value=0,
        max_value=1000,
        error_messages=_REQUIRED,
    )

    def __init__(self, *args: Any, weights: Weights, **kwargs: Any) -> None:
        initial: dict[str, int] = {"promise_days": weights.promise_days}
        for rule in RULES:
            initial |= {f"{rule}_{level}": days for days, level in getattr(weights, rule)}
        super().__init__(*args, initial=initial, **kwargs)
        for rule in RULES:
            for level in LEVELS:
                self.fields[f"{rule}_{level}"] = forms.IntegerField(
                    label=f"{TRIAGE_RULES[rule]}: {words.URGENCIES[level]}", min_value=0, max_value=1000, required=False
                )

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """The boxes as a table: a line a rule, strongest urgency first."""
        return [(TRIAGE_RULES[rule], [self[f"{rule}_{level}"] for level in LEVELS]) for rule in RULES]

    def weights(self) -> Weights:
        """What was typed."""
        said = self.cleaned_data

        def steps(rule: str) -> Steps:
            given = ((said[f"{rule}_{level}"], level) for level in LEVELS)
            return tuple((days, level) for days, level in given if days is not None)

        return Weights(**{rule: steps(rule) for rule in RULES}, promise_days=said["promise_days"])


class ChartRuleForm(forms.Form):
    """A line of the chart: which cases, which team, why."""

    prefix = forms.RegexField(
        r"^[A-Z0-9_]*$",
        label=_("Kennung des Titels beginnt mit"),
        max_length=40,
        required=False,
        error_messages={"invalid": _("Nur Großbuchstaben, Ziffern und Unterstriche, etwa AUSB_.")},
    )
    difficulty_at_least = forms.TypedChoiceField(
        label=_("Schwierigkeit mindestens"), coerce=int, choices=list(words.DIFFICULTIES.items()), initial=1
    )
    urgency_at_least = forms.TypedChoiceField(
        label=_("Dringlichkeit mindestens"), coerce=int, choices=[(n, words.URGENCIES[n]) for n in (1, 2, 3, 4)], initial=1
    )
    team = forms.ChoiceField(label=_("Sachgebiet"), required=False)
    reason = forms.CharField(label=_("Grund am Vorgang"), max_length=200, required=False)

    def __init__(self, *args: Any, teams: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("Zeile entfällt")), *teams.items()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("team") and not said.get("reason", "").strip():
            self.add_error("reason", _("Bitte den Grund eintragen."))
        return said


ChartSet = forms.formset_factory(ChartRuleForm, extra=2, max_num=60)
