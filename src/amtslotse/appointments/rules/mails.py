"""Mails about appointments, in the person's language and in German.

A mail may be read by others: it says when and where, never what for, never who, and never the long code. With the number
alone nobody gets in. Times are local, with the weekday; the hour that exists twice in October carries its zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_name

from amtslotse.notify.rules import group

LOCAL: Final = ZoneInfo("Europe/Berlin")
#: Pages of the booking journey, which lies above this room; tests/web checks that they exist.
HOME_PATH: Final = "/{language}/appointment/"
APPOINTMENT_PATH: Final = "/{language}/appointment/enter/"
PROOF_PATH: Final = "/{language}/request/verify/{token}/"
REQUEST_PATH: Final = "/{language}/request/"
REMINDER_PATH: Final = "/{language}/appointment/answer/{token}/"
PARTNER_PATH: Final = "/{language}/partner/enter/"
REMINDER_SALT: Final = "amtslotse.appointments.reminder"


@dataclass(frozen=True, slots=True)
class Written:
    """Subject and body, ready to send."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a mail may say. ``url`` and ``place_names`` are by language where they differ; what is empty is left out."""

    number: str = ""
    code: str = ""
    starts_at: datetime | None = None
    before_at: datetime | None = None
    until_at: datetime | None = None
    place: dict[str, str] | None = None
    url: str = ""


