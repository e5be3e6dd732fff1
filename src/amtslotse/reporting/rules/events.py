"""What can happen to a promise of the office. No person."""

from __future__ import annotations

from datetime import date

from amtslotse.journal.rules import Kind, register

_NO_PERSON = "none: holds no person"


def _kind(name: str, de: str, en: str, ar: str, **schema: type) -> Kind:
    sentence = {"de": de, "en": en, "ar": ar}
    return register(Kind(name=name, sentence=sentence, schema=schema, shredding=_NO_PERSON))


WRITTEN = _kind(
    "promise.written",
    "Leistungsversprechen entworfen, Fassung {version}",
    "Promise drafted, version {version}",
    "صيغت مسودة وعد الخدمة، النسخة {version}",
    version=int,
)
TRANSLATED = _kind(
    "promise.translated",
    "Leistungsversprechen übersetzt ({language}), Fassung {version}",
    "Promise translated ({language}), version {version}",
    "تُرجم وعد الخدمة ({language})، النسخة {version}",
    version=int,
    language=str,
)
CHECKED = _kind(
    "promise.translation_checked",
    "Übersetzung des Leistungsversprechens geprüft ({language}), Fassung {version}",
    "Translation of the promise checked ({language}), version {version}",
    "دُقّقت ترجمة وعد الخدمة ({language})، النسخة {version}",
    version=int,
    language=str,
)
PUBLISHED = _kind(
    "promise.published",
    "Leistungsversprechen veröffentlicht, Fassung {version}, gültig ab {valid_from}",
    "Promise published, version {version}, valid from {valid_from}",
    "نُشر وعد الخدمة، النسخة {version}، ويسري ابتداءً من {valid_from}",
    version=int,
    valid_from=date,
    measure=str,
)
DISCARDED = _kind(
    "promise.discarded",
    "Entwurf eines Leistungsversprechens verworfen, Fassung {version}",
    "Draft of a promise discarded, version {version}",
    "أُلغيت مسودة وعد الخدمة، النسخة {version}",
    version=int,
)
WITHDRAWN = _kind(
    "promise.withdrawn",
    "Leistungsversprechen zurückgenommen",
    "Promise withdrawn",
    "سُحب وعد الخدمة",
)
