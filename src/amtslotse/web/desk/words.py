"""Codes of the rooms below as words on the page, and what to do about input that was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from amtslotse.appointments.queries import EmergencyRow
from amtslotse.kernel.errors import DomainError, InvalidInput

KLASSES = {
    "regular": gettext_lazy("Regeltermin"),
    "short": gettext_lazy("Kurzanliegen"),
    "emergency": gettext_lazy("Notfall"),
    "clearing": gettext_lazy("Clearing"),
}
NEEDS = {
    "interpreter": gettext_lazy("Gebärdensprache"),
    "step_free": gettext_lazy("stufenloser Weg"),
    "helper": gettext_lazy("Begleitung hilft"),
}
STOPS = {
    "later": gettext_lazy("kommt später dran"),
    "waiting": gettext_lazy("wartet"),
    "called": gettext_lazy("aufgerufen"),
    "serving": gettext_lazy("am Schalter"),
    "parked": gettext_lazy("zurückgestellt"),
    "done": gettext_lazy("fertig"),
    "no_show": gettext_lazy("nicht erschienen"),
    "here": gettext_lazy("im Haus"),
    "ended": gettext_lazy("gegangen"),
}
OUTCOMES = {
    "done": gettext_lazy("erledigt"),
    "appointment": gettext_lazy("mit Termin gegangen"),
    "filed": gettext_lazy("Antrag angenommen"),
    "referred": gettext_lazy("an richtige Stelle verwiesen"),
    "left": gettext_lazy("ohne Ergebnis gegangen"),
    "no_show": gettext_lazy("nicht erschienen"),
}
#: How somebody at a counter says that a visit ended; an appointment and a no-show have buttons of their own.
ENDINGS = ("done", "filed", "referred", "left")
COUNTERS = {
    "regular": gettext_lazy("Schalter"),
    "express": gettext_lazy("Expressschalter"),
    "clearing": gettext_lazy("Clearing-Schalter"),
}
AT_COUNTER = {
    "closed": gettext_lazy("geschlossen"),
    "free": gettext_lazy("frei"),
    "called": gettext_lazy("ruft auf"),
    "serving": gettext_lazy("bedient"),
}
HITS = {
    "ticket": gettext_lazy("Wartenummer"),
    "appointment": gettext_lazy("Termin"),
    "request": gettext_lazy("Bitte um einen Termin"),
    "file": gettext_lazy("Vorgang"),
}
APPOINTMENTS = {
    "held": gettext_lazy("vorgemerkt"),
    "expired": gettext_lazy("Vormerkung abgelaufen"),
    "booked": gettext_lazy("gebucht"),
    "arrived": gettext_lazy("angekommen"),
    "done": gettext_lazy("fertig"),
    "no_show": gettext_lazy("nicht erschienen"),
    "cancelled": gettext_lazy("abgesagt"),
    "moved": gettext_lazy("verlegt"),
}
REQUESTS = {
    "unconfirmed": gettext_lazy("noch nicht bestätigt"),
    "waiting": gettext_lazy("wartet"),
    "offered": gettext_lazy("Platz angeboten"),
    "placed": gettext_lazy("hat einen Termin"),
    "filed": gettext_lazy("Antrag angenommen und angesehen"),
    "withdrawn": gettext_lazy("zurückgezogen"),
    "expired": gettext_lazy("abgelaufen"),
}
KINDS = {
    "emergency": gettext_lazy("Notfallliste"),
    "allocation": gettext_lazy("Zuteilung nach Bedarf und Eingangstag"),
    "waiting": gettext_lazy("Warteliste"),
}
#: The eight public steps of an application, as a sentence to read out.
STEPS = {
    "received": gettext_lazy("Ihr Antrag ist bei uns eingegangen."),
    "checking": gettext_lazy("Wir prüfen gerade, ob alle Unterlagen da sind."),
    "documents_missing": gettext_lazy("Es fehlen noch Unterlagen von Ihnen."),
    "complete": gettext_lazy("Ihr Antrag ist vollständig."),
    "in_team": gettext_lazy("Ihr vollständiger Antrag liegt bei der Sachbearbeitung."),
    "in_review": gettext_lazy("Über Ihren Antrag wird gerade entschieden: eine zweite Person prüft."),
    "decided": gettext_lazy("Über Ihren Antrag ist entschieden."),
    "finished": gettext_lazy("Ihr Antrag ist abgeschlossen."),
}
TURNS = {
    "us": gettext_lazy("Wir sind dran; Sie müssen gerade nichts tun."),
    "applicant": gettext_lazy("Sie sind dran."),
    "nobody": gettext_lazy("Es ist nichts mehr zu tun."),
}
#: What is to be told by telephone about a request.
RESULTS = {
    "placed": gettext_lazy("hat einen Termin bekommen"),
    "not_placed": gettext_lazy("hat dieses Mal keinen Termin bekommen und behält ihren Tag"),
    "offer": gettext_lazy("hat ein Angebot"),
    "confirm": gettext_lazy("hat angefragt; mit „Gesagt“ ist bestätigt, dass sie es war"),
}
#: The five reasons of a contact, in the order of their keys 1 to 5.
REASONS = {
    "general": gettext_lazy("Allgemeine Frage"),
    "appointment": gettext_lazy("Termin"),
    "handing_in": gettext_lazy("Etwas abgeben"),
    "status": gettext_lazy("Stand des Antrags"),
    "responsible": gettext_lazy("Wer ist zuständig?"),
}
CHANNELS = {
    "telephone": gettext_lazy("Telefon"),
    "counter": gettext_lazy("Schalter"),
    "mail": gettext_lazy("E-Mail oder Brief"),
}
CALL_BACKS = {
    "settled": gettext_lazy("erreicht und geklärt"),
    "passed_on": gettext_lazy("erreicht und weitergegeben"),
    "not_reached": gettext_lazy("nicht erreicht, aufgegeben"),
}
#: Why somebody is next, as a clause the desk can read out (docs/algorithms/hall-queue.md).
CALL_RULES = {
    "lifted": gettext_lazy("vorgezogen mit schriftlichem Grund"),
    "emergency": gettext_lazy("Notfall geht vor"),
    "short": gettext_lazy("Kurzanliegen, geht schnell"),
    "waited": gettext_lazy("nach Wartezeit"),
    "language": gettext_lazy("dieser Schalter spricht ihre Sprache"),
    "sent_here": gettext_lazy("wurde an diesen Schalter geschickt und hat ihren Platz behalten"),
    "chosen": gettext_lazy("von Hand aufgerufen"),
}
CANCEL_REASONS = {
    "by_person": gettext_lazy("Die Person sagt ab"),
    "not_needed": gettext_lazy("Es hat sich erledigt"),
    "double": gettext_lazy("Doppelt gebucht"),
    "contested": gettext_lazy("Die Person ist nicht die, die sie angibt"),
}
#: What she can say on the emergency list; that a title ends, its date says.
URGENCIES = {
    "work": gettext_lazy("Arbeit geht verloren"),
    "training": gettext_lazy("Ausbildung geht verloren"),
    "benefits": gettext_lazy("Leistungen gehen verloren"),
    "court": gettext_lazy("Gerichtstermin"),
    "illness": gettext_lazy("Krankheit in der Familie"),
    "death": gettext_lazy("Todesfall in der Familie"),
    "violence": gettext_lazy("Gewalt zu Hause"),
    "travel": gettext_lazy("andere dringende Reise"),
}
#: The rules that rank the emergency list.
EMERGENCY_RULES = {
    "lifted": gettext_lazy("vorgezogen mit schriftlichem Grund"),
    "loss": gettext_lazy("Arbeit, Ausbildung oder Leistungen gehen verloren"),
    "court": gettext_lazy("Gerichtstermin"),
    "family": gettext_lazy("Krankheit oder Tod in der Familie"),
    "violence": gettext_lazy("Gewalt zu Hause"),
    "travel": gettext_lazy("andere dringende Reise"),
    "none": gettext_lazy("nach dem Tag der Bitte"),
}
KEY_KINDS = {
    "document": gettext_lazy("Pass oder Ausweis"),
    "file": gettext_lazy("Aktenzeichen"),
    "azr": gettext_lazy("AZR-Nummer"),
    "duldung": gettext_lazy("Nummer der Duldung"),
    "": gettext_lazy("keines: ich bürge am Schalter"),
}
CONTACTS = {
    "desk": gettext_lazy("Alles auf Papier, hier am Schalter"),
    "phone": gettext_lazy("Telefon: wir rufen an"),
    "email": gettext_lazy("E-Mail"),
}
PARTNERS = {"lawyer": gettext_lazy("Kanzlei"), "counselling": gettext_lazy("Beratungsstelle")}
WEEKDAYS = {
    0: gettext_lazy("Montag"),
    1: gettext_lazy("Dienstag"),
    2: gettext_lazy("Mittwoch"),
    3: gettext_lazy("Donnerstag"),
    4: gettext_lazy("Freitag"),
}
#: Languages people bring to the desk, beyond those the pages are in: the desk calls somebody who speaks them.
SPOKEN = ("de", "en", "ar", "uk", "tr", "fa", "ru", "fr", "es", "so", "ti", "ku", "ps")


def language_name(code: str) -> str:
    """The language in the language of the page."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def spoken() -> list[tuple[str, str]]:
    """Choices of a language for a form."""
    return [(code, language_name(code)) for code in SPOKEN]


