"""From answers to questions, documents, fee, purpose and difficulty.

``on`` is the day for which ages count: the day of application, or today before that. Answers to questions that are not
asked (she went back and changed her mind) never count, so pages may keep them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from amtslotse.catalogue.rules.conditions import Condition, Known, met, undecided
from amtslotse.catalogue.rules.procedure import (
    Checklist,
    Difficulty,
    DocumentNeed,
    Fee,
    FeeRule,
    HintRule,
    OpenNeed,
    Procedure,
    Question,
)
from amtslotse.catalogue.rules.texts import Text
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import InvalidInput

HALF = Decimal("0.5")
CENT = Decimal("0.01")
MINORS_HALF = Text(
    {
        "de": "Für Personen unter 18 Jahren die Hälfte.",
        "en": "Half of it for persons under 18.",
        "ar": "النصف لمن هم دون 18 عامًا.",
    }
)


def _usable(question: Question, answer: str) -> bool:
    if question.kind == "yesno":
        return answer in ("yes", "no")
    return question.kind != "choice" or answer in {option.key for option in question.options}


def known(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> Known:
    """What the answers tell: a condition looks only at earlier questions, so one pass in order is enough."""
    kept: dict[str, str] = {}
    asked: dict[str, bool | None] = {}
    state = Known(kept, asked, on)
    for question in procedure.questions:
        asked[question.key] = met(question.when, state)
        answer = answers.get(question.key, "")
        if asked[question.key] and answer and _usable(question, answer):
            kept[question.key] = answer
    return state


def open_questions(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> tuple[Question, ...]:
    """The questions that apply, answered or not, in the order they are asked."""
    state = known(procedure, answers, on=on)
    return tuple(question for question in procedure.questions if state.asked[question.key])


def unanswered(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> tuple[Question, ...]:
    """The required questions that apply and have no usable answer."""
    state = known(procedure, answers, on=on)
    return tuple(
        question
        for question in procedure.questions
        if state.asked[question.key] and question.required and question.key not in state.answers
    )


def required_documents(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> tuple[DocumentNeed, ...]:
    """The documents that the answers ask for (with the optional ones, marked ``optional``)."""
    state = known(procedure, answers, on=on)
    return tuple(rule.need for rule in procedure.documents if met(rule.when, state))


def unmet(needs: Iterable[DocumentNeed], there: Collection[str]) -> tuple[tuple[DocumentNeed, ...], ...]:
    """What is still missing when the documents ``there`` are accepted: each item is one need with its alternatives."""
    groups: dict[str, list[DocumentNeed]] = {}
    for need in needs:
        if not need.optional:
            groups.setdefault(f"one of {need.one_of}" if need.one_of else need.key, []).append(need)
    return tuple(tuple(group) for group in groups.values() if not any(need.key in there for need in group))


def purpose(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> str:
    """The title code this application is for; the first rule that fits, the last one fits all."""
    state = known(procedure, answers, on=on)
    return next(rule.code for rule in procedure.purposes if met(rule.when, state))


def difficulty(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> Difficulty:
    """How hard the case is, and why; the first rule that fits, the last one fits all."""
    state = known(procedure, answers, on=on)
    return next(rule.difficulty for rule in procedure.difficulties if met(rule.when, state))


def hints(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> tuple[HintRule, ...]:
    """What is worth knowing, given the answers."""
    state = known(procedure, answers, on=on)
    return tuple(hint for hint in procedure.hints if met(hint.when, state))


def _asked(procedure: Procedure, conditions: Iterable[Condition], state: Known) -> tuple[Question, ...]:
    keys = {key for condition in conditions for key in undecided(condition, state)}
    return tuple(question for question in procedure.questions if question.key in keys)


def _candidates(rules: Sequence[FeeRule], state: Known) -> tuple[list[FeeRule], bool]:
    """The fee rules that may apply, and whether it is certain which one."""
    found: list[FeeRule] = []
    for rule in rules:
        answer = met(rule.when, state)
        if answer is not False:
            found.append(rule)
        if answer is True:
            return found, len(found) == 1
    return found, False


def _minor(state: Known) -> bool | None:
    try:
        return BirthDate.parse(state.answers["birth_date"], today=state.on).youngest_age(state.on) < 18
    except (KeyError, InvalidInput):
        return None


def _usual(procedure: Procedure, state: Known) -> FeeRule | None:
    """The rule for an adult of a nationality without rules of its own, if nothing but that is open and it names one sum."""
    an_adult = {"birth_date": f"{state.on.year - 30}-01-01"}
    found, certain = _candidates(procedure.fees, replace(state, answers={**an_adult, **state.answers}))
    return found[0] if certain and len(found[0].amounts) == 1 else None


def _possible(found: Sequence[FeeRule], minor: bool | None) -> set[Decimal]:
    if not all(rule.amounts for rule in found):
        return set()
    return {(full * HALF if minor and rule.minors_half else full).quantize(CENT) for rule in found for full in rule.amounts}


def _together(texts: Iterable[Text]) -> tuple[Text, ...]:
    """Each text that says something, once."""
    kept: list[Text] = []
    for text in texts:
        if text and text not in kept:
            kept.append(text)
    return tuple(kept)


def fee(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> Fee:
    """What is to be paid, never guessed: see ``Fee``."""
    state = known(procedure, answers, on=on)
    checks = [rule for rule in procedure.fee_checks if met(rule.when, state)]
    checked = not any(met(rule.when, state) is None for rule in procedure.fee_checks)
    found, certain = _candidates(procedure.fees, state)
    usual = None if checks else _usual(procedure, state)
    named = [usual] if usual else [*checks, *found]
    paragraphs = sorted({rule.paragraph for rule in named})
    notes = [rule.note for rule in named]
    if checks or not any(rule.amounts for rule in found):
        return Fee(amount=None, paragraph=", ".join(paragraphs), legal_check=True, notes=_together(notes))

    minor = _minor(state)
    halves = any(rule.minors_half and any(rule.amounts) for rule in found)
    waits_for = _asked(procedure, [rule.when for rule in (*procedure.fee_checks, *found)], state)
    if halves and minor is not False:
        paragraphs.append("§ 50 AufenthV")
    if halves and minor is None:
        notes.append(MINORS_HALF)
        waits_for += tuple(q for q in procedure.questions if q.key == "birth_date" and q not in waits_for)
    possible = _possible(found, minor)
    settled = certain and checked and not (halves and minor is None)
    amount = next(iter(possible)) if settled and len(possible) == 1 else None
    return Fee(
        amount=amount,
        paragraph=", ".join(paragraphs),
        usual=usual.amounts[0].quantize(CENT) if usual else None,
        possible=tuple(sorted(possible)),
        half=halves and minor is True,
        due_at_application=None if amount is None else (amount * found[0].due_share).quantize(CENT),
        notes=_together(notes),
        depends_on=waits_for,
    )


def checklist(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> Checklist:
    """What to bring and to pay, with as many or as few answers as there are."""
    state = known(procedure, answers, on=on)
    certain = tuple(rule.need for rule in procedure.documents if met(rule.when, state))
    depends = tuple(
        OpenNeed(rule.need, _asked(procedure, (rule.when,), state))
        for rule in procedure.documents
        if met(rule.when, state) is None
    )
    return Checklist(certain, depends, fee(procedure, answers, on=on), hints(procedure, answers, on=on))
