"""What a case waits for outside the house. Whatever of this reaches her page passes through ``rules.steps`` first."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

#: Why a case rests. partner: somebody else's part is missing (domain.md 9: §§ 72, 73); security: the query of § 73;
#: criminal: an investigation under way (§ 79(2)); court: a court decides first.
#: What is missing from her is a document request: it has names, deadline, from and to (§ 82(1) sentence 3).
REASONS: Final = ("partner", "security", "criminal", "court")
#: How it ended. answered: the body gave its part; without: a person goes on without it; case_ended: nobody needs it any more.
ENDINGS: Final = ("answered", "without", "case_ended")
#: Reasons under which no decision may leave the house (§ 79(2) AufenthG; § 12a(3) StAG for naturalisation).
NO_DECISION: Final = ("criminal",)

_LETTERS: Final = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
_BASIS: Final = {"security": "§ 73 AufenthG", "criminal": "§ 79 Abs. 2 AufenthG"}
_BASIS_NATURALISATION: Final = {"criminal": "§ 12a Abs. 3 StAG"}


def legal_basis(reason: str, *, law: str, partner: str) -> str:
    """The paragraph the interval rests on; empty where neither the law nor the office's table of bodies names one.

    ``law`` is the service's legal basis, ``partner`` what the office noted for the body.
    """
    special = _BASIS_NATURALISATION.get(reason) if "StAG" in law else None
    return special or _BASIS.get(reason) or partner


def turn(*, ended: bool, asked_her: bool, bodies: Sequence[str]) -> str:
    """Whose turn it is: hers while documents are asked for, then the body that was asked first, else ours."""
    if ended:
        return "nobody"
    if asked_her:
        return "applicant"
    return f"partner:{bodies[0]}" if bodies else "us"


def is_overdue(*, began_on: date, usual_days: int | None, today: date) -> bool:
    """Whether the body has taken longer than it usually does. Without a usual time nobody is late."""
    return usual_days is not None and today > began_on + timedelta(days=usual_days)


def fresh_code(name: str, *, taken: Collection[str]) -> str:
    """A code for the journal from a German name, one that nobody has yet."""
    plain = name.lower()
    for letter, letters in _LETTERS:
        plain = plain.replace(letter, letters)
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:36] or "body"
    return next(each for each in (code, *(f"{code}_{number}" for number in range(2, 1000))) if each not in taken)
