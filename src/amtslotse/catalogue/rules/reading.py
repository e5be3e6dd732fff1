"""From content (assembled, or as stored) to a ``Procedure``; every fault is named with its file and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from amtslotse.catalogue.rules import procedure as p
from amtslotse.catalogue.rules.conditions import ALWAYS, Clause, Condition
from amtslotse.catalogue.rules.countries import CODES
from amtslotse.catalogue.rules.texts import LANGUAGES, NOTHING, Text
from amtslotse.kernel.errors import DomainError


class InvalidCatalogue(DomainError):
    """A service that cannot be published: ``file``, ``place`` inside it, and ``reason`` in plain English."""

    code = "invalid_catalogue"

    def __init__(self, *, file: str, place: str, reason: str) -> None:
        super().__init__(f"{file}: {place}: {reason}", file=file, place=place, reason=reason)
        self.file = file
        self.place = place
        self.reason = reason


class Node:
    """A value and where it stands. Remembers what was read, so that a misspelt key is found."""

    def __init__(self, value: Any, *, file: str, place: str = "") -> None:
        self.value = value
        self.file = file
        self.place = place
        self.read: set[str] = set()

    def fault(self, reason: str, key: str = "") -> InvalidCatalogue:
        place = ".".join(part for part in (self.place, key) if part)
        return InvalidCatalogue(file=self.file, place=place or "top level", reason=reason)

    def _get(self, key: str, kind: type | tuple[type, ...], default: Any) -> Any:
        if not isinstance(self.value, Mapping):
            raise self.fault("must be a table")
        self.read.add(key)
        if key not in self.value:
            if default is None:
                raise self.fault("is missing", key)
            return default
        value = self.value[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fault(f"has the wrong type ({type(value).__name__})", key)
        return value

    def string(self, key: str, default: str | None = None, *, among: tuple[str, ...] = ()) -> str:
        value: str = self._get(key, str, default)
        if among and value not in among:
            raise self.fault(f"is {value!r}, but must be one of {', '.join(among)}", key)
        return value

    def number(self, key: str, default: int | None = None) -> int:
        value: int = self._get(key, int, default)
        return value

    def flag(self, key: str, default: bool) -> bool:
        value: bool = self._get(key, bool, default)
        return value

    def day(self, key: str) -> date:
        value = self._get(key, (str, date), None)
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            raise self.fault("is no date", key) from None

    def text(self, key: str, default: Text | None = None) -> Text:
        value = self._get(key, Mapping, {} if default is not None else None)
        if not value and default is not None:
            return default
        for language in LANGUAGES:
            if not isinstance(value.get(language), str) or not value[language].strip():
                raise self.fault(f"lacks the language {language}", key)
        if surplus := set(value) - set(LANGUAGES):
            raise self.fault(f"has unknown languages {sorted(surplus)}", key)
        return Text({language: value[language].strip() for language in LANGUAGES})

    def strings(self, key: str) -> tuple[str, ...]:
        """The list of words; none if the key is not there."""
        listed = self._get(key, list, [])
        if not all(isinstance(item, str) and item.strip() for item in listed):
            raise self.fault("must be a list of words", key)
        return tuple(listed)

    def child(self, key: str) -> Node:
        return Node(self._get(key, Mapping, {}), file=self.file, place=f"{self.place}.{key}" if self.place else key)

    def items(self) -> Iterator[tuple[str, Node]]:
        for key in self.value:
            yield key, self.child(key)

    def each(self, key: str) -> Iterator[Node]:
        here = f"{self.place}.{key}" if self.place else key
        for number, value in enumerate(self._get(key, list, []), start=1):
            name = value.get("key", number) if isinstance(value, Mapping) else number
            yield Node(value, file=self.file, place=f"{here}[{name}]")

    def done(self) -> None:
        """Every key was read. Raises ``InvalidCatalogue``."""
        if surplus := sorted(set(self.value) - self.read):
            raise self.fault(f"has unknown keys: {', '.join(surplus)}")


def _values(node: Node, key: str, value: Any, question: p.Question) -> frozenset[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values or not all(isinstance(item, str) for item in values):
        raise node.fault("must be an option or a list of options", key)
    if question.kind == "choice":
        allowed = {option.key for option in question.options}
    elif question.kind == "yesno":
        allowed = {"yes", "no"}
    elif question.kind == "country":
        allowed = set(CODES)
    else:
        raise node.fault(f"cannot be compared: {key} is a question of kind {question.kind}", key)
    if unknown := sorted(set(values) - allowed):
        raise node.fault(f"names unknown options {', '.join(unknown)} of the question {key}", key)
    return frozenset(values)


def _clauses(node: Node, questions: Mapping[str, p.Question]) -> tuple[Clause, ...]:
    if not isinstance(node.value, Mapping) or not node.value:
        raise node.fault("must be a table of questions")
    clauses = []
    for key, value in node.value.items():
        question = questions.get(key)
        if question is None:
            raise node.fault(f"names {key}, which is no question (asked before this one)", key)
        if not question.required:
            raise node.fault(f"looks at {key}, which nobody has to answer", key)
        if not isinstance(value, Mapping):
            clauses.append(Clause(key, _values(node, key, value, question)))
        elif set(value) == {"not"}:
            clauses.append(Clause(key, _values(node, key, value["not"], question), negated=True))
        elif value and set(value) <= {"age_under", "age_from"}:
            if question.kind != "birthdate" or not all(type(age) is int for age in value.values()):
                raise node.fault("an age is a whole number and belongs to a birth date", key)
            clauses.append(Clause(key, age_under=value.get("age_under"), age_from=value.get("age_from")))
        else:
            raise node.fault("knows only: not, age_under, age_from", key)
    return tuple(clauses)


def _when(node: Node, questions: Mapping[str, p.Question]) -> Condition:
    node.read.add("when")
    if "when" not in node.value:
        return ALWAYS
    value = node.value["when"]
    alternatives = value if isinstance(value, list) else [value]
    if not alternatives:
        raise node.fault("must not be empty", "when")
    return Condition(
        tuple(_clauses(Node(each, file=node.file, place=f"{node.place}.when"), questions) for each in alternatives)
    )


def _options(node: Node, kind: str) -> tuple[p.Option, ...]:
    options = []
    for each in node.each("options"):
        options.append(p.Option(each.string("key"), each.text("label"), each.text("help", NOTHING)))
        each.done()
    if (kind == "choice") is not bool(options):
        raise node.fault("a choice has options, and nothing else has")
    if len({option.key for option in options}) < len(options):
        raise node.fault("has two options with one key")
    return tuple(options)


def _questions(top: Node) -> dict[str, p.Question]:
    questions: dict[str, p.Question] = {}
    for node in top.each("questions"):
        kind = node.string("kind", among=p.KINDS)
        question = p.Question(
            key=node.string("key"),
            kind=kind,
            group=node.string("group", "matter", among=p.GROUPS),
            label=node.text("label"),
            help=node.text("help", NOTHING),
            options=_options(node, kind),
            required=node.flag("required", True),
            autocomplete=node.string("autocomplete", ""),
            digits=node.number("digits", 0) or None,
            when=_when(node, questions),
        )
        node.done()
        if question.key in questions:
            raise node.fault("there are two questions with this key")
        if questions and p.GROUPS.index(question.group) < p.GROUPS.index(list(questions.values())[-1].group):
            raise node.fault(f"questions come in the order {', '.join(p.GROUPS)}")
        questions[question.key] = question
    return questions


def _documents(top: Node, questions: Mapping[str, p.Question]) -> tuple[p.DocumentRule, ...]:
    groups = {key: node.text("label") for key, node in top.child("one_of").items()}
    rules: list[p.DocumentRule] = []
    for node in top.each("documents"):
        group = node.string("one_of", "")
        if group and group not in groups:
            raise node.fault(f"{group} is no group of [one_of]", "one_of")
        need = p.DocumentNeed(
            key=node.string("key"),
            label=node.text("label"),
            help=node.text("help", NOTHING),
            legal_basis=node.string("legal_basis", ""),
            sureness=node.string("sureness", among=tuple(p.SURENESS)),
            one_of=group,
            one_of_label=groups.get(group, NOTHING),
            translation=node.flag("translation", False),
            legalisation=node.flag("legalisation", False),
            optional=node.flag("optional", False),
        )
        if any(rule.need.key == need.key for rule in rules):
            raise node.fault("there are two documents with this key")
        rules.append(p.DocumentRule(need, _when(node, questions)))
        node.done()
    if unused := sorted(set(groups) - {rule.need.one_of for rule in rules}):
        raise top.fault(f"no document belongs to {', '.join(unused)}", "one_of")
    return tuple(rules)


def _fees(top: Node, key: str, questions: Mapping[str, p.Question]) -> tuple[p.FeeRule, ...]:
    rules = []
    for node in top.each(key):
        try:
            given = node._get("amounts", list, [])
            if any(type(amount) not in (int, str) for amount in given):
                raise TypeError
            amounts = tuple(Decimal(amount) for amount in given)
            share = Decimal(node.string("due_share", "1"))
        except (InvalidOperation, TypeError):
            raise node.fault("has an amount that is no number") from None
        rules.append(
            p.FeeRule(
                paragraph=node.string("paragraph"),
                amounts=amounts,
                minors_half=node.flag("minors_half", True),
                due_share=share,
                note=node.text("note", NOTHING),
                when=_when(node, questions),
            )
        )
        node.done()
    return tuple(rules)


def _steps(top: Node) -> tuple[p.Step, ...]:
    steps = []
    for node in top.each("steps"):
        partners = []
        for each in node.each("partners"):
            partners.append(each.text("label"))
            each.done()
        steps.append(
            p.Step(
                key=node.string("key", among=p.PUBLIC_STEPS),
                label=node.text("label"),
                help=node.text("help", NOTHING),
                who=node.string("who", among=("office", "applicant")),
                partners=tuple(partners),
            )
        )
        node.done()
    if [step.key for step in steps] != [key for key in p.PUBLIC_STEPS if key in {step.key for step in steps}] or not steps:
        raise top.fault(f"steps come in the order {', '.join(p.PUBLIC_STEPS)}", "steps")
    return tuple(steps)


def _closed(top: Node, key: str, conditions: list[Condition]) -> None:
    """A list of rules of which the first that fits counts must end with one that always fits, and only there."""
    if not conditions or conditions[-1] is not ALWAYS or ALWAYS in conditions[:-1]:
        raise top.fault("the last rule, and only the last, must have no condition", key)


def _search_words(top: Node) -> dict[str, tuple[str, ...]]:
    node = top.child("search_words")
    words = {language: node.strings(language) for language in LANGUAGES}
    node.done()
    for language, listed in words.items():
        if not listed:
            raise node.fault("has no search words", language)
    return words


def _translations(top: Node) -> dict[str, p.Translation]:
    node = top.child("translations")
    found = {}
    for language, each in node.items():
        found[language] = p.Translation(each.string("checked_by"), each.day("checked_on"))
        each.done()
    if set(found) != set(LANGUAGES) - {"de"}:
        raise node.fault("says for each translation who checked it and when")
    return found


def _matter(top: Node) -> p.Matter:
    node = top.child("matter")
    matter = p.Matter(node.string("key"), node.number("position"), node.text("title"), node.text("summary"))
    node.done()
    return matter


def parse(content: Mapping[str, Any], *, file: str = "") -> p.Procedure:
    """The procedure. Raises ``InvalidCatalogue`` naming file and place, also for a condition that asks what nobody answers."""
    top = Node(content, file=file or str(content.get("key", "")))
    questions = _questions(top)
    purposes = tuple(p.PurposeRule(node.string("code"), _when(node, questions)) for node in top.each("purpose"))
    difficulties = []
    for node in top.each("difficulty"):
        level = node.number("level")
        if level not in (1, 2, 3):
            raise node.fault("is 1, 2 or 3", "level")
        difficulties.append(p.DifficultyRule(p.Difficulty(level, node.text("reason")), _when(node, questions)))
        node.done()
    hints = []
    for node in top.each("hints"):
        hints.append(
            p.HintRule(
                node.text("text"),
                node.string("legal_basis", ""),
                node.string("sureness", among=tuple(p.SURENESS)),
                _when(node, questions),
            )
        )
        node.done()
    result = p.Procedure(
        key=top.string("key"),
        version=top.number("version"),
        valid_from=top.day("valid_from"),
        kind=top.string("kind", among=("application", "certificate", "other")),
        legal_basis=top.string("legal_basis"),
        sureness=top.string("sureness", among=tuple(p.SURENESS)),
        source=top.string("source"),
        matter=_matter(top),
        title=top.text("title"),
        summary=top.text("summary"),
        intro=top.text("intro"),
        emergency_hint=top.text("emergency_hint", NOTHING),
        search_words=_search_words(top),
        translations=_translations(top),
        questions=tuple(questions.values()),
        documents=_documents(top, questions),
        fees=_fees(top, "fees", questions),
        fee_checks=_fees(top, "fee_checks", questions),
        purposes=purposes,
        difficulties=tuple(difficulties),
        steps=_steps(top),
        hints=tuple(hints),
    )
    _closed(top, "purpose", [rule.when for rule in result.purposes])
    _closed(top, "difficulty", [rule.when for rule in result.difficulties])
    _closed(top, "fees", [rule.when for rule in result.fees])
    top.done()
    return result
