"""Verdicts on documents and outcomes of decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from amtslotse.casework.rules.messages import readable
from amtslotse.catalogue.rules import DocumentNeed, unmet
from amtslotse.kernel import workdays
from amtslotse.kernel.errors import InvalidInput

VERDICTS: Final = ("fine", "missing", "unreadable", "wrong")
REQUESTED: Final = ("missing", "unreadable", "wrong")
#: Verdicts that tell her nothing without a reason.
NEEDS_REASON: Final = ("unreadable", "wrong")
#: How a request says it. What the clerk wrote follows.
VERDICT_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "missing": {
        "de": "Diese Unterlage fehlt.",
        "en": "This document is missing.",
        "ar": "هذا المستند ناقص.",
    },
    "unreadable": {
        "de": "Diese Unterlage ist nicht lesbar.",
        "en": "This document cannot be read.",
        "ar": "هذا المستند غير مقروء.",
    },
    "wrong": {
        "de": "Das ist nicht die Unterlage, die gebraucht wird.",
        "en": "This is not the document that is needed.",
        "ar": "ليس هذا هو المستند المطلوب.",
    },
}
OUTCOMES: Final = ("grant", "grant_restricted", "refuse", "revoke")
#: These burden her: they leave the house only reviewed, after a hearing or with reasons why not, and with a remedy notice.
BURDENS: Final = OUTCOMES[1:]
#: How a case ends that was decided so.
CLOSURE_OF: Final[Mapping[str, str]] = {
    "grant": "granted",
    "grant_restricted": "granted_restricted",
    "refuse": "refused",
    "revoke": "revoked",
}
#: Whether the law left a choice; where it did, the reasons of the choice are kept apart.
DISCRETION: Final = ("bound", "exercised")
HEARINGS: Final = ("held", "not_held")
#: Why a draft went back: one code, and the reviewer's own words beside it.
RETURNS: Final = ("facts", "law", "reasons", "discretion", "hearing", "addressee", "form", "other")
#: As whom somebody gets the decision.
CAPACITIES: Final = ("applicant", "representative", "guardian")
#: How a decision is notified. A page is no way: it shows a copy.
WAYS: Final = ("post", "in_person", "with_proof")
REVERSED_BY: Final = ("court", "objection")
#: From this age on somebody acts for herself (§ 80 Abs. 1 AufenthG; naturalisation § 34 StAG).
FULL_AGE: Final = 18
NATURALISATION_AGE: Final = 16
#: As the letter says it.
OUTCOME_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "grant": {
        "de": "Ihrem Antrag wird entsprochen.",
        "en": "Your application is granted.",
        "ar": "تمت الموافقة على طلبك.",
    },
    "grant_restricted": {
        "de": "Ihrem Antrag wird mit Einschränkungen entsprochen. Welche das sind, steht in der Begründung.",
        "en": "Your application is granted with restrictions. The reasons say which.",
        "ar": "تمت الموافقة على طلبك مع قيود مذكورة في التعليل.",
    },
    "refuse": {
        "de": "Ihr Antrag wird abgelehnt.",
        "en": "Your application is refused.",
        "ar": "رُفض طلبك.",
    },
    "revoke": {
        "de": "Die frühere Entscheidung zu Ihren Gunsten wird aufgehoben.",
        "en": "The earlier decision in your favour is revoked.",
        "ar": "أُلغي القرار السابق الصادر لصالحك.",
    },
}


@dataclass(frozen=True, slots=True)
class Details:
    """What a decision says besides its outcome and reasons, as its author wrote it."""

    sections: Mapping[str, str] = field(default_factory=dict)
    ground: str = ""
    discretion: str = "bound"
    discretion_reasons: str = ""
    hearing: str = ""
    hearing_on: date | None = None
    hearing_reason: str = ""
    remedy_notice: str = ""


#: As a letter of hearing says what is intended.
INTENDED_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "grant_restricted": {
        "de": "Wir wollen Ihrem Antrag nur mit Einschränkungen entsprechen.",
        "en": "We intend to grant your application only with restrictions.",
        "ar": "نعتزم الموافقة على طلبك مع قيود فقط.",
    },
    "refuse": {
        "de": "Wir wollen Ihren Antrag ablehnen.",
        "en": "We intend to refuse your application.",
        "ar": "نعتزم رفض طلبك.",
    },
    "revoke": {
        "de": "Wir wollen die frühere Entscheidung zu Ihren Gunsten aufheben.",
        "en": "We intend to revoke the earlier decision in your favour.",
        "ar": "نعتزم إلغاء القرار السابق الصادر لصالحك.",
    },
}
SHORTEST_REASONS: Final = 20
LONGEST_GROUND: Final = 80
LONGEST_REASONS: Final = 20_000
LONGEST_NOTE: Final = 1_000


def text(raw: str, *, field: str, longest: int, shortest: int = 1) -> str:
    """The trimmed text without controls and marks that turn the writing round: what is read here is what is printed.

    Raises ``InvalidInput`` (``required``, ``too_short``, ``too_long``).
    """
    kept = readable(raw)
    if shortest and not kept:
        raise InvalidInput(field=field, reason="required")
    if len(kept) < shortest:
        raise InvalidInput(field=field, reason="too_short", shortest=shortest)
    if len(kept) > longest:
        raise InvalidInput(field=field, reason="too_long", longest=longest)
    return kept


def default_deadline(today: date, *, days: int, land: str) -> date:
    """The day a request gives her when nobody chooses one: ``days`` from today, or the next working day after."""
    return workdays.next_or_same(today + timedelta(days=days), land=land)


def still_open(needs: Sequence[DocumentNeed], verdicts: Mapping[str, str]) -> tuple[str, ...]:
    """The required documents that are not marked fine, and of whose group none is."""
    fine = {key for key, verdict in verdicts.items() if verdict == "fine"}
    return tuple(need.key for group in unmet(needs, fine) for need in group)


def to_request(needs: Sequence[DocumentNeed], verdicts: Mapping[str, str]) -> tuple[str, ...]:
    """What a request names: marked missing, unreadable or wrong, and not replaced by a fine one of the same group."""
    replaced = {need.one_of for need in needs if need.one_of and verdicts.get(need.key) == "fine"}
    return tuple(need.key for need in needs if verdicts.get(need.key) in REQUESTED and need.one_of not in replaced)


def needs_second_person(outcome: str, *, was_returned: bool, is_drawn: bool) -> bool:
    """Whether another person has to release it: every burden, what was returned once, and what the sample drew."""
    return outcome in BURDENS or was_returned or is_drawn


def age_of_capacity(purpose: str) -> int:
    """The age from which somebody acts for herself in such a matter."""
    return NATURALISATION_AGE if purpose.startswith("EINB") else FULL_AGE
