"""The key figures of how the work on cases went. None is about a member of staff: the journal knows roles and teams."""

from __future__ import annotations

from amtslotse.engines.throughput import ENOUGH
from amtslotse.reporting.rules.kpis import FEWEST, Kpi

_PERCENT = {"de": "Prozent", "en": "per cent", "ar": "بالمئة"}
_DAYS = {"de": "Kalendertage", "en": "calendar days", "ar": "أيام تقويمية"}
_PER_CASE = {"de": "je Vorgang", "en": "per case", "ar": "لكل ملف"}
_PER_100 = {"de": "je 100 offene Vorgänge", "en": "per 100 open cases", "ar": "لكل 100 ملف مفتوح"}
_FEW = {
    "de": f" Unter {FEWEST} keine Zahl.",
    "en": f" No figure for fewer than {FEWEST}.",
    "ar": f" لا رقم لأقل من {FEWEST}.",
}


def described(
    key: str, unit: dict[str, str], name: tuple[str, ...], definition: tuple[str, ...], formula: tuple[str, ...]
) -> Kpi:
    """A key figure with its texts in German, English, Arabic; the formula says below how many none is shown."""

    def texts(three: tuple[str, ...]) -> dict[str, str]:
        return dict(zip(("de", "en", "ar"), three, strict=True))

    few = {language: text + _FEW[language] for language, text in texts(formula).items()}
    return Kpi(key, texts(name), texts(definition), few, unit)


_HOURS = {"de": "Stunden", "en": "hours", "ar": "ساعات"}

