"""The page's words for codes that come from the rules: why, what is wrong and what to do, needs, kinds of numbers."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: Why an input cannot be taken, and what to do. A code that is missing here fails a test.
REASONS = {
    "required": _("Bitte füllen Sie dieses Feld aus."),
    "not_an_option": _("Bitte wählen Sie eine der Antworten."),
    "not_a_date": _("Dieses Datum gibt es nicht. Bitte geben Sie Tag, Monat und Jahr als Zahlen an, zum Beispiel 31 12 2026."),
    "in_future": _("Dieses Datum liegt in der Zukunft. Bitte prüfen Sie das Jahr."),
    "implausible_date": _("Dieses Datum liegt sehr weit zurück oder sehr weit voraus. Bitte prüfen Sie das Jahr."),
    "not_an_email": _("Bitte schreiben Sie die E-Mail-Adresse vollständig, zum Beispiel name@beispiel.de."),
    "not_a_phone": _("Bitte schreiben Sie die Telefonnummer mit Ziffern, zum Beispiel +49 170 1234567."),
    "direction_mark": _("Der Text enthält ein unsichtbares Zeichen, das die Schreibrichtung ändert. Bitte tippen Sie ihn neu."),
    "control_character": _("Der Text enthält ein unsichtbares Steuerzeichen. Bitte tippen Sie ihn neu."),
    "too_long": _("Der Text ist zu lang. Bitte kürzen Sie ihn auf %(longest)s Zeichen."),
    "no_number": _("Bitte schreiben Sie die Nummer dazu, oder wählen Sie „Ich habe keine davon“."),
    "not_a_number": _("Diese Nummer können wir nicht lesen. Bitte schreiben Sie sie so, wie sie auf dem Dokument steht."),
    "not_an_address": _("Bitte schreiben Sie die E-Mail-Adresse vollständig, zum Beispiel name@beispiel.de."),
    "same_twice": _("Eine Person steht zweimal da. Bitte nennen Sie jede Person nur einmal."),
    "too_many": _("So viele Personen passen nicht in einen Termin. Bitte rufen Sie uns an, wir finden eine Lösung."),
    "six_digits": _("Der Code hat genau sechs Ziffern. Bitte sehen Sie in der E-Mail nach."),
    "absence": _("Das Ende liegt vor dem Anfang, oder es sind mehr als 60 Tage. Bitte prüfen Sie die beiden Tage."),
    "wrong_code": _(
        "Dieser Code passt nicht, oder es gab zu viele Versuche. Bitte prüfen Sie die Ziffern, oder lassen "
        "Sie sich einen neuen Code schicken."
    ),
    "unknown_number": _(
        "Nummer und Code passen nicht zusammen, oder es gab zu viele Versuche. Bitte prüfen Sie beide auf Ihrer Bestätigung."
    ),
    "unknown_partner": _("Dieser Code gilt nicht, oder es gab zu viele Versuche. Bitte prüfen Sie ihn."),
    "choose_a_time": _("Bitte wählen Sie eine der freien Zeiten."),
    "place_taken": _(
        "Diese Zeit hat gerade jemand anderes bekommen. Ihre Angaben sind noch da; bitte wählen Sie eine andere Zeit."
    ),
    "too_late": _("Für diese Zeit ist es jetzt zu spät. Ihre Angaben sind noch da; bitte wählen Sie eine andere Zeit."),
    "hold_expired": _("Die Vormerkung ist abgelaufen. Ihre Angaben sind noch da; bitte wählen Sie noch einmal eine Zeit."),
    "too_many_holds": _(
        "Gerade sind sehr viele Zeiten vorgemerkt und noch nicht bestätigt. Bitte versuchen Sie es in fünf "
        "Minuten noch einmal; Ihre Angaben bleiben da."
    ),
    "already_holding": _(
        "Für diese E-Mail-Adresse ist schon eine Zeit vorgemerkt. Bitte bestätigen Sie sie mit dem Code aus "
        "der E-Mail, oder warten Sie fünf Minuten."
    ),
    "already_committed": _(
        "Für diese Person gibt es zu diesem Anliegen schon einen Termin oder eine Anfrage. Bitte verschieben "
        "oder sagen Sie ab, was es schon gibt."
    ),
    "entry_not_open": _("Dafür ist es noch zu früh. Melden Sie sich ab dem %(opens_on)s; vorher hat es keinen Vorteil."),
    "not_drawn": _("Für dieses Anliegen gibt es wieder freie Zeiten. Bitte wählen Sie eine aus."),
    "too_fast": _(
        "Bitte warten Sie noch %(seconds)s Sekunden und senden Sie dann noch einmal. So schützen wir die "
        "Termine vor Programmen. Ihre Angaben stehen noch da."
    ),
    "token_spent": _(
        "Diese Seite war zu lange offen oder wurde schon gesendet. Bitte senden Sie noch einmal; Ihre Angaben stehen noch da."
    ),
    "too_many_requests": _(
        "Von diesem Anschluss kamen gerade sehr viele Anfragen. Bitte warten Sie fünf Minuten, oder rufen "
        "Sie uns an. Ihre Angaben stehen noch da."
    ),
    "too_many_for_contact": _(
        "Für diese E-Mail-Adresse gibt es schon mehrere Anfragen. Bitte nehmen Sie eine zurück, oder rufen Sie uns an."
    ),
    "too_many_appointments": _(
        "Für diese E-Mail-Adresse gibt es schon mehrere Termine. Bitte sagen Sie einen ab, den Sie nicht "
        "brauchen, oder rufen Sie uns an."
    ),
    "not_now": _("Das ist für diesen Termin nicht mehr möglich. Bitte rufen Sie uns an."),
    "offer_gone": _("Dieses Angebot gilt nicht mehr. Sie behalten Ihren Platz in der Reihenfolge."),
}

#: What makes a matter urgent.
URGENCIES = {
    "work": _("Ich verliere sonst Arbeit, Ausbildung oder Leistungen"),
    "court": _("Ich habe einen Gerichtstermin"),
    "illness": _("Schwere Krankheit oder Tod in der Familie"),
    "violence": _("Gewalt zu Hause"),
    "travel": _("Ich muss aus einem anderen Grund bald reisen"),
}

NEEDS = {
    "interpreter": _("Gebärdensprache"),
    "step_free": _("Weg ohne Stufen"),
    "helper": _("Jemand, der mir im Haus hilft"),
}

KEY_KINDS = {
    "document": _("Nummer meines Passes oder Ausweises"),
    "file": _("Aktenzeichen des Amtes"),
    "azr": _("AZR-Nummer"),
    "duldung": _("Nummer meiner Duldung"),
    "none": _("Ich habe keine davon"),
}

CLASSES = {"regular": _("Regeltermin"), "short": _("Kurzanliegen"), "emergency": _("Notfall")}

WEEKDAYS = {
    0: _("Montag"),
    1: _("Dienstag"),
    2: _("Mittwoch"),
    3: _("Donnerstag"),
    4: _("Freitag"),
    5: _("Samstag"),
    6: _("Sonntag"),
}

#: Why this way: one sentence for every reason of ``guidance.REASONS``.
WHY = {
    "online": _("Das geht sofort und ohne Besuch, hier im Portal."),
    "post": _("Das geht ohne Besuch, mit der Post."),
    "other_office": _("Dafür ist ein anderes Amt zuständig."),
    "none": _("Dafür brauchen Sie nicht zu kommen."),
    "title_ended": _("Ihr Aufenthaltstitel hat geendet. Deshalb bekommen Sie einen Notfalltermin, vor allen anderen."),
    "title_ends_soon": _("Ihr Aufenthaltstitel endet in höchstens sieben Tagen. Deshalb bekommen Sie einen Notfalltermin."),
    "work": _("Sie würden Arbeit, Ausbildung oder Leistungen verlieren. Deshalb bekommen Sie einen Notfalltermin."),
    "court": _("Sie haben einen Gerichtstermin. Deshalb bekommen Sie einen Notfalltermin."),
    "illness": _("Wegen Krankheit oder Tod in der Familie bekommen Sie einen Notfalltermin."),
    "violence": _("Sie bekommen einen Notfalltermin und ein geschütztes Gespräch."),
    "travel": _("Sie müssen bald reisen. Deshalb bekommen Sie einen Notfalltermin; andere Notlagen gehen vor."),
    "short": _(
        "Das dauert nur wenige Minuten. Solche Anliegen erledigen wir täglich in der Expresszone; das ist der schnellste Weg."
    ),
    "urgent_matter": _("Dieses Anliegen ist bei uns immer ein Notfall."),
    "title_ends_later": _(
        "Ihr Aufenthaltstitel gilt noch länger als sieben Tage. Deshalb ist es ein Regeltermin mit genug Zeit für Sie."
    ),
    "regular": _("Dafür nehmen wir uns Zeit. Deshalb ist es ein Regeltermin."),
}

STATUS = {
    "held": _("vorgemerkt"),
    "expired": _("Vormerkung abgelaufen"),
    "booked": _("bestätigt"),
    "arrived": _("Sie sind angemeldet"),
    "done": _("erledigt"),
    "no_show": _("nicht erschienen"),
    "cancelled": _("abgesagt"),
    "moved": _("verschoben"),
}

REQUEST_STATUS = {
    "unconfirmed": _("noch nicht bestätigt"),
    "waiting": _("Sie sind dabei"),
    "offered": _("Wir bieten Ihnen eine Zeit an"),
    "placed": _("Sie haben einen Termin"),
    "filed": _("Ihr Antrag ist eingegangen"),
    "withdrawn": _("zurückgenommen"),
    "expired": _("abgelaufen"),
}

KINDS = {
    "allocation": _("Zuteilung nach Bedarf und Eingangstag"),
    "waiting": _("Warteliste"),
    "emergency": _("Notfallliste"),
}


def reason(code: str, **facts: object) -> str:
    """The sentence for a code, with its facts in it."""
    text = str(REASONS.get(code, REASONS["not_an_option"]))
    return text % facts if facts and "%(" in text else text


def language_name(code: str) -> str:
    """A language's name in the language of the page; the code where nobody knows it."""
    try:
        return str(Locale.parse(code).get_display_name(get_language() or "de") or code)
    except (UnknownLocaleError, ValueError):
        return code
