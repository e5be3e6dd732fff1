"""What the front desk types. Forms validate the shape; whether it may be, the action says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.appointments.rules.parties import PartyInput, PersonInput
from amtslotse.web.desk import words
from amtslotse.web.ui.forms import DayField

REQUIRED = {"required": gettext_lazy("Bitte ausfüllen.")}
CHOOSE = {"required": gettext_lazy("Bitte wählen."), "invalid_choice": gettext_lazy("Bitte wählen.")}
#: A family books for so many at once; more is a second visit.
MOST_PERSONS = 8

Choices = Iterable[tuple[Any, Any]]


def _needs() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Was hilft der Person?"),
        help_text=gettext_lazy("Nur, was sie selbst sagt. Wird nach dem Besuch gelöscht."),
        choices=list(words.NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Sprache"), choices=words.spoken)


def _key() -> forms.UUIDField:
    """A second press with the same key is the same act."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class TicketForm(forms.Form):
    """Somebody came without an appointment."""

    klass = forms.ChoiceField(
        label=gettext_lazy("Worum geht es?"),
        choices=list(words.KLASSES.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    language = _language()
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Sieht nur, wer aufruft. Am Abend gelöscht."),
        max_length=400,
        required=False,
    )
    needs = _needs()
    bodies = forms.MultipleChoiceField(
        label=gettext_lazy("Wohin danach?"),
        help_text=gettext_lazy("Die Person behält ihre Nummer für alle Stationen."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    key = _key()

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].choices = list(bodies)
        if not self.fields["bodies"].choices:
            del self.fields["bodies"]


class PaperTicketForm(TicketForm):
    """A paper number of an outage, with the times as they were."""

    number = forms.IntegerField(
        label=gettext_lazy("Nummer auf dem Papier"), min_value=1, max_value=9999, error_messages=REQUIRED
    )
    came = forms.TimeField(
        label=gettext_lazy("Gekommen um"),
        help_text=gettext_lazy("Zum Beispiel 9:40. Heute, wie auf dem Papier."),
        error_messages={**REQUIRED, "invalid": gettext_lazy("Bitte als Uhrzeit, zum Beispiel 9:40.")},
    )
    field_order = ("number", "came", "klass", "language", "name", "needs", "bodies")

    def arrived_at(self, today: date) -> datetime:
        return datetime.combine(today, self.cleaned_data["came"], timezone.get_current_timezone())


class CallBackForm(forms.Form):
    """Somebody wants to be called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, error_messages=REQUIRED)
    phone = forms.CharField(label=gettext_lazy("Telefonnummer"), max_length=60, error_messages=REQUIRED)
    language = _language()
    reason = forms.ChoiceField(label=gettext_lazy("Grund"), choices=list(words.REASONS.items()))
    note = forms.CharField(label=gettext_lazy("Notiz"), widget=forms.Textarea({"rows": 2}), max_length=1000, required=False)


class CountsForm(forms.Form):
    """The telephone system's counts as a CSV file."""

    file = forms.FileField(
        label=gettext_lazy("CSV-Datei der Telefonanlage"),
        error_messages={"required": gettext_lazy("Bitte eine Datei wählen."), "empty": gettext_lazy("Die Datei ist leer.")},
    )


class IdentityForm(forms.Form):
    """What a caller must name before anything is read out."""

    number = forms.CharField(label=gettext_lazy("Aktenzeichen"), max_length=40, error_messages=REQUIRED)
    code = forms.CharField(
        label=gettext_lazy("Code"), help_text=gettext_lazy("Oder das Geburtsdatum."), max_length=40, required=False
    )
    birth_date = DayField(label=gettext_lazy("Geburtsdatum"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("code") and not cleaned.get("birth_date"):
            self.add_error("code", _("Bitte nach dem Code fragen, oder nach dem Geburtsdatum."))
        return cleaned


class SearchForm(forms.Form):
    """What the visit is for: free times follow from it. Lives in the address."""

    matters = forms.MultipleChoiceField(
        label=gettext_lazy("Anliegen"), widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE
    )
    persons = forms.TypedChoiceField(
        label=gettext_lazy("Personen"), coerce=int, choices=[(n, n) for n in range(1, MOST_PERSONS + 1)], initial=1
    )
    site = forms.ChoiceField(label=gettext_lazy("Haus"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Sprache am Schalter"), required=False)
    step_free = forms.BooleanField(label=gettext_lazy("stufenloser Weg"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Die Person ist"),
        choices=[("desk", gettext_lazy("hier am Schalter")), ("telephone", gettext_lazy("am Telefon"))],
        initial="desk",
        required=False,
    )

    def __init__(self, *args: Any, matters: Choices, sites: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].choices = list(matters)
        self.fields["site"].choices = [("", _("jedes Haus")), *sites]
        self.fields["language"].choices = [("", _("gleich")), *words.spoken()]


class PartyForm(forms.Form):
    """The first person and how she is reached; more persons follow in ``PersonForm``."""

    language = _language()
    contact_kind = forms.ChoiceField(
        label=gettext_lazy("Wie erfährt die Person alles Weitere?"),
        choices=list(words.CONTACTS.items()),
        widget=forms.RadioSelect,
        initial="desk",
        error_messages=CHOOSE,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        required=False,
        error_messages={"invalid": gettext_lazy("Bitte die Adresse prüfen: zum Beispiel name@example.org.")},
    )
    phone = forms.CharField(label=gettext_lazy("Telefonnummer"), max_length=60, required=False)
    title_expires_on = DayField(label=gettext_lazy("Titel oder Bescheinigung gilt bis"), required=False)
    needs = _needs()
    proven = forms.BooleanField(
        label=gettext_lazy("Ausweise aller Personen habe ich gesehen, oder der Code des Vorgangs stimmt"), required=False
    )
    key = _key()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("contact_kind")
        if kind == "email" and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Bitte die E-Mail-Adresse eintragen, oder einen anderen Weg wählen."))
        if kind == "phone" and not cleaned.get("phone"):
            self.add_error("phone", _("Bitte die Telefonnummer eintragen, oder einen anderen Weg wählen."))
        return cleaned

    def clean_title_expires_on(self) -> date | None:
        typed = self.cleaned_data["title_expires_on"]
        if not typed:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise forms.ValidationError(_("Diesen Tag gibt es nicht. Bitte Tag, Monat und Jahr prüfen.")) from None

    def party(self, persons: Sequence[PersonInput], *, case_ref: UUID | None = None) -> PartyInput:
        """What the actions take."""
        said = self.cleaned_data
        return PartyInput(
            language=said["language"],
            contact_kind=said["contact_kind"],
            email=said["email"] if said["contact_kind"] == "email" else "",
            phone=said["phone"] if said["contact_kind"] == "phone" else "",
            persons=tuple(persons),
            title_expires_on=said["title_expires_on"],
            case_ref=case_ref,
            proven=said["proven"],
            needs=frozenset(said["needs"]),
        )


class PersonForm(forms.Form):
    """One person who comes, with what tells her from everybody else."""

    family_name = forms.CharField(label=gettext_lazy("Familienname"), max_length=200, error_messages=REQUIRED)
    given_names = forms.CharField(label=gettext_lazy("Vornamen"), max_length=200, required=False)
    birth_date = DayField(
        label=gettext_lazy("Geburtsdatum"),
        help_text=gettext_lazy("Was nicht bekannt ist, bleibt leer."),
        error_messages=REQUIRED,
    )
    key_kind = forms.ChoiceField(
        label=gettext_lazy("Nachweis"), choices=list(words.KEY_KINDS.items()), initial="document", required=False
    )
    key_number = forms.CharField(label=gettext_lazy("Nummer"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("key_kind") and not cleaned.get("key_number"):
            self.add_error("key_number", _("Bitte die Nummer eintragen. Ohne Nachweis: „keines“ wählen und bürgen."))
        return cleaned

    def person(self) -> PersonInput:
        said = self.cleaned_data
        return PersonInput(
            family_name=said["family_name"],
            given_names=said["given_names"],
            birth_date=said["birth_date"],
            key_kind=said["key_kind"],
            key_number=said["key_number"] if said["key_kind"] else "",
        )


class WishForm(forms.Form):
    """What she asks for when no free time fits: allocation, waiting list or emergency list."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Wofür"), choices=list(words.KINDS.items()), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    matters = forms.MultipleChoiceField(
        label=gettext_lazy("Anliegen"), widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("An welchen Tagen kann sie kommen?"),
        help_text=gettext_lazy("Nichts gewählt: an jedem."),
        coerce=int,
        choices=list(words.WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Warum es nicht warten kann"),
        help_text=gettext_lazy("Nur für die Notfallliste. Nachweise können am Schalter folgen."),
        choices=list(words.URGENCIES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, matters: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].choices = list(matters)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == "emergency" and not cleaned.get("reasons"):
            self.add_error("reasons", _("Bitte mindestens einen Grund wählen: nach ihm ordnet die Liste."))
        return cleaned


class CancelForm(forms.Form):
    """Why an appointment ends."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Grund"),
        choices=list(words.CANCEL_REASONS.items()),
        widget=forms.RadioSelect,
        initial="by_person",
        error_messages=CHOOSE,
    )


class LiftForm(forms.Form):
    """Why somebody is put first, in writing."""

    reason = forms.CharField(
        label=gettext_lazy("Grund"),
        help_text=gettext_lazy("Bleibt vermerkt, und das Vorziehen wird gezählt."),
        widget=forms.Textarea({"rows": 2}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Bitte den Grund eintragen: ohne ihn geht niemand vor.")},
    )


class PartnerForm(forms.Form):
    """A lawyer's or counselling office that books for named clients."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, error_messages=REQUIRED)
    kind = forms.ChoiceField(
        label=gettext_lazy("Art"), choices=list(words.PARTNERS.items()), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        error_messages={**REQUIRED, "invalid": gettext_lazy("Bitte die Adresse prüfen: zum Beispiel name@example.org.")},
    )


def persons_set(count: int, data: Any = None) -> list[PersonForm]:
    """A form for each person who comes; the first one is the person herself."""
    return [PersonForm(data, prefix=f"p{number}") for number in range(count)]
