"""Is this an answer? What is stored is normalised; what cannot be taken says why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from amtslotse.catalogue.rules.countries import CODES
from amtslotse.catalogue.rules.deciding import open_questions
from amtslotse.catalogue.rules.procedure import Procedure, Question
from amtslotse.kernel import names
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import InvalidInput

_EMAIL = re.compile(r"[^\s@\"(),:;<>\[\\\]]+@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_PHONE = re.compile(r"\+?[0-9 ()/.-]{5,30}")
_LONGEST_TEXT = 2000
_OLDEST = date(1900, 1, 1)
_FARTHEST = timedelta(days=25 * 366)  # passports and cards end before that


def _a_date(question: Question, value: str, today: date) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise InvalidInput(field=question.key, reason="not_a_date") from None
    if not _OLDEST <= day <= today + _FARTHEST:
        raise InvalidInput(field=question.key, reason="implausible_date")
    return day.isoformat()


def _birthdate(question: Question, value: str, today: date) -> str:
    try:
        return str(BirthDate.parse(value, today=today))
    except InvalidInput as fault:
        raise InvalidInput(field=question.key, reason=fault.reason) from None


def _email(question: Question, value: str, today: date) -> str:
    local, _, domain = value.rpartition("@")
    if len(value) > 254 or not _EMAIL.fullmatch(value) or ".." in local or local[0] == "." or local[-1] == ".":
        raise InvalidInput(field=question.key, reason="not_an_email")
    return f"{local}@{domain.lower()}"


def _phone(question: Question, value: str, today: date) -> str:
    value = " ".join(value.split())
    if not _PHONE.fullmatch(value) or sum(character.isdigit() for character in value) < 5:
        raise InvalidInput(field=question.key, reason="not_a_phone")
    return value


def _country(question: Question, value: str, today: date) -> str:
    if value.upper() not in CODES:
        raise InvalidInput(field=question.key, reason="not_a_country")
    return value.upper()


def _choice(question: Question, value: str, today: date) -> str:
    allowed = ("yes", "no") if question.kind == "yesno" else tuple(option.key for option in question.options)
    if value not in allowed:
        raise InvalidInput(field=question.key, reason="not_an_option")
    return value


def _text(question: Question, value: str, today: date) -> str:
    value = " ".join(value.split())
    if question.digits and not re.fullmatch(rf"[0-9]{{{question.digits}}}", value):
        raise InvalidInput(field=question.key, reason="wrong_digits", digits=question.digits)
    return value


_CHECKS = {
    "choice": _choice,
    "yesno": _choice,
    "date": _a_date,
    "birthdate": _birthdate,
    "text": _text,
    "country": _country,
    "email": _email,
    "phone": _phone,
}


def check_answer(question: Question, value: str, today: date) -> str:
    """The answer as it is stored; ``""`` for an optional question left open.

    Raises ``InvalidInput`` (``required``, ``not_an_option``, ``not_a_date``, ``in_future``, ``implausible_date``,
    ``not_an_email``, ``not_a_phone``, ``not_a_country``, ``wrong_digits``, and those of ``kernel.names.clean``).
    """
    longest = _LONGEST_TEXT if question.kind == "longtext" else names.LONGEST
    if question.kind == "email":
        longest = 254
    value = names.clean(value, field=question.key, longest=longest)
    if not value:
        if question.required:
            raise InvalidInput(field=question.key, reason="required")
        return ""
    check = _CHECKS.get(question.kind)
    return check(question, value, today) if check else value


def check_answers(procedure: Procedure, answers: Mapping[str, str], today: date) -> dict[str, str]:
    """Every question that applies with its answer, and nothing else: what a case keeps.

    Raises ``InvalidInput`` for the first question whose answer cannot be taken.
    """
    checked: dict[str, str] = {}
    left = dict(answers)
    for question in procedure.questions:
        if question in open_questions(procedure, {**left, **checked}, on=today):
            checked[question.key] = check_answer(question, left.get(question.key, ""), today)
    return checked
