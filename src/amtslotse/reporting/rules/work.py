"""The key figures of work on cases: certificates, overridden urgencies, reviews, fees. Their values come from casework."""

from __future__ import annotations

from amtslotse.reporting.rules.kpis import Kpi

_CERTIFICATES = {"de": "Bescheinigungen", "en": "certificates", "ar": "شهادات"}
_DECISIONS = {"de": "Entscheidungen", "en": "decisions", "ar": "قرارات"}
_DRAFTS = {"de": "Entwürfe", "en": "drafts", "ar": "مسودات"}
_TIMES = {"de": "Mal", "en": "times", "ar": "مرات"}
_EURO = {"de": "Euro", "en": "euros", "ar": "يورو"}

WORK_KPIS: dict[str, Kpi] = {
    kpi.key: kpi
    for kpi in (
        Kpi(
            "certificates_per_decided",
            {
                "de": "Fiktionsbescheinigungen je entschiedenem Vorgang",
                "en": "Fiktionsbescheinigungen per decided case",
                "ar": "شهادات Fiktionsbescheinigung لكل ملف مبتوت فيه",
            },
            {
                "de": "Wie viele Bescheinigungen das Amt ausstellt, um über die Zeit bis zur Entscheidung zu helfen. "
                "Eine wiederholte zeigt, dass die erste nicht reichte.",
                "en": "How many certificates the office issues to bridge the time until a decision. A repeat shows that "
                "the first was not enough.",
                "ar": "كم شهادة تصدرها الدائرة لتغطية المدة حتى البتّ. والشهادة المكررة تدل على أن الأولى لم تكفِ.",
            },
            {
                "de": "Im Zeitraum ausgestellte Bescheinigungen geteilt durch im Zeitraum entschiedene Vorgänge, aus "
                "dem eigenen Journal. Wiederholt ist jede ab der zweiten desselben Vorgangs. n: entschiedene Vorgänge.",
                "en": "Certificates issued in the period divided by cases decided in the period, from the office's own "
                "journal. A repeat is every one from the second of the same case on. n: decided cases.",
                "ar": "الشهادات الصادرة خلال الفترة مقسومة على الملفات المبتوت فيها خلالها، من سجل الدائرة. المكررة "
                "هي كل شهادة بدءًا من الثانية للملف نفسه. n: الملفات المبتوت فيها.",
            },
            _CERTIFICATES,
        ),
        Kpi(
            "certificates_ending",
            {
                "de": "Bescheinigungen, die ohne Termin enden",
                "en": "Certificates that end with no appointment",
                "ar": "شهادات تنتهي دون موعد",
            },
            {
                "de": "Menschen, deren Bescheinigung abläuft, ohne dass vorher jemand sie sieht: Ihnen fehlt dann jeder "
                "Nachweis.",
                "en": "People whose certificate ends before anybody sees them: then they have no proof at all.",
                "ar": "أشخاص تنتهي شهادتهم قبل أن يراهم أحد: فلا يبقى لديهم أي إثبات.",
            },
            {
                "de": "Jüngste Bescheinigung je offenem Vorgang, die abgelaufen ist oder in höchstens 30 Tagen abläuft, "
                "ohne Termin bis zum letzten Tag.",
                "en": "Newest certificate of each open case that has ended or ends within 30 days, with no appointment "
                "up to its last day.",
                "ar": "أحدث شهادة لكل ملف مفتوح انتهت أو تنتهي خلال 30 يومًا على الأكثر، دون موعد حتى يومها الأخير.",
            },
            _CERTIFICATES,
        ),
        Kpi(
            "overrides",
            {"de": "Von Hand gesetzte Dringlichkeit", "en": "Urgency set by hand", "ar": "استعجال حُدد يدويًا"},
            {
                "de": "Wie oft ein Mensch von der Rangfolge der Regeln abwich, immer mit Begründung. Viele zeigen, dass "
                "die Regeln nicht passen.",
                "en": "How often a person departed from the ranking of the rules, always with reasons. Many show that "
                "the rules do not fit.",
                "ar": "كم مرة خالف إنسان ترتيب القواعد، مع التعليل دائمًا. كثرتها تدل على أن القواعد لا تناسب.",
            },
            {
                "de": "Im Journal festgehaltene Setzungen und Rücknahmen der letzten 90 Tage. n: offene Vorgänge, auf "
                "denen jetzt eine gesetzte Dringlichkeit steht.",
                "en": "Settings and withdrawals in the journal in the last 90 days. n: open cases on which such an "
                "urgency stands now.",
                "ar": "التحديدات والتراجعات المسجلة خلال آخر 90 يومًا. n: الملفات المفتوحة التي عليها الآن استعجال محدد يدويًا.",
            },
            _TIMES,
        ),
        Kpi(
            "sample",
            {
                "de": "Erteilungen in der Stichprobe",
                "en": "Grants drawn for review",
                "ar": "موافقات سُحبت للمراجعة",
            },
            {
                "de": "Wie viele Erteilungen eine zweite Person prüft. Der Vorgang allein entscheidet darüber, nie wer "
                "ihn bearbeitet; Ablehnungen werden immer geprüft.",
                "en": "How many grants a second person reviews. The case alone decides, never who works on it; refusals "
                "are always reviewed.",
                "ar": "كم موافقة يراجعها شخص ثانٍ. الملف وحده يحدد ذلك لا من يعالجها؛ أما الرفض فيُراجع دائمًا.",
            },
            {
                "de": "Gezogene Vorgänge des Zeitraums; die neuesten 2.000 werden beim Anzeigen nachgerechnet. n: alle.",
                "en": "Cases drawn in the period; the newest 2,000 are computed again when they are shown. n: all draws.",
                "ar": "الملفات المسحوبة خلال الفترة؛ يُعاد حساب أحدث 2000 سحب عند العرض. n: كل عمليات السحب.",
            },
            _DECISIONS,
        ),
        Kpi(
            "returns",
            {"de": "Zurückgegebene Entwürfe", "en": "Drafts returned", "ar": "مسودات أُعيدت"},
            {
                "de": "Wie oft die zweite Person einen Entwurf zurückgab, mit einem Grund aus der Liste.",
                "en": "How often the second person gave a draft back, with a reason from the list.",
                "ar": "كم مرة أعاد الشخص الثاني مسودة، مع سبب من القائمة.",
            },
            {
                "de": "Anzahl der im Zeitraum zurückgegebenen Entwürfe des ganzen Amts, nie je Person.",
                "en": "Number of drafts returned in the period in the whole office, never per person.",
                "ar": "عدد المسودات المعادة خلال الفترة في الدائرة كلها، لا لكل شخص.",
            },
            _DRAFTS,
        ),
        Kpi(
            "open_fees",
            {"de": "Offene Gebühren", "en": "Open fees", "ar": "رسوم غير مدفوعة"},
            {
                "de": "Was festgesetzt und noch nicht bezahlt ist.",
                "en": "What was charged and is not paid yet.",
                "ar": "ما فُرض ولم يُدفع بعد.",
            },
            {
                "de": "Je Vorgang: festgesetzte und nicht fallen gelassene Gebühren minus Zahlungen, soweit mehr als "
                "null; zusammengezählt. n: Vorgänge mit offenem Betrag.",
                "en": "Of each case: fees charged and not dropped minus payments, where more than zero; summed. n: "
                "cases that owe something.",
                "ar": "لكل ملف: الرسوم المفروضة غير المُسقطة ناقص المدفوعات إن زادت على الصفر؛ ثم تُجمع. n: "
                "الملفات التي عليها مبلغ.",
            },
            _EURO,
        ),
    )
}
