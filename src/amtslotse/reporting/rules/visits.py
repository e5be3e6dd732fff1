"""The catalogue of figures of appointments, visits and contacts, and what a page of them may ask for.

No figure is about a member of staff or one counter: use is by class and site, and hidden where few people work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amtslotse.engines.throughput import FEWEST
from amtslotse.reporting.rules.kpis import Kpi
from amtslotse.reporting.rules.periods import Period

#: Fewer people than this at a site, and a figure on the work there would be one about persons.
FEWEST_STAFF: Final = 5
#: Days from booking to appointment: name and first day of each band.
LEADS: Final = (("0-1", 0), ("2-6", 2), ("7-13", 7), ("14-27", 14), ("28-", 28))


@dataclass(frozen=True, slots=True)
class VisitSelection:
    """A period, and perhaps one source."""

    period: Period
    source: str = ""


_WORKDAYS = {"de": "Arbeitstage", "en": "working days", "ar": "أيام عمل"}
_PERCENT = {"de": "Prozent", "en": "per cent", "ar": "بالمئة"}
_MINUTES = {"de": "Minuten", "en": "minutes", "ar": "دقائق"}
_CONTACTS = {"de": "Kontakte", "en": "contacts", "ar": "اتصالات"}
_FEW = {
    "de": f" Unter {FEWEST} wird kein Anteil und kein Perzentil gezeigt.",
    "en": f" For fewer than {FEWEST} no share and no percentile is shown.",
    "ar": f" لا تُعرض نسبة ولا مئين لأقل من {FEWEST}.",
}

VISIT_KPIS: dict[str, Kpi] = {
    kpi.key: kpi
    for kpi in (
        Kpi(
            "wait",
            {"de": "Von der Anfrage bis zum Termin", "en": "From request to appointment", "ar": "من الطلب إلى الموعد"},
            {
                "de": "Wie lange die Menschen auf den Termin warteten, der im Zeitraum lag. Wer sich selbst eine spätere Zeit "
                "aussucht, zählt mit: Die Zahl ist eher zu hoch als zu niedrig.",
                "en": "How long people waited for the appointment that lay in the period. Who chose a later time herself "
                "counts too: the figure is rather too high than too low.",
                "ar": "كم انتظر الناس الموعد الواقع ضمن الفترة. من اختار بنفسه وقتًا لاحقًا يُحتسب أيضًا: الرقم أعلى "
                "من الواقع لا أدنى.",
            },
            {
                "de": "Arbeitstage des Landes nach dem Tag der ersten Anfrage bis zum Tag des Termins; Termine ohne "
                "abgesagte und "
                "verlegte; P50, P80, P90 wie percentile_cont." + _FEW["de"],
                "en": "Working days of the Land after the day of the first request up to the day of the appointment; without "
                "cancelled and moved ones; P50, P80, P90 as percentile_cont." + _FEW["en"],
                "ar": "أيام العمل في الولاية بعد يوم الطلب الأول حتى يوم الموعد؛ دون المواعيد الملغاة والمنقولة؛ P50 وP80 وP90 "
                "مثل percentile_cont." + _FEW["ar"],
            },
            _WORKDAYS,
        ),
        Kpi(
            "kept",
            {"de": "Eingehaltenes Leistungsversprechen", "en": "Promise kept", "ar": "الوعد الذي تم الوفاء به"},
            {
                "de": "Anteil der Termine, die innerhalb der versprochenen Arbeitstage lagen.",
                "en": "Share of appointments that lay within the promised working days.",
                "ar": "نسبة المواعيد التي كانت ضمن أيام العمل الموعودة.",
            },
            {
                "de": "Termine mit Wartezeit höchstens dem heutigen Versprechen ÷ alle Termine im Zeitraum, ohne abgesagte und "
                "verlegte." + _FEW["de"],
                "en": "Appointments with a wait of at most today's promise ÷ all appointments in the period, without "
                "cancelled and moved ones." + _FEW["en"],
                "ar": "المواعيد التي لم يتجاوز انتظارها الوعد الحالي ÷ كل المواعيد خلال الفترة، دون الملغاة "
                "والمنقولة." + _FEW["ar"],
            },
            _PERCENT,
        ),
        Kpi(
            "third_next",
            {"de": "Drittnächster freier Termin", "en": "Third next available appointment", "ar": "ثالث أقرب موعد متاح"},
            {
                "de": "Wie weit der drittnächste freie Termin an jedem Morgen entfernt war. Der dritte, weil der erste oft nur "
                "durch eine Absage frei ist.",
                "en": "How far away the third free appointment was each morning. The third, because the first is often free by "
                "a cancellation only.",
                "ar": "كم كان يبعد ثالث موعد متاح كل صباح. الثالث، لأن الأول غالبًا متاح بسبب إلغاء فقط.",
            },
            {
                "de": "Tagesstände des Journals: Arbeitstage bis zum dritten freien Platz der Klasse.",
                "en": "Daily states of the journal: working days to the third free place of the class.",
                "ar": "الحالات اليومية في السجل: أيام العمل حتى ثالث مكان متاح من الفئة.",
            },
            _WORKDAYS,
        ),
        Kpi(
            "no_show",
            {"de": "Nicht erschienen", "en": "No-shows", "ar": "لم يحضروا"},
            {
                "de": "Anteil der Termine, zu denen niemand kam, auch nach dem Abstand zwischen Buchung und Termin.",
                "en": "Share of appointments nobody came to, also by the days between booking and appointment.",
                "ar": "نسبة المواعيد التي لم يحضرها أحد، أيضًا حسب المدة بين الحجز والموعد.",
            },
            {
                "de": "Nicht erschienen ÷ (erschienen + nicht erschienen); Abstand in Kalendertagen." + _FEW["de"],
                "en": "Not come ÷ (come + not come); days between in calendar days." + _FEW["en"],
                "ar": "لم يحضروا ÷ (حضروا + لم يحضروا)؛ المدة بأيام تقويمية." + _FEW["ar"],
            },
            _PERCENT,
        ),
        Kpi(
            "hall_wait",
            {"de": "Von der Ankunft bis zum Aufruf", "en": "From arrival to call", "ar": "من الحضور إلى النداء"},
            {
                "de": "Wie lange die Menschen in der Halle auf den ersten Aufruf warteten.",
                "en": "How long people waited in the hall for their first call.",
                "ar": "كم انتظر الناس في القاعة حتى النداء الأول.",
            },
            {
                "de": "Erster Aufruf minus Ankunft (auf Papier: die aufgeschriebene Zeit); P50, P80, P90." + _FEW["de"],
                "en": "First call minus arrival (on paper: the time written down); P50, P80, P90." + _FEW["en"],
                "ar": "وقت النداء الأول ناقص وقت الحضور (على الورق: الوقت المدوّن)؛ P50 وP80 وP90." + _FEW["ar"],
            },
            _MINUTES,
        ),
        Kpi(
            "served",
            {
                "de": "Mit Ergebnis oder Termin gegangen",
                "en": "Left with a result or an appointment",
                "ar": "غادروا بنتيجة أو موعد",
            },
            {
                "de": "Anteil der Besuche, die mit einem Ergebnis, einem Termin, einem eingereichten Antrag oder an der "
                "richtigen Stelle endeten.",
                "en": "Share of visits that ended with a result, an appointment, a filed application or at the right office.",
                "ar": "نسبة الزيارات التي انتهت بنتيجة أو موعد أو طلب مقدَّم أو لدى الجهة الصحيحة.",
            },
            {
                "de": "Erledigt, Termin, eingereicht oder verwiesen ÷ alle beendeten Besuche ohne die, die beim "
                "Aufruf nicht mehr "
                "da waren." + _FEW["de"],
                "en": "Done, appointment, filed or referred ÷ all ended visits without those who were gone when called."
                + _FEW["en"],
                "ar": "أُنجز أو موعد أو قُدّم أو أُحيل ÷ كل الزيارات المنتهية دون من لم يكونوا موجودين عند النداء."
                + _FEW["ar"],
            },
            _PERCENT,
        ),
        Kpi(
            "use",
            {"de": "Auslastung", "en": "Utilisation", "ar": "نسبة الاستخدام"},
            {
                "de": "Wie viel der angebotenen Zeit gebucht war, nach Klasse und Haus. Nie nach Schalter oder Person; unter "
                f"{FEWEST_STAFF} Beschäftigten im Haus wird nichts gezeigt.",
                "en": "How much of the offered time was booked, by class and site. Never by counter or person; "
                "nothing is shown "
                f"for fewer than {FEWEST_STAFF} members of staff at a site.",
                "ar": "كم حُجز من الوقت المعروض، حسب الفئة والمبنى. لا حسب الشباك أو الشخص أبدًا؛ ولا يُعرض شيء لأقل من "
                f"{FEWEST_STAFF} موظفين في المبنى.",
            },
            {
                "de": "Gebuchte Minuten (ohne abgesagte und verlegte) ÷ Minuten aller Plätze, vergangene Tage des Zeitraums.",
                "en": "Booked minutes (without cancelled and moved) ÷ minutes of all places, past days of the period.",
                "ar": "الدقائق المحجوزة (دون الملغاة والمنقولة) ÷ دقائق كل الأماكن، للأيام الماضية من الفترة.",
            },
            _PERCENT,
        ),
        Kpi(
            "same_day",
            {"de": "Notfälle am selben Tag", "en": "Emergencies on the same day", "ar": "الحالات الطارئة في اليوم نفسه"},
            {
                "de": "Anteil der Meldungen auf der Notfallliste, die am selben Tag einen Platz für diesen Tag hatten, deren "
                "Antrag eingereicht oder von einer Person im Amt angesehen war.",
                "en": "Share of entries on the emergency list that on the same day had a place for that day, or whose "
                "application was filed or looked at by a clerk.",
                "ar": "نسبة الحالات في قائمة الطوارئ التي حصلت في اليوم نفسه على موعد لذلك اليوم أو قُدّم طلبها أو "
                "اطّلع عليه موظف.",
            },
            {
                "de": "Tag der Meldung = Tag des Platzes, des Einreichens oder des Ansehens ÷ alle Meldungen." + _FEW["de"],
                "en": "Day of entry = day of place, filing or looking ÷ all entries." + _FEW["en"],
                "ar": "يوم التسجيل = يوم الموعد أو التقديم أو الاطلاع ÷ كل التسجيلات." + _FEW["ar"],
            },
            _PERCENT,
        ),
        Kpi(
            "telephone",
            {"de": "Angenommene Anrufe", "en": "Calls answered", "ar": "المكالمات المُجابة"},
            {
                "de": "Was die Telefonanlage zählt: angenommen, verloren, wiederholt.",
                "en": "What the telephone system counts: answered, lost, repeated.",
                "ar": "ما يعدّه نظام الهاتف: مُجابة، ضائعة، متكررة.",
            },
            {
                "de": "Angenommene ÷ angebotene Anrufe der eingelesenen Tage.",
                "en": "Answered ÷ offered calls of the imported days.",
                "ar": "المُجابة ÷ الواردة في الأيام المستوردة.",
            },
            _PERCENT,
        ),
        Kpi(
            "contacts",
            {"de": "Kontakte nach Anliegen", "en": "Contacts by reason", "ar": "الاتصالات حسب السبب"},
            {
                "de": "Warum Menschen anrufen oder zum Clearingschalter kommen, die häufigsten Gründe zuerst.",
                "en": "Why people call or come to the clearing counter, the most frequent reasons first.",
                "ar": "لماذا يتصل الناس أو يأتون إلى شباك الاستيضاح، الأكثر تكرارًا أولًا.",
            },
            {
                "de": "Anzahl der gezählten Kontakte im Zeitraum; Dauer: Mittel in Sekunden; sofort geklärt ohne Fachkraft.",
                "en": "Number of logged contacts in the period; length: mean in seconds; settled without a specialist.",
                "ar": "عدد الاتصالات المسجلة خلال الفترة؛ المدة: المتوسط بالثواني؛ ما حُلّ فورًا دون مختص.",
            },
            _CONTACTS,
        ),
    )
}  # fmt: skip
