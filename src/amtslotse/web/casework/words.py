"""Codes of the domain in words, in the reader's language. One place, so that a list and a case never say two things."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amtslotse.casework.queries import EffectView, WhyView

STATUSES = {
    "received": gettext_lazy("neu eingegangen"),
    "in_clearing": gettext_lazy("in Prüfung"),
    "awaiting_documents": gettext_lazy("Unterlagen nachgefordert"),
    "with_team": gettext_lazy("im Sachgebiet"),
    "in_review": gettext_lazy("in Vier-Augen-Prüfung"),
    "decided": gettext_lazy("entschieden"),
    "closed": gettext_lazy("abgeschlossen"),
    "withdrawn": gettext_lazy("zurückgenommen"),
    "settled": gettext_lazy("ohne Entscheidung erledigt"),
}
VERDICTS = {
    "fine": gettext_lazy("in Ordnung"),
    "missing": gettext_lazy("fehlt"),
    "unreadable": gettext_lazy("unlesbar"),
    "wrong": gettext_lazy("falsch"),
}
OUTCOMES = {
    "grant": gettext_lazy("Erteilung"),
    "grant_restricted": gettext_lazy("Erteilung mit Einschränkung"),
    "refuse": gettext_lazy("Ablehnung"),
    "revoke": gettext_lazy("Aufhebung einer früheren Entscheidung"),
}
DISCRETION = {
    "bound": gettext_lazy("Kein Ermessen: gebundene Entscheidung"),
    "exercised": gettext_lazy("Ermessen ausgeübt"),
}
HEARINGS = {
    "held": gettext_lazy("Angehört, oder Gelegenheit dazu gegeben"),
    "not_held": gettext_lazy("Nicht angehört, mit Grund"),
}
RETURNS = {
    "facts": gettext_lazy("Sachverhalt unvollständig"),
    "law": gettext_lazy("Recht falsch angewandt"),
    "reasons": gettext_lazy("Begründung trägt nicht"),
    "discretion": gettext_lazy("Ermessen nicht oder falsch ausgeübt"),
    "hearing": gettext_lazy("Anhörung fehlt oder ist nicht gewürdigt"),
    "addressee": gettext_lazy("Falscher Empfänger"),
    "form": gettext_lazy("Form oder Schreibfehler"),
    "other": gettext_lazy("Anderes"),
}
WAYS = {
    "post": gettext_lazy("mit der Post (einfacher Brief)"),
    "in_person": gettext_lazy("persönlich übergeben"),
    "with_proof": gettext_lazy("mit Zustellnachweis"),
}
CAPACITIES = {
    "applicant": gettext_lazy("antragstellende Person"),
    "representative": gettext_lazy("bevollmächtigt (§ 14 Abs. 3 VwVfG)"),
    "guardian": gettext_lazy("handelt für die minderjährige Person (§ 80 AufenthG)"),
}
SAMPLE_RULES = {
    "base": gettext_lazy("Grundanteil der Behörde"),
    "service": gettext_lazy("Anteil dieser Leistung"),
    "new": gettext_lazy("neues Verfahren"),
    "reversed": gettext_lazy("oft zurückgegeben oder aufgehoben"),
}
URGENCIES = {
    4: gettext_lazy("sofort"),
    3: gettext_lazy("dringend"),
    2: gettext_lazy("bald"),
    1: gettext_lazy("kann warten"),
}
#: How far somebody has got with a kind of case.
SKILL_LEVELS = {
    "": gettext_lazy("bekommt sie nicht"),
    "learning": gettext_lazy("lernt sie"),
    "alone": gettext_lazy("bearbeitet sie allein"),
}
DIFFICULTIES = {1: gettext_lazy("einfach"), 2: gettext_lazy("mittel"), 3: gettext_lazy("schwierig")}
TURNS = {
    "us": gettext_lazy("wir sind dran"),
    "applicant": gettext_lazy("antragstellende Person ist dran"),
    "nobody": gettext_lazy("niemand ist dran"),
}
#: Why a case waits for a body outside the house, and how the waiting ended. For staff alone.
WAIT_REASONS = {
    "partner": gettext_lazy("Beteiligung einer anderen Stelle"),
    "security": gettext_lazy("Sicherheitsabfrage (§ 73 AufenthG)"),
    "criminal": gettext_lazy("Strafverfahren (§ 79 Abs. 2 AufenthG)"),
    "court": gettext_lazy("Gericht"),
}
WAIT_ENDINGS = {
    "answered": gettext_lazy("Antwort ist da"),
    "without": gettext_lazy("ging ohne weiter"),
    "case_ended": gettext_lazy("Vorgang beendet"),
}
CLOSURES = {
    "granted": gettext_lazy("erteilt"),
    "granted_restricted": gettext_lazy("mit Einschränkung erteilt"),
    "refused": gettext_lazy("abgelehnt"),
    "revoked": gettext_lazy("widerrufen"),
    "withdrawn": gettext_lazy("zurückgenommen"),
    "moved_away": gettext_lazy("weggezogen"),
    "other_office": gettext_lazy("andere Behörde zuständig"),
    "died": gettext_lazy("verstorben"),
    "resolved": gettext_lazy("hat sich erledigt"),
}
#: Filters of the timeline.
HISTORY = {
    "steps": gettext_lazy("Schritte"),
    "documents": gettext_lazy("Unterlagen"),
    "waiting": gettext_lazy("Warten"),
    "letters": gettext_lazy("Schreiben und Nachrichten"),
    "other": gettext_lazy("Übriges"),
}
GROUPS = {
    "matter": gettext_lazy("Anliegen"),
    "stay": gettext_lazy("Aufenthalt"),
    "person": gettext_lazy("Person"),
    "contact": gettext_lazy("Kontakt"),
}
LETTERS = {
    "receipt": gettext_lazy("Eingangsbestätigung"),
    "document_request": gettext_lazy("Nachforderung"),
    "completeness": gettext_lazy("Vollständigkeitsbestätigung"),
    "decision": gettext_lazy("Bescheid"),
    "new_code": gettext_lazy("Neuer Zugangscode"),
    "notice": gettext_lazy("Schreiben aus Vorlage"),
    "hearing": gettext_lazy("Anhörung"),
}
#: How far a letter by post is; and the other ways.
DELIVERIES = {
    "queued": gettext_lazy("wartet auf den Druck"),
    "recalled": gettext_lazy("zurückgerufen"),
    "printed": gettext_lazy("wird gedruckt"),
    "sent": gettext_lazy("versandt"),
    "delivered": gettext_lazy("zugestellt"),
    "returned": gettext_lazy("zurückgekommen"),
}
LETTER_WAYS = {"portal": gettext_lazy("online"), "counter": gettext_lazy("am Schalter")}
CLEANED = {
    "javascript": gettext_lazy("Programmcode entfernt"),
    "embedded_files": gettext_lazy("eingebettete Dateien entfernt"),
}
EFFECTS = {
    "fortgeltung": gettext_lazy("Fortgeltungsfiktion: der bisherige Titel gilt als fortbestehend"),
    "fortgeltung_restricted": gettext_lazy("Fortgeltungsfiktion mit Beschränkung der Beschäftigung"),
    "erlaubnis": gettext_lazy("Erlaubnisfiktion: der Aufenthalt gilt als erlaubt"),
    "duldung": gettext_lazy("Duldungsfiktion: die Abschiebung gilt als ausgesetzt"),
    "work_allowed": gettext_lazy("Erwerbstätigkeit ab Bestellung der Karte erlaubt"),
    "none_needed": gettext_lazy("kein Antrag nötig, der Titel gilt kraft Verordnung fort"),
    "legal_check": gettext_lazy("rechtliche Prüfung nötig"),
}


def effect(view: EffectView) -> str:
    """The effect under § 81 AufenthG; what the table does not settle reads "rechtliche Prüfung nötig"."""
    return str(EFFECTS.get(view.code, EFFECTS["legal_check"]))


def turn(code: str, bodies: Mapping[str, str] | None = None) -> str:
    """Whose turn it is; a body by its name, where the page knows names."""
    if code.startswith("partner:"):
        name = (bodies or {}).get(code.removeprefix("partner:"))
        return _("%(partner)s ist dran") % {"partner": name} if name else _("eine andere Stelle ist beteiligt")
    return str(TURNS.get(code, code))


def why(view: WhyView) -> str:
    """One rule that makes a case urgent, as a clause."""
    days = view.days
    if view.code == "title_ends":
        if days == 0:
            return _("Titel endet heute")
        return ngettext("Titel endet in %(days)d Tag", "Titel endet in %(days)d Tagen", days) % {"days": days}
    if view.code == "title_ends_covered":
        if days == 0:
            return _("Titel endet heute, Aufenthalt ist durch den Antrag gedeckt")
        return ngettext(
            "Titel endet in %(days)d Tag, Aufenthalt ist durch den Antrag gedeckt",
            "Titel endet in %(days)d Tagen, Aufenthalt ist durch den Antrag gedeckt",
            days,
        ) % {"days": days}
    if view.code == "title_ended":
        return ngettext("Titel ist seit %(days)d Tag abgelaufen", "Titel ist seit %(days)d Tagen abgelaufen", days) % {
            "days": days
        }
    if view.code == "title_ended_covered":
        return ngettext(
            "Titel ist seit %(days)d Tag abgelaufen, Aufenthalt ist durch den Antrag gedeckt",
            "Titel ist seit %(days)d Tagen abgelaufen, Aufenthalt ist durch den Antrag gedeckt",
            days,
        ) % {"days": days}
    if view.code == "needed_on":
        return ngettext("wird in %(days)d Tag gebraucht", "wird in %(days)d Tagen gebraucht", days) % {"days": days}
    if view.code == "court_on":
        return ngettext("Gerichtstermin in %(days)d Tag", "Gerichtstermin in %(days)d Tagen", days) % {"days": days}
    if view.code == "promise_ends":
        return ngettext("versprochener Tag in %(days)d Tag", "versprochener Tag in %(days)d Tagen", days) % {"days": days}
    if view.code == "promise_broken":
        return ngettext("versprochener Tag seit %(days)d Tag vorbei", "versprochener Tag seit %(days)d Tagen vorbei", days) % {
            "days": days
        }
    if view.code == "override":
        return _("von Hand gesetzt, mit Grund am Vorgang")
    if view.code == "waits":
        return ngettext("wartet seit %(days)d Tag", "wartet seit %(days)d Tagen", days) % {"days": days}
    return view.code


def why_sentence(views: tuple[WhyView, ...]) -> str:
    """Why a case stands where it stands, strongest rule first."""
    if not views:
        return _("Keine Frist drängt; nach Eingangstag.")
    clauses = " · ".join(why(view) for view in views)
    return f"{clauses[0].upper()}{clauses[1:]}"


def problem(field: str, reason: str) -> str:
    """What to do about input that an action refused."""
    words = {
        ("reason", "required"): _("Bitte einen Grund eintragen: die antragstellende Person liest ihn."),
        ("reasons", "required"): _("Bitte die Gründe eintragen: ohne Gründe geht keine Entscheidung hinaus."),
        ("reasons", "too_short"): _("Bitte die Gründe ausführen: mindestens 20 Zeichen."),
        ("outcome", "unknown_outcome"): _("Bitte ein Ergebnis wählen."),
        ("outcome", "needs_review"): _("Das kann niemand allein unterzeichnen. Bitte zur Prüfung geben."),
        ("hearing", "required"): _("Bitte angeben, ob angehört wurde: ohne das geht nichts Belastendes hinaus."),
        ("hearing", "still_asked"): _(
            "Das Anhörungsschreiben ist unterwegs und seine Frist läuft noch. „Nicht angehört“ geht erst danach. Bitte die "
            "Stellungnahme oder das Ende der Frist abwarten."
        ),
        ("hearing", "hearing_runs"): _(
            "Die Anhörung läuft noch, oder ihr Schreiben ist nicht rechtzeitig angekommen. Bitte die Stellungnahme oder das "
            "Ende der Frist abwarten."
        ),
        ("to", "not_notified"): _("Bitte zuerst die Bekanntgabe an jede Anschrift vermerken."),
        ("to", "unknown"): _("Bitte wählen, an wen."),
        ("answered_on", "in_future"): _("Dieser Tag liegt in der Zukunft. Bitte prüfen."),
        ("answered_on", "before_sent"): _("Dieser Tag liegt vor dem Anhörungsschreiben. Bitte prüfen."),
        ("hearing_on", "required"): _("Bitte den Tag der Anhörung eintragen."),
        ("hearing_on", "in_future"): _("Dieser Tag liegt in der Zukunft. Bitte erst anhören."),
        ("hearing_reason", "required"): _("Bitte eintragen, warum nicht angehört wurde."),
        ("remedy_notice", "required"): _(
            "Bitte die Rechtsbehelfsbelehrung eintragen: ohne sie geht nichts Belastendes hinaus."
        ),
        ("discretion_reasons", "required"): _("Bitte die Gründe des Ermessens eintragen."),
        ("addressee", "nobody_acts"): _("Für die minderjährige Person handelt hier noch niemand. Bitte zuerst eintragen, wer."),
        ("sent_on", "too_early"): _("Dieser Tag liegt vor der Entscheidung. Bitte prüfen."),
        ("sent_on", "in_future"): _("Dieser Tag liegt in der Zukunft. Bitte prüfen."),
        ("notified_on", "legal_check"): _(
            "Rechtliche Prüfung nötig: Für dieses Land ist hier keine Regel. Bitte den Tag eintragen."
        ),
        ("remedy_until", "legal_check"): _(
            "Rechtliche Prüfung nötig: Hier ist keine Regel dafür. Bitte den letzten Tag eintragen."
        ),
        ("notified_on", "too_early"): _("Dieser Tag liegt vor dem Versand. Bitte prüfen."),
        ("remedy_until", "too_early"): _("Dieser Tag liegt nicht nach der Bekanntgabe. Bitte prüfen."),
        ("note", "required"): _("Bitte eintragen, woher die Tage kommen."),
        ("verdict", "unknown_verdict"): _("Bitte eine der vier Bewertungen wählen."),
        ("deadline_on", "too_early"): _("Die Frist muss mindestens eine Woche lang sein. Bitte einen späteren Tag wählen."),
        ("deadline_on", "not_a_date"): _("Diesen Tag gibt es nicht. Bitte Tag, Monat und Jahr prüfen."),
        ("team", "unknown_team"): _("Bitte ein Sachgebiet wählen."),
        ("deadline_on", "runs"): _("Die Frist läuft noch. Bitte warten oder die Unterlagen weiter prüfen."),
        ("partner", "not_an_option"): _("Bitte eine Stelle wählen."),
        ("partner", "waits_already"): _("Auf diese Stelle wartet der Vorgang schon. Bitte eine andere wählen."),
        ("usual_days", "out_of_range"): _("Bitte eine Zahl von 1 bis 365 eintragen."),
        ("team", "same_team"): _("Der Vorgang liegt schon in diesem Sachgebiet. Bitte ein anderes wählen."),
    }
    general = {
        "required": _("Bitte ausfüllen."),
        "too_short": _("Bitte ausführen: mindestens 20 Zeichen."),
        "too_long": _("Dieser Text ist zu lang. Bitte kürzen."),
        "too_late": _("Die Frist liegt zu weit in der Zukunft. Bitte einen früheren Tag wählen."),
    }
    return words.get((field, reason)) or general.get(reason) or _("Das kann so nicht gespeichert werden. Bitte prüfen.")
