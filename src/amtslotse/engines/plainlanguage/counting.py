"""Words, sentences and syllables of German, counted by rules that fit on a page."""

from __future__ import annotations

import re
import unicodedata

#: A word: letters, with hyphens and apostrophes inside; or a number with its points and commas.
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+(?:[.,:/]\d+)*")
#: Points that end no sentence: abbreviations of letters and law, single letters, and the points of dates and numbers.
_ABBREVIATIONS = (
    "abs|alt|art|az|bspw|bzw|ca|dr|etc|evtl|f|ff|ggf|gem|hs|i|inkl|lit|max|mind|mio|nr|prof|s|sog|std|str|tel|u|usw|v|vgl|z|zzt"
)
_MONTHS = "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
#: A number with a point is an ordinal before a month, a figure or a small letter, and after an article or preposition.
_NO_END = re.compile(
    rf"(?<!\w)(?:{_ABBREVIATIONS})\.(?=\s*\S)|(?<![^\W\d_])[^\W\d_]\.(?=\s*\S)"
    rf"|\d\.(?=\s*(?:\d|(?-i:[a-zäöüß])|(?:{_MONTHS})\b))"
    r"|(?<!\w)(?:am|beim|bis|das|dem|den|der|des|die|im|jedem|jeder|vom|zum|zur)\s+\d{1,2}\.",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"”“»«)\]]*(?=\s|$)|\n\s*\n|\n\s*(?:[-–•*]|\d+[.)])\s+|:\s*\n")

_ONE_SOUND = ("äu", "eu", "ei", "ai", "ey", "ay", "au", "ie", "aa", "ee", "oo", "ou", "oi")
_VOWELS = frozenset("aeiouyäöüáàâéèêëíìîïóòôúùûæœø")


def words(text: str) -> list[str]:
    """The words in their order; a number is one word."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def sentences(text: str) -> list[str]:
    """The sentences that hold a word. A blank line and a new line of a list end a sentence as a full stop does."""
    kept = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    hidden = _NO_END.sub(lambda match: match[0].replace(".", "\x00"), kept)
    return [part.replace("\x00", ".").strip() for part in _END.split(hidden) if _WORD.search(part.replace("\x00", "."))]


def syllables(word: str) -> int:
    """How many syllables: groups of vowels, where a diphthong is one and other neighbours are two. Never less than one.

    A number counts one: how it is spoken is not what is read.
    """
    lower = unicodedata.normalize("NFC", word).lower().replace("qu", "kw")
    count = place = 0
    while place < len(lower):
        if lower[place] not in _VOWELS:
            place += 1
            continue
        if lower[place] == "y" and place + 1 < len(lower) and lower[place + 1] in _VOWELS:
            place += 1  # a consonant, as in York
            continue
        count += 1
        place += 2 if lower[place : place + 2] in _ONE_SOUND else 1
    return max(1, count)
