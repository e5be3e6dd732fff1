"""Asking for a place files the application: both or neither, and once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from amtslotse.appointments.models import Party, Request
from amtslotse.casework import queries as cases
from amtslotse.casework.actions import Conflict
from amtslotse.casework.models import Case
from amtslotse.flows.filing import request_and_file
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import DomainError
from tests.casework import walk
from tests.casework.walk import NOW
from tests.factories import appointments
from tests.factories.appointments import REGULAR, make_party
from tests.factories.requests import always_allocate
from tests.frontdesk.races import at_once


def _asking() -> dict[str, Any]:
    draft = walk.drafted()
    return {
        "draft": draft,
        "digest": cases.draft(draft=draft, language="de", now=NOW).digest,
        "language": "de",
        "kind": "allocation",
        "matters": (REGULAR,),
        "party": make_party(),
        "idempotency_key": uuid4(),
        "by": APPLICANT,
        "now": NOW,
    }


def _office() -> None:
    walk.furnish()
    appointments.furnish()
    always_allocate()


@pytest.mark.django_db
def test_both_are_there_and_the_request_knows_its_case() -> None:
    _office()
    given = _asking()
    filed = request_and_file(**given)
    assert request_and_file(**given) == filed
    assert Case.objects.get().pk == filed.access.case
    assert Request.objects.get().pk == filed.requested.request
    assert Party.objects.get().case_ref == filed.access.case
    kinds = [each.kind for each in events_of(stream_kind="request", stream_ref=str(filed.requested.request))]
    assert kinds == ["request.made", "request.filed"]


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"kind": "lottery"}, {"matters": ("nothing",)}, {"party": make_party(email="x")}])
def test_without_a_request_nothing_is_filed(wrong: dict[str, Any]) -> None:
    _office()
    with pytest.raises(DomainError):
        request_and_file(**_asking() | wrong)
    assert not Case.objects.exists()
    assert not Request.objects.exists()


@pytest.mark.django_db
def test_without_an_application_nothing_is_asked() -> None:
    _office()
    with pytest.raises(Conflict):
        request_and_file(**_asking() | {"digest": "other"})
    assert not Request.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sent_many_times_at_once_it_is_one_of_each() -> None:
    _office()
    given = _asking()
    calls: list[Callable[[], Any]] = [lambda: request_and_file(**given)] * 12
    answers = at_once(calls)
    assert len(set(answers)) == 1
    assert (Case.objects.count(), Request.objects.count()) == (1, 1)
