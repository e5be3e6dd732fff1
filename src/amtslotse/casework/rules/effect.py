"""What filing does for her stay: the decision table of § 81 AufenthG (domain.md, section 7), row by row.

The effect depends on the day of receipt and the end of the title, on her own statements, never on completeness.
What the table does not settle is ``legal_check``: a person looks, and nobody reads "no effect" from a machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

#: § 24 titles go on without application to this day. Dated data with its source, not code: ``casework/data/section_24.toml``.
SECTION_24_CONTINUES_TO: date = max(
    entry["until"]
    for entry in tomllib.loads((Path(__file__).parent.parent / "data" / "section_24.toml").read_text())["continues"]
)

#: Purposes for which somebody applies for a title; certificates, the Duldung and EU cards are none.
_TITLE_PREFIXES = ("AUSB_", "ERW_", "HUM_", "FAM_", "NE_")
_NO_TITLE = frozenset({"AUSB_16C"})

_CONTINUABLE = frozenset({"residence_permit", "blue_card", "national_visa", "opportunity_card"})


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts at the moment of receipt, from her own statements. ``None``: not known.

    ``title_expires_on``: the last day of the title, or of the stay without one. ``is_application``: the service asks for a
    title (``Procedure.kind``); certificates and transfers have no effect of their own.
    """

    current_title: str
    received_on: date
    purpose: str
    title_expires_on: date | None = None
    nationality: str = ""
    is_application: bool = True
    approved_card_ordered: bool = False
    fingerprints_due: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """A row of the table. ``public`` is the wording she reads.

    ``certificate``: yes, none_needed, restricted, blocked (row 7) or check.
    """

    code: str
    row: int | None
    paragraph: str
    public: str
    certificate: str


OFFICE_WILL_TELL = "office_will_tell"


def _check(row: int | None = None, paragraph: str = "") -> Effect:
    return Effect("legal_check", row, paragraph, OFFICE_WILL_TELL, "check")


#: What is known of an effect by its code alone.
_BY_CODE = {
    "fortgeltung": Effect("fortgeltung", 1, "§ 81 Abs. 4 Satz 1 AufenthG", "continues", "yes"),
    "fortgeltung_restricted": Effect(
        "fortgeltung_restricted", 9, "§ 81 Abs. 4 Satz 1, § 20a Abs. 5 Satz 4 AufenthG", "continues_restricted", "restricted"
    ),
    "erlaubnis": Effect("erlaubnis", 4, "§ 81 Abs. 3 Satz 1 AufenthG", "stay_permitted", "yes"),
    "duldung": Effect("duldung", 5, "§ 81 Abs. 3 Satz 2 AufenthG", "removal_suspended", "yes"),
    "work_allowed": Effect("work_allowed", 6, "§ 81 Abs. 5a AufenthG", "work_allowed", "yes"),
    "none_needed": Effect("none_needed", 10, "UkraineAufenthFGV", "no_application_needed", "none_needed"),
}


def by_code(code: str) -> Effect:
    """The effect a case was given on receipt, without the facts that led to it."""
    return _BY_CODE.get(code) or _check()


def decide(situation: Situation) -> Effect:
    """The effect of filing. Where fingerprints are due, the certificate waits for them (row 7); the effect does not."""
    effect = _by_table(situation)
    if situation.fingerprints_due and effect.certificate in ("yes", "restricted"):
        return Effect(effect.code, effect.row, effect.paragraph, effect.public, "blocked")
    return effect


def _by_table(situation: Situation) -> Effect:
    title, purpose = situation.current_title, situation.purpose
    if not situation.is_application or not purpose.startswith(_TITLE_PREFIXES) or purpose in _NO_TITLE:
        return _check()
    if situation.approved_card_ordered:
        if purpose.startswith(("AUSB_", "ERW_")):
            return _BY_CODE["work_allowed"]
        return _check(6, "§ 81 Abs. 5a AufenthG")
    if title == "schengen_visa":
        return _check(2, "§ 81 Abs. 4 Satz 2 AufenthG")
    if title == "section104c" and purpose not in ("HUM_25A", "HUM_25B"):
        return _check(8, "§ 104c Abs. 2 Satz 3 AufenthG")
    if title == "section24":
        return _section_24(situation)
    if title == "visa_free":
        return _without_title(situation)
    if title in _CONTINUABLE or title == "section104c":
        return _with_title(situation)
    return _check()


def _with_title(situation: Situation) -> Effect:
    """Rows 1, 3 and 9. A title is valid through its last day: filing on that day is in time."""
    if situation.title_expires_on is None:
        return _check()
    if situation.received_on > situation.title_expires_on:
        return _check(3, "§ 81 Abs. 4 Satz 3 AufenthG")
    if situation.current_title == "opportunity_card" and situation.purpose == "ERW_20A_F":
        return Effect(
            "fortgeltung_restricted",
            9,
            "§ 81 Abs. 4 Satz 1, § 20a Abs. 5 Satz 4 AufenthG",
            "continues_restricted",
            "restricted",
        )
    return _BY_CODE["fortgeltung"]


