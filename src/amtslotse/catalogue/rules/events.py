"""What the journal says about the catalogue."""

from __future__ import annotations

from datetime import date

from amtslotse.journal.rules import Kind, register

_SHREDDING = "Holds nothing about a person; stays as it is."


def _draft(name: str, de: str, en: str, ar: str, **schema: type) -> Kind:
    sentence = {"de": de, "en": en, "ar": ar}
    return register(Kind(name=name, sentence=sentence, schema=schema, shredding=_SHREDDING))


PUBLISHED = register(
    Kind(
        name="catalogue.published",
        sentence={
            "de": "Fassung {version} veröffentlicht, gültig ab {valid_from}",
            "en": "Version {version} published, valid from {valid_from}",
            "ar": "نُشرت النسخة {version}، وتسري ابتداءً من {valid_from}",
        },
        schema={"version": int, "valid_from": date},
        shredding=_SHREDDING,
    )
)
DRAFT_BEGUN = _draft(
    "catalogue.draft_begun",
    "Entwurf begonnen",
    "Draft begun",
    "بدأت كتابة مسودة",
    **{"base?": int},
)
DRAFT_CHANGED = _draft(
    "catalogue.draft_changed",
    "Entwurf geändert: {part}",
    "Draft changed: {part}",
    "عُدّلت المسودة: {part}",
    part=str,
)
DRAFT_SUBMITTED = _draft(
    "catalogue.draft_submitted",
    "Entwurf zur Freigabe vorgelegt, {tests} Testfälle bestanden",
    "Draft submitted for release, {tests} test cases passed",
    "قُدّمت المسودة للاعتماد واجتازت {tests} من حالات الاختبار",
    tests=int,
)
DRAFT_RETURNED = _draft(
    "catalogue.draft_returned",
    "Entwurf zurückgegeben",
    "Draft given back",
    "أُعيدت المسودة",
)
DRAFT_DISCARDED = _draft(
    "catalogue.draft_discarded",
    "Entwurf verworfen",
    "Draft discarded",
    "أُلغيت المسودة",
)
DRAFT_RELEASED = _draft(
    "catalogue.draft_released",
    "Entwurf von einer zweiten Person freigegeben, {tests} Testfälle bestanden",
    "Draft released by a second person, {tests} test cases passed",
    "اعتمد شخص ثانٍ المسودة بعد اجتياز {tests} من حالات الاختبار",
    tests=int,
)
