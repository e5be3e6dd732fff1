"""Searching services: by what people call them, in any language, with the errors people make."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from math import log

from amtslotse.catalogue.rules.procedure import Procedure

_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", "ـ": None})  # the others lose their marks by decomposition
_SPELT_OUT = re.compile("([aou])e+")  # ae for ä
_ENOUGH = 4  # shorter words are looked for as they are, not as something similar


def fold(text: str) -> str:
    """Without case, accents, Arabic vowel marks and letter variants; ä, ae and a are one."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return _SPELT_OUT.sub(r"\1", plain.translate(_ARABIC))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", fold(text)) if len(word) > 1 or word.isdigit()]


@lru_cache(maxsize=512)
def _entry(checked: tuple[tuple[str, float], ...]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in checked:
        for word in _words(text):
            weights[word] = max(weight, weights.get(word, 0.0))
    return weights


def _index(procedure: Procedure, language: str) -> dict[str, float]:
    texts = [(procedure.legal_basis, 3.0)]
    for spoken, words in procedure.search_words.items():
        near = 1.0 if spoken == language else 0.7
        texts += [(word, 3.0 * near) for word in (*words, procedure.title(spoken))]
        texts += [(procedure.summary(spoken), near), (procedure.matter.title(spoken), near)]
    return _entry(tuple(texts))


def _fit(wanted: str, word: str) -> float:
    """How well a word of the index is what was typed: whole, its beginning, or a part of a compound."""
    if word == wanted:
        return 1.0
    if word.startswith(wanted) or (len(word) >= _ENOUGH and wanted.startswith(word)):
        return 0.7
    return 0.4 if len(wanted) >= _ENOUGH and wanted in word else 0.0


def search(procedures: Sequence[Procedure], text: str, *, language: str) -> list[Procedure]:
    """The services that fit, best first; words of ``language`` count most.

    A word that fits nearly all services says little; a word that fits none is read as a typing error.
    """
    indexes = [_index(procedure, language) for procedure in procedures]
    vocabulary = sorted({word for index in indexes for word in index})
    scores = [0.0] * len(procedures)
    for wanted in dict.fromkeys(_words(text)):
        fits = [max((_fit(wanted, word) * weight for word, weight in index.items()), default=0.0) for index in indexes]
        if not any(fits) and len(wanted) >= _ENOUGH and (close := get_close_matches(wanted, vocabulary, n=1, cutoff=0.75)):
            fits = [index.get(close[0], 0.0) * 0.5 for index in indexes]
        rarity = log((len(procedures) + 1) / (sum(fit > 0 for fit in fits) + 0.5))
        scores = [score + fit * rarity for score, fit in zip(scores, fits, strict=True)]
    ranked = sorted(zip(scores, procedures, strict=True), key=lambda pair: (-pair[0], pair[1].matter.position, pair[1].key))
    best = ranked[0][0] if ranked else 0.0
    return [procedure for score, procedure in ranked if score > best * 0.25]
