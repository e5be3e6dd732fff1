"""Where somebody stands in the queue, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: Nobody's place is better than if she had come this much earlier: the bound on overtaking rests on it.
HEAD_STARTS: Final = {
    "lifted": timedelta(minutes=120),
    "emergency": timedelta(minutes=60),
    "appointment": timedelta(minutes=20),
    "short": timedelta(minutes=10),
    "waited": timedelta(0),
}
#: At a counter that speaks her language.
LANGUAGE_HEAD_START: Final = timedelta(minutes=10)
LONGEST_HEAD_START: Final = HEAD_STARTS["lifted"] + LANGUAGE_HEAD_START


@dataclass(frozen=True, slots=True)
class Place:
    """From ``due_from`` on she is called in the order of ``rank_at``, the earliest first; before, after all who are due."""

    rule: str
    due_from: datetime
    rank_at: datetime


def place(*, klass: str, since: datetime, due_at: datetime | None = None, lifted: bool = False) -> Place:
    """The place of somebody who waits since ``since``, with an appointment at ``due_at`` where there is one.

    Everybody ages alike, so a head start is the same as having come that much earlier. Who comes before her appointment is
    not due before its time; from then on she stands where the better of both puts her: the appointment, or having come
    when she came. Who comes late has her head start from when she came.
    """
    if lifted:
        return Place("lifted", since, since - HEAD_STARTS["lifted"])
    if klass == "emergency":
        return Place("emergency", since, since - HEAD_STARTS["emergency"])
    if due_at is not None:
        due_from = max(since, due_at)
        return Place("appointment", due_from, min(since, due_from - HEAD_STARTS["appointment"]))
    rule = "short" if klass == "short" else "waited"
    return Place(rule, since, since - HEAD_STARTS[rule])


def rule_of(
    *,
    klass: str,
    due_at: datetime | None,
    lifted: bool,
    due_from: datetime,
    now: datetime,
    sent_here: bool = False,
    by_language: bool = False,
) -> str:
    """Why somebody who was first in the order is called now: a code of ``CALL_RULES``."""
    if sent_here:
        return "sent_here"
    if due_from > now:
        return "early"
    if by_language:
        return "language"
    return place(klass=klass, since=due_from, due_at=due_at, lifted=lifted).rule


def serves(*, klass: str, matters: Collection[str], counter_kind: str, counter_serves: Collection[str]) -> bool:
    """Whether a counter may serve a stop: it does the whole class, or each of its matters; clearing is its own kind."""
    if klass in counter_serves or (klass == "clearing" and counter_kind == "clearing"):
        return True
    return bool(matters) and set(matters) <= set(counter_serves)
