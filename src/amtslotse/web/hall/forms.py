"""What she types to say that she is here. Whether it is right, the rule behind decides."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

#: What somebody may need; voluntary, and deleted after the visit.
NEEDS = (
    ("interpreter", _("Gebärdensprache")),
    ("step_free", _("Stufenloser Weg")),
    ("helper", _("Eine Person, die mir hilft")),
)
#: Why somebody comes without an appointment: class, plain words, and what belongs to it. Nobody declares herself an emergency:
#: the clearing counter looks, today.
REASONS = (
    ("short", _("Kurzes Anliegen"), _("Abholen, abgeben, Adresse ändern: dauert etwa fünf Minuten")),
    (
        "clearing",
        _("Es eilt sehr"),
        _("Mein Titel läuft in den nächsten Tagen ab, oder ich verliere sonst Arbeit oder Leistungen"),
    ),
    ("clearing", _("Frage"), _("Ich möchte wissen, was ich brauche oder wie es steht")),
    ("regular", _("Anderes Anliegen"), _("Ohne Termin: Sie bekommen heute ein Ergebnis oder einen Termin")),
)


class CheckIn(forms.Form):
    """Number and code of the confirmation."""

    number = forms.CharField(
        label=_("Terminnummer"),
        help_text=_("Sie steht auf Ihrer Bestätigung und beginnt mit T."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )


class WalkIn(forms.Form):
    """One button a reason, and what somebody may need."""

    klass = forms.ChoiceField(choices=[(key, label) for key, label, _text in REASONS])
    needs = forms.MultipleChoiceField(
        label=_("Brauchen Sie etwas davon?"), choices=NEEDS, required=False, widget=forms.CheckboxSelectMultiple
    )
