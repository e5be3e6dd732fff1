"""What the demonstration shows of test cases: one resolved with its spread, one to answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amtslotse.casework import queries
from amtslotse.casework.rules import local_day
from amtslotse.cli import demo_cases, demo_opinions
from tests.casework import walk

pytestmark = pytest.mark.django_db


def test_one_test_case_is_resolved_and_one_waits() -> None:
    walk.furnish()
    now = datetime.now(UTC)
    people = demo_cases.staff(now)
    demo_opinions.lay_out(people=people, now=now)
    found = queries.vignettes(actor=people["familie1"], language="de", now=now)
    assert [(row.state, row.answers) for row in found.rows] == [("open", None), ("closed", len(demo_opinions.ANSWERS))]
    assert found.waiting == 1
    assert queries.opinion_task(actor=people["arbeit1"], language="de", now=now).month == local_day(now).replace(day=1)