_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "code": {
        "de": (
            "Ihr Bestätigungscode",
            "Ihr Code ist {code}. Geben Sie ihn auf der Seite ein, die Sie geöffnet haben. Er gilt nur wenige Minuten.\n"
            "Haben Sie nichts angefragt? Dann müssen Sie nichts tun.",
        ),
        "en": (
            "Your confirmation code",
            "Your code is {code}. Enter it on the page you have open. It works for a few minutes only.\n"
            "Did you not ask for anything? Then you do not need to do anything.",
        ),
        "ar": (
            "رمز التأكيد الخاص بك",
            "رمزك هو {code}. أدخله في الصفحة المفتوحة لديك. الرمز صالح لبضع دقائق فقط.\nألم تطلب شيئًا؟ إذن لا يلزمك فعل شيء.",
        ),
    },
    "booked": {
        "de": (
            "Ihr Termin ist gebucht",
            "Ihr Termin ist fest gebucht. Die Kalenderdatei hängt an dieser Mail.\n"
            "Verschieben oder absagen können Sie ihn mit Nummer und Code hier:",
        ),
        "en": (
            "Your appointment is booked",
            "Your appointment is booked. A calendar file is attached.\nTo move or cancel it, use your number and code here:",
        ),
        "ar": (
            "تم حجز موعدك",
            "تم حجز موعدك بشكل مؤكد. تجد ملف التقويم مرفقًا بهذه الرسالة.\n"
            "يمكنك تغيير الموعد أو إلغاؤه باستخدام الرقم والرمز هنا:",
        ),
    },
    "moved": {
        "de": (
            "Ihr Termin ist verschoben",
            "Ihr Termin hat eine neue Zeit. Der alte gilt nicht mehr; die Kalenderdatei im Anhang ersetzt die alte.\n"
            "Den Termin sehen Sie mit Nummer und Code hier:",
        ),
        "en": (
            "Your appointment has been moved",
            "Your appointment has a new time. The old one is no longer valid; the calendar file replaces the old one.\n"
            "You see your appointment with your number and code here:",
        ),
        "ar": (
            "تم تغيير موعدك",
            "أصبح لموعدك وقت جديد، ولم يعد الموعد القديم صالحًا. ملف التقويم المرفق يحل محل القديم.\n"
            "يمكنك رؤية موعدك باستخدام الرقم والرمز هنا:",
        ),
    },
    "cancelled": {
        "de": (
            "Ihr Termin ist abgesagt",
            "Ihr Termin ist abgesagt. Waren Sie das nicht selbst? Dann rufen Sie uns bitte an.\nEinen neuen finden Sie hier:",
        ),
        "en": (
            "Your appointment is cancelled",
            "Your appointment is cancelled. Was this not you? Then please call us.\nYou can find a new one here:",
        ),
        "ar": (
            "تم إلغاء موعدك",
            "تم إلغاء موعدك. ألم تقم بذلك بنفسك؟ يُرجى الاتصال بنا.\nيمكنك إيجاد موعد جديد هنا:",
        ),
    },
    "reminder": {
        "de": (
            "Kommen Sie? Ihr Termin",
            "Ihr Termin ist bald. Bitte sagen Sie uns, ob Sie kommen: Wenn nicht, bekommt jemand anders die Zeit.\n"
            "„Ich komme“ oder „Ich kann nicht“:",
        ),
        "en": (
            "Will you come? Your appointment",
            "Your appointment is soon. Please tell us whether you will come: if not, somebody else gets the time.\n"
            "“I will come” or “I cannot”:",
        ),
        "ar": (
            "هل ستحضر؟ موعدك",
            "موعدك قريب. يُرجى إخبارنا هل ستحضر: إذا لم تتمكن، يحصل شخص آخر على هذا الوقت.\n«سأحضر» أو «لا أستطيع»:",
        ),
    },
    "requested": {
        "de": (
            "Ihre Anfrage ist eingetragen",
            "Ihre Anfrage nach einem Termin ist eingetragen. Für die Reihenfolge zählen Bedarf und Eingangstag, nicht die "
            "Uhrzeit. Wir melden uns.\nDen Stand sehen Sie mit Nummer und Code hier:",
        ),
        "en": (
            "Your request is entered",
            "Your request for an appointment is entered. What counts is need and the day of the request, not the hour. "
            "We will tell you.\nYou see the status with your number and code here:",
        ),
        "ar": (
            "تم تسجيل طلبك",
            "تم تسجيل طلبك للحصول على موعد. يُراعى في الترتيب مدى الحاجة ويوم الطلب، لا الساعة. سنخبرك بالنتيجة.\n"
            "يمكنك رؤية الحالة باستخدام الرقم والرمز هنا:",
        ),
    },
    "placed": {
        "de": (
            "Sie haben einen Termin bekommen",
            "Zu Ihrer Anfrage haben Sie einen Termin bekommen. Die Kalenderdatei hängt an dieser Mail.\n"
            "Den Termin sehen, verschieben oder absagen Sie mit Nummer und Code hier:",
        ),
        "en": (
            "You have been given an appointment",
            "You have been given an appointment. A calendar file is attached.\n"
            "To see, move or cancel it, use your number and code here:",
        ),
        "ar": (
            "حصلت على موعد",
            "حصلت على موعد بناءً على طلبك. تجد ملف التقويم مرفقًا بهذه الرسالة.\n"
            "يمكنك رؤية الموعد أو تغييره أو إلغاؤه باستخدام الرقم والرمز هنا:",
        ),
    },
    "waiting": {
        "de": (
            "Noch kein Termin: Ihre Anfrage bleibt stehen",
            "Dieses Mal reichten die Zeiten noch nicht bis zu Ihrer Anfrage. Sie bleibt mit ihrem Eingangstag stehen; wer "
            "später gefragt hat, überholt Sie nicht. Sie müssen nichts tun.\nDen Stand sehen Sie mit Nummer und Code hier:",
        ),
        "en": (
            "No appointment yet: your request stays",
            "This time there were not enough times to reach your request. It stays with its day; nobody who asked later "
            "overtakes you. You do not need to do anything.\nYou see the status with your number and code here:",
        ),
        "ar": (
            "لا يوجد موعد بعد: طلبك ما زال قائمًا",
            "لم تكفِ المواعيد هذه المرة للوصول إلى طلبك. يبقى طلبك قائمًا بتاريخ يومه، ولن يسبقك من طلب بعدك. لا يلزمك فعل شيء.\n"
            "يمكنك رؤية الحالة باستخدام الرقم والرمز هنا:",
        ),
    },
    "offer": {
        "de": (
            "Eine Zeit ist frei geworden",
            "Für Sie ist eine Zeit frei geworden. Bitte antworten Sie, sonst geht sie weiter; Ihre Anfrage bleibt dann "
            "stehen.\nAnnehmen oder ablehnen können Sie mit Nummer und Code hier:",
        ),
        "en": (
            "A time has become free",
            "A time has become free for you. Please answer, or it is passed on; your request then stays.\n"
            "To accept or decline, use your number and code here:",
        ),
        "ar": (
            "أصبح هناك موعد متاح",
            "أصبح هناك موعد متاح لك. يُرجى الرد، وإلا انتقل الموعد إلى شخص آخر ويبقى طلبك قائمًا.\n"
            "يمكنك القبول أو الرفض باستخدام الرقم والرمز هنا:",
        ),
    },
    "closed": {
        "de": (
            "Wir müssen Ihren Termin absagen",
            "Zu Ihrer Zeit ist geschlossen, und wir haben noch keinen Ersatz. Das tut uns leid. Wir melden uns bei Ihnen; "
            "Ihr Eingangstag bleibt.\nEndet Ihr Aufenthaltstitel bald, dann rufen Sie uns bitte an.\n"
            "Andere Zeiten finden Sie hier:",
        ),
        "en": (
            "We have to cancel your appointment",
            "We are closed at that time and have no other time for you yet. We are sorry. We will be in touch; your day of "
            "request stays.\nIf your residence title ends soon, please call us.\nYou can find other times here:",
        ),
        "ar": (
            "نضطر إلى إلغاء موعدك",
            "نكون مغلقين في ذلك الوقت، وليس لدينا موعد بديل بعد. نعتذر عن ذلك. سنتواصل معك، ويبقى يوم طلبك محفوظًا.\n"
            "إذا كان تصريح إقامتك ينتهي قريبًا، يُرجى الاتصال بنا.\nيمكنك إيجاد مواعيد أخرى هنا:",
        ),
    },
    "replaced": {
        "de": (
            "Ihr Termin hat eine neue Zeit",
            "Zu Ihrer Zeit ist geschlossen. Das tut uns leid. Wir haben eine neue Zeit für Sie gebucht; die Kalenderdatei "
            "im Anhang ersetzt die alte. Passt sie nicht, wählen Sie mit Nummer und Code eine andere:",
        ),
        "en": (
            "Your appointment has a new time",
            "We are closed at that time. We are sorry. We have booked a new time for you; the calendar file replaces the "
            "old one. If it does not suit you, choose another with your number and code:",
        ),
        "ar": (
            "أصبح لموعدك وقت جديد",
            "نكون مغلقين في ذلك الوقت. نعتذر عن ذلك. حجزنا لك وقتًا جديدًا، وملف التقويم المرفق يحل محل القديم. "
            "إذا لم يناسبك، يمكنك اختيار وقت آخر باستخدام الرقم والرمز:",
        ),
    },
    "partner": {
        "de": (
            "Ihr Zugang zur Terminbuchung",
            "Für Sie ist ein Zugang eingerichtet oder sein Code erneuert worden. Ein früherer Code gilt nicht mehr. Den Code "
            "bekommen Sie vom Amt selbst, nie in einer Mail.\nWissen Sie davon nichts? Dann rufen Sie uns bitte an.\n"
            "Den Code geben Sie hier ein:",
        ),
        "en": (
            "Your access to booking appointments",
            "An access has been set up for you, or its code has been replaced. An earlier code no longer works. You get the "
            "code from the office itself, never in a mail.\nDo you know nothing of this? Then please call us.\n"
            "You enter the code here:",
        ),
        "ar": (
            "دخولك إلى حجز المواعيد",
            "أُنشئ لك دخول أو استُبدل رمزه، ولم يعد الرمز السابق صالحًا. تحصل على الرمز "
            "من الدائرة نفسها، ولا يُرسل أبدًا في رسالة.\n"
            "ألا تعلم شيئًا عن ذلك؟ يُرجى الاتصال بنا.\nأدخل الرمز هنا:",
        ),
    },
}  # fmt: skip
KINDS: Final = tuple(_TEXTS)

