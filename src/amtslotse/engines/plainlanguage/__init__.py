"""How hard a German text is to read: the four Wiener Sachtextformeln, and which sentences and words make it hard.

Pure: text in, numbers out. What is counted how: docs/algorithms/readability.md.
"""

from amtslotse.engines.plainlanguage.counting import sentences, syllables, words
from amtslotse.engines.plainlanguage.formulas import EASY, LONG_SENTENCE, Readability, measure

__all__ = ["EASY", "LONG_SENTENCE", "Readability", "measure", "sentences", "syllables", "words"]
