"""What the database itself refuses, and for each promise a control that shows it is the database that does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from amtslotse.casework.models import Addressee, Applicant, Case, Decision, Document, DocumentCheck, DocumentRequest
from tests.casework import walk
from tests.casework.walk import NOW, REASONS, People
from tests.environment import DATABASE, SERVER


def _code(status: str) -> str:
    return "other" if status == "returned" else ""


@contextmanager
def _refused(*, by: type[DatabaseError] = DatabaseError, saying: str = ".") -> Iterator[None]:
    with pytest.raises(by, match=saying), transaction.atomic():
        yield


def _decision(people: People, **changes: object) -> Decision:
    access = walk.filed()
    walk.to_team(access, people)
    values = {
        "case_id": access.case,
        "outcome": "grant",
        "reasons": REASONS,
        "author_id": people.author.staff_id,
        "created_at": NOW,
    }
    return Decision.objects.create(**{**values, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"received_at": NOW - timedelta(days=1)},
        {"submission_key": uuid4()},
        {"submission_digest": "x"},
        {"service": "other"},
        {"service_version": 9},
        {"purpose": "FAM_28"},
        {"answers": {}},
        {"file_number": "20260000AAAA"},
        {"proof_token": "x"},
        {"effect": "fortgeltung_restricted"},
        {"code_version": 0},
    ],
)
def test_what_was_received_never_changes(office: None, change: dict[str, object]) -> None:
    access = walk.filed()
    with _refused(saying="never"):
        Case.objects.filter(pk=access.case).update(**change)
    assert Case.objects.filter(pk=access.case).update(language="de") == 1  # what may change, does


def test_complete_since_is_set_once(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    for other in (NOW + timedelta(days=1), None):
        with _refused():
            Case.objects.filter(pk=access.case).update(complete_since=other)


@pytest.mark.parametrize("status", ["decided", "closed"])
def test_no_case_is_decided_without_a_decision(people: People, status: str) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    with _refused():
        Case.objects.filter(pk=access.case).update(status=status, decided_at=NOW)


def test_no_case_is_decided_by_a_draft_or_by_another_cases_decision(people: People) -> None:
    draft = _decision(people)
    with _refused(saying="another person released"):
        Case.objects.filter(pk=draft.case_id).update(status="decided", decision=draft, decided_at=NOW)
    other = walk.filed()
    walk.to_decided(other, people)
    released = Decision.objects.get(case_id=other.case)
    Case.objects.filter(pk=other.case).values_list("decision")
    with _refused():
        Case.objects.filter(pk=draft.case_id).update(status="decided", decision=released, decided_at=NOW)


def test_no_case_is_born_decided(people: People) -> None:
    access = walk.filed()
    walk.to_decided(access, people)
    case = Case.objects.get(pk=access.case)
    case.pk, case.file_number, case.submission_key, case.proof_token = uuid4(), "20260000BBBB", uuid4(), "y"
    with _refused():
        case.save(force_insert=True)


def test_the_reviewer_is_not_the_author(people: People) -> None:
    draft = _decision(people)
    for status in ("released", "returned"):
        with _refused(by=IntegrityError, saying="reviewer_is_not_the_author"):
            Decision.objects.filter(pk=draft.pk).update(
                status=status, reviewer=people.author.staff_id, reviewed_at=NOW, return_code=_code(status), return_reason="x"
            )


def test_a_decision_begins_in_review_and_a_review_names_a_person(people: People) -> None:
    with _refused(saying="begins in review"):
        _decision(people, status="released", reviewer_id=people.reviewer.staff_id, reviewed_at=NOW)
    draft = _decision(people)
    with _refused(by=IntegrityError, saying="reviewed_by_somebody"):
        Decision.objects.filter(pk=draft.pk).update(status="released")
    with _refused(by=IntegrityError, saying="reviewed_by_somebody"):
        Decision.objects.filter(pk=draft.pk).update(status="returned", reviewer=people.reviewer.staff_id, reviewed_at=NOW)


@pytest.mark.parametrize("change", [{"reasons": "x" * 40}, {"outcome": "refuse"}, {"reviewer_id": None, "status": "void"}])
def test_a_released_decision_never_changes(people: People, change: dict[str, object]) -> None:
    access = walk.filed()
    walk.to_decided(access, people)
    with _refused(saying="never changes"):
        Decision.objects.filter(case_id=access.case).update(**change)
    with _refused(saying="never changes"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_decision WHERE case_id = %s", [access.case])
    with _refused(saying="not undone"):
        Case.objects.filter(pk=access.case).update(status="with_team", decision=None)


def test_what_the_reviewer_reads_does_not_change_under_her_eyes(people: People) -> None:
    draft = _decision(people)
    with _refused(saying="under review"):
        Decision.objects.filter(pk=draft.pk).update(reasons="y" * 40)


def test_one_draft_in_review_and_one_open_request_a_case(people: People) -> None:
    draft = _decision(people)
    with _refused(by=IntegrityError, saying="one_living_decision_per_case"):
        Decision.objects.create(
            case_id=draft.case_id, outcome="grant", reasons=REASONS, author_id=people.reviewer.staff_id, created_at=NOW
        )
    DocumentRequest.objects.create(case_id=draft.case_id, deadline_on=NOW.date(), sent_at=NOW)
    with _refused(by=IntegrityError, saying="one_open_request_per_case"):
        DocumentRequest.objects.create(case_id=draft.case_id, deadline_on=NOW.date(), sent_at=NOW)


def test_small_promises(people: People) -> None:
    access = walk.filed()
    with _refused(by=IntegrityError, saying="decision_has_reasons"):
        _decision(people, reasons="kurz")
    with _refused(by=IntegrityError, saying="bad_verdict_has_a_reason"):
        DocumentCheck.objects.create(
            case_id=access.case, need="p", verdict="wrong", checked_at=NOW, checked_by_id=people.clearing.staff_id
        )
    with _refused(by=IntegrityError, saying="document_of_a_draft_or_of_a_case"):
        Document.objects.create(need="p", name="n", media_type="application/pdf", size=1, wrapped_key=b"", created_at=NOW)
    with _refused(by=IntegrityError, saying="document_of_a_known_type"):
        Document.objects.create(
            case_id=access.case, need="p", name="n", media_type="text/html", size=1, wrapped_key=b"", created_at=NOW
        )
    with _refused(by=IntegrityError, saying="birth_date_may_be_partly_unknown"):
        Applicant.objects.filter(case_id=access.case).update(birth_month=0, birth_day=3)
    with _refused(by=IntegrityError, saying="team_needs_a_complete_case"):
        Case.objects.filter(pk=access.case).update(status="with_team")


CONTROLS: dict[str, Callable[[str], str]] = {
    "ALTER TABLE casework_decision DROP CONSTRAINT reviewer_is_not_the_author": lambda case: (
        "UPDATE casework_decision SET status = 'released', reviewer_id = author_id, reviewed_at = now() "
        f"WHERE case_id = '{case}'"
    ),
    "DROP TRIGGER is_frozen ON casework_case": lambda case: (
        f"UPDATE casework_case SET received_at = received_at - interval '1 day' WHERE id = '{case}'"
    ),
    "DROP TRIGGER decided_by_two ON casework_case": lambda case: (
        "UPDATE casework_case SET status = 'decided', decided_at = now(), decision_id = "
        f"(SELECT id FROM casework_decision WHERE case_id = '{case}') WHERE id = '{case}'"
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guard", CONTROLS)
def test_control_without_the_guard_the_fault_goes_through(guard: str) -> None:
    walk.furnish()
    people = People()
    access = walk.filed()
    decision = walk.to_review(access, people)
    Addressee.objects.create(decision_id=decision, capacity="applicant", name="Lan Nguyễn")
    fault = CONTROLS[guard](str(access.case))
    with psycopg.connect(SERVER.dsn(db=DATABASE)) as superuser:
        with pytest.raises(psycopg.Error), superuser.transaction():
            superuser.execute(fault)
        superuser.execute(guard)
        assert superuser.execute(fault).rowcount == 1
        superuser.rollback()
