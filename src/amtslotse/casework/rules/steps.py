"""Inside states to the eight steps that the applicant sees. What is not listed here is never shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

STEPS = ("received", "checking", "documents_missing", "complete", "in_team", "in_review", "decided", "finished")

#: How the page calls every body outside the house, whichever it is: a security query (§ 73), an investigation (§ 79(2))
#: and the printer of cards read the same.
ANOTHER_BODY = "another_body"

#: Events that reach a step. Returns, re-routings, waits for other bodies and code changes are the office's own and reach none.
REACHED_BY = {
    "case.received": "received",
    "case.check_opened": "checking",
    "case.documents_requested": "documents_missing",
    "case.completeness_confirmed": "complete",
    "case.passed_on": "in_team",
    "case.taken": "in_team",
    "case.decision_drafted": "in_review",
    "case.decision_released": "decided",
    "case.decision_signed": "decided",
    "case.handed_over": "finished",
    "case.withdrawn": "finished",
    "case.settled": "finished",
}

_CAN_DO = {
    "received": ("wait", "withdraw"),
    "in_clearing": ("wait", "withdraw"),
    "awaiting_documents": ("send_documents", "withdraw"),
    "with_team": ("wait", "withdraw"),
    "in_review": ("wait", "withdraw"),
    "decided": ("read_decision", "collect"),
    "closed": ("read_decision",),
    "withdrawn": (),
    "settled": (),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a step needs of a journal event. ``waits_on`` is empty where the event changed nothing about it."""

    kind: str
    at: datetime
    waits_on: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """``state``: done, now, next or skipped. ``at``: when it was reached, for done and now."""

    key: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, without a break since."""

    who: str
    since: datetime


def step_of(status: str, *, taken: bool, asked: bool = False, complete: bool = True) -> str:
    """The public step of an inside state. Raises ``KeyError`` for a state nobody gave a step: that is our mistake.

    ``asked``: a request for documents is open. ``complete``: completeness was confirmed; without it no page says so.
    """
    if status == "with_team":
        if asked:
            return "documents_missing"
        return "in_team" if taken or not complete else "complete"
    return {
        "received": "received",
        "in_clearing": "checking",
        "awaiting_documents": "documents_missing",
        "in_review": "in_review",
        "decided": "decided",
        "closed": "finished",
        "withdrawn": "finished",
        "settled": "finished",
    }[status]


def public(status: str, marks: Sequence[Mark], *, taken: bool, asked: bool = False, complete: bool = True) -> tuple[Step, ...]:
    """All eight steps, exactly one of them ``now``.

    A step behind us that never happened is skipped. One ahead of us is next, even when a return took the case back
    from it; only asked-for documents stay done once they were asked for.
    """
    reached: dict[str, datetime] = {}
    for mark in marks:
        if key := REACHED_BY.get(mark.kind):
            reached[key] = mark.at
    now = STEPS.index(step_of(status, taken=taken, asked=asked, complete=complete))
    steps = []
    for position, key in enumerate(STEPS):
        at = reached.get(key)
        if position == now:
            state = "now"
        elif at is not None and (position < now or key == "documents_missing"):
            state = "done"
        else:
            state, at = ("skipped" if position < now else "next"), None
        steps.append(Step(key, state, at))
    return tuple(steps)


def turn(marks: Sequence[Mark]) -> Turn:
    """Whose turn it is and since when. ``marks`` in order, the first one says who."""
    who, since = "us", marks[0].at
    for mark in marks:
        if mark.waits_on and mark.waits_on != who:
            who, since = mark.waits_on, mark.at
    return Turn(who, since)


def public_turn(marks: Sequence[Mark]) -> Turn:
    """As ``turn``, with every body outside the house under one name: not which, not how many, not when one followed another."""
    return turn([Mark(mark.kind, mark.at, _public(mark.waits_on)) for mark in marks])


def _public(waits_on: str) -> str:
    return waits_on if waits_on in ("", "us", "applicant", "nobody") else ANOTHER_BODY


def can_do(status: str, *, asked: bool = False) -> tuple[str, ...]:
    """What she can do now, most important first. ``asked``: a request for documents is open."""
    return ("send_documents", "withdraw") if status == "with_team" and asked else _CAN_DO[status]
