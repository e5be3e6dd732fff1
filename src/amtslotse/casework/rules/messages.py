"""Messages and letters: how they come, why people write, and which case one is about."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Final

from amtslotse.kernel import codes

CHANNELS: Final = ("mail", "letter", "counter", "portal")
#: The five reasons of a contact, as at the counter and the telephone (``frontdesk.rules.words``).
REASONS: Final = ("general", "appointment", "handing_in", "status", "responsible")
#: ``open``: nobody answered; ``answered``; ``filed``: read, and no answer is needed; ``joined``: the same as another.
STATUSES: Final = ("open", "answered", "filed", "joined")
#: What tied a message to its case. Only a person may go by anything else than a number or code that names one case.
MATCHES: Final = ("", "portal", "file_number", "code", "cover_sheet", "clerk")
#: How the answer reaches her.
WAYS: Final = ("", "status_page", "mail", "paper")

LONGEST_TEXT: Final = 20_000
LONGEST_QUESTION: Final = 2_000
LONGEST_ANSWER: Final = 8_000
LONGEST_BLOCK: Final = 4_000
#: So many numbers in one text are looked up; a text full of numbers is no letter.
MOST_NUMBERS: Final = 20

# Crockford's letters and what is misread for them, in groups of four, however they are divided.
_GROUP = r"[0-9A-Za-z]{4}"
_NUMBER = re.compile(rf"(?<![0-9A-Za-z])(20[0-9]{{2}})[ \-–—]?({_GROUP})[ \-–—]?({_GROUP})(?![0-9A-Za-z])")
_TOKEN = re.compile(rf"(?<![0-9A-Za-z])({_GROUP})[ \-–—]?({_GROUP})[ \-–—]?({_GROUP})[ \-–—]?({_GROUP})(?![0-9A-Za-z])")


def file_numbers(text: str) -> tuple[str, ...]:
    """What in the text may be a file number, as it is stored, in its order."""
    return _found(_NUMBER, text)


def proof_tokens(text: str) -> tuple[str, ...]:
    """What in the text may be the code of a receipt's QR, as it is stored, in its order."""
    return _found(_TOKEN, text)


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    hits = (codes.normalise("".join(hit.groups())) for hit in pattern.finditer(text))
    return tuple(dict.fromkeys(hits))[:MOST_NUMBERS]


#: Marks that change the direction of everything after them, and controls: other people's text keeps its words without them.
_HARMFUL = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def readable(raw: str) -> str:
    """What somebody wrote, in NFC, without controls and direction marks; joiners stay, they belong to words and emoji."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in text if c not in _HARMFUL and (c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")))
    return "".join(kept).strip()


def same_person(one: str, other: str) -> bool:
    """Whether two names (sort keys) hold the same words, whichever stands first. Empty names are nobody's."""
    words = sorted(one.split())
    return bool(words) and words == sorted(other.split())


def hours_between(received_at: datetime, answered_at: datetime) -> int:
    """Whole hours from receipt to answer, by the clock on the wall."""
    return max(0, int((answered_at - received_at) / timedelta(hours=1)))


def ways(*, channel: str, has_case: bool, has_email: bool) -> tuple[str, ...]:
    """How an answer may reach her, the usual way first. About a case nothing goes by mail: others may read it there."""
    if has_case:
        return ("paper", "status_page") if channel in ("letter", "counter") and not has_email else ("status_page", "paper")
    return ("mail", "paper") if has_email else ("paper",)
