"""The timeline of a case: the journal in sentences, filtered by what somebody looks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amtslotse.casework.queries import TimelineView
from amtslotse.web.casework import words

#: How many lines the page shows before somebody asks for all.
SHOWN = 15
ALL = "all"

_DOCUMENTS = ("case.document", "case.request_ended")
_WAITING = ("case.suspended", "case.resumed", "case.card")
_LETTERS = ("case.letter", "case.message", "case.question", "letter.", "message.", "delivery.")
_STEPS = (
    "case.received", "case.check_opened", "case.completeness", "case.passed_on", "case.taken", "case.rerouted",
    "case.decision", "case.notif", "case.handed_over", "case.withdrawn", "case.settled", "case.revo",
)  # fmt: skip
_THEMES = (("documents", _DOCUMENTS), ("waiting", _WAITING), ("letters", _LETTERS), ("steps", _STEPS))


@dataclass(frozen=True, slots=True)
class History:
    """What the timeline shows now."""

    chips: tuple[tuple[str, str, int], ...]  # (theme, word, how many lines)
    chosen: str
    lines: tuple[TimelineView, ...]
    more: int  # lines that are left out until somebody asks for all


def theme(kind: str) -> str:
    """The filter an event belongs to."""
    return next((name for name, prefixes in _THEMES if kind.startswith(prefixes)), "other")


def history(lines: Sequence[TimelineView], chosen: str) -> History:
    """The newest lines of the theme; an unknown theme is none, ``all`` is every line."""
    by_theme = {name: sum(theme(line.kind) == name for line in lines) for name in words.HISTORY}
    chips = tuple((name, str(words.HISTORY[name]), count) for name, count in by_theme.items() if count)
    if chosen not in by_theme:
        shown = lines if chosen == ALL else lines[:SHOWN]
        return History(chips, "", tuple(shown), len(lines) - len(shown))
    return History(chips, chosen, tuple(line for line in lines if theme(line.kind) == chosen), 0)
