"""One question as a form. What is wrong is said with the remedy, and everything typed stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.appointments.rules.guidance import URGENCIES
from amtslotse.appointments.rules.parties import normalised_number
from amtslotse.kernel import names
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.booking import words
from amtslotse.web.ui.forms import DayField

_REQUIRED = {"required": words.REASONS["required"], "invalid_choice": words.REASONS["not_an_option"]}
_CODE_ATTRS = {"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}
MOST_PERSONS = 8
_LONGEST_ABSENCE = 60


class Question(forms.Form):
    """A form of the house: the server says what is missing, in her language."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        for field in self.fields.values():
            field.error_messages |= _REQUIRED

    def refuse(self, name: str, reason: str, **facts: object) -> None:
        """Show why at the field; what she typed stays."""
        self.errors  # noqa: B018  # makes the dict that add_error adds to
        self.add_error(name if name in self.fields else None, words.reason(reason, **facts))


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValidationError(words.reason("not_a_date")) from None


class Title(Question):
    """When her title ends; empty for none."""

    expires_on = DayField(
        required=False,
        label=gettext_lazy("Wann endet Ihr Aufenthaltstitel?"),
        help_text=gettext_lazy(
            "Der Tag steht auf der Karte oder der Bescheinigung bei „gültig bis“. Lassen Sie die Felder leer, wenn Sie keinen "
            "Titel haben oder er nicht endet."
        ),
    )

    def clean_expires_on(self) -> str:
        value = self.cleaned_data["expires_on"]
        if value:
            day = _day(value)
            if not 1990 <= day.year <= 2100:
                raise ValidationError(words.reason("implausible_date"))
        return str(value)


class Urgent(Question):
    """What makes the matter urgent; nothing chosen is an answer."""

    urgencies = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Ist es dringend?"),
        help_text=gettext_lazy(
            "Kreuzen Sie an, was zutrifft. Trifft nichts zu, gehen Sie einfach weiter. Belege zeigen Sie erst beim Besuch."
        ),
        choices=[(key, words.URGENCIES[key]) for key in URGENCIES],
        widget=forms.CheckboxSelectMultiple,
    )


