"""The rules themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from amtslotse.engines.triage.weights import Steps, Weights

#: Effects under which the end of the title takes nothing from her while she waits (§ 81 AufenthG).
COVERED = frozenset({"fortgeltung", "fortgeltung_restricted", "none_needed", "erlaubnis"})


@dataclass(frozen=True, slots=True)
class Facts:
    """All that urgency may look at. ``override`` is a person's urgency instead of the rules'."""

    received_on: date
    complete_on: date | None = None
    title_expires_on: date | None = None
    needed_on: date | None = None
    court_on: date | None = None
    effect: str = ""
    override: int | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that spoke: its code, the urgency it asks for, and the days it counted."""

    code: str
    urgency: int
    days: int


@dataclass(frozen=True, slots=True)
class Urgency:
    """1 can wait … 4 now, with every rule that asks for more than 1, strongest first; an override before all."""

    value: int
    why: tuple[Why, ...]


def _within(steps: Steps, days: int) -> int:
    return next((level for limit, level in steps if days <= limit), 1)


def _title(facts: Facts, weights: Weights, today: date) -> Why | None:
    """One step less urgent while the law covers the stay: she may stay and work."""
    if facts.title_expires_on is None:
        return None
    days = (facts.title_expires_on - today).days
    asked = _within(weights.title, days)
    code = "title_ends" if days >= 0 else "title_ended"
    if facts.effect in COVERED:
        return Why(f"{code}_covered", max(1, asked - 1), abs(days))
    return Why(code, asked, abs(days))


def _ahead(code: str, day: date | None, steps: Steps, today: date) -> Why | None:
    """A day that matters until it is over."""
    if day is None or day < today:
        return None
    days = (day - today).days
    return Why(code, _within(steps, days), days)


def _promise(facts: Facts, weights: Weights, today: date) -> Why | None:
    if facts.complete_on is None or not weights.promise_days:
        return None
    days = (facts.complete_on + timedelta(days=weights.promise_days) - today).days
    return Why("promise_ends" if days >= 0 else "promise_broken", _within(weights.promise, days), abs(days))


def _age(facts: Facts, weights: Weights, today: date) -> Why:
    age = (today - facts.received_on).days
    return Why("waits", next((level for limit, level in weights.age if age >= limit), 1), age)


def urgency(facts: Facts, weights: Weights, *, today: date) -> Urgency:
    """The highest urgency that any rule asks for, or the one a person set; the rules are named either way."""
    spoke = (
        _title(facts, weights, today),
        _ahead("needed_on", facts.needed_on, weights.needed, today),
        _ahead("court_on", facts.court_on, weights.court, today),
        _promise(facts, weights, today),
        _age(facts, weights, today),
    )
    strongest = sorted((why for why in spoke if why and why.urgency > 1), key=lambda why: (-why.urgency, why.code))
    if facts.override is not None:
        return Urgency(facts.override, (Why("override", facts.override, 0), *strongest))
    return Urgency(max((why.urgency for why in strongest), default=1), tuple(strongest))
