"""The post's codes in words."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from amtslotse.kernel.errors import DomainError, InvalidInput

KINDS = {
    "receipt": _("Eingangsbestätigung"),
    "document_request": _("Nachforderung"),
    "completeness": _("Vollständigkeitsbestätigung"),
    "decision": _("Bescheid"),
    "new_code": _("Neuer Zugangscode"),
    "notice": _("Schreiben aus Vorlage"),
    "hearing": _("Anhörung"),
}
CHANNELS = {"post": _("Post"), "portal": _("online"), "counter": _("am Schalter")}
STATES = {
    "queued": _("wartet auf den Druck"),
    "recalled": _("zurückgerufen"),
    "printed": _("in einer Druckdatei"),
    "sent": _("versandt"),
    "delivered": _("zugestellt"),
    "returned": _("zurückgekommen"),
}
TONES = {"queued": "", "recalled": "risk", "printed": "info", "sent": "info", "delivered": "good", "returned": "late"}
REASONS = {
    "unknown": _("Empfänger unbekannt"),
    "moved": _("verzogen"),
    "refused_by_her": _("Annahme verweigert"),
    "not_collected": _("nicht abgeholt"),
    "incomplete_address": _("Anschrift unvollständig"),
    "other_return": _("anderer Grund"),
}
SETTLEMENTS = {
    "sent_again": _("An die jetzige Anschrift erneut schicken"),
    "handed_over": _("Am Schalter übergeben"),
    "reached_otherwise": _("Anders erreicht"),
    "public_notice_checked": _("Öffentliche Zustellung geprüft"),
    "not_needed": _("Nicht mehr nötig"),
}
INTENDED = {
    "refuse": _("Ablehnung"),
    "grant_restricted": _("Erteilung mit Einschränkungen"),
    "revoke": _("Aufhebung einer früheren Entscheidung"),
}
CASE_STATES = {
    "received": _("eingegangen"),
    "in_clearing": _("in Prüfung"),
    "awaiting_documents": _("wartet auf Unterlagen"),
    "with_team": _("im Sachgebiet"),
    "in_review": _("zur Prüfung"),
    "decided": _("entschieden"),
}
LEFT_OUT = {
    "ended": _("ist inzwischen beendet"),
    "addressee_changed": _("Empfänger oder Anschrift haben sich inzwischen geändert"),
}
MAILS = {"case": _("Mails zum Vorgang"), "appointment": _("Mails zum Termin")}
LANGUAGES = {"de": _("Deutsch"), "en": _("Englisch"), "ar": _("Arabisch")}


def problem(error: DomainError) -> str:
    """What to do about it, in a sentence."""
    if not isinstance(error, InvalidInput):
        return gettext("Das geht gerade nicht. Bitte laden Sie die Seite neu.")
    sentences = {
        "too_early": ngettext(
            "Die Frist muss länger als %(n)s Tag sein. Bitte einen späteren Tag wählen.",
            "Die Frist muss länger als %(n)s Tage sein. Bitte einen späteren Tag wählen.",
            int(str(error.facts.get("shortest_days", 0))),
        )
        % {"n": error.facts.get("shortest_days", 0)},
        "too_late": gettext("Die Frist liegt zu weit in der Zukunft. Bitte einen früheren Tag wählen."),
        "too_short": gettext("Bitte ausführen: mindestens 20 Zeichen."),
        "hearing_runs": gettext("Die Anhörung läuft noch."),
        "nobody_acts": gettext("Für die minderjährige Person handelt hier noch niemand. Bitte zuerst eintragen, wer."),
        "required": gettext("Bitte ausfüllen oder wählen."),
        "too_long": gettext("Bitte kürzen: der Text ist zu lang."),
        "unknown_field": gettext(
            "Ein Wort in geschweiften Klammern ist unbekannt. Möglich sind die Platzhalter unter dem Feld."
        ),
        "in_future": gettext("Der Tag liegt in der Zukunft. Bitte prüfen."),
        "before_sent": gettext("Der Tag liegt vor dem Versand. Bitte prüfen."),
        "changed": gettext("Die Texte sind inzwischen andere. Bitte lesen Sie noch einmal."),
        "empty": gettext("Zu dieser Auswahl gibt es keinen offenen Vorgang. Bitte anders wählen."),
        "too_many": gettext("Das sind zu viele auf einmal. Bitte enger wählen."),
        "unknown_language": gettext("In dieser Sprache können wir nicht drucken."),
    }
    return sentences.get(error.reason, gettext("Diese Datei können wir nicht annehmen. Bitte PDF, JPG oder PNG bis 10 MB."))
