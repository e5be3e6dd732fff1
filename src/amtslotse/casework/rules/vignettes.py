"""Test cases for decisions: one set of facts, one question, many answers that nobody sees before hers."""

from __future__ import annotations

from typing import Final

#: Below so many answers nothing is said about them.
FEWEST_ANSWERS: Final = 5
LONGEST_TITLE: Final = 160
LONGEST_FACTS: Final = 6_000
LONGEST_QUESTION: Final = 400
LONGEST_REASON: Final = 1_000
LONGEST_RESOLUTION: Final = 4_000
STATES: Final = ("draft", "open", "closed")