PROCESS_KPIS: dict[str, Kpi] = {
    kpi.key: kpi
    for kpi in (
        described(
            "at_once",
            _PERCENT,
            ("Beim ersten Mal vollständig", "Complete the first time", "مكتملة من المرة الأولى"),
            (
                "Anteil der Anträge, zu denen nichts nachgefordert werden musste.",
                "Share of applications for which nothing had to be asked for again.",
                "نسبة الطلبات التي لم يلزم طلب أي مستند إضافي لها.",
            ),
            (
                "Im Zeitraum als vollständig bestätigte Vorgänge ohne Nachforderung davor ÷ alle im Zeitraum als vollständig "
                "bestätigten.",
                "Cases confirmed complete in the period with no request for documents before ÷ all confirmed complete in it.",
                "الملفات المؤكد اكتمالها خلال الفترة دون طلب مستندات قبل ذلك ÷ كل المؤكد اكتمالها خلالها.",
            ),
        ),
        described(
            "requests",
            _PER_CASE,
            ("Nachforderungen", "Requests for documents", "طلبات المستندات"),
            (
                "Wie oft Unterlagen nachgefordert werden, bis ein Antrag vollständig ist.",
                "How often documents are asked for again until an application is complete.",
                "كم مرة تُطلب المستندات حتى يكتمل الطلب.",
            ),
            (
                "Nachforderungen vor der Bestätigung ÷ im Zeitraum als vollständig bestätigte Vorgänge.",
                "Requests before the confirmation ÷ cases confirmed complete in the period.",
                "الطلبات قبل التأكيد ÷ الملفات المؤكد اكتمالها خلال الفترة.",
            ),
        ),
        described(
            "time_to_complete",
            _DAYS,
            ("Vom Eingang bis vollständig", "From receipt to complete", "من الورود حتى الاكتمال"),
            (
                "Wie lange es dauert, bis ein Antrag vollständig vorliegt und das schriftlich bestätigt ist.",
                "How long it takes until an application is complete and that is confirmed in writing.",
                "كم يستغرق اكتمال الطلب وتأكيده كتابيًا.",
            ),
            (
                "Bestätigung minus Eingang in Tagen zu 24 Stunden; Perzentile wie percentile_cont.",
                "Confirmation minus receipt in days of 24 hours; percentiles as percentile_cont.",
                "التأكيد ناقص الورود بأيام من 24 ساعة؛ المئينات مثل percentile_cont.",
            ),
        ),
        described(
            "first_check",
            _HOURS,
            ("Vom Eingang bis zur ersten Prüfung", "From receipt to the first check", "من الورود حتى أول فحص"),
            (
                "Wie viele Stunden ein Antrag liegt, bis das Clearing ihn zum ersten Mal ansieht. Nächte und freie "
                "Tage zählen mit: So lange wartet der Mensch.",
                "How many hours an application lies until clearing first looks at it. Nights and days off count: that is how "
                "long the person waits.",
                "كم ساعة يبقى الطلب قبل أن يطّلع عليه الفرز أول مرة. تُحسب الليالي وأيام العطلة: هكذا ينتظر الإنسان.",
            ),
            (
                "Median der Stunden vom Eingang bis zum ersten Öffnen der Prüfung (sonst der ersten Kennzeichnung, "
                "Nachforderung, Bestätigung, Zuleitung oder Erledigung), der im Zeitraum erstmals geprüften Vorgänge.",
                "Median of the hours from receipt to the first opening of the check (else the first mark, request, "
                "confirmation, passing on or settling), of the cases first checked in the period.",
                "وسيط الساعات من الورود حتى أول فتح للفحص (وإلا أول وسم أو طلب مستندات أو تأكيد أو إحالة أو إنهاء)، للملفات "
                "التي فُحصت أول مرة خلال الفترة.",
            ),
        ),
        described(
            "confirmed_soon",
            _PERCENT,
            (
                "Vollständigkeit am nächsten Arbeitstag bestätigt",
                "Completeness confirmed by the next working day",
                "تأكيد الاكتمال حتى يوم العمل التالي",
            ),
            (
                "Anteil der Anträge, deren Vollständigkeit spätestens einen Arbeitstag nach der letzten Unterlage "
                "bestätigt war.",
                "Share of applications whose completeness was confirmed one working day after the last document at the latest.",
                "نسبة الطلبات التي أُكّد اكتمالها خلال يوم عمل واحد على الأكثر بعد آخر مستند.",
            ),
            (
                "Im Zeitraum bestätigte Vorgänge mit höchstens einem Arbeitstag des Landes vom Tag der letzten "
                "Unterlage (ohne Nachreichung: des Eingangs) bis zum Tag der Bestätigung ÷ alle im Zeitraum bestätigten.",
                "Cases confirmed in the period with at most one working day of the Land from the day of the last document "
                "(nothing handed in later: of receipt) to the day of confirmation ÷ all confirmed in it.",
                "الملفات المؤكدة خلال الفترة التي لا يزيد ما بين يوم آخر مستند (وإلا يوم الورود) ويوم التأكيد فيها على "
                "يوم عمل واحد في الولاية ÷ كل المؤكدة خلالها.",
            ),
        ),
        described(
            "closed_in_clearing",
            _PERCENT,
            ("Im Clearing erledigt", "Settled in clearing", "منتهية في الفرز"),
            (
                "Anteil der beendeten Vorgänge, die kein Team beschäftigt haben.",
                "Share of the ended cases that never kept a team busy.",
                "نسبة الملفات المنتهية التي لم تشغل أي فريق.",
            ),
            (
                "Im Zeitraum beendete Vorgänge, die nie einem Team zugeleitet wurden ÷ alle im Zeitraum beendeten.",
                "Cases ended in the period that were never passed to a team ÷ all ended in it.",
                "الملفات المنتهية خلال الفترة التي لم تُحل إلى فريق ÷ كل المنتهية خلالها.",
            ),
        ),
        described(
            "rerouted",
            _PERCENT,
            ("Falsch zugeleitet", "Passed to the wrong team", "محالة إلى فريق غير مختص"),
            (
                "Anteil der Vorgänge, die ein anderes Team bekam als zuerst vorgesehen.",
                "Share of cases that went to another team than first meant.",
                "نسبة الملفات التي انتقلت إلى فريق غير المحدد أولًا.",
            ),
            (
                "Beendete Vorgänge mit mindestens einer Abgabe an ein anderes Team ÷ beendete Vorgänge, die bei einem Team "
                "waren. Verlorene Tage: von der ersten Zuleitung bis zur ersten Abgabe.",
                "Ended cases passed on at least once ÷ ended cases that lay with a team. Days lost: from the first team to "
                "the first passing on.",
                "الملفات المنتهية المحوّلة مرة على الأقل ÷ المنتهية التي كانت لدى فريق. الأيام الضائعة: من الإحالة الأولى "
                "حتى التحويل الأول.",
            ),
        ),
        described(
            "hand_overs",
            _PER_CASE,
            ("Wechsel der Zuständigkeit", "Changes of hands", "تغيّر المسؤولية"),
            (
                "Wie oft ein Vorgang in andere Hände kommt. Zuständigkeit aus einer Hand heißt: null.",
                "How often a case comes into other hands. One responsible person means: zero.",
                "كم مرة ينتقل الملف إلى يد أخرى. المسؤولية بيد واحدة تعني: صفر.",
            ),
            (
                "Übernahmen nach der ersten und Abgaben an andere Teams ÷ beendete Vorgänge, die bei einem Team waren.",
                "Takings after the first and passings to other teams ÷ ended cases that lay with a team.",
                "مرات التولّي بعد الأولى والتحويلات إلى فرق أخرى ÷ الملفات المنتهية التي كانت لدى فريق.",
            ),
        ),
        described(
            "ownerless",
            _PERCENT,
            ("Ohne zuständige Person", "Without an owner", "دون شخص مسؤول"),
            (
                "Anteil der Vorgänge bei den Teams, die noch niemand übernommen hat. Stand jetzt.",
                "Share of the cases with the teams that nobody has taken yet. As of now.",
                "نسبة الملفات لدى الفرق التي لم يتولّها أحد بعد. الوضع الآن.",
            ),
            (
                "Offene Vorgänge bei einem Team ohne zuständige Person ÷ offene Vorgänge bei einem Team.",
                "Open cases with a team and without an owner ÷ open cases with a team.",
                "الملفات المفتوحة لدى فريق دون مسؤول ÷ الملفات المفتوحة لدى فريق.",
            ),
        ),
        described(
            "net_days",
            _DAYS,
            ("Durchlaufzeit netto", "Net throughput time", "مدة الإنجاز الصافية"),
            (
                "Die Zeit, in der das Amt am Zug war: ohne Warten auf Antragstellende und andere Stellen.",
                "The time in which it was the office's turn: without waiting for applicants and other bodies.",
                "المدة التي كان الدور فيها على الدائرة: دون انتظار مقدّمي الطلبات والجهات الأخرى.",
            ),
            (
                "Durchlaufzeit brutto minus die Zeit bis zur Entscheidung, in der das Journal jemand anderen am Zug sieht.",
                "Gross throughput time minus the time up to the decision in which the journal has somebody else to move.",
                "المدة الإجمالية ناقص المدة حتى البتّ التي يكون الدور فيها على غير الدائرة حسب السجل.",
            ),
        ),
        described(
            "returned",
            _PERCENT,
            ("Nach Prüfung zurückgegeben", "Returned after review", "مُعادة بعد المراجعة"),
            (
                "Anteil der Entscheidungen, deren Entwurf die zweite Person mindestens einmal zurückgab.",
                "Share of decisions whose draft the second person returned at least once.",
                "نسبة القرارات التي أعاد المراجع مسودتها مرة على الأقل.",
            ),
            (
                "Im Zeitraum entschiedene Vorgänge mit einer Rückgabe ÷ alle im Zeitraum entschiedenen.",
                "Cases decided in the period with a return ÷ all decided in it.",
                "الملفات المبتوت فيها خلال الفترة التي أُعيدت مسودتها ÷ كل المبتوت فيها خلالها.",
            ),
        ),
        described(
            "reversed",
            _PERCENT,
            ("Später aufgehoben", "Overturned later", "نُقضت لاحقًا"),
            (
                "Anteil der Entscheidungen, die ein Gericht oder ein Widerspruch seither aufgehoben hat.",
                "Share of decisions that a court or an objection has overturned since.",
                "نسبة القرارات التي نقضتها محكمة أو اعتراض منذ ذلك الحين.",
            ),
            (
                "Im Zeitraum entschiedene und seither aufgehobene Vorgänge ÷ alle im Zeitraum entschiedenen.",
                "Cases decided in the period and overturned since ÷ all decided in it.",
                "الملفات المبتوت فيها خلال الفترة ونُقضت بعدها ÷ كل المبتوت فيها خلالها.",
            ),
        ),
        described(
            "status_questions",
            _PER_100,
            ("Fragen nach dem Stand", "Questions about the state", "أسئلة عن الحالة"),
            (
                "Wie oft gefragt wird, was mit dem Vorgang ist. Wer den Stand sehen kann, muss nicht fragen.",
                "How often people ask what is happening with their case. Who can see it need not ask.",
                "كم مرة يُسأل عن حالة الملف. من يستطيع رؤيته لا يحتاج إلى السؤال.",
            ),
            (
                "Im Zeitraum eingegangene Nachrichten mit dem Anlass „Stand“ ÷ mittlere Zahl offener Vorgänge (an den "
                "Monatsersten seit Beginn des Journals und am letzten Tag) × 100.",
                "Messages with the reason “status” received in the period ÷ mean number of open cases (on the first days of "
                "its months since the journal begins, and on the last day) × 100.",
                "الرسائل الواردة خلال الفترة بسبب «الحالة» ÷ متوسط الملفات المفتوحة في أول كل شهر × 100.",
            ),
        ),
        described(
            "duplicates",
            _PERCENT,
            ("Doppelte Nachrichten", "Duplicate messages", "رسائل مكررة"),
            (
                "Anteil der Nachrichten, die dasselbe noch einmal sagen und zusammengelegt wurden.",
                "Share of messages that say the same again and were joined.",
                "نسبة الرسائل التي تكرر المضمون نفسه وضُمّت إلى غيرها.",
            ),
            (
                "Im Zeitraum zusammengelegte Nachrichten ÷ alle Nachrichten des Zeitraums.",
                "Messages joined in the period ÷ all messages of the period.",
                "الرسائل المضمومة خلال الفترة ÷ كل رسائل الفترة.",
            ),
        ),
        described(
            "renewed",
            _PERCENT,
            ("Rechtzeitig verlängert beantragt", "Renewal applied for in time", "طُلب التجديد في الوقت المناسب"),
            (
                "Anteil der hier erteilten Titel, deren Verlängerung vor ihrem Ende beantragt war. Wer rechtzeitig kommt, "
                "braucht seltener eine Fiktionsbescheinigung.",
                "Share of titles granted here whose renewal was applied for before they ended. Who comes in time needs a "
                "provisional certificate less often.",
                "نسبة التصاريح الممنوحة هنا التي طُلب تجديدها قبل انتهائها. من يأتي مبكرًا يحتاج إلى شهادة مؤقتة أقل.",
            ),
            (
                "Im Zeitraum abgelaufene Titel mit vermerktem Ende, zu denen dieselbe Person (Name und Geburtsdatum) bis zum "
                "letzten Tag dasselbe neu beantragt hat ÷ alle solchen Titel.",
                "Titles with a noted end that ended in the period and for which the same person (name and birth date) applied "
                "anew by the last day ÷ all such titles.",
                "التصاريح ذات النهاية المسجلة المنتهية خلال الفترة التي قدّم صاحبها (الاسم وتاريخ الميلاد) طلبًا "
                "جديدًا حتى آخر يوم ÷ كل هذه التصاريح.",
            ),
        ),
        described(
            "learning",
            _DAYS,
            ("Einarbeitung bis zur eigenen Bearbeitung", "Learning until working alone", "مدة التعلّم حتى العمل المستقل"),
            (
                "Wie lange es dauert, bis jemand eine Art von Vorgängen allein bearbeitet. Eine Zahl über das Amt, nie über "
                "eine Person oder ein Sachgebiet.",
                "How long it takes until somebody handles a kind of case alone. A figure about the office, never about a "
                "person or a team.",
                "كم يستغرق أن يعالج شخص نوعًا من الملفات وحده. رقم عن الدائرة، لا عن شخص أو فريق أبدًا.",
            ),
            (
                "Median der Tage von „lernt sie“ bis „bearbeitet sie allein“, alle Kenntnisse zusammen, seit Beginn der "
                "Aufzeichnung, ohne jene, die es vom ersten Tag an konnten. n: Personen.",
                "Median of the days from “learns them” to “handles them alone”, all skills together, since records began, "
                "without those who could do it from the first day. n: people.",
                "وسيط الأيام من «يتعلّمها» إلى «يعالجها وحده»، لكل المهارات معًا، منذ بدء التسجيل، دون من أتقنها من اليوم "
                "الأول. n: أشخاص.",
            ),
        ),
        described(
            "versions",
            _DAYS,
            ("Vorher und nachher", "Before and after", "قبل وبعد"),
            (
                "Ob eine neue Fassung eines Verfahrens schneller ist als die davor, bei gleicher Mischung der Vorgänge. Ein "
                "Unterschied ist noch keine Ursache: Auch Personal und Andrang ändern sich.",
                "Whether a new version of a procedure is faster than the one before, with the same mix of cases. A difference "
                "is not yet a cause: staff and demand change too.",
                "هل النسخة الجديدة من الإجراء أسرع من سابقتها مع التركيبة نفسها من الملفات. الفرق ليس سببًا بعد: فالموظفون "
                "والطلب يتغيرون أيضًا.",
            ),
            (
                "Tage vom Eingang bis zum Ende, jeder Vorgang höchstens bis zum Horizont gezählt, auch offene; nur Vorgänge, "
                "die so lange her sind. Je Titelcode und Schwierigkeit verglichen, gewichtet mit den Vorgängen der neuen "
                f"Fassung. Intervall: 95 %, ab {ENOUGH} Vorgängen auf jeder Seite.",
                "Days from receipt to end, each case counted up to the horizon at most, open ones too; only cases that "
                "came in that long ago. Compared within title code and difficulty, weighted by the newer version's "
                "cases. Interval: "
                f"95 %, from {ENOUGH} cases on each side.",
                "الأيام من الورود حتى النهاية، ويُحسب كل ملف حتى الأفق على الأكثر، والمفتوح كذلك؛ فقط ما ورد قبل ذلك. "
                "المقارنة داخل رمز التصريح والصعوبة، موزونة بملفات النسخة الجديدة. المجال: 95 %، ابتداءً من "
                f"{ENOUGH} ملفًا في كل جانب.",
            ),
        ),
    )
}
