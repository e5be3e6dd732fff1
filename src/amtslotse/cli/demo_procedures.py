"""Procedures of the demonstration: one whose second version is in use for weeks, and one that waits for its release.

Written, proven and released through the real actions, each by two people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from amtslotse.catalogue import actions, queries, rules
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, NotFound

#: The service whose versions are compared, and how many days before the first start its second version came into use.
RENEWED, RENEWED_DAYS = "study-16b", 51
WAITING = "opportunity-card-20a"
#: What a new version says in the demonstration, behind its summary.
ADDED = {"de": " (neue Fassung, Vorführung)", "en": " (new version, demonstration)", "ar": " (نسخة جديدة، عرض)"}


def renew(*, author: Actor, second: Actor, now: datetime) -> None:
    """The service has a second version, in use since ``RENEWED_DAYS`` before today. Doing it again changes nothing."""
    at = now - timedelta(days=RENEWED_DAYS)
    if renewed_on() is not None:
        return
    if (draft := _submitted(RENEWED, author, at)) is not None:
        actions.release(draft=draft, valid_from=at.date(), by=second, now=at)


def renewed_on() -> date | None:
    """The day from which the second version holds; None before there is one. It never changes."""
    try:
        return queries.get(key=RENEWED, version=2, on=date.max).valid_from
    except NotFound:
        return None


def wait_for_release(*, author: Actor, now: datetime) -> None:
    """The next version of a procedure, with a test case, waits for the second person."""
    _submitted(WAITING, author, now)


def _submitted(service: str, author: Actor, now: datetime) -> int | None:
    """The next version of the service, proven by a test case and submitted; None where a visitor writes one already."""
    try:
        draft = actions.copy(service=service, by=author, now=now)
    except DomainError:
        return None
    view, today = queries.find_draft(draft=draft, by=author), now.date()
    summary: Mapping[str, str] = {language: text + ADDED[language] for language, text in view.content["summary"].items()}
    actions.set_words(draft=draft, revision=view.revision, values={"summary": summary}, by=author, now=now)
    answers = {"birth_date": "1995-03-01", "nationality": "IN"}
    while left := rules.still_open(view.procedure, answers, on=today):
        answers[left[0].key] = left[0].options[0].key if left[0].options else "yes"
    expected = rules.outcome(view.procedure, answers, on=today).stored()
    actions.put_test(draft=draft, name="Erster Weg (Vorführung)", answers=answers, expected=expected, by=author, now=now)
    actions.submit(draft=draft, by=author, now=now)
    return draft
