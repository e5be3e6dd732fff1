"""Suits and complaints by their codes. What each is: domain.md, section 10."""

from __future__ import annotations

from typing import Final

#: obligation: she wants a title; annulment: she wants a decision gone; inaction: § 75 VwGO; urgent: § 80(5) or § 123 VwGO.
SUITS: Final = ("obligation", "annulment", "inaction", "urgent_80_5", "urgent_123")
#: Finer than the two rows of the annual report: each ended suit has exactly one, so the rows sum to the total.
SUIT_OUTCOMES: Final = ("dismissed", "upheld", "partly_upheld", "compromise", "taken_back", "moot")
#: Where the office did not win, wholly or in part.
LOST: Final = ("upheld", "partly_upheld")
#: Suits whose loss overturns the decision itself. Urgent relief is for a time, and inaction attacks no decision.
OVERTURNING: Final = ("obligation", "annulment")
COST_BEARERS: Final = ("office", "plaintiff", "shared")
LONGEST_NAME: Final = 120
LONGEST_REFERENCE: Final = 60
LONGEST_TEXT: Final = 4000
LONGEST_TITLE: Final = 160
LONGEST_TOPIC: Final = 60
#: How a complaint came in, and what it is about. Neither a person nor a text is kept.
COMPLAINT_CHANNELS: Final = ("mail", "letter", "phone", "counter")
COMPLAINT_TOPICS: Final = ("duration", "reachable", "conduct", "information", "decision", "other")
