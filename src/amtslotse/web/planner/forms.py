"""What the head of office types. Forms validate the shape; whether the plan can take it, the action says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.kernel.localtime import at, begins
from amtslotse.web.planner import words

_REQUIRED = {"required": gettext_lazy("Bitte ausfüllen."), "invalid": gettext_lazy("Bitte prüfen Sie diese Angabe.")}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), error_messages=_REQUIRED, **more
    )


def _clock(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), error_messages=_REQUIRED, **more
    )


class ValidFromForm(forms.Form):
    """From which day a new week holds."""

    valid_from = _day(
        gettext_lazy("Gilt ab"), help_text=gettext_lazy("Die Tage davor bleiben, wie sie sind. Niemand verliert einen Termin.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"valid_from": today + timedelta(days=1)}, **kwargs)
        self.today = today

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < self.today:
            raise forms.ValidationError(_("Bitte einen Tag ab heute wählen: Die Vergangenheit ändert sich nicht."))
        return day


class _WeeklyForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Tage"),
        choices=list(enumerate(words.SHORT_WEEKDAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,  # a line without a day is left out
    )
    opens = _clock(gettext_lazy("von"))
    closes = _clock(gettext_lazy("bis"))


class HoursForm(_WeeklyForm):
    """Open on these weekdays from then to then."""


class RuleForm(_WeeklyForm):
    """On these weekdays the counter offers places of a class."""

    klass = forms.ChoiceField(label=gettext_lazy("Terminart"), choices=list(words.CLASSES.items()), initial="regular")
    contingent = forms.ChoiceField(label=gettext_lazy("Kontingent"), choices=list(words.CONTINGENTS.items()), initial="public")
    minutes = forms.IntegerField(label=gettext_lazy("Minuten"), min_value=5, max_value=240, error_messages=_REQUIRED)


HoursSet = forms.formset_factory(HoursForm, extra=2, max_num=30)
RuleSet = forms.formset_factory(RuleForm, extra=2, max_num=60)


class CounterForm(forms.Form):
    """What a counter is and can do."""

    in_use = forms.BooleanField(label=gettext_lazy("Der Schalter ist in Betrieb"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Art"), choices=list(words.COUNTER_KINDS.items()), widget=forms.RadioSelect)
    serves = forms.MultipleChoiceField(
        label=gettext_lazy("Kann"),
        choices=list(words.SERVES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte mindestens eines wählen.")},
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Sprachen außer Deutsch"),
        choices=list(words.LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    step_free = forms.BooleanField(label=gettext_lazy("Ohne Stufen erreichbar"), required=False)


class PolicyForm(forms.Form):
    """How the places of a class are given."""

    promise_workdays = forms.IntegerField(
        label=gettext_lazy("Leistungsversprechen in Arbeitstagen"),
        help_text=gettext_lazy("Steht auf der öffentlichen Seite. Leer: kein Versprechen."),
        required=False,
        min_value=0,
        max_value=250,
    )
    horizon_days = forms.IntegerField(
        label=gettext_lazy("Tage im Voraus buchbar"), min_value=1, max_value=365, error_messages=_REQUIRED
    )
    minimum_notice_minutes = forms.IntegerField(
        label=gettext_lazy("Spätestens so viele Minuten vorher buchbar"),
        min_value=0,
        max_value=10_080,
        error_messages=_REQUIRED,
    )
    hold_share_percent = forms.IntegerField(
        label=gettext_lazy("Vormerkungen höchstens (Prozent der freien Zeiten)"),
        help_text=gettext_lazy("Unbestätigte Vormerkungen können den Kalender so nicht leeren."),
        min_value=1,
        max_value=100,
        error_messages=_REQUIRED,
    )
    draws = forms.BooleanField(
        label=gettext_lazy("Bei Überlast nach Bedarf und Eingangstag zuteilen"),
        help_text=gettext_lazy("Wer schneller klickt, gewinnt dann nichts. Notfälle und Kurzanliegen werden nie zugeteilt."),
        required=False,
    )
    pressure_from = forms.FloatField(
        label=gettext_lazy("Zuteilung ab diesem Druck (Anfragen je Tag geteilt durch Zeiten je Tag)"),
        min_value=0.1,
        max_value=10,
        error_messages=_REQUIRED,
    )
    entry_weeks_before_expiry = forms.IntegerField(
        label=gettext_lazy("Anfragen frühestens so viele Wochen vor Ablauf des Titels"),
        min_value=1,
        max_value=52,
        error_messages=_REQUIRED,
    )
    result_hour = _clock(gettext_lazy("Ergebnisse werden gesagt um"))
    no_show_overbooking = forms.BooleanField(
        label=gettext_lazy("Volle Halbtage überbuchen, soweit gemessen ist, wie viele nicht kommen"),
        help_text=gettext_lazy(
            "Zusätzliche Termine gehen an Menschen, die auf Zuteilung warten. In höchstens 5 von 100 Halbtagen kommen mehr "
            "Menschen, als Plätze da sind. Die gemessenen Anteile stehen auf der Seite Regeln."
        ),
        required=False,
    )


class CloseForm(forms.Form):
    """What closes, when, and what people are told."""

    what = forms.ChoiceField(label=gettext_lazy("Was schließt?"), error_messages=_REQUIRED)
    from_day = _day(gettext_lazy("Erster Tag"))
    to_day = _day(gettext_lazy("Letzter Tag"), required=False, help_text=gettext_lazy("Leer: nur der erste Tag"))
    opens = _clock(gettext_lazy("ab Uhrzeit"), required=False, help_text=gettext_lazy("Leer: den ganzen Tag"))
    closes = _clock(gettext_lazy("bis Uhrzeit"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Grund, wie ihn die Menschen lesen"),
        max_length=200,
        help_text=gettext_lazy("Auf Deutsch, ohne Namen: zum Beispiel Fortbildung."),
        error_messages=_REQUIRED,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "from_day" not in data:
            return data
        first = data["from_day"]
        last = data.get("to_day") or first
        starts_at = at(first, data["opens"]) if data.get("opens") else begins(first)
        ends_at = at(last, data["closes"]) if data.get("closes") else begins(last + timedelta(days=1))
        if ends_at <= starts_at:
            self.add_error("to_day", _("Das Ende muss nach dem Beginn liegen."))
        if (last - first).days > 366:
            self.add_error("to_day", _("Bitte höchstens ein Jahr."))
        data["starts_at"], data["ends_at"] = starts_at, ends_at
        return data

    def period(self) -> tuple[datetime, datetime]:
        return self.cleaned_data["starts_at"], self.cleaned_data["ends_at"]

    def where(self) -> dict[str, Any]:
        """The keywords ``site`` and ``counter`` of an action."""
        kind, _colon, which = self.cleaned_data["what"].partition(":")
        return {"counter": int(which)} if kind == "counter" else {"site": which} if kind == "site" else {}
