"""While a court has the case, nothing of it is deleted: not by a run, and not by whatever else runs."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from amtslotse.casework import actions
from amtslotse.casework.models import Case, Document, Leaving, Letter
from amtslotse.kernel.actor import Actor
from tests.casework import walk
from tests.casework.test_records import _final, at
from tests.casework.walk import NOW, People
from tests.environment import DATABASE, SERVER
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db
FAR = date(2040, 1, 1)


def sued(case: object, by: Actor) -> object:
    number = Case.objects.get(pk=case).file_number
    return actions.keep_suit(kind="obligation", court="VG Lindenau", filed_on=NOW.date(), file_number=number, by=by, now=NOW)


def test_an_open_suit_keeps_case_letters_and_papers_whatever_the_code_does(people: People) -> None:
    access, document = _final(people)
    legal = make_actor("legal")
    suit = sued(access.case, legal)
    for gone in (Document.objects.filter(pk=document.pk), Letter.objects.filter(case=access.case, kind="receipt")):
        with pytest.raises(DatabaseError, match="an open suit keeps the case"), transaction.atomic():
            gone.delete()
    with pytest.raises(DatabaseError, match="an open suit keeps the case"), transaction.atomic():
        Leaving.objects.create(case_id=access.case, going_on=FAR)
    with pytest.raises(DatabaseError, match="an open suit keeps the case"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(wrapped_key=b"")
    actions.end_suit(suit=suit, outcome="dismissed", outcome_on=NOW.date(), by=legal, now=NOW)
    Document.objects.filter(pk=document.pk).delete()  # the control: the court is done
    Leaving.objects.create(case_id=access.case, going_on=FAR)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_trigger_the_paper_in_court_is_gone() -> None:
    walk.furnish()
    people = People()
    access, document = _final(people)
    sued(access.case, make_actor("legal"))
    actions.retain(now=at(FAR))
    assert Document.objects.filter(pk=document.pk).exists(), "the run looks itself, too"
    connection.close()
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("ALTER TABLE casework_document DISABLE TRIGGER hold_keeps")
        try:
            assert superuser.execute("DELETE FROM casework_document WHERE id = %s", [document.pk]).rowcount == 1
        finally:
            superuser.execute("ALTER TABLE casework_document ENABLE TRIGGER hold_keeps")
