"""The Wiener Sachtextformeln (Bamberger and Vanecek 1984)."""

from __future__ import annotations

from dataclasses import dataclass

from amtslotse.engines.plainlanguage.counting import sentences, syllables, words

#: The house's own line for a plain block, not the formula's: at most this.
EASY = 8.0
#: A sentence of more words than this is named to the writer.
LONG_SENTENCE = 15
_HARD_WORD = 6  # syllables from which a word is named to the writer
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Readability:
    """What was counted, and the four values. A value stands for a school year: 4 very easy, 15 very hard."""

    words: int
    sentences: int
    words_per_sentence: float  # SL
    share_long: float  # IW: words of more than six letters, per cent
    share_three_syllables: float  # MS: words of three syllables or more, per cent
    share_one_syllable: float  # ES: words of one syllable, per cent
    first: float
    second: float
    third: float
    fourth: float
    long_sentences: tuple[str, ...]  # longest first, at most five
    hard_words: tuple[str, ...]  # most syllables first, at most five

    @property
    def is_easy(self) -> bool:
        """Whether the first formula, which looks at most, is within the house's line."""
        return self.first <= EASY


def measure(text: str) -> Readability | None:
    """The values of a German text; ``None`` when it holds no word.

    The coefficients are those published by Bamberger and Vanecek (1984); the source stands in docs/algorithms/readability.md.
    """
    said, parts = words(text), sentences(text)
    if not said:
        return None
    counts = [syllables(word) for word in said]
    per_word = 100 / len(said)
    sl = len(said) / max(1, len(parts))
    iw = per_word * sum(len(word) > 6 for word in said)
    ms = per_word * sum(count >= 3 for count in counts)
    es = per_word * sum(count == 1 for count in counts)
    long = sorted((part for part in parts if len(words(part)) > LONG_SENTENCE), key=lambda part: -len(words(part)))
    hard = sorted({word for word, count in zip(said, counts, strict=True) if count >= _HARD_WORD}, key=_hardest)
    return Readability(
        words=len(said),
        sentences=max(1, len(parts)),
        words_per_sentence=sl,
        share_long=iw,
        share_three_syllables=ms,
        share_one_syllable=es,
        first=0.1935 * ms + 0.1672 * sl + 0.1297 * iw - 0.0327 * es - 0.875,
        second=0.2007 * ms + 0.1682 * sl + 0.1373 * iw - 2.779,
        third=0.2963 * ms + 0.1905 * sl - 1.1144,
        fourth=0.2744 * ms + 0.2656 * sl - 1.693,
        long_sentences=tuple(long[:_MOST_NAMED]),
        hard_words=tuple(hard[:_MOST_NAMED]),
    )


def _hardest(word: str) -> tuple[int, str]:
    return -syllables(word), word
