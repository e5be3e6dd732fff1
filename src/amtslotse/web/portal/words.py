"""The page's words for codes that come from the rules: reasons, steps, whose turn, letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.ui.templatetags.ui import number, size

#: Why an input cannot be taken, and what to do. One table for the whole journey; a code that is missing here fails a test.
REASONS = {
    "required": _("Bitte füllen Sie dieses Feld aus."),
    "required_choice": _("Bitte wählen Sie eine Antwort."),
    "not_an_option": _("Bitte wählen Sie eine der Antworten."),
    "not_a_date": _("Dieses Datum gibt es nicht. Bitte geben Sie Tag, Monat und Jahr als Zahlen an, zum Beispiel 31 12 2026."),
    "in_future": _("Dieses Datum liegt in der Zukunft. Bitte prüfen Sie das Jahr."),
    "implausible_date": _("Dieses Datum liegt sehr weit zurück oder sehr weit voraus. Bitte prüfen Sie das Jahr."),
    "not_an_email": _("Bitte schreiben Sie die E-Mail-Adresse vollständig, zum Beispiel name@beispiel.de."),
    "not_a_phone": _("Bitte schreiben Sie die Telefonnummer mit Ziffern, zum Beispiel +49 170 1234567."),
    "not_a_country": _("Bitte wählen Sie ein Land aus der Liste."),
    "wrong_digits": _("Bitte geben Sie genau %(digits)s Ziffern ein."),
    "direction_mark": _("Der Text enthält ein unsichtbares Zeichen, das die Schreibrichtung ändert. Bitte tippen Sie ihn neu."),
    "control_character": _("Der Text enthält ein unsichtbares Steuerzeichen. Bitte tippen Sie ihn neu."),
    "too_long": _("Der Text ist zu lang. Bitte kürzen Sie ihn auf %(longest)s Zeichen."),
    "empty": _("Die Datei ist leer. Bitte wählen Sie eine andere."),
    "too_large": _("Die Datei ist mit %(size)s zu groß; möglich sind %(largest)s. Fotografieren Sie mit geringerer Auflösung."),
    "draft_full": _(
        "Mit dieser Datei wären es mehr als %(largest)s zusammen. Bitte entfernen Sie eine andere oder verkleinern Sie sie."
    ),
    "too_many_files": _("Es sind schon %(most)s Dateien. Bitte fassen Sie Seiten in einer PDF-Datei zusammen."),
    "wrong_type": _(
        "Diese Dateiart können wir nicht lesen. Möglich sind PDF, JPEG, PNG und HEIC: zum Beispiel ein Foto der Unterlage."
    ),
    "damaged": _("Die Datei ist beschädigt. Bitte speichern oder fotografieren Sie die Unterlage neu."),
    "encrypted": _("Die PDF-Datei hat ein Passwort. Bitte speichern Sie sie ohne Passwort."),
    "too_many_pages": _("Die Datei hat zu viele Seiten. Bitte teilen Sie sie auf."),
    "too_many_pixels": _("Das Bild ist zu groß. Bitte fotografieren Sie mit geringerer Auflösung."),
    "too_slow": _("Die Datei ließ sich nicht in angemessener Zeit prüfen. Bitte fotografieren Sie die Unterlage."),
    "busy": _("Gerade werden viele Dateien geprüft. Bitte versuchen Sie es in einer Minute noch einmal."),
    "no_space": _(
        "Wir können die Datei gerade nicht speichern. Es liegt nicht an Ihnen. Bitte versuchen Sie es später noch einmal."
    ),
    "no_file": _("Bitte wählen Sie zuerst eine Datei aus."),
    "too_many_people": _("Es sind schon %(most)s Personen. Bitte sprechen Sie mit uns."),
    "nothing_added": _("Bitte laden Sie zuerst mindestens eine Unterlage hoch."),
    "unknown_code": _(
        "Aktenzeichen und Code passen nicht zusammen, oder es gab zu viele Versuche. Bitte prüfen Sie beide auf Ihrem Blatt."
    ),
    "unknown_draft_code": _(
        "Zu diesem Code gibt es keinen angefangenen Antrag, oder es gab zu viele Versuche. Bitte prüfen Sie ihn."
    ),
}
_IN_BYTES = ("size", "largest", "stored")


def _fact(name: str, value: object) -> object:
    if not isinstance(value, int):
        return value
    return size(value) if name in _IN_BYTES else number(value)


def reason(error: InvalidInput, *, kind: str = "") -> str:
    """What to do about an input that cannot be taken, in her language."""
    code = error.reason
    if code == "required" and kind in ("choice", "yesno", "country"):
        code = "required_choice"
    facts = {name: _fact(name, value) for name, value in error.facts.items()}
    return str(REASONS[code]) % facts


def named(label: str, text: str) -> str:
    """The text with the field's name before it, for the summary on top."""
    return f"{label} {text}" if label.endswith(("?", "؟", ":")) else f"{label}: {text}"


