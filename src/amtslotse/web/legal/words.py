"""The codes of the legal room in words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amtslotse.kernel.errors import InvalidInput

SUITS = {
    "obligation": _("Verpflichtungsklage (auf Erteilung)"),
    "annulment": _("Anfechtungsklage"),
    "inaction": _("Untätigkeitsklage (§ 75 VwGO)"),
    "urgent_80_5": _("Eilantrag nach § 80 Abs. 5 VwGO"),
    "urgent_123": _("Eilantrag nach § 123 VwGO"),
}
STATES = {
    "open": _("anhängig"),
    "dismissed": _("abgewiesen"),
    "upheld": _("stattgegeben"),
    "partly_upheld": _("teilweise stattgegeben"),
    "compromise": _("Vergleich"),
    "taken_back": _("Rücknahme"),
    "moot": _("Erledigung"),
}
TONES = {"open": "info", "dismissed": "", "upheld": "late", "partly_upheld": "risk"}
COST_BEARERS = {"office": _("die Behörde"), "plaintiff": _("die klagende Person"), "shared": _("geteilt")}

COMPLAINT_CHANNELS = {"mail": _("E-Mail"), "letter": _("Brief"), "phone": _("Telefon"), "counter": _("am Schalter")}
COMPLAINT_TOPICS = {
    "duration": _("Dauer der Bearbeitung"),
    "reachable": _("Erreichbarkeit und Termine"),
    "conduct": _("Umgang und Verhalten"),
    "information": _("Auskunft"),
    "decision": _("Entscheidung in der Sache"),
    "other": _("Anderes"),
}
COMPLAINT_STATES = {"open": _("offen"), "upheld": _("berechtigt"), "not_upheld": _("nicht berechtigt")}
COMPLAINT_TONES = {"open": "info", "upheld": "late", "not_upheld": ""}


def problem(error: InvalidInput) -> str:
    """What to do about it, in a sentence."""
    sentences = {
        "required": gettext("Bitte ausfüllen oder wählen."),
        "too_long": gettext("Bitte kürzen: der Text ist zu lang."),
        "in_future": gettext("Der Tag liegt in der Zukunft. Bitte prüfen."),
        "too_early": gettext("Der Tag liegt vor dem Eingang. Bitte prüfen."),
        "unknown": gettext("Dieses Aktenzeichen gibt es nicht. Bitte prüfen."),
        "taken": gettext("Dieses Aktenzeichen des Gerichts steht schon im Register."),
        "ended": gettext("Der Ausgang steht schon fest. Bitte die Seite neu laden."),
        "answered": gettext("Diese Frage ist inzwischen beantwortet. Bitte die Seite neu laden."),
        "both": gettext("Bitte entweder vorhandenes Wissen wählen oder neues festhalten."),
        "out_of_range": gettext("Dieser Betrag ist nicht möglich. Bitte prüfen."),
    }
    return sentences.get(error.reason, gettext("Bitte eine der Möglichkeiten wählen."))