class Visit(Question):
    """Who comes along, where, and what she needs for it."""

    count = forms.TypedChoiceField(
        label=gettext_lazy("Für wie viele Personen ist der Termin?"),
        help_text=gettext_lazy("Zählen Sie alle, um die es geht, auch Kinder. Eine Familie braucht nur einen Termin."),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, MOST_PERSONS + 1)],
    )
    also = forms.ChoiceField(required=False, label=gettext_lazy("Noch ein Anliegen beim selben Besuch?"))
    sites = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Wohin können Sie kommen?"),
        help_text=gettext_lazy("Ohne Auswahl suchen wir überall."),
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(required=False, label=gettext_lazy("Welche Sprache am Schalter?"))
    needs = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Brauchen Sie etwas für den Besuch?"),
        help_text=gettext_lazy("Das ist freiwillig. Wir löschen es nach dem Besuch."),
        choices=list(words.NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        sites: Iterable[tuple[str, str]],
        languages: Iterable[tuple[str, str]],
        also: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, choices, least in (("sites", list(sites), 2), ("language", list(languages), 2), ("also", list(also), 1)):
            if len(choices) < least:
                del self.fields[name]
            elif name == "sites":
                self.fields[name].choices = choices  # type: ignore[attr-defined]
            else:
                first = _("Deutsch genügt") if name == "language" else _("Nein")
                self.fields[name].choices = [("", first), *choices]  # type: ignore[attr-defined]


class Person(Question):
    """One person, as her document has it."""

    family_name = forms.CharField(
        label=gettext_lazy("Familienname"),
        help_text=gettext_lazy("So wie er im Pass steht. Haben Sie nur einen Namen, schreiben Sie ihn hierhin."),
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    given_names = forms.CharField(
        required=False, label=gettext_lazy("Vornamen"), widget=forms.TextInput({"autocomplete": "given-name"})
    )
    birth_date = DayField(
        birthday=True, label=gettext_lazy("Geburtsdatum"), help_text=gettext_lazy("Was Sie nicht wissen, lassen Sie frei.")
    )
    key_kind = forms.ChoiceField(
        label=gettext_lazy("Welche Nummer haben Sie?"),
        help_text=gettext_lazy(
            "Die Nummer bindet den Termin an diese Person, damit niemand ihn verkaufen kann. Wir speichern sie nicht lesbar."
        ),
        choices=list(words.KEY_KINDS.items()),
        widget=forms.RadioSelect,
    )
    key_number = forms.CharField(
        required=False,
        label=gettext_lazy("Nummer"),
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def _name(self, field: str) -> str:
        try:
            return names.clean(self.cleaned_data[field], field=field)
        except InvalidInput as error:
            raise ValidationError(words.reason(error.reason, **error.facts)) from None

    def clean_family_name(self) -> str:
        return self._name("family_name")

    def clean_given_names(self) -> str:
        return self._name("given_names")

    def clean_birth_date(self) -> str:
        try:
            return str(BirthDate.parse(self.cleaned_data["birth_date"], today=self.today))
        except InvalidInput as error:
            raise ValidationError(words.reason(error.reason)) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind, number = given.get("key_kind"), (given.get("key_number") or "").strip()
        if kind == "none":
            given["key_kind"], given["key_number"] = "", ""
        elif kind and not number:
            self.add_error("key_number", words.reason("no_number"))
        elif kind and not 3 <= len(normalised_number(number)) <= 40:
            self.add_error("key_number", words.reason("not_a_number"))
        return given


class Contact(Question):
    email = forms.CharField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        help_text=gettext_lazy(
            "Dorthin schicken wir gleich einen Code mit sechs Ziffern, danach die Bestätigung und eine Erinnerung."
        ),
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
    )

    def clean_email(self) -> str:
        value = str(self.cleaned_data["email"]).strip()
        try:
            validate_email(value)
        except ValidationError:
            raise ValidationError(words.reason("not_an_email")) from None
        return value


class Code(Question):
    code = forms.CharField(
        label=gettext_lazy("Welche sechs Ziffern stehen in der E-Mail?"),
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "dir": "ltr",
                "class": "ui-input--short",
                "maxlength": "12",
            }
        ),
    )

    def clean_code(self) -> str:
        digits = "".join(str(int(character)) for character in self.cleaned_data["code"] if character.isdecimal())
        if len(digits) != 6:
            raise ValidationError(words.reason("six_digits"))
        return digits


class Enter(Question):
    """Number and code of an appointment or a request."""

    number = forms.CharField(
        label=gettext_lazy("Nummer"),
        help_text=gettext_lazy("Sie steht auf Ihrer Bestätigung und beginnt mit T oder A."),
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("16 Zeichen auf Ihrer Bestätigung. Striche und Groß- oder Kleinschreibung sind egal."),
        widget=forms.TextInput(_CODE_ATTRS),
    )


class PartnerEnter(Question):
    code = forms.CharField(
        label=gettext_lazy("Code Ihres Zugangs"),
        help_text=gettext_lazy("Sie haben ihn vom Amt bekommen. Striche sind egal."),
        widget=forms.TextInput(_CODE_ATTRS),
    )


class Days(Question):
    """On which days she can come."""

    weekdays = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        label=gettext_lazy("An welchen Tagen können Sie kommen?"),
        help_text=gettext_lazy("Ohne Auswahl an jedem Tag."),
        choices=list(words.WEEKDAYS.items())[:5],
        widget=forms.CheckboxSelectMultiple,
    )
    away_from = DayField(required=False, label=gettext_lazy("Nicht erreichbar vom"))
    away_to = DayField(required=False, label=gettext_lazy("Nicht erreichbar bis"))

    def clean_away_from(self) -> date | None:
        return _day(self.cleaned_data["away_from"]) if self.cleaned_data["away_from"] else None

    def clean_away_to(self) -> date | None:
        return _day(self.cleaned_data["away_to"]) if self.cleaned_data["away_to"] else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, end = given.get("away_from"), given.get("away_to")
        if start and end and not 0 <= (end - start).days <= _LONGEST_ABSENCE:
            self.add_error("away_to", words.reason("absence"))
        return given
