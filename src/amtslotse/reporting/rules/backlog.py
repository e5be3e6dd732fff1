"""The key figures of the work that is left: how old, how much, until when."""

from __future__ import annotations

from amtslotse.reporting.rules.kpis import Kpi
from amtslotse.reporting.rules.process import described

_PERCENT = {"de": "Prozent", "en": "per cent", "ar": "بالمئة"}
_DAYS = {"de": "Kalendertage", "en": "calendar days", "ar": "أيام تقويمية"}
_WORKDAYS = {"de": "Arbeitstage", "en": "working days", "ar": "أيام عمل"}

BACKLOG_KPIS: dict[str, Kpi] = {
    kpi.key: kpi
    for kpi in (
        Kpi(
            "oldest",
            {"de": "Ältester offener Vorgang", "en": "Oldest open case", "ar": "أقدم ملف مفتوح"},
            {
                "de": "Wie lange der älteste Vorgang schon liegt, den noch niemand entschieden hat.",
                "en": "How long the oldest case has been waiting that nobody has decided yet.",
                "ar": "منذ متى ينتظر أقدم ملف لم يُبتّ فيه بعد.",
            },
            {
                "de": "Stand minus Eingang in Tagen zu 24 Stunden. n: offene Vorgänge.",
                "en": "As-of time minus receipt in days of 24 hours. n: open cases.",
                "ar": "وقت الحالة ناقص وقت الورود بأيام من 24 ساعة. n: الملفات المفتوحة.",
            },
            _DAYS,
        ),
        described(
            "old",
            _PERCENT,
            ("Älter als 90 Tage", "Older than 90 days", "أقدم من 90 يومًا"),
            (
                "Anteil des Bestands, der länger als 90 Tage liegt.",
                "Share of the stock that has been waiting for more than 90 days.",
                "نسبة الرصيد الذي ينتظر منذ أكثر من 90 يومًا.",
            ),
            (
                "Offene Vorgänge, deren Eingang mehr als 90 Tage zu 24 Stunden her ist ÷ alle offenen.",
                "Open cases received more than 90 days of 24 hours ago ÷ all open ones.",
                "الملفات المفتوحة التي مضى على ورودها أكثر من 90 يومًا من 24 ساعة ÷ كل المفتوحة.",
            ),
        ),
        described(
            "stock_days",
            _WORKDAYS,
            ("Arbeitstage im Bestand", "Days of work in stock", "أيام عمل في الرصيد"),
            (
                "Wie viele Arbeitstage der Bestand bedeutet, wenn es weitergeht wie zuletzt und nichts Neues käme.",
                "How many working days the stock amounts to if things go on as they did lately and nothing new came.",
                "كم يوم عمل يعادل الرصيد إذا استمر العمل كما في الفترة الأخيرة ولم يرد جديد.",
            ),
            (
                "Bestand ÷ mittlere Zahl beendeter Vorgänge je Arbeitstag des Landes in den letzten 84 Kalendertagen "
                "vor heute (seit dem ersten Vorgang, wenn das kürzer her ist). n: Bestand. Die Grenze gilt für die beendeten.",
                "Stock ÷ mean number of cases ended per working day of the Land in the 84 calendar days before today "
                "(since the first case where that is shorter). n: stock. The limit is that of the ended ones.",
                "الرصيد ÷ متوسط الملفات المنتهية في كل يوم عمل في الولاية خلال 84 يومًا قبل اليوم (أو منذ أول ملف إن "
                "كان أقرب). n: الرصيد. الحد يخص المنتهية.",
            ),
        ),
        described(
            "burn_down",
            _WORKDAYS,
            ("Abbau nach Alter", "Burn-down by age", "إنهاء الرصيد حسب العمر"),
            (
                "Wann jede Altersgruppe erledigt wäre, wenn immer der älteste Vorgang der nächste ist und es weitergeht wie "
                "zuletzt. Kein Versprechen: eine Rechnung mit der gemessenen Leistung.",
                "When each band of ages would be done if the oldest case always is the next and things go on as lately. No "
                "promise: a calculation with the measured capacity.",
                "متى تنتهي كل فئة عمر إذا كان الأقدم هو التالي دائمًا واستمر العمل كما في الفترة الأخيرة. ليس وعدًا: "
                "حساب بالقدرة المقيسة.",
            ),
            (
                "Vorgänge dieser und aller älteren Gruppen ÷ beendete je Arbeitstag (wie „Arbeitstage im Bestand“); "
                "der Tag zählt Arbeitstage des Landes ab heute. Vorrang nach Dringlichkeit bleibt außer Betracht.",
                "Cases of this and all older bands ÷ ended per working day (as in “Days of work in stock”); the day counts "
                "working days of the Land from today. Precedence by urgency is left aside.",
                "ملفات هذه الفئة وكل الأقدم منها ÷ المنتهية في كل يوم عمل (كما في «أيام عمل في الرصيد»)؛ ويُحسب اليوم "
                "بأيام عمل الولاية من اليوم. لا تُراعى أولوية الاستعجال.",
            ),
        ),
    )
}
