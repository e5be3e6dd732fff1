"""The words of this journey's pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.kernel.errors import InvalidInput

CLASSES: dict[str, Any] = {
    "regular": gettext_lazy("Regeltermin"),
    "short": gettext_lazy("Kurzanliegen"),
    "emergency": gettext_lazy("Notfall"),
}
CONTINGENTS: dict[str, Any] = {
    "public": gettext_lazy("öffentlich"),
    "internal": gettext_lazy("intern"),
    "partner": gettext_lazy("Kanzleien und Beratungsstellen"),
}
COUNTER_KINDS: dict[str, Any] = {
    "regular": gettext_lazy("Schalter"),
    "express": gettext_lazy("Expressschalter"),
    "clearing": gettext_lazy("Clearing-Schalter"),
}
SERVES: dict[str, Any] = {**CLASSES, "clearing": gettext_lazy("Clearing")}
WEEKDAYS: tuple[Any, ...] = (
    gettext_lazy("Montag"),
    gettext_lazy("Dienstag"),
    gettext_lazy("Mittwoch"),
    gettext_lazy("Donnerstag"),
    gettext_lazy("Freitag"),
    gettext_lazy("Samstag"),
    gettext_lazy("Sonntag"),
)
SHORT_WEEKDAYS: tuple[Any, ...] = (
    gettext_lazy("Mo"),
    gettext_lazy("Di"),
    gettext_lazy("Mi"),
    gettext_lazy("Do"),
    gettext_lazy("Fr"),
    gettext_lazy("Sa"),
    gettext_lazy("So"),
)
CONTACTS: dict[str, Any] = {
    "email": gettext_lazy("per E-Mail"),
    "phone": gettext_lazy("anrufen"),
    "desk": gettext_lazy("am Schalter"),
}
MODES: dict[str, Any] = {
    "calendar": gettext_lazy("Kalender: wer fragt, bekommt die nächste freie Zeit"),
    "allocation": gettext_lazy("Zuteilung nach Bedarf und Eingangstag"),
}
MODE_REASONS: dict[str, Any] = {
    "never_drawn": gettext_lazy("Diese Terminart wird nie zugeteilt."),
    "enough": gettext_lazy("Es gibt genug freie Zeiten."),
    "pressure": gettext_lazy("Es fragen mehr Menschen, als Zeiten geplant sind."),
    "backlog": gettext_lazy("Wer schon wartet, kommt zuerst dran."),
}
LANGUAGES: dict[str, Any] = {
    "en": gettext_lazy("Englisch"),
    "ar": gettext_lazy("Arabisch"),
    "fr": gettext_lazy("Französisch"),
    "ru": gettext_lazy("Russisch"),
    "tr": gettext_lazy("Türkisch"),
    "uk": gettext_lazy("Ukrainisch"),
    "fa": gettext_lazy("Persisch"),
}


def problem(error: InvalidInput) -> str:
    """What to do about an input that the plan cannot take."""
    known = {
        "closes_before_it_opens": _("Das Ende muss nach dem Beginn liegen."),
        "ends_before_it_begins": _("Das Ende muss nach dem Beginn liegen."),
        "over": _("Dieser Zeitraum ist schon vorbei."),
        "overlap": _("Zwei Zeilen gelten zur selben Zeit. Bitte ändern Sie eine davon."),
        "does_not_serve": _("Dieser Schalter kann diese Terminart nicht. Ändern Sie zuerst, was der Schalter kann."),
        "minutes_out_of_range": _("Eine Zeit dauert 5 bis 240 Minuten."),
        "out_of_range": _("Diese Zahl ist zu klein oder zu groß."),
        "never_drawn": _("Zugeteilt werden nur Regeltermine. Notfälle und Kurzanliegen nie."),
        "never_overbooked": _("Überbucht werden nur Regeltermine. Notfälle und Kurzanliegen nie."),
    }
    return known.get(error.reason, _("Das geht so nicht. Bitte prüfen Sie die Angaben."))
