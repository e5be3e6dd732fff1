"""When something applies: small, declarative, and honest about what is not known yet.

In a service file ``when`` is a table, in which everything must hold, or a list of tables, of which one must hold::

    when = { occasion = "first", livelihood = ["blocked_account", "scholarship"] }
    when = { birth_date = { age_under = 18 } }
    when = { current_title = { not = ["duldung", "none"] } }
    when = [{ occasion = "first" }, { occasion = "change" }]

A clause about a question that is not asked never holds, not even with ``not``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Clause:
    """One question and what its answer must be: among ``values`` (not among them if ``negated``), or an age."""

    question: str
    values: frozenset[str] = frozenset()
    negated: bool = False
    age_under: int | None = None
    age_from: int | None = None

    def holds_for(self, answer: str, on: date) -> bool | None:
        if self.age_under is None and self.age_from is None:
            return (answer in self.values) is not self.negated
        try:
            age = BirthDate.parse(answer, today=on).youngest_age(on)
        except InvalidInput:
            return None
        return (self.age_under is None or age < self.age_under) and (self.age_from is None or age >= self.age_from)


@dataclass(frozen=True, slots=True)
class Condition:
    """Alternatives of clauses; none at all means always."""

    alternatives: tuple[tuple[Clause, ...], ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions it looks at, in order, each once."""
        return tuple(dict.fromkeys(clause.question for alternative in self.alternatives for clause in alternative))


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known so far: ``answers`` to questions that are asked, and for each question whether it is (None: open)."""

    answers: Mapping[str, str]
    asked: Mapping[str, bool | None]
    on: date


def _clause(clause: Clause, known: Known) -> bool | None:
    if known.asked.get(clause.question) is False:
        return False
    answer = known.answers.get(clause.question, "")
    return clause.holds_for(answer, known.on) if answer else None


def _all(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def met(condition: Condition, known: Known) -> bool | None:
    """Whether it holds: yes, no, or None while that depends on answers not yet given (whatever they will be)."""
    if not condition.alternatives:
        return True
    parts = [_all([_clause(clause, known) for clause in alternative]) for alternative in condition.alternatives]
    if True in parts:
        return True
    return None if None in parts else False


def undecided(condition: Condition, known: Known) -> tuple[str, ...]:
    """The questions whose answers an open condition still waits for; none once it is decided."""
    if met(condition, known) is not None:
        return ()
    waiting = [
        clause.question
        for alternative in condition.alternatives
        if _all([_clause(clause, known) for clause in alternative]) is None
        for clause in alternative
        if _clause(clause, known) is None
    ]
    return tuple(dict.fromkeys(waiting))