def listed(table: Mapping[str, object], codes: Iterable[str]) -> str:
    """Some codes of a table as words, in the table's order; a code it does not know stands as it is."""
    found = set(codes)
    known = [str(word) for code, word in table.items() if code in found]
    return ", ".join([*known, *sorted(found - set(table))])


def waited(seconds: float) -> str:
    """How long somebody has waited, to the minute."""
    minutes = max(0, int(seconds // 60))
    hours, rest = divmod(minutes, 60)
    if hours:
        return _("%(hours)d:%(minutes)02d Std.") % {"hours": hours, "minutes": rest}
    return ngettext("%(minutes)d Min.", "%(minutes)d Min.", minutes) % {"minutes": minutes}


def call_rule(code: str, *, due_at: datetime | None = None) -> str:
    """Why this person and nobody else, in a clause."""
    if code in ("appointment", "early") and due_at is not None:
        said = _("hat einen Termin um %(time)s") if code == "appointment" else _("ist früh da, Termin um %(time)s")
        return said % {"time": f"{timezone.localtime(due_at):%H:%M}"}
    if code in ("appointment", "early"):
        return _("hat einen Termin")
    return str(CALL_RULES.get(code, code))


def emergency_rule(row: EmergencyRow, today: date) -> str:
    """The rule that ranks a line of the emergency list, with its date."""
    if row.rule == "title" and row.title_expires_on is not None:
        days = (row.title_expires_on - today).days
        if days < 0:
            return ngettext("Titel ist seit %(days)d Tag abgelaufen", "Titel ist seit %(days)d Tagen abgelaufen", -days) % {
                "days": -days
            }
        return ngettext("Titel endet in %(days)d Tag", "Titel endet in %(days)d Tagen", days) % {"days": days}
    return str(EMERGENCY_RULES.get(row.rule, EMERGENCY_RULES["none"]))


def refused(error: DomainError) -> str:
    """What an action refused, in a friendly sentence that says what to do."""
    if isinstance(error, InvalidInput):
        return _input(error.field, error.reason)
    known = {
        "place_taken": _("Diese Zeit hat gerade jemand anders bekommen. Bitte eine andere wählen."),
        "too_late": _("Diese Zeit ist zu nah oder schon vorbei. Bitte eine spätere wählen."),
        "already_holding": _("Für diese Person ist schon eine Zeit vorgemerkt."),
        "already_committed": _(
            "Diese Person hat für dieses Anliegen schon einen Termin oder eine Bitte. Bitte dort nachsehen."
        ),
        "too_many_holds": _("Gerade sind zu viele Zeiten vorgemerkt. Bitte gleich noch einmal versuchen."),
        "conflict": _("Dieses Formular wurde schon mit anderem Inhalt gesendet. Bitte neu beginnen."),
        "hold_expired": _("Die Vormerkung ist abgelaufen. Bitte eine neue Zeit wählen."),
        "counter_taken": _("An diesem Schalter sitzt schon jemand, oder Sie haben einen anderen offen."),
        "counter_not_open": _("Sie haben gerade keinen Schalter offen. Bitte zuerst einen öffnen."),
        "person_there": _("An Ihrem Schalter ist noch jemand. Bitte zuerst abschließen."),
        "not_now": _("Jemand anders war schneller, oder die Seite war alt. So steht es jetzt."),
        "number_taken": _("Diese Nummer ist heute schon vergeben. Bitte auf dem Papier nachsehen."),
        "not_today": _("Dieser Termin ist an einem anderen Tag. Bitte eine Wartenummer geben oder verlegen."),
        "elsewhere": _("Dieser Termin ist in einem anderen Haus: %(site)s.") % {"site": error.facts.get("site_name", "")},
        "not_drawn": _(
            "Für dieses Anliegen gibt es keine Zuteilung: bitte eine freie Zeit buchen oder die Notfallliste nehmen."
        ),
        "entry_not_open": _("Für die Zuteilung ist es noch zu früh: der Titel gilt noch lange genug."),
        "offer_gone": _("Dieses Angebot gilt nicht mehr. Die Person behält ihren Tag auf der Liste."),
    }
    return known.get(error.code) or _(
        "Das geht gerade nicht, weil sich etwas geändert hat. Bitte neu laden und noch einmal ansehen."
    )


def _input(field: str, reason: str) -> str:
    known = {
        ("reason", "required"): _("Bitte den Grund eintragen."),
        ("reasons", "required"): _("Bitte mindestens einen Grund wählen: nach ihm ordnet die Liste."),
        ("kind", "emergency"): _("Für einen Notfall bitte die Notfallliste wählen."),
        ("kind", "no_number"): _("Für diese Person ist keine Nummer eingetragen. Bitte „ich bürge“ wählen."),
        ("persons", "same_twice"): _("Eine Person steht zweimal da. Bitte prüfen."),
        ("phone", "not_a_number"): _("Bitte die Telefonnummer mit Ziffern schreiben, zum Beispiel 0721 12345."),
        ("request", "nothing_filed"): _("Für diese Person ist noch kein Antrag angenommen."),
        ("email", "not_an_address"): _("Bitte die Adresse prüfen: zum Beispiel name@example.org."),
        ("file_number", "unknown"): _("Unter diesem Aktenzeichen gibt es keinen Vorgang. Bitte prüfen oder das Feld leeren."),
        ("arrived_at", "in_future"): _("Das liegt in der Zukunft. Bitte die Zeit prüfen."),
    }
    general = {
        "required": _("Bitte ausfüllen."),
        "too_long": _("Dieser Text ist zu lang. Bitte kürzen."),
        "in_future": _("Das liegt in der Zukunft. Bitte prüfen."),
        "not_a_date": _("Diesen Tag gibt es nicht. Bitte Tag, Monat und Jahr prüfen."),
        "not_a_number": _("Bitte die Nummer prüfen."),
    }
    return known.get((field, reason)) or general.get(reason) or _("Das kann so nicht gespeichert werden. Bitte prüfen.")


def row_fault(error: InvalidInput) -> str:
    """What is wrong with a row of the telephone's counts, as a sentence with its number."""
    column = str(error.facts.get("column", ""))
    known = {
        "empty": _("Die Datei braucht mindestens eine Zeile mit Zahlen"),
        "column_missing": _("Die Spalte „%(column)s“ fehlt in der ersten Zeile"),
        "not_a_date": _("der Tag muss wie 2026-11-22 geschrieben sein"),
        "in_future": _("der Tag liegt in der Zukunft"),
        "required": _("der Anschluss fehlt oder ist länger als 40 Zeichen"),
        "not_a_number": _("„%(column)s“ ist keine ganze Zahl"),
        "does_not_add_up": _("offered muss answered und lost zusammen sein"),
        "too_many": _("repeated kann nicht größer sein als offered"),
        "twice": _("Tag und Anschluss stehen zweimal in der Datei"),
    }
    said = known.get(error.reason, _("„%(column)s“ passt nicht")) % {"column": column}
    row = error.facts.get("row")
    return _("Zeile %(row)s: %(said)s.") % {"row": row, "said": said} if row else f"{said}."
