"""The page's words for codes that come from the rules: channels, reasons, states, and why an input cannot be taken."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.ui.templatetags.ui import number, size

CHANNELS = {
    "mail": _("E-Mail"),
    "letter": _("Brief"),
    "counter": _("Schalter"),
    "portal": _("Portal"),
}
#: The five reasons of a contact.
REASONS = {
    "general": _("Allgemeine Frage"),
    "appointment": _("Termin"),
    "handing_in": _("Unterlagen abgeben"),
    "status": _("Stand des Vorgangs"),
    "responsible": _("Zuständigkeit"),
}
STATUSES = {
    "open": _("offen"),
    "answered": _("beantwortet"),
    "filed": _("zur Kenntnis genommen"),
    "joined": _("zusammengelegt"),
}
WAYS = {
    "status_page": _("Auf der Statusseite; die Mail sagt nur, dass eine Antwort da ist"),
    "mail": _("Als E-Mail"),
    "paper": _("Auf Papier: als Brief an die Anschrift im Vorgang"),
}
#: Without a case there is no address to print on an envelope.
BY_HAND = _("Auf Papier: die Antwort hier drucken und verschicken")
#: What tied a message to its case.
MATCHES = {
    "portal": _("im Portal gestellt"),
    "file_number": _("am Aktenzeichen erkannt"),
    "code": _("am Code der Eingangsbestätigung erkannt"),
    "cover_sheet": _("am Deckblatt erkannt"),
    "clerk": _("von Hand zugeordnet"),
}
WHY = {
    "number": _("Aktenzeichen im Text"),
    "name_and_birth": _("Name und Geburtsdatum"),
    "email": _("E-Mail-Adresse"),
}
SOURCES = {"paper": _("Papier"), "counter": _("Schalter"), "efa": _("Online-Dienst des Landes")}
RELATIONS = {
    "same_person": _("Dieselbe Person: Person und Kontakt übernehmen"),
    "family": _("Ihre Familie: Anschrift und Kontakt übernehmen"),
}
LANGUAGES = {"de": _("Deutsch"), "en": _("Englisch"), "ar": _("Arabisch")}
GROUPS = {"matter": _("Anliegen"), "stay": _("Aufenthalt"), "person": _("Person"), "contact": _("Kontakt")}
#: What became of a message of the online service.
EFA_REASONS = {
    "too_large": _("Die Nachricht ist zu groß."),
    "not_json": _("Die Nachricht ist kein lesbares JSON."),
    "not_xml": _("Die Nachricht ist kein lesbares XML."),
    "forbidden_xml": _(
        "Die Nachricht enthält einen Dokumenttyp oder Entitäten. So etwas kann Schadcode sein und wird nie gelesen."
    ),
    "not_this_format": _("Die Nachricht hat nicht das vereinbarte Format."),
    "missing": _("Es fehlt: %(at)s."),
    "not_valid": _("Nicht lesbar: %(at)s."),
    "twice": _("Doppelt: %(at)s."),
}

#: Why an input cannot be taken, and what to do.
PROBLEMS = {
    "required": _("Bitte ausfüllen."),
    "unknown": _("Bitte wählen."),
    "not_an_option": _("Bitte eine der Antworten wählen."),
    "not_a_date": _("Dieses Datum gibt es nicht."),
    "in_future": _("Dieses Datum liegt in der Zukunft."),
    "implausible_date": _("Dieses Datum liegt sehr weit zurück oder voraus. Bitte das Jahr prüfen."),
    "not_an_email": _("Bitte die E-Mail-Adresse vollständig schreiben."),
    "not_a_phone": _("Bitte die Telefonnummer mit Ziffern schreiben."),
    "not_a_country": _("Bitte ein Land aus der Liste wählen."),
    "wrong_digits": _("Bitte genau %(digits)s Ziffern eingeben."),
    "direction_mark": _("Der Text enthält ein unsichtbares Zeichen, das die Schreibrichtung ändert. Bitte neu tippen."),
    "control_character": _("Der Text enthält ein unsichtbares Steuerzeichen. Bitte neu tippen."),
    "too_long": _("Der Text ist zu lang: höchstens %(longest)s Zeichen."),
    "empty": _("Die Datei ist leer."),
    "too_large": _("Die Datei ist mit %(size)s zu groß; möglich sind %(largest)s."),
    "draft_full": _("Mit dieser Datei wären es mehr als %(largest)s zusammen."),
    "too_many_files": _("Es sind schon %(most)s Dateien."),
    "wrong_type": _("Diese Dateiart wird nicht gelesen. Möglich sind PDF, JPEG, PNG und HEIC."),
    "damaged": _("Die Datei ist beschädigt."),
    "encrypted": _("Die PDF-Datei hat ein Passwort."),
    "too_many_pages": _("Die Datei hat zu viele Seiten."),
    "too_many_pixels": _("Das Bild ist zu groß."),
    "too_slow": _("Die Datei ließ sich nicht in angemessener Zeit prüfen."),
    "busy": _("Gerade werden viele Dateien geprüft. Bitte in einer Minute noch einmal."),
    "no_space": _("Die Datei kann gerade nicht gespeichert werden: Der Speicher ist voll."),
    "no_file": _("Bitte zuerst eine Datei wählen."),
    "missing_file": _("Die Datei fehlt im Ordner."),
    "unknown_need": _("Diese Unterlage kennt die Leistung nicht."),
    "unknown_case": _("Zu diesem Aktenzeichen gibt es keinen Vorgang."),
    "not_possible": _("Dieser Weg geht hier nicht."),
    "taken": _("Diesen Titel gibt es schon. Bitte den Baustein ändern oder anders nennen."),
    "needs_an_answer": _("Die Person wartet auf eine Antwort."),
    "same_case": _("Die Nachricht liegt schon dort."),
    "same_message": _("Das ist dieselbe Nachricht."),
    "portal": _("Die Frage gehört zu dem Vorgang, zu dem sie gestellt wurde."),
}
_IN_BYTES = ("size", "largest", "stored")


def _fact(name: str, value: object) -> object:
    if not isinstance(value, int):
        return value
    return size(value) if name in _IN_BYTES else number(value)


def way(key: str, *, has_case: bool) -> str:
    """How an answer reaches her."""
    return str(WAYS[key] if has_case or key != "paper" else BY_HAND)


def problem(error: InvalidInput) -> str:
    """What to do about an input that cannot be taken."""
    facts = {name: _fact(name, value) for name, value in error.facts.items()}
    return str(PROBLEMS[error.reason]) % facts


def efa_reason(reason: str, at: str) -> str:
    """Why a message of the online service was not taken."""
    return str(EFA_REASONS[reason]) % {"at": at}
