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

DEADLINES = {
    "open": _("offen"),
    "late": _("überfällig"),
    "kept": _("eingehalten"),
    "missed": _("zu spät erledigt"),
    "dropped": _("entfallen"),
}

OUTCOMES = {
    "grant": _("Erteilung"),
    "grant_restricted": _("Erteilung mit Einschränkung"),
    "refuse": _("Ablehnung"),
    "revoke": _("Aufhebung"),
}
CAPACITIES = {
    "applicant": _("die Person selbst"),
    "representative": _("die bevollmächtigte Person"),
    "guardian": _("wer für sie handelt"),
}
WAYS = {"post": _("mit der Post"), "in_person": _("durch Übergabe"), "with_proof": _("mit Zustellnachweis")}
FOUND = {
    "met": _("in Ordnung"),
    "minor": _("leichter Mangel"),
    "serious": _("schwerer Mangel"),
    "not_applicable": _("gilt hier nicht"),
}
FOUND_TONES = {"met": "good", "minor": "risk", "serious": "late", "not_applicable": ""}
ANSWERS = {"accepted": _("Befund angenommen"), "disputed": _("Befund bestritten")}

VIGNETTES = {"draft": _("Entwurf"), "open": _("offen"), "closed": _("aufgelöst")}
VIGNETTE_TONES = {"draft": "", "open": "info", "closed": "good"}

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
        "ended": gettext("Das steht schon fest. Bitte die Seite neu laden."),
        "changed": gettext(
            "Inzwischen hat jemand anderes diesen Eintrag geändert. Was Sie geschrieben haben, steht noch hier, der neue Stand "
            "daneben. Bitte vergleichen und noch einmal speichern."
        ),
        "gone": gettext("Der Vorgang zu dieser Entscheidung ist gelöscht; sie lässt sich nicht mehr prüfen."),
        "not_over": gettext("Dieser Monat ist noch nicht zu Ende."),
        "answered": gettext("Diese Frage ist inzwischen beantwortet. Bitte die Seite neu laden."),
        "both": gettext("Bitte entweder vorhandenes Wissen wählen oder neues festhalten."),
        "out_of_range": gettext("Dieser Betrag ist nicht möglich. Bitte prüfen."),
    }
    return sentences.get(error.reason, gettext("Bitte eine der Möglichkeiten wählen."))
