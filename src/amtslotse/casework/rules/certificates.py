"""When a Fiktionsbescheinigung may be issued, and what stands on it (§ 81 AufenthG; domain.md, section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from amtslotse.casework.rules import effect as effects

#: Why a case is still open when a certificate is issued (R36).
REASONS: Final = ("no_slot", "documents", "third_party", "capacity")
#: § 81 Abs. 4 Satz 3: the title is continued by order, to avoid undue hardship.
ORDERED: Final = "ordered"
#: Effects that a certificate proves. That of row 6 is a note on one of these.
CERTIFIED: Final = ("fortgeltung", "fortgeltung_restricted", "erlaubnis", "duldung", ORDERED)
#: What a person may find where the table decides nothing: one of them, or that there is no effect.
NO_EFFECT: Final = "no_effect"
FOUND: Final = (*CERTIFIED, NO_EFFECT)
SHORTEST_REASONS: Final = 20

PARAGRAPHS: Final[Mapping[str, str]] = {
    "fortgeltung": "§ 81 Abs. 4 Satz 1 AufenthG",
    "fortgeltung_restricted": "§ 81 Abs. 4 Satz 1, § 20a Abs. 5 Satz 4 AufenthG",
    "erlaubnis": "§ 81 Abs. 3 Satz 1 AufenthG",
    "duldung": "§ 81 Abs. 3 Satz 2 AufenthG",
    ORDERED: "§ 81 Abs. 4 Satz 3 AufenthG",
}
#: § 81 Abs. 5a: titles of Abschnitt 3 and 4.
_WORK_PURPOSES = ("AUSB_", "ERW_")


@dataclass(frozen=True, slots=True)
class Certifiable:
    """Whether a certificate may be issued now. ``effect`` is the one it proves, or empty; ``why_not`` says why.

    ``why_not``: ``legal_check`` (the table decides nothing and nobody has), ``none_needed`` (row 10), ``no_effect`` (a person
    found so), ``fingerprints`` (row 7: due and not taken), or empty.
    ``work_note``: the work of the future title is allowed already and must stand on it (row 6).
    """

    effect: str
    why_not: str
    work_note: bool = False

    @property
    def paragraph(self) -> str:
        return PARAGRAPHS.get(self.effect, "")


def certifiable(
    *, effect: str, found: str = "", fingerprints_open: bool = False, card_ordered: bool = False, purpose: str = ""
) -> Certifiable:
    """The answer for a case. ``effect``: as stored on receipt; ``found``: the newest finding of a person, which counts more."""
    counts = found or effect
    note = card_ordered and purpose.startswith(_WORK_PURPOSES)
    if counts == NO_EFFECT:
        return Certifiable("", "no_effect")
    if counts not in CERTIFIED:
        return Certifiable("", "none_needed" if counts == "none_needed" else "legal_check")
    return Certifiable(counts, "fingerprints" if fingerprints_open else "", note)


def may_be_ordered(*, received_on: date, title_expires_on: date | None) -> bool:
    """§ 81 Abs. 4 Satz 3 is for a title that had already expired when the application came (row 3)."""
    return title_expires_on is not None and title_expires_on < received_on


def public_text(effect: str) -> Mapping[str, str]:
    """What the certified effect means, as she reads it."""
    if effect == ORDERED:
        return effects.TEXTS["continues"]
    return effects.TEXTS[effects.by_code(effect).public]
