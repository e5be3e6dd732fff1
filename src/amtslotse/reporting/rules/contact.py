"""The key figures of contacts, letters and visits as far as it is known which case they were about."""

from __future__ import annotations

from amtslotse.reporting.rules.kpis import Kpi
from amtslotse.reporting.rules.process import described

_PERCENT = {"de": "Prozent", "en": "per cent", "ar": "بالمئة"}
_PER_CASE = {"de": "je Vorgang", "en": "per case", "ar": "لكل ملف"}

CONTACT_KPIS: dict[str, Kpi] = {
    kpi.key: kpi
    for kpi in (
        described(
            "first_contact",
            _PERCENT,
            ("Beim ersten Kontakt erledigt", "Settled at first contact", "أُنجز من أول تواصل"),
            (
                "Anteil der Kontakte am Telefon und Schalter zu einem Vorgang, nach denen niemand noch einmal "
                "nachfragen musste.",
                "Share of contacts by telephone and at the counter about a case after which nobody had to ask again.",
                "نسبة الاتصالات بالهاتف وعند الشباك حول ملف لم يحتج أحد بعدها إلى السؤال مجددًا.",
            ),
            (
                "Ohne Fachkraft erledigte Kontakte mit Aktenzeichen, auf die zum selben Vorgang in den festgelegten "
                "Tagen weder ein Kontakt noch (ab dem Folgetag) eine Nachricht folgte ÷ alle Kontakte mit Aktenzeichen "
                "im Zeitraum, deren Tage um sind. Kontakte ohne Aktenzeichen zählen nicht mit.",
                "Contacts with a file number settled without a specialist, after which within the office's days "
                "neither a contact nor (from the next day on) a message about the same case followed ÷ all contacts "
                "with a file number in the period whose days are over. Contacts without a file number do not count.",
                "الاتصالات ذات رقم الملف المنجزة دون مختص التي لم يتبعها خلال الأيام المحددة اتصال أو (ابتداءً من "
                "اليوم التالي) رسالة حول الملف نفسه ÷ كل الاتصالات ذات رقم الملف خلال الفترة التي انقضت أيامها. ما لا "
                "رقم ملف له لا يُحسب.",
            ),
        ),
        described(
            "letter_questions",
            _PERCENT,
            ("Rückfragen nach Schreiben", "Questions after letters", "أسئلة بعد الرسائل"),
            (
                "Nach welchem Anteil der Schreiben jemand nachfragt. Ein gutes Schreiben lässt nichts offen.",
                "After what share of letters somebody asks. A good letter leaves nothing open.",
                "نسبة الرسائل التي يتبعها سؤال. الرسالة الجيدة لا تترك شيئًا غامضًا.",
            ),
            (
                "Schreiben, auf die zum selben Vorgang vom Folgetag an in den festgelegten Tagen eine Nachricht oder "
                "ein Kontakt mit dem Anlass Allgemeines, Stand oder Zuständigkeit folgte ÷ alle Schreiben des "
                "Zeitraums, deren Tage um sind; zurückgerufene zählen nicht. Lesbarkeit: 1. Wiener Sachtextformel des "
                "deutschen Textes.",
                "Letters after which, from the next day on within the office's days, a message or contact about the same case "
                "followed for the reason general, status or responsible ÷ all letters of the period whose days are "
                "over; recalled ones do not count. Readability: first Wiener Sachtextformel of the German text.",
                "الرسائل التي تبعتها، من اليوم التالي وخلال الأيام المحددة، رسالة أو اتصال حول الملف نفسه بسبب عام أو "
                "الحالة أو المسؤول ÷ كل رسائل الفترة التي انقضت أيامها؛ المسترجعة لا تُحسب. سهولة القراءة: معادلة "
                "فيينا الأولى للنص الألماني.",
            ),
        ),
        described(
            "few_visits",
            _PERCENT,
            ("Mit höchstens einem Besuch", "With one visit at most", "بزيارة واحدة على الأكثر"),
            (
                "Anteil der beendeten Vorgänge, für die niemand öfter als einmal herkommen musste.",
                "Share of ended cases for which nobody had to come more than once.",
                "نسبة الملفات المنتهية التي لم يلزم الحضور من أجلها أكثر من مرة.",
            ),
            (
                "Im Zeitraum beendete Vorgänge mit höchstens einem Besuchstag ÷ alle, die seit dem ersten Besuch, bei dem "
                "jemand sagte, ob und zu welchem Vorgang, eingegangen sind: Nur von ihnen sind die Besuche bekannt. "
                "Keine Zahl, wenn am Schalter bei weniger als 80 % der Besuche im Zeitraum und davor bis "
                "zum Eingang des ältesten dieser Vorgänge gesagt wurde, ob und zu welchem Vorgang.",
                "Cases ended in the period with at most one day of visits ÷ all received since the first visit of which "
                "the counter said whether and about which case: of these alone the visits are known. No figure where "
                "for fewer than 80 % of visits in the period and before it back to the receipt of the oldest of "
                "these cases the counter said whether and about which case.",
                "الملفات المنتهية خلال الفترة بيوم زيارة واحد على الأكثر ÷ كل ما ورد منذ أول زيارة ذُكر فيها هل كانت "
                "لملف وأي ملف: فهذه وحدها زياراتها معروفة. لا رقم إذا ذُكر في الشباك لأقل من 80 % من "
                "الزيارات خلال الفترة وقبلها حتى ورود أقدم هذه الملفات هل كانت لملف وأي ملف.",
            ),
        ),
        described(
            "messages_per_case",
            _PER_CASE,
            ("Nachrichten je Vorgang", "Messages per case", "رسائل لكل ملف"),
            (
                "Wie viele Nachrichten ein Vorgang auslöst, zu dem jemand schreibt.",
                "How many messages a case causes about which somebody writes.",
                "كم رسالة يسببها الملف الذي يُكتب بشأنه.",
            ),
            (
                "Im Zeitraum eingegangene Nachrichten mit Vorgang ÷ Vorgänge, zu denen sie gehören. n: Vorgänge.",
                "Messages with a case received in the period ÷ cases they belong to. n: cases.",
                "الرسائل ذات الملف الواردة خلال الفترة ÷ الملفات التي تخصها. n: ملفات.",
            ),
        ),
    )
}
