"""Words of urgency, deputies, acts on many cases and rules."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.web.casework import words

BATCHES = {
    "take": gettext_lazy("Übernehmen"),
    "reroute": gettext_lazy("In ein anderes Sachgebiet geben"),
    "deputy": gettext_lazy("Vertretung eintragen"),
    "suspend": gettext_lazy("Warten auf eine Stelle eintragen"),
}
#: Why an act leaves a case as it is.
REFUSALS = {
    "not_allowed": gettext_lazy("in diesem Stand nicht möglich"),
    "has_owner": gettext_lazy("hat schon jemand übernommen"),
    "is_hers": gettext_lazy("haben Sie schon"),
    "skill_needed": gettext_lazy("braucht eine Kenntnis, die Ihnen fehlt"),
    "same_team": gettext_lazy("liegt schon dort"),
    "waits_already": gettext_lazy("wartet schon auf diese Stelle"),
    "unchanged": gettext_lazy("war schon so"),
    "gone": gettext_lazy("ist inzwischen gelöscht"),
    "undone": gettext_lazy("wieder wie vorher"),
}
TRIAGE_RULES = {
    "title": gettext_lazy("Tage bis der Titel endet, höchstens"),
    "needed": gettext_lazy("Tage bis zu Arbeit oder Reise, höchstens"),
    "court": gettext_lazy("Tage bis zum Gerichtstermin, höchstens"),
    "promise": gettext_lazy("Tage bis zum versprochenen Tag, höchstens"),
    "age": gettext_lazy("Tage seit dem Eingang, mindestens"),
}
#: The rules that spoke, without the days that they counted.
TRIAGE_CODES = {
    "title_ends": gettext_lazy("Titel endet"),
    "title_ended": gettext_lazy("Titel ist abgelaufen"),
    "title_ends_covered": gettext_lazy("Titel endet, Aufenthalt gedeckt"),
    "title_ended_covered": gettext_lazy("Titel ist abgelaufen, Aufenthalt gedeckt"),
    "needed_on": gettext_lazy("Arbeit oder Reise beginnt"),
    "court_on": gettext_lazy("Termin bei Gericht"),
    "promise_ends": gettext_lazy("versprochener Tag naht"),
    "promise_broken": gettext_lazy("versprochener Tag ist vorbei"),
    "waits": gettext_lazy("wartet lange"),
}


def stayed(why: str) -> str:
    """Why a job left a case as it was."""
    return str(REFUSALS.get(why, REFUSALS["not_allowed"]))


def problem(field: str, reason: str) -> str:
    """What to do about input that an action refused."""
    known = {
        ("reason", "required"): _("Bitte den Grund eintragen."),
        ("deputy", "same_person"): _("Niemand vertritt sich selbst. Bitte eine andere Person wählen."),
        ("deputy", "no_shared_team"): _("Diese Person ist in keinem gemeinsamen Sachgebiet. Bitte eine andere wählen."),
        ("deputy", "not_in_the_team"): _("Diese Person ist nicht in diesem Sachgebiet. Bitte eine andere wählen."),
        ("deputy", "not_a_caseworker"): _("Bitte jemanden aus der Sachbearbeitung wählen."),
        ("back_on", "too_early"): _("Bitte einen Tag nach dem Beginn und nach heute wählen."),
        ("back_on", "too_late"): _("Das ist zu lange. Bitte das Jahr prüfen."),
        ("starts_on", "taken"): _("Für diese Zeit ist schon eine Abwesenheit eingetragen."),
        ("valid_from", "in_the_past"): _("Bitte einen Tag ab heute wählen: Die Vergangenheit ändert sich nicht."),
        ("valid_from", "too_late"): _("Bitte einen Tag im nächsten Jahr wählen."),
        ("routing", "last_rule_must_fit_everything"): _(
            "Die letzte Zeile muss für alles gelten: ohne Kennung, ab „einfach“ und „kann warten“. "
            "Sonst hätte ein Vorgang kein Zuhause."
        ),
        ("rules", "unknown_team"): _("Ein Sachgebiet gibt es an diesem Tag nicht. Bitte ein anderes wählen."),
        ("rules", "reason_required"): _("Jede Zeile braucht einen Grund."),
        ("filter_name", "required"): _("Bitte dem Filter einen Namen geben."),
        ("filter_name", "too_many"): _("Sie haben zwanzig Filter. Bitte zuerst einen löschen."),
    }
    rules = {
        "not_in_order": _("Der stärkeren Dringlichkeit gehört der nähere Tag. Bitte die Reihenfolge prüfen."),
        "not_in_range": _("Bitte Zahlen von 0 bis 1000 eintragen."),
    }
    return known.get((field, reason)) or rules.get(reason) or words.problem(field, reason)
