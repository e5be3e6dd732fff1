"""The catalogue of key figures: each with its name, what it says, how it is computed, and its unit.

No figure is about a member of staff, and none can be: the journal knows roles, not persons.
"""

from __future__ import annotations

from dataclasses import dataclass

from amtslotse.engines.throughput import FEWEST

__all__ = ["FEWEST", "KPIS", "Kpi"]

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure. ``formula`` is exact enough to compute it by hand from the list behind it."""

    key: str
    name: Texts
    definition: Texts
    formula: Texts
    unit: Texts

    def text(self, field: str, language: str) -> str:
        """A text in the language, else in German."""
        texts: Texts = getattr(self, field)
        return texts.get(language, texts["de"])


_CASES = {"de": "Vorgänge", "en": "cases", "ar": "ملفات"}
_DAYS = {"de": "Kalendertage", "en": "calendar days", "ar": "أيام تقويمية"}
_PERCENTILE = {
    "de": f"Perzentile linear zwischen den Rängen interpoliert (wie percentile_cont). Unter {FEWEST} Vorgängen wird kein "
    "Perzentil gezeigt: Es sagte mehr über einen einzelnen Vorgang als über das Amt.",
    "en": f"Percentiles are interpolated linearly between ranks (as percentile_cont does). None is shown for fewer than "
    f"{FEWEST} cases: it would say more about one case than about the office.",
    "ar": f"تُحسب المئينات بالاستيفاء الخطي بين الرُّتب (مثل percentile_cont). لا يُعرض مئين لأقل من {FEWEST} ملفات: "
    "فهو عندئذ يصف ملفًا واحدًا لا الدائرة.",
}


def _with_percentile(texts: Texts) -> Texts:
    return {language: f"{text} {_PERCENTILE[language]}" for language, text in texts.items()}


KPIS: dict[str, Kpi] = {
    kpi.key: kpi
    for kpi in (
        Kpi(
            "received",
            {"de": "Eingegangen", "en": "Received", "ar": "واردة"},
            {
                "de": "Vorgänge, deren Antrag im Zeitraum eingegangen ist, auf welchem Weg auch immer.",
                "en": "Cases whose application came in during the period, in whatever way.",
                "ar": "الملفات التي ورد طلبها خلال الفترة، بأي طريقة كانت.",
            },
            {
                "de": "Anzahl der Vorgänge mit Eingangstag (Ortszeit) im Zeitraum.",
                "en": "Number of cases whose day of receipt (local time) lies in the period.",
                "ar": "عدد الملفات التي يقع يوم ورودها (بالتوقيت المحلي) ضمن الفترة.",
            },
            _CASES,
        ),
        Kpi(
            "decided",
            {"de": "Entschieden", "en": "Decided", "ar": "مبتوت فيها"},
            {
                "de": "Vorgänge, die im Zeitraum entschieden wurden; die Aushändigung kommt danach.",
                "en": "Cases that were decided during the period; handing over comes later.",
                "ar": "الملفات التي بُتّ فيها خلال الفترة؛ والتسليم يأتي بعد ذلك.",
            },
            {
                "de": "Anzahl der Vorgänge mit Entscheidungstag (Ortszeit) im Zeitraum.",
                "en": "Number of cases whose day of decision (local time) lies in the period.",
                "ar": "عدد الملفات التي يقع يوم البتّ فيها (بالتوقيت المحلي) ضمن الفترة.",
            },
            _CASES,
        ),
        Kpi(
            "stock",
            {"de": "Bestand", "en": "Stock", "ar": "الرصيد"},
            {
                "de": "Vorgänge, die eingegangen und weder entschieden noch anders beendet sind, auch wenn gerade andere "
                "am Zug sind.",
                "en": "Cases that came in and are neither decided nor ended otherwise, even when it is somebody else's turn.",
                "ar": "الملفات التي وردت ولم يُبتّ فيها ولم تنتهِ بطريقة أخرى، حتى إن كان الدور على جهة أخرى.",
            },
            {
                "de": "Bis zum Tag Eingegangene minus bis zum Tag Entschiedene oder Beendete.",
                "en": "Received up to the day minus decided or ended up to the day.",
                "ar": "الواردة حتى اليوم ناقص المبتوت فيها أو المنتهية حتى اليوم.",
            },
            _CASES,
        ),
        Kpi(
            "age",
            {"de": "Alter des Bestands", "en": "Age of the stock", "ar": "عمر الرصيد"},
            {
                "de": "Wie lange die offenen Vorgänge schon liegen. Nach drei Monaten ohne zureichenden Grund ist die "
                "Untätigkeitsklage möglich (§ 75 VwGO).",
                "en": "How long the open cases have been waiting. After three months without sufficient reason an action for "
                "failure to act is possible (§ 75 VwGO).",
                "ar": "منذ متى تنتظر الملفات المفتوحة. بعد ثلاثة أشهر دون سبب كافٍ تجوز دعوى الامتناع عن البت (المادة 75 VwGO).",
            },
            {
                "de": "Stand minus Eingang, in Tagen zu 24 Stunden; Bänder ab 0, 30, 90, 180 und 365 Tagen.",
                "en": "As-of time minus receipt, in days of 24 hours; bands from 0, 30, 90, 180 and 365 days.",
                "ar": "وقت الحالة ناقص وقت الورود، بأيام من 24 ساعة؛ الفئات تبدأ من 0 و30 و90 و180 و365 يومًا.",
            },
            _CASES,
        ),
        Kpi(
            "throughput",
            {"de": "Durchlaufzeit brutto", "en": "Gross throughput time", "ar": "مدة الإنجاز الإجمالية"},
            {
                "de": "Vom Eingang bis zur Entscheidung, mit allen Tagen, an denen auf Unterlagen oder andere Stellen gewartet "
                "wurde. P50: die Hälfte ging so schnell oder schneller; P80: 8 von 10; P90: 9 von 10.",
                "en": "From receipt to decision, with every day that was spent waiting for documents or other bodies. P50: "
                "half were as fast or faster; P80: 8 in 10; P90: 9 in 10.",
                "ar": "من الورود إلى البتّ، بما فيها كل أيام انتظار المستندات أو الجهات الأخرى. P50: نصف الملفات أُنجزت بهذه "
                "المدة أو أقل؛ P80: ثمانٍ من عشر؛ P90: تسع من عشر.",
            },
            _with_percentile(
                {
                    "de": "Entscheidung minus Eingang, in Tagen zu 24 Stunden, der im Zeitraum entschiedenen Vorgänge.",
                    "en": "Decision minus receipt, in days of 24 hours, of the cases decided in the period.",
                    "ar": "وقت البتّ ناقص وقت الورود، بأيام من 24 ساعة، للملفات المبتوت فيها خلال الفترة.",
                }
            ),
            _DAYS,
        ),
        Kpi(
            "first_touch",
            {"de": "Zeit bis zur ersten Bearbeitung", "en": "Time to first touch", "ar": "المدة حتى أول معالجة"},
            {
                "de": "Vom Eingang bis zum ersten Mal, dass sich im Amt jemand mit dem Vorgang befasst hat.",
                "en": "From receipt to the first time that somebody in the office worked on the case.",
                "ar": "من الورود إلى أول مرة عمل فيها أحد في الدائرة على الملف.",
            },
            _with_percentile(
                {
                    "de": "Erste Bearbeitung minus Eingang, in Tagen zu 24 Stunden, der Vorgänge, deren erste Bearbeitung im "
                    "Zeitraum liegt.",
                    "en": "First touch minus receipt, in days of 24 hours, of the cases whose first touch lies in the period.",
                    "ar": "وقت أول معالجة ناقص وقت الورود، بأيام من 24 ساعة، للملفات التي تقع أول معالجة لها ضمن الفترة.",
                }
            ),
            _DAYS,
        ),
    )
}