#: The eight public steps: title, and what happens in it.
STEPS = {
    "received": (pgettext_lazy("step", "Eingegangen"), _("Ihr Antrag ist bei uns. Der Tag des Eingangs zählt.")),
    "checking": (
        pgettext_lazy("step", "Unterlagen werden geprüft"),
        _("Wir sehen nach, ob alles da ist, und melden uns gesammelt mit einem Schreiben."),
    ),
    "documents_missing": (pgettext_lazy("step", "Unterlagen fehlen"), _("Wir brauchen noch etwas von Ihnen.")),
    "complete": (pgettext_lazy("step", "Vollständig"), _("Alles ist da. Der Vorgang geht an das zuständige Sachgebiet.")),
    "in_team": (pgettext_lazy("step", "In Bearbeitung"), _("Das Sachgebiet prüft Ihren Antrag.")),
    "in_review": (pgettext_lazy("step", "Zweite Prüfung"), _("Eine zweite Person prüft die Entscheidung, bevor sie gilt.")),
    "decided": (pgettext_lazy("step", "Entschieden"), _("Die Entscheidung steht in Ihrem Schreiben.")),
    "finished": (pgettext_lazy("step", "Abgeschlossen"), _("Für Sie ist nichts mehr zu tun.")),
}

#: What follows after the step that is now.
AFTER = {
    "received": _("Als Nächstes prüfen wir, ob alle Unterlagen da sind."),
    "checking": _("Als Nächstes bestätigen wir die Vollständigkeit oder schreiben Ihnen, was noch fehlt."),
    "documents_missing": _("Wenn Sie alles geschickt haben, prüfen wir die Unterlagen."),
    "complete": _("Als Nächstes übernimmt eine Person im Sachgebiet Ihren Antrag."),
    "in_team": _("Als Nächstes wird die Entscheidung entworfen. Ablehnungen und eine Stichprobe prüft eine zweite Person."),
    "in_review": _("Als Nächstes bekommen Sie die Entscheidung mit Begründung."),
    "decided": _("Was jetzt folgt, steht in Ihrem Schreiben."),
    "finished": "",
}

TURNS = {"us": _("Wir sind dran"), "applicant": _("Sie sind dran"), "nobody": _("Niemand muss etwas tun")}


def turn(who: str) -> str:
    return str(TURNS.get(who) or _("Eine andere Stelle ist beteiligt"))


REPRESENTATIVES = {
    "lawyer": _("Anwältin oder Anwalt"),
    "proxy": _("Person mit Vollmacht"),
    "guardian": _("Vormund"),
    "custody_holder": _("Person mit Sorgerecht"),
}

LETTERS = {
    "receipt": _("Eingangsbestätigung"),
    "document_request": _("Nachforderung von Unterlagen"),
    "completeness": _("Vollständigkeitsbestätigung"),
    "decision": _("Entscheidung"),
    "new_code": _("Neuer Zugangscode"),
    "notice": _("Schreiben der Behörde"),
    "hearing": _("Anhörung vor der Entscheidung"),
}

VERDICTS = {"missing": _("fehlt"), "unreadable": _("nicht lesbar"), "wrong": _("nicht das Richtige")}

GROUPS = {
    "matter": _("Ihr Anliegen"),
    "stay": _("Ihr Aufenthalt"),
    "person": _("Ihre Person"),
    "contact": _("So erreichen wir Sie"),
}

YES_NO = (("yes", pgettext_lazy("answer", "Ja")), ("no", pgettext_lazy("answer", "Nein")))
