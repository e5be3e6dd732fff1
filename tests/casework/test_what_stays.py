"""What the database keeps as it was: letters, requests, how a case ended, and on whose case a question stands."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from amtslotse.casework import actions
from amtslotse.casework.models import Case, DocumentRequest, Letter, Message, RequestItem
from amtslotse.casework.rules import Access
from tests.casework import walk
from tests.casework.walk import ANSWERS, NOW, People, later
from tests.environment import DATABASE, SERVER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> People:
    walk.furnish()
    return People()


def played(people: People) -> tuple[Access, Access]:
    """A decided case with a question and an ended request; and one that ended, withdrawn."""
    one, over = walk.filed(), walk.filed(ANSWERS | {"family_name": "Haddad"})
    walk.to_waiting(one, people)
    actions.open_check(case=one.case, by=people.clearing, now=later(1))
    actions.ask(access=one, text="Wie lange noch?", now=NOW)
    actions.withdraw(access=over, now=NOW)
    return one, over


#: What is tried, what the database says, and the trigger without which it would do it.
TRIED: dict[str, tuple[Callable[[Access, Access], str], str, str]] = {
    "other words of a letter": (
        lambda one, over: f"UPDATE casework_letter SET data = '{{}}' WHERE case_id = '{one.case}'",
        "a letter that was written never changes",
        "casework_letter stays",
    ),
    "another deadline": (
        lambda one, over: f"UPDATE casework_documentrequest SET deadline_on = deadline_on - 30 WHERE case_id = '{one.case}'",
        "what she was asked for never changes",
        "casework_documentrequest stays",
    ),
    "a request opened again": (
        lambda one, over: f"UPDATE casework_documentrequest SET fulfilled_at = NULL WHERE case_id = '{one.case}'",
        "what she was asked for never changes",
        "casework_documentrequest stays",
    ),
    "another document asked for": (
        lambda one, over: "UPDATE casework_requestitem SET need = 'lease'",
        "what she was asked for never changes",
        "casework_requestitem stays",
    ),
    "a case that goes on after its end": (
        lambda one, over: (
            f"UPDATE casework_case SET status = 'in_clearing', ended_at = NULL, closure = '' WHERE id = '{over.case}'"
        ),
        "stays ended",
        "casework_case ended_stays",
    ),
    "another way it ended": (
        lambda one, over: f"UPDATE casework_case SET closure = 'moved_away' WHERE id = '{over.case}'",
        "stays ended",
        "casework_case ended_stays",
    ),
    "her question on somebody else's case": (
        lambda one, over: f"UPDATE casework_message SET case_id = '{over.case}' WHERE case_id = '{one.case}'",
        "stays on the case",
        "casework_message question_stays",
    ),
}


@pytest.mark.parametrize("what", TRIED)
def test_it_stays(people: People, what: str) -> None:
    one, over = played(people)
    tried, says, at = TRIED[what]
    with pytest.raises(DatabaseError, match=says), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(tried(one, over))
    connection.close()
    table, trigger = at.split()
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:  # the control: it is this trigger that refuses
        superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        try:
            with superuser.transaction(force_rollback=True):
                assert superuser.execute(tried(one, over)).rowcount
        finally:
            superuser.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def test_what_is_done_every_day_is_still_done(people: People) -> None:
    one, over = played(people)
    actions.request_documents(case=one.case, by=people.clearing, now=later(2))
    actions.open_check(case=one.case, by=people.clearing, now=later(3))
    assert (DocumentRequest.objects.filter(fulfilled_at=None).count(), RequestItem.objects.count()) == (0, 2)
    actions.settle(case=one.case, closure="resolved", by=people.clearing, now=later(4))
    actions.replace_code(case=over.case, channel="desk", by=people.clearing, now=later(4))
    assert set(Case.objects.values_list("closure", flat=True)) == {"resolved", "withdrawn"}
    assert Letter.objects.filter(case=one.case).count() == 3
    assert Message.objects.get().case_id == one.case
