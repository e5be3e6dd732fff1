"""Promises in words: what is promised, what is measured, kept or not."""

from __future__ import annotations

from math import ceil, floor

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amtslotse.kernel.errors import DomainError, InvalidInput
from amtslotse.reporting.queries import Figure
from amtslotse.reporting.rules.promises import LONGEST, SENTENCE, Target
from amtslotse.web.ui.templatetags.ui import number

LANGUAGES = {"en": gettext_lazy("Englisch"), "ar": gettext_lazy("Arabisch")}
RTL = ("ar",)


def time(count: float, unit: str) -> str:
    """``20 Arbeitstage``."""
    whole = ceil(count)
    n = {"n": number(whole)}
    return {
        "workdays": ngettext("%(n)s Arbeitstag", "%(n)s Arbeitstage", whole),
        "days": ngettext("%(n)s Kalendertag", "%(n)s Kalendertage", whole),
        "hours": ngettext("%(n)s Stunde", "%(n)s Stunden", whole),
        "minutes": ngettext("%(n)s Minute", "%(n)s Minuten", whole),
    }[unit] % n


def promised(target: Target) -> str:
    """What is promised: how many of a hundred, and how long at most."""
    if target.limit is None:
        return _("mindestens %(share)s von 100") % {"share": target.share}
    longest = _("höchstens %(time)s") % {"time": time(target.limit, target.unit)}
    if target.form == "percentile":
        who = {50: _("die Hälfte"), 80: _("8 von 10"), 90: _("9 von 10")}[target.share]
    else:
        who = _("mindestens %(share)s von 100") % {"share": target.share}
    return f"{who}: {longest}"


def measured(figure: Figure) -> str:
    """The figure in words, rounded never to our favour; or why there is none."""
    if figure.value is None:
        return _("noch keine Zahl: zu wenige") if figure.measured.is_hidden else _("noch keine Zahl")
    if figure.target.form == "percentile":
        return time(figure.value, figure.target.unit)
    return _("%(share)s von 100") % {"share": floor(figure.value)}


def rate(figure: Figure) -> str:
    """The kept rate in words."""
    return "–" if figure.rate is None else _("%(rate)s %%") % {"rate": floor(figure.rate)}


def verdict(figure: Figure) -> str:
    """Kept or missed, in a word."""
    if not figure.window.judged:
        return _("noch nicht versprochen")
    if figure.kept is None:
        return _("noch keine Zahl")
    return _("gehalten") if figure.kept else _("nicht gehalten")


def problem(error: DomainError) -> str:
    """What to do about it, in a sentence."""
    if not isinstance(error, InvalidInput):
        return _("Das geht gerade nicht. Bitte laden Sie die Seite neu.")
    known = {
        "required": _("Bitte ausfüllen oder wählen."),
        "too_long": _("Bitte kürzen: höchstens %(longest)s Zeichen.") % {"longest": error.facts.get("longest", SENTENCE)},
        "not_in_range": _("Bitte eine Zahl eintragen: bei „von 100“ 1 bis 100, bei „höchstens“ bis %(longest)s.")
        % {"longest": LONGEST},
        "not_a_percentile": _("Ein Perzentil gibt es für 50, 80 oder 90 von 100."),
        "not_of_this_measure": _("Das passt nicht zu dieser Kennzahl. Bitte anders wählen."),
        "not_a_day": _("Bitte einen Tag eintragen, den es gibt."),
        "in_the_past": _("Niemand verspricht etwas rückwirkend. Bitte heute oder einen späteren Tag wählen."),
        "too_late": _("Der Tag liegt mehr als ein Jahr voraus. Bitte einen früheren wählen."),
        "before_the_last": _("Die letzte Fassung gilt erst ab einem späteren Tag. Bitte einen Tag danach wählen."),
        "checked": _("Diese Übersetzung ist geprüft und veröffentlicht: Sie ändert sich nicht mehr."),
        "changed_meanwhile": _("Der Text hat sich inzwischen geändert. Bitte lesen Sie ihn noch einmal."),
    }
    return known.get(error.reason) or _("Das kann so nicht gespeichert werden. Bitte prüfen Sie die Eingabe.")
