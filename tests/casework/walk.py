"""One application on its way, step by step, through the real actions."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
from django.conf import settings
from django.test import TransactionTestCase

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Draft, Partner, Representative
from amtslotse.casework.rules import Access, Details
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue.actions import load
from amtslotse.catalogue.queries import get as published
from amtslotse.catalogue.rules import open_questions
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.offices.actions import configure_from
from tests.factories.staff import make_actor

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SERVICE = "study-16b"
TEAM = "education_work"
ANSWERS = {
    "occasion": "extension",
    "enrolled": "enrolled",
    "current_title": "residence_permit",
    "family_name": "Nguyễn",
    "given_names": "Lan",
    "birth_date": "2001-05-00",
    "nationality": "VN",
    "street": "Weg 1",
    "postcode": "76000",
    "city": "Lindenau",
    "email": "lan@example.org",
}


def furnish() -> None:
    """An office with teams and rules, the catalogue, and the bodies that cases wait for, unless they stand already."""
    if Partner.objects.exists():  # the last to come
        return
    configure_from(path=Path(settings.PACKAGE) / "offices" / "data" / "demo.toml", by=SYSTEM, now=NOW)
    load(by=SYSTEM, now=NOW)
    actions.load_partners()


@contextmanager
def standing(blocker: Any) -> Iterator[None]:
    """The office stands, committed, as long as this lasts: to furnish it takes longer than most tests.

    ``blocker`` is pytest-django's.
    """
    with blocker.unblock():
        furnish()
    yield
    with blocker.unblock():
        TransactionTestCase._fixture_teardown(None)


@lru_cache
def pdf() -> bytes:
    """A small real PDF."""
    made = pikepdf.new()
    made.add_blank_page()
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def drafted(answers: Mapping[str, str] = ANSWERS, *, service: str = SERVICE, now: datetime = NOW) -> UUID:
    """A draft with every question answered: as given, else with the first thing that fits. Every title has six weeks to go."""
    draft = actions.start_draft(service=service, language="de", now=now).draft
    row, today = Draft.objects.get(pk=draft), local_day(now)
    in_six_weeks = (today + timedelta(days=41)).isoformat()  # of the day she applies, or each day would have its own urgency
    answers = {"title_expires_on": in_six_weeks, **answers}
    procedure = published(key=service, version=row.service_version, on=today)
    # Not the draft's page after each answer: to put it together takes longer than to answer.
    while left := [each for each in open_questions(procedure, row.answers, on=today) if each.key not in row.answers]:
        key, value = left[0].key, answers.get(left[0].key, "")
        if not value and left[0].required:
            asked = queries.question(draft=draft, key=key, language="de", now=now)
            value = asked.options[0][0] if asked.options else in_six_weeks if asked.question.kind == "date" else "X"
        actions.answer(draft=draft, question=key, value=value, now=now)
        row.refresh_from_db(fields=["answers"])
    return draft


def filed(answers: Mapping[str, str] = ANSWERS, *, language: str = "ar", now: datetime = NOW) -> Access:
    """A case that was just received."""
    draft = drafted(answers, now=now)
    digest = queries.draft(draft=draft, language=language, now=now).digest
    return actions.file(draft=draft, digest=digest, language=language, now=now)


@dataclass
class People:
    """The staff of a small office."""

    clearing: Actor = field(default_factory=lambda: make_actor("clearing"))
    author: Actor = field(default_factory=lambda: make_actor("caseworker", teams=(TEAM,)))
    reviewer: Actor = field(default_factory=lambda: make_actor("caseworker", teams=(TEAM,)))
    other_team: Actor = field(default_factory=lambda: make_actor("caseworker", teams=("humanitarian",)))
    head: Actor = field(default_factory=lambda: make_actor("head"))
    council: Actor = field(default_factory=lambda: make_actor("council"))


REASONS = "Die Voraussetzungen liegen vor, der Lebensunterhalt ist gesichert."
#: What a refusal says besides its reasons.
HEARD = Details(
    sections={"unmet": "Der Lebensunterhalt ist nicht gesichert (§ 5 Abs. 1 AufenthG)."},
    hearing="held",
    hearing_on=date(2026, 11, 18),
)


def to_clearing(access: Access, people: People, *, now: datetime = NOW) -> None:
    """The check is open."""
    actions.open_check(case=access.case, by=people.clearing, now=now)


def to_waiting(access: Access, people: People, *, now: datetime = NOW) -> None:
    """The passport is missing and was requested."""
    to_clearing(access, people, now=now)
    actions.mark(case=access.case, need="passport", verdict="missing", by=people.clearing, now=now)
    actions.request_documents(case=access.case, by=people.clearing, now=now)


def to_team(access: Access, people: People, *, now: datetime = NOW) -> None:
    """Everything is fine, completeness is confirmed, and the author has taken the case."""
    to_clearing(access, people, now=now)
    for need in queries.case(actor=people.clearing, case=access.case, language="de", now=now).needs:
        if not need.optional:
            actions.mark(case=access.case, need=need.key, verdict="fine", by=people.clearing, now=now)
    actions.confirm_complete(case=access.case, by=people.clearing, now=now)
    actions.take(case=access.case, by=people.author, now=now)


def to_review(access: Access, people: People, *, now: datetime = NOW) -> UUID:
    """A decision waits for review."""
    to_team(access, people, now=now)
    return actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, by=people.author, now=now)


def to_decided(access: Access, people: People, *, now: datetime = NOW) -> None:
    """Released by the reviewer."""
    actions.release_decision(decision=to_review(access, people, now=now), by=people.reviewer, now=now)


def acting(access: Access, kind: str, **changes: Any) -> Representative:
    """Somebody who acts for the applicant, seen and confirmed."""
    values = {
        "case_id": access.case,
        "kind": kind,
        "name": "Kanzlei Berg",
        "street": "Ring 2",
        "postcode": "76001",
        "city": "Lindenau",
        "valid_from": NOW.date(),
        "authority": "paper",
        "confirmed_at": NOW,
        "created_at": NOW,
    }
    return Representative.objects.create(**{**values, **changes})


def later(hours: float) -> datetime:
    """``NOW`` and some hours."""
    return NOW + timedelta(hours=hours)
