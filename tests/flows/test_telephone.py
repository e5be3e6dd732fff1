"""The status by telephone: after code or birth date, counted; and one answer for everybody who gets none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amtslotse.casework import actions as casework
from amtslotse.casework import queries as cases
from amtslotse.casework.actions.access import TRIES_PER_FILE_NUMBER
from amtslotse.flows.telephone import protect, telephone_status
from amtslotse.frontdesk import queries
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed
from tests.casework import walk
from tests.casework.walk import NOW
from tests.factories.staff import make_actor


@pytest.fixture
def desk(db: None) -> Actor:
    walk.furnish()
    return make_actor("desk")


def ask(number: str, desk: Actor, *, code: str = "", birth_date: str = "", minutes: int = 0) -> object:
    return telephone_status(
        file_number=number,
        code=code,
        birth_date=birth_date,
        actor=desk,
        network=f"staff:{desk.staff_id}",
        now=NOW + timedelta(minutes=minutes),
    )


def test_the_status_is_read_out_to_who_names_code_or_birth_date(desk: Actor) -> None:
    access = walk.filed()
    receipt = cases.receipt(access=access, language="de")
    expected = cases.status(access=access, language="de", now=NOW)
    assert ask(receipt.file_number, desk, code=receipt.code) == expected
    assert ask(receipt.file_number, desk, birth_date="2001-05-00") == expected
    assert ask(receipt.file_number, desk) is None
    assert ask(receipt.file_number, desk, birth_date="2001-05-01") is None
    assert ask("2026-0000-0000", desk, birth_date="2001-05-00") is None
    with pytest.raises(NotAllowed):
        ask(receipt.file_number, make_actor("caseworker"), code=receipt.code)


def test_after_too_many_tries_even_the_right_answer_is_none(desk: Actor) -> None:
    receipt = cases.receipt(access=walk.filed(), language="de")
    for day in range(TRIES_PER_FILE_NUMBER):
        ask(receipt.file_number, desk, birth_date=f"1999-01-{day + 1:02}")
    assert ask(receipt.file_number, desk, code=receipt.code) is None
    assert ask(receipt.file_number, desk, code=receipt.code, minutes=6) is not None


def test_of_a_protected_case_nothing_is_said_whoever_asks(desk: Actor) -> None:
    access = walk.filed()
    receipt = cases.receipt(access=access, language="de")
    said = {"by": desk, "network": "a", "now": NOW}
    assert not protect(file_number=receipt.file_number, birth_date="2001-05-09", **said)
    assert protect(file_number=receipt.file_number, birth_date="2001-05-00", **said)
    assert queries.is_protected(case_ref=access.case)
    wrong = ask(receipt.file_number, desk, birth_date="1999-01-01")
    assert ask(receipt.file_number, desk, code=receipt.code) is wrong is None
    assert ask(receipt.file_number, desk, birth_date="2001-05-00") is None
    # Her own page still opens: she has the code, and nobody listens in.
    assert casework.enter_status(file_number=receipt.file_number, code=receipt.code, network="b", now=NOW) == access
