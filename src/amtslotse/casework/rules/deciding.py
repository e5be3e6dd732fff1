"""Verdicts on documents and outcomes of decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

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
OUTCOMES: Final = ("grant", "grant_restricted", "refuse")
#: How a case ends that was decided so.
CLOSURE_OF: Final[Mapping[str, str]] = {"grant": "granted", "grant_restricted": "granted_restricted", "refuse": "refused"}
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
}
SHORTEST_REASONS: Final = 20
LONGEST_REASONS: Final = 20_000
LONGEST_NOTE: Final = 1_000


def text(raw: str, *, field: str, longest: int, shortest: int = 1) -> str:
    """The trimmed text. Raises ``InvalidInput`` (``required``, ``too_short``, ``too_long``)."""
    kept = raw.replace("\r\n", "\n").replace("\x00", "").strip()
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


def remedy(outcome: str, *, office: str, land: str) -> dict[str, dict[str, str]] | None:
    """The remedy notice for what she may contest; ``None`` where nothing was refused or the Land has no text yet.

    § 70 VwGO: one month after notification. That Baden-Württemberg has the Widerspruch is marked M in domain.md 8: the
    office's lawyers check this text before it leaves the house.
    """
    if outcome == "grant" or land != "BW":
        return None
    return {
        "heading": {"de": "Rechtsbehelfsbelehrung", "en": "How to contest this decision", "ar": "كيفية الاعتراض على القرار"},
        "body": {
            "de": f"Gegen diese Entscheidung können Sie innerhalb eines Monats nach ihrer Bekanntgabe Widerspruch bei "
            f"{office} erheben. Der Widerspruch gegen die Ablehnung hat keine aufschiebende Wirkung (§ 84 Abs. 1 AufenthG).",
            "en": f"You may lodge an objection (Widerspruch) against this decision with {office} within one month after you "
            "were notified of it. The objection to a refusal has no suspensive effect (section 84(1) of the Residence Act).",
            "ar": f"يمكنك الاعتراض على هذا القرار لدى {office} خلال شهر واحد من تبليغك به. "
            "ولا يوقف الاعتراض على الرفض تنفيذ القرار (المادة ٨٤ الفقرة ١ من قانون الإقامة).",
        },
    }
