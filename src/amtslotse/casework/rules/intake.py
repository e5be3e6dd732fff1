"""What an application that staff take in may take over from what the office knows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from amtslotse.catalogue.rules import Procedure, check_answer
from amtslotse.kernel.errors import InvalidInput

#: To the person of the case that is known: herself, or somebody of her family.
RELATIONS: Final = ("same_person", "family")
#: What is taken over: her person, contact and present title; of a relative only where the family lives and is reached.
_GROUPS: Final = {"same_person": ("person", "contact", "stay"), "family": ("contact",)}


def taken_over(procedure: Procedure, known: Mapping[str, str], *, relation: str, today: date) -> dict[str, str]:
    """Answers from a known case that this service asks for and would take today. What it would not take is asked anew."""
    answers = {}
    for question in procedure.questions:
        value = known.get(question.key, "")
        if question.group not in _GROUPS[relation] or not value:
            continue
        try:
            answers[question.key] = check_answer(question, value, today)
        except InvalidInput:
            continue
    return answers


def typed_twice(typed: Mapping[str, str], office_knew: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """The questions whose typed answer the office had already, letter by letter, from a case of the same person."""
    cases = tuple(office_knew)
    return frozenset(key for key, value in typed.items() if any(case.get(key) == value for case in cases))
