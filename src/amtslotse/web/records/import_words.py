"""Words of what is taken over: what a column may be, what is wrong with a line, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.casework.queries import ImportView

FIELDS = {
    "foreign_id": gettext_lazy("Aktenzeichen im bisherigen Verfahren"),
    "full_name": gettext_lazy("Name (Familienname, Vornamen)"),
    "family_name": gettext_lazy("Familienname"),
    "given_names": gettext_lazy("Vornamen"),
    "birth_date": gettext_lazy("Geburtsdatum"),
    "received_on": gettext_lazy("Eingangstag"),
    "service": gettext_lazy("Leistung"),
    "team": gettext_lazy("Sachgebiet"),
    "complete_on": gettext_lazy("Vollständig seit"),
    "title_expires_on": gettext_lazy("Ende des Titels"),
    "needed_on": gettext_lazy("Gebraucht bis (Arbeit, Reise)"),
    "court_on": gettext_lazy("Gerichtstermin"),
    "nationality": gettext_lazy("Staatsangehörigkeit"),
    "language": gettext_lazy("Sprache"),
    "street": gettext_lazy("Straße und Hausnummer"),
    "postcode": gettext_lazy("Postleitzahl"),
    "city": gettext_lazy("Ort"),
    "email": gettext_lazy("E-Mail"),
    "phone": gettext_lazy("Telefon"),
}
#: What is missing or wrong may also be named so.
ALSO = {
    "name": gettext_lazy("Name"),
    "status": gettext_lazy("Stand"),
}
STATES = {
    "read": gettext_lazy("Zuordnung offen"),
    "mapped": gettext_lazy("Vorschau"),
    "running": gettext_lazy("läuft"),
    "done": gettext_lazy("übernommen"),
    "failed": gettext_lazy("nicht gelungen"),
    "dropped": gettext_lazy("verworfen"),
}
#: reason → what is wrong, and the remedy.
FAULTS = {
    "required": gettext_lazy("fehlt. Bitte in der Datei ergänzen."),
    "not_a_date": gettext_lazy("ist kein Datum. Bitte als 31.12.2026 oder 2026-12-31 schreiben, das Jahr mit vier Ziffern."),
    "in_future": gettext_lazy("liegt in der Zukunft. Bitte das Datum prüfen."),
    "implausible_date": gettext_lazy("kann nicht stimmen. Bitte das Jahr prüfen."),
    "before_received": gettext_lazy("liegt vor dem Eingang. Bitte beide Daten prüfen."),
    "after_received": gettext_lazy("liegt nach dem Eingang. Bitte beide Daten prüfen."),
    "unknown": gettext_lazy("kennt die Behörde nicht. Bitte in der Zuordnung sagen, was dieses Wort hier heißt."),
    "no_team": gettext_lazy("ergibt sich aus keiner Regel. Bitte in der Datei eintragen oder die Zuleitung ergänzen."),
    "twice": gettext_lazy("steht schon weiter oben in der Datei. Bitte eine der Zeilen streichen."),
    "too_long": gettext_lazy("ist zu lang. Bitte kürzen."),
    "direction_mark": gettext_lazy("enthält unsichtbare Zeichen, die die Schreibrichtung ändern. Bitte neu tippen."),
    "control_character": gettext_lazy("enthält unsichtbare Zeichen. Bitte neu tippen."),
    "not_an_option": gettext_lazy("ist hier keine Möglichkeit. Bitte ändern oder die Spalte weglassen."),
    "not_a_country": gettext_lazy("ist kein Land. Bitte den deutschen Namen oder zwei Buchstaben (ISO 3166) schreiben."),
    "not_an_email": gettext_lazy("ist keine E-Mail-Adresse. Bitte ändern oder leeren."),
    "not_a_phone": gettext_lazy("ist keine Telefonnummer. Bitte ändern oder leeren."),
    "wrong_digits": gettext_lazy("hat nicht die richtige Zahl von Ziffern. Bitte prüfen."),
    "not_open": gettext_lazy("sagt, dass der Vorgang entschieden oder beendet ist. Übernommen werden nur offene."),
}


def field_name(name: str) -> str:
    """The field in words; a question of a service stands as its key."""
    found = FIELDS.get(name) or ALSO.get(name)
    return str(found) if found else name.removeprefix("answer:")


def fault(name: str, reason: str) -> str:
    """What is wrong, in a sentence."""
    return f"{field_name(name)} {FAULTS.get(reason, FAULTS['not_an_option'])}"


def refused(field: str, reason: str, facts: dict[str, object]) -> str:
    """Why a file or a mapping was not taken, and what to do."""
    if field == "columns" and reason in ("missing", "twice"):
        names = facts.get("fields", ())
        named = ", ".join(field_name(str(each)) for each in names) if isinstance(names, list | tuple) else ""
        text = (
            _("Es fehlt noch: %(names)s. Bitte sagen Sie, in welcher Spalte das steht.")
            if reason == "missing"
            else _("Zwei Spalten sind als dasselbe benannt: %(names)s. Bitte eine davon ändern.")
        )
        return text % {"names": named}
    known = {
        ("file", "too_large"): _("Diese Datei ist zu groß. Bitte teilen Sie sie in Dateien bis 10 MB."),
        ("file", "too_long"): _("Diese Datei hat zu viele Zeilen. Bitte teilen Sie sie in Dateien bis 50.000 Zeilen."),
        ("file", "too_wide"): _("Diese Datei hat zu viele Spalten. Bitte lassen Sie weg, was nicht gebraucht wird."),
        ("file", "empty"): _(
            "In dieser Datei stehen keine Vorgänge. Die erste Zeile nennt die Spalten, danach kommt je Zeile einer."
        ),
        ("file", "unreadable"): _("Diese Datei lässt sich nicht lesen. Bitte als CSV oder XLSX speichern, ohne Kennwort."),
        ("file", "other_format"): _("Diese JSON-Datei kommt nicht aus einer Übergabemappe."),
        ("file", "paper_missing"): _(
            "In dieser Mappe fehlt ein Papier, das ihre Liste nennt: %(path)s. Es wurde nichts eingelesen."
        ),
        ("file", "paper_changed"): _(
            "Dieses Papier ist nicht mehr das, das die Liste der Mappe nennt: %(path)s. Es wurde nichts eingelesen. Bitte die "
            "Mappe noch einmal anfordern."
        ),
        ("file", "paper_unlisted"): _(
            "In dieser Mappe liegt etwas, das ihre Liste nicht nennt: %(path)s. Es wurde nichts eingelesen."
        ),
        ("file", "no_space"): _("Auf dem Server ist kein Platz mehr. Bitte sagen Sie der IT Bescheid."),
        ("source", "required"): _("Bitte sagen Sie, woher die Vorgänge kommen."),
        ("source", "not_a_name"): _("Bitte nur Buchstaben, Ziffern, Punkt und Bindestrich, höchstens 40 Zeichen."),
        ("columns", "too_many_words"): _("In dieser Spalte stehen zu viele verschiedene Wörter. Ist es die richtige?"),
    }
    sentence = known.get((field, reason), _("Bitte prüfen Sie diese Angabe."))
    return sentence % {"path": facts["path"]} if "path" in facts else sentence


def failure(view: ImportView) -> str:
    """Why it stopped and what helps; empty while it did not."""
    if not view.failure:
        return ""
    known = {
        "not_found": _("Die Datei oder eine Leistung, die sie nennt, ist nicht mehr da."),
        "no_space": _("Auf dem Server ist kein Platz mehr. Bitte sagen Sie der IT Bescheid."),
    }
    return known.get(
        view.failure, _("Ein Fehler im Programm oder in einem Papier. Die IT findet ihn im Protokoll des Servers.")
    )


def short(view: ImportView) -> str:
    """What kind of file it is."""
    return {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "zip": "ZIP"}[view.form]