def _without_title(situation: Situation) -> Effect:
    """Rows 4 and 5: lawfully here without a title; ``title_expires_on`` is the last day she may stay without one."""
    if situation.title_expires_on is None:
        return _check()
    if situation.received_on <= situation.title_expires_on:
        return _BY_CODE["erlaubnis"]
    return _BY_CODE["duldung"]


def _section_24(situation: Situation) -> Effect:
    """Row 10, and row 1 for another title applied for while the printed one lasts.

    Not every third-country national is covered by the ordinance, so only Ukrainian nationality settles row 10.
    """
    covered = situation.nationality == "UA" and situation.received_on <= SECTION_24_CONTINUES_TO
    if situation.purpose == "HUM_24":
        return _BY_CODE["none_needed"] if covered else _check(10)
    if situation.title_expires_on is not None and situation.received_on <= situation.title_expires_on:
        return _BY_CODE["fortgeltung"]
    return _check(10)


#: What she reads, by ``Effect.public``. German binds.
TEXTS: Mapping[str, Mapping[str, str]] = {
    "continues": {
        "de": "Ihr bisheriger Aufenthaltstitel gilt vom Ablauf an als fortbestehend, bis die Behörde entscheidet. "
        "Was Sie damit tun durften, auch arbeiten, dürfen Sie weiter tun.",
        "en": "Your present residence title is deemed to continue after it expires, until the office decides. "
        "What it allowed you to do, including work, you may still do.",
        "ar": "يُعتبر تصريح إقامتك الحالي ساريًا بعد انتهاء مدته إلى أن تصدر الدائرة قرارها. "
        "وما كان مسموحًا لك به، بما في ذلك العمل، يبقى مسموحًا.",
    },
    "continues_restricted": {
        "de": "Ihre Chancenkarte gilt als fortbestehend, bis die Behörde entscheidet. Arbeiten dürfen Sie bis dahin nur "
        "in der Beschäftigung, für die die neue Karte beantragt ist, und erst, wenn die Behörde zugestimmt hat.",
        "en": "Your opportunity card is deemed to continue until the office decides. Until then you may only work in the "
        "job for which the new card is applied for, and only once the office has approved it.",
        "ar": "تُعتبر بطاقة الفرص الخاصة بك سارية إلى أن تصدر الدائرة قرارها. وحتى ذلك الحين لا يُسمح لك بالعمل "
        "إلا في الوظيفة التي طُلبت البطاقة الجديدة من أجلها، وبعد موافقة الدائرة.",
    },
    "stay_permitted": {
        "de": "Ihr Aufenthalt gilt als erlaubt, bis die Behörde entscheidet.",
        "en": "Your stay is deemed permitted until the office decides.",
        "ar": "تُعتبر إقامتك مسموحًا بها إلى أن تصدر الدائرة قرارها.",
    },
    "removal_suspended": {
        "de": "Vom Antrag an gilt die Abschiebung als ausgesetzt, bis die Behörde entscheidet.",
        "en": "From your application on, removal is deemed suspended until the office decides.",
        "ar": "ابتداءً من تقديم الطلب يُعتبر الترحيل معلّقًا إلى أن تصدر الدائرة قرارها.",
    },
    "work_allowed": {
        "de": "Ihr Titel ist bewilligt und die Karte bestellt. Bis zur Übergabe ist die Arbeit schon erlaubt, "
        "die der Titel erlauben wird.",
        "en": "Your title is approved and the card ordered. Until it is handed over, the work it will allow "
        "is already allowed.",
        "ar": "تمت الموافقة على تصريحك وطُلبت البطاقة. وحتى تسليمها يُسمح بالعمل الذي سيسمح به التصريح.",
    },
    "no_application_needed": {
        "de": "Ihre Aufenthaltserlaubnis nach § 24 AufenthG gilt von selbst weiter. Ein Antrag ist dafür nicht nötig.",
        "en": "Your residence permit under section 24 of the Residence Act continues by itself. No application is needed.",
        "ar": "يستمر سريان تصريح إقامتك بموجب المادة 24 من قانون الإقامة تلقائيًا، ولا حاجة إلى تقديم طلب.",
    },
    OFFICE_WILL_TELL: {
        "de": "Die Behörde teilt Ihnen mit, ob Ihr Aufenthalt abgedeckt ist. Bewahren Sie dieses Blatt auf.",
        "en": "The office will tell you whether your stay is covered. Keep this sheet.",
        "ar": "ستبلغك الدائرة بما إذا كانت إقامتك مشمولة. احتفظ بهذه الورقة.",
    },
}
