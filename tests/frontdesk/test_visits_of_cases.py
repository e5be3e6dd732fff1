"""A visit may be about a case: the counter says which, or that it was about none (R87)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from amtslotse.casework.models import Case
from amtslotse.frontdesk import actions
from amtslotse.frontdesk.models import Ticket
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices.models import Counter
from tests.casework import walk
from tests.factories.frontdesk import NOW, Hall, counter
from tests.frontdesk.races import at_once


@pytest.fixture
def hall(db: None) -> Hall:
    """The hall of an office that has procedures: its configuration knows other counters."""
    walk.furnish()
    made = Hall()
    Counter.objects.filter(pk=counter(2)).update(serves=["regular"])
    return made


@pytest.fixture
def case(hall: Hall) -> UUID:
    return walk.filed(now=NOW).case


def _served(hall: Hall, **said: object) -> Ticket:
    come = hall.come("regular", minutes_ago=5, **{key: said.pop(key) for key in ("case_ref",) if key in said})
    place = hall.sit()
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert called is not None
    try:
        actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW, **said)  # type: ignore[arg-type]
    finally:
        if Ticket.objects.get(pk=come.id).ended_at:
            actions.close_counter(counter=place, by=hall.clerk, now=NOW)
    return Ticket.objects.get(pk=come.id)


def _said(ticket: Ticket) -> object:
    return next(e for e in events_of(stream_kind="ticket", stream_ref=str(ticket.pk)) if e.kind == "ticket.ended").payload.get(
        "of_case"
    )


def _came(case: UUID) -> int:
    return sum(event.kind == "visit.came" for event in events_of(stream_kind="case", stream_ref=str(case)))


def test_the_counter_names_the_case(hall: Hall, case: UUID) -> None:
    ticket = _served(hall, file_number=Case.objects.get(pk=case).file_number, without_case=True)
    assert (ticket.case_ref, ticket.without_case, _said(ticket), _came(case)) == (case, False, "case", 1)


def test_none_unknown_and_known_before_are_three_things(hall: Hall, case: UUID) -> None:
    assert _said(_served(hall, without_case=True)) == "none"
    assert _said(_served(hall)) is None
    brought = _served(hall, case_ref=case, file_number="2026-0000-0000", without_case=True)
    assert (brought.case_ref, _said(brought), _came(case)) == (case, "case", 1), "told once, when she came"
    with pytest.raises(IntegrityError, match="a_visit_has_a_case_or_has_none"), transaction.atomic():
        Ticket.objects.filter(pk=brought.pk).update(without_case=True)


def test_an_unknown_number_ends_nothing(hall: Hall, case: UUID) -> None:
    with pytest.raises(InvalidInput, match="file_number"):
        _served(hall, file_number="2026-0000-0000")
    assert not Ticket.objects.exclude(ended_at=None).exists()


def test_another_body_learns_of_no_case(hall: Hall, case: UUID) -> None:
    hall.come("regular", minutes_ago=5, bodies=("jobcenter",))
    called = actions.call_next(counter=hall.sit(9, hall.jobcenter), by=hall.jobcenter, now=NOW)
    assert called is not None
    number = Case.objects.get(pk=case).file_number
    with pytest.raises(InvalidInput, match="file_number"):
        actions.finish(stop=called.stop, outcome="done", file_number=number, by=hall.jobcenter, now=NOW)
    assert _came(case) == 0


@pytest.mark.django_db(transaction=True)
def test_named_twice_at_once_she_came_once(hall: Hall, case: UUID) -> None:
    hall.come("regular", minutes_ago=5)
    called = actions.call_next(counter=hall.sit(), by=hall.clerk, now=NOW)
    assert called is not None
    number = Case.objects.get(pk=case).file_number
    finish = partial(actions.finish, stop=called.stop, outcome="done", file_number=number, by=hall.clerk, now=NOW)
    answers = at_once([finish] * 4)
    assert sum(isinstance(answer, actions.NotNow) for answer in answers) == 3
    assert _came(case) == 1
