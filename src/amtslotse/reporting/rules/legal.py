"""The key figures of the legal room, each with the definition that goes with its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amtslotse.reporting.rules.kpis import FEWEST, Kpi

#: Urgent applications: they stand for a time and are no suits in the annual report's sense.
URGENT: Final = ("urgent_80_5", "urgent_123")

_PER_CENT = {"de": "Prozent", "en": "per cent", "ar": "بالمئة"}
_PER_THOUSAND_CASES = {"de": "je 1.000 offene Vorgänge", "en": "per 1,000 open cases", "ar": "لكل 1000 ملف مفتوح"}
_PER_THOUSAND_CONTACTS = {"de": "je 1.000 Kontakte", "en": "per 1,000 contacts", "ar": "لكل 1000 اتصال"}
_MONTHS = {"de": "Monate", "en": "months", "ar": "أشهر"}
_INTERVAL = {
    "de": "Intervall: Wilson, 95 Prozent.",
    "en": "Interval: Wilson, 95 per cent.",
    "ar": "المجال: ويلسون، 95 بالمئة.",
}


def _with_interval(texts: dict[str, str]) -> dict[str, str]:
    return {language: f"{text} {_INTERVAL[language]}" for language, text in texts.items()}


LEGAL_KPIS: dict[str, Kpi] = {
    kpi.key: kpi
    for kpi in (
        Kpi(
            "upheld",
            {"de": "Stattgegebene Klagen", "en": "Suits upheld", "ar": "دعاوى قُبلت"},
            {
                "de": "Wie oft das Amt vor Gericht ganz oder teilweise unterlag.",
                "en": "How often the office lost in court, wholly or in part.",
                "ar": "كم مرة خسرت الدائرة أمام المحكمة كليًا أو جزئيًا.",
            },
            _with_interval(
                {
                    "de": "Ganz oder teilweise stattgegebene Klagen geteilt durch alle im Zeitraum beendeten Klagen, auch "
                    f"durch Vergleich, Rücknahme oder Erledigung. Ohne Eilanträge. Unter {FEWEST} beendeten keine Zahl.",
                    "en": "Suits upheld wholly or in part divided by all suits that ended in the period, by settlement, "
                    f"withdrawal or otherwise too. Without urgent applications. No figure for fewer than {FEWEST}.",
                    "ar": "الدعاوى المقبولة كليًا أو جزئيًا مقسومة على كل الدعاوى المنتهية خلال الفترة، ومنها المنتهية بتسوية "
                    "أو سحب "
                    f"أو انتفاء الموضوع. دون الطلبات المستعجلة. لا رقم لأقل من {FEWEST}.",
                }
            ),
            _PER_CENT,
        ),
        Kpi(
            "inaction_suits",
            {"de": "Untätigkeitsklagen", "en": "Inaction suits", "ar": "دعاوى الامتناع عن البت"},
            {
                "de": "Wie oft Menschen klagen, weil das Amt nicht entscheidet (§ 75 VwGO), gemessen am Bestand.",
                "en": "How often people sue because the office does not decide (§ 75 VwGO), measured against the stock.",
                "ar": "كم مرة يرفع الناس دعوى لأن الدائرة لا تبتّ (المادة 75 VwGO)، قياسًا إلى الرصيد.",
            },
            {
                "de": "Im Zeitraum eingegangene Untätigkeitsklagen × 1.000 geteilt durch die am Ende des Zeitraums (sonst "
                "heute) "
                "offenen Vorgänge aller Quellen. n: offene Vorgänge.",
                "en": "Inaction suits filed in the period × 1,000 divided by the cases of all sources that were open at "
                "its end "
                "(or are open today). n: open cases.",
                "ar": "دعاوى الامتناع المرفوعة خلال الفترة × 1000 مقسومة على الملفات المفتوحة من كل المصادر في نهايتها "
                "(وإلا اليوم). "
                "n: الملفات المفتوحة.",
            },
            _PER_THOUSAND_CASES,
        ),
        Kpi(
            "complaints",
            {"de": "Beschwerden", "en": "Complaints", "ar": "شكاوى"},
            {
                "de": "Wie oft sich jemand beschwert, gemessen daran, wie oft Menschen mit dem Amt zu tun haben.",
                "en": "How often somebody complains, measured against how often people deal with the office.",
                "ar": "كم مرة يشتكي أحد، قياسًا إلى عدد مرات تعامل الناس مع الدائرة.",
            },
            _with_interval(
                {
                    "de": "Im Zeitraum eingegangene Beschwerden × 1.000 geteilt durch Kontakte: am Schalter und Telefon "
                    "erfasste "
                    "Kontakte und eingegangene Nachrichten. n: Kontakte. Zuvor: der gleich lange Zeitraum davor, zu hoch, "
                    "wo Kontakte noch nicht erfasst wurden; Unterschied mit Intervall nach Newcombe, 95 Prozent.",
                    "en": "Complaints received in the period × 1,000 divided by contacts: contacts logged at the counter and "
                    "by "
                    "telephone, and messages received. n: contacts. Before: the equally long period before, too high where "
                    "contacts were not logged yet; difference with Newcombe's interval, 95 per cent.",
                    "ar": "الشكاوى الواردة خلال الفترة × 1000 مقسومة على الاتصالات: المسجلة في الشباك والهاتف والرسائل "
                    "الواردة. "
                    "n: الاتصالات. سابقًا: الفترة السابقة المساوية طولًا، وتكون أعلى من الواقع إذا لم تكن الاتصالات "
                    "تُسجل بعد؛ والفرق بمجال نيوكومب، 95 بالمئة.",
                }
            ),
            _PER_THOUSAND_CONTACTS,
        ),
        Kpi(
            "review_done",
            {
                "de": "Rechtsprüfung: Stichprobe erledigt",
                "en": "Legal review: samples done",
                "ar": "المراجعة القانونية: عينات منجزة",
            },
            {
                "de": "In wie vielen Monaten die gezogenen Entscheidungen fertig geprüft sind.",
                "en": "In how many months the review of the drawn decisions is finished.",
                "ar": "في كم شهر اكتملت مراجعة القرارات المختارة.",
            },
            {
                "de": "Monate des Zeitraums, deren Stichprobe gezogen und ganz geprüft ist. n: Monate des Zeitraums, die "
                "vorbei sind.",
                "en": "Months of the period whose sample is drawn and wholly reviewed. n: months of the period that are over.",
                "ar": "أشهر الفترة التي سُحبت عينتها وروجعت كلها. n: أشهر الفترة المنقضية.",
            },
            _MONTHS,
        ),
        Kpi(
            "defect_rate",
            {
                "de": "Mängelquote der Rechtsprüfung",
                "en": "Defect rate of the legal review",
                "ar": "نسبة العيوب في المراجعة القانونية",
            },
            {
                "de": "Anteil der geprüften Entscheidungen mit mindestens einem Mangel, im letzten fertig geprüften Monat.",
                "en": "Share of the reviewed decisions with at least one defect, in the last month that is wholly reviewed.",
                "ar": "نسبة القرارات المراجعة التي فيها عيب واحد على الأقل، في آخر شهر اكتملت مراجعته.",
            },
            _with_interval(
                {
                    "de": "Entscheidungen mit Mangel geteilt durch geprüfte. Keine Zahl unter fünf Entscheidungen oder unter "
                    "fünf "
                    "Beschäftigten, die sie schrieben. n: geprüfte Entscheidungen.",
                    "en": "Decisions with a defect divided by those reviewed. No figure below five decisions or below five "
                    "members "
                    "of staff who wrote them. n: reviewed decisions.",
                    "ar": "القرارات المعيبة مقسومة على المراجَعة. لا رقم لأقل من خمسة قرارات أو أقل من خمسة موظفين كتبوها. "
                    "n: القرارات المراجَعة.",
                }
            ),
            _PER_CENT,
        ),
    )
}

#: In the place of an outcome in a public table: those too rare to stand alone.
OTHER: Final = "other"


def grouped(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The outcomes for a public table: each of at least ``FEWEST`` suits, the rarer ones together as ``OTHER``, last.

    The rows sum to the total. So that no rare one follows by subtraction, the smallest row joins the others until they are
    ``FEWEST`` too; empty where all together are fewer.
    """
    shown = sorted(((code, n) for code, n in counts.items() if n >= FEWEST), key=lambda each: (-each[1], each[0]))
    rest = sum(n for n in counts.values() if 0 < n < FEWEST)
    while 0 < rest < FEWEST and shown:
        rest += shown.pop()[1]
    if rest >= FEWEST:
        return (*shown, (OTHER, rest))
    return () if rest else tuple(shown)
