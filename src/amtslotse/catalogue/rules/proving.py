"""Test cases of a procedure: answers, and what must come of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from amtslotse.catalogue.rules.conditions import Condition
from amtslotse.catalogue.rules.deciding import difficulty, fee, purpose, required_documents, unanswered
from amtslotse.catalogue.rules.procedure import Procedure, Question
from amtslotse.kernel.errors import InvalidInput

#: What a test case may say of the fee in place of a sum.
CHECK, OPEN = "check", "open"


@dataclass(frozen=True, slots=True)
class Result:
    """What comes of answers. ``fee``: a sum such as ``98.00``; ``check``: nobody names one; ``open``: it takes more answers."""

    documents: frozenset[str]
    fee: str
    purpose: str
    difficulty: int

    def stored(self) -> dict[str, Any]:
        """As JSON; ``result_of`` reads it again."""
        return {
            "documents": sorted(self.documents),
            "fee": self.fee,
            "purpose": self.purpose,
            "difficulty": self.difficulty,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """``what``: document_missing (expected, not asked for), document_surplus, fee, purpose, difficulty."""

    what: str
    expected: str
    found: str


def result_of(stored: Mapping[str, Any]) -> Result:
    """What somebody expects, as it was typed. Raises ``InvalidInput`` for a fee that is none."""
    named = str(stored["fee"]).replace(",", ".").strip()
    if named not in (CHECK, OPEN):
        try:
            named = str(Decimal(named).quantize(Decimal("0.01")))
        except InvalidOperation:
            raise InvalidInput(field="fee", reason="not_a_sum") from None
    return Result(frozenset(stored["documents"]), named, str(stored["purpose"]), int(stored["difficulty"]))


def deciding_questions(procedure: Procedure) -> tuple[Question, ...]:
    """The questions that a test case answers: those that a rule looks at, and those that decide whether these are asked."""
    conditions: list[Condition] = [
        *(rule.when for rule in procedure.documents),
        *(rule.when for rule in (*procedure.fees, *procedure.fee_checks)),
        *(rule.when for rule in procedure.purposes),
        *(rule.when for rule in procedure.difficulties),
        *(rule.when for rule in procedure.hints),
    ]
    wanted = {"birth_date", *(key for condition in conditions for key in condition.questions)}  # minors pay half
    for question in reversed(procedure.questions):  # a question looks only back
        if question.key in wanted:
            wanted.update(question.when.questions)
    return tuple(question for question in procedure.questions if question.key in wanted)


def still_open(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> tuple[Question, ...]:
    """The deciding questions that these answers leave open though they are asked."""
    deciding = deciding_questions(procedure)
    return tuple(question for question in unanswered(procedure, answers, on=on) if question in deciding)


def untested(procedure: Procedure, cases: Iterable[Mapping[str, str]]) -> tuple[tuple[Question, tuple[str, ...]], ...]:
    """Of each deciding question the answers to choose from that no test case gives."""
    given = list(cases)
    found = []
    for question in deciding_questions(procedure):
        every = [option.key for option in question.options] or (["yes", "no"] if question.kind == "yesno" else [])
        left = tuple(key for key in every if all(case.get(question.key) != key for case in given))
        if left:
            found.append((question, left))
    return tuple(found)


def outcome(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> Result:
    """What the procedure makes of the answers."""
    cost = fee(procedure, answers, on=on)
    named = CHECK if cost.legal_check else OPEN if cost.amount is None else str(cost.amount)
    needs = frozenset(need.key for need in required_documents(procedure, answers, on=on))
    return Result(needs, named, purpose(procedure, answers, on=on), difficulty(procedure, answers, on=on).level)


def differences(expected: Result, found: Result) -> tuple[Difference, ...]:
    """Where the two differ; nothing means that the test case passes."""

    def each(keys: Iterable[str], what: str, *, is_expected: bool) -> list[Difference]:
        return [Difference(what, key if is_expected else "", "" if is_expected else key) for key in sorted(keys)]

    told = each(expected.documents - found.documents, "document_missing", is_expected=True)
    told += each(found.documents - expected.documents, "document_surplus", is_expected=False)
    for what in ("fee", "purpose", "difficulty"):
        wanted, got = getattr(expected, what), getattr(found, what)
        if wanted != got:
            told.append(Difference(what, str(wanted), str(got)))
    return tuple(told)