_LABELS = {
    "de": ("Zeit", "Bisher", "Ort", "Nummer", "Antwort bis", "Bitte antworten Sie nicht auf diese Mail. Sie erreichen uns so:"),
    "en": ("Time", "Before", "Place", "Number", "Answer by", "Please do not reply to this mail. This is how to reach us:"),
    "ar": ("الوقت", "سابقًا", "المكان", "الرقم", "الرد حتى", "يُرجى عدم الرد على هذه الرسالة. يمكنك التواصل معنا هكذا:"),
}

#: The mails about appointments, as a group that somebody checks in each language.
TEXTS: Final = group("appointment", _TEXTS, _LABELS)


def write_time(moment: datetime, language: str) -> str:
    """``Montag, 1. November 2027, 09:00 Uhr``: local time; with its zone where the clock shows it twice."""
    local = moment.astimezone(LOCAL)
    clock = format_datetime(local, "HH:mm", locale="de") + (" Uhr" if language == "de" else "")
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        clock += f" {get_timezone_name(local, width='short', locale='de')}"
    day = format_date(local.date(), format="full", locale=language)
    if language == "ar":
        return f"{day}، \u2066{clock}\u2069"
    return f"{day}, {clock}"


def write(kind: str, language: str, facts: Facts, *, office: str, telephone: str) -> Written:
    """The mail in the person's language first and German below it; German alone when that is hers.

    Raises ``KeyError`` for a kind that is none of ``KINDS``.
    """
    texts = _TEXTS[kind]
    languages = ["de"] if language == "de" or language not in texts else [language, "de"]
    parts = [_part(texts[code][1], code, facts, office, _isolated(telephone, "ar" in languages)) for code in languages]
    return Written(" / ".join(texts[code][0] for code in languages), "\n\n----------\n\n".join(parts) + "\n")


def _isolated(text: str, inside_arabic: bool) -> str:
    """Without the marks a number or a telephone reads backwards there."""
    return f"\u2066{text}\u2069" if inside_arabic and text else text


def _part(text: str, language: str, facts: Facts, office: str, telephone: str) -> str:
    time, before, where, number, until, reach = _LABELS[language]
    arabic = language == "ar"
    places = facts.place or {}
    lines = [
        f"{label}: {value}"
        for label, value in (
            (time, write_time(facts.starts_at, language) if facts.starts_at else ""),
            (before, write_time(facts.before_at, language) if facts.before_at else ""),
            (until, write_time(facts.until_at, language) if facts.until_at else ""),
            (where, places.get(language) or places.get("de", "")),
            (number, _isolated(facts.number, arabic)),
        )
        if value
    ]
    said = text.format(code=_isolated(facts.code, arabic))
    if facts.url:
        said += "\n" + facts.url.replace("{language}", language)
    return "\n\n".join((*(["\n".join(lines)] if lines else []), said, f"{reach}\n{office}\n{telephone}"))
