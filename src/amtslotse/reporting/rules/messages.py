"""The key figures of messages and of what staff type in."""

from __future__ import annotations

from amtslotse.reporting.rules.kpis import FEWEST, Kpi

_CASES = {"de": "Vorgänge", "en": "cases", "ar": "ملفات"}
_HOURS = {"de": "Stunden", "en": "hours", "ar": "ساعات"}
_ANSWERS = {"de": "Angaben", "en": "answers", "ar": "بيانات"}

MESSAGE_KPIS: dict[str, Kpi] = {
    kpi.key: kpi
    for kpi in (
        Kpi(
            "cases_behind_messages",
            {"de": "Vorgänge hinter Nachrichten", "en": "Cases behind messages", "ar": "ملفات وراء الرسائل"},
            {
                "de": "Wie viele Vorgänge hinter den Mails, Briefen und Fragen des Zeitraums stehen. Mehrere Schreiben zu "
                "einer Sache zählen einen Vorgang. Für alle Zwecke zusammen.",
                "en": "How many cases stand behind the period's mails, letters and questions. Several about one matter count "
                "as one case. All purposes together.",
                "ar": "كم ملفًا يقف وراء رسائل الفترة من بريد وخطابات وأسئلة. عدة رسائل عن أمر واحد تُحسب ملفًا واحدًا. "
                "لجميع الأغراض معًا.",
            },
            {
                "de": "Anzahl der Vorgänge mit mindestens einer zugeordneten Nachricht, deren Eingangstag im Zeitraum liegt. "
                "n: alle Nachrichten des Zeitraums, auch doppelte und solche ohne Vorgang.",
                "en": "Number of cases with at least one message put to them whose day of receipt lies in the period. n: all "
                "messages of the period, duplicates and those without a case included.",
                "ar": "عدد الملفات التي أُلحقت بها رسالة واحدة على الأقل يقع يوم ورودها ضمن الفترة. n: كل رسائل الفترة، "
                "بما فيها المكررة وما ليس لها ملف.",
            },
            _CASES,
        ),
        Kpi(
            "answer_time",
            {"de": "Antwortzeit", "en": "Time to answer", "ar": "مدة الرد"},
            {
                "de": "Wie lange Menschen auf die Antwort auf eine Nachricht warten: die Hälfte höchstens so lange.",
                "en": "How long people wait for the answer to a message: half of them at most so long.",
                "ar": "كم ينتظر الناس الرد على رسالة: نصفهم هذه المدة على الأكثر.",
            },
            {
                "de": f"Antwort minus Eingang in vollen Stunden, Median der im Zeitraum gegebenen Antworten; unter {FEWEST} "
                "Antworten keine Zahl.",
                "en": f"Answer minus receipt in whole hours, median of the answers given in the period; no figure for fewer "
                f"than {FEWEST} answers.",
                "ar": f"وقت الرد ناقص وقت الورود بالساعات الكاملة، وسيط الردود خلال الفترة؛ لا رقم لأقل من {FEWEST} ردود.",
            },
            _HOURS,
        ),
        Kpi(
            "typed_twice",
            {"de": "Doppelt getippte Angaben", "en": "Answers typed twice", "ar": "بيانات كُتبت مرتين"},
            {
                "de": "Angaben, die jemand im Amt getippt hat, obwohl das Amt sie schon hatte. Soll: null.",
                "en": "Answers that somebody in the office typed although the office had them. Target: zero.",
                "ar": "بيانات كتبها موظف مع أنها كانت لدى الدائرة. الهدف: صفر.",
            },
            {
                "de": "Getippte Angaben, die Zeichen für Zeichen in einem früheren Vorgang derselben Person (Name und "
                "Geburtsdatum) stehen. n: alle getippten und übernommenen Angaben der im Zeitraum aufgenommenen Anträge.",
                "en": "Typed answers that stand letter by letter in an earlier case of the same person (name and birth date). "
                "n: all answers typed or taken over in applications taken in during the period.",
                "ar": "البيانات المكتوبة الموجودة حرفيًا في ملف سابق للشخص نفسه (الاسم وتاريخ الميلاد). n: كل البيانات "
                "المكتوبة والمنقولة في الطلبات المُدخلة خلال الفترة.",
            },
            _ANSWERS,
        ),
    )
}
