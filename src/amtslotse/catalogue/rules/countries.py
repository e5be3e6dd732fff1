"""Countries for nationality questions: ISO 3166 codes, stateless, and not clear."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from amtslotse.kernel.names import sort_key

STATELESS = "XA"  # user-assigned codes, after XXA and XXX of the passport standard
UNCLEAR = "XX"
_SPECIAL = {
    STATELESS: {"de": "staatenlos", "en": "stateless", "ar": "عديم الجنسية"},
    UNCLEAR: {"de": "ungeklärt", "en": "not clear", "ar": "غير محدَّدة"},
}
#: What Unicode lists besides the ISO codes: groups, pseudo-locales and exceptional reservations.
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})

_ISO = frozenset(
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
)
CODES = _ISO | _SPECIAL.keys()


@lru_cache(maxsize=32)
def _names(language: str) -> dict[str, str]:
    here, fallback = Locale.parse(language.replace("-", "_")).territories, Locale("en").territories
    special = {code: texts.get(language, texts["en"]) for code, texts in _SPECIAL.items()}
    return {code: here.get(code) or fallback[code] for code in _ISO} | special


@lru_cache(maxsize=32)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every country, sorted as people look them up; stateless and not clear stand last."""
    names = _names(language)
    return tuple(sorted(names.items(), key=lambda item: (item[0] in _SPECIAL, sort_key(item[1]), item[0])))


def country_name(code: str, language: str) -> str:
    """The country's name, or the code itself where there is none."""
    return _names(language).get(code, code)
