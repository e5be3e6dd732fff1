"""The database ranks as the engine does, under any weights, and no fact about the person moves a case."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from amtslotse.casework import queries
from amtslotse.casework.models import Applicant, Case
from amtslotse.casework.queries.ranking import computed, rank, urgency_of
from amtslotse.casework.rules.filing import local_day
from amtslotse.engines.triage import DEFAULT, Weights
from amtslotse.kernel.localtime import begins
from tests.casework.walk import NOW, People

TODAY = local_day(NOW)
#: Days around every limit there is, and the nights in which the clock changes.
EDGES = (-800, -91, -76, -75, -74, -43, -42, -41, -29, -22, -21, -20, -8, -1, 0, 1, 6, 7, 8, 14, 15, 27, 28, 29, 60, 61, 90, 91)
WEIGHTS = (
    DEFAULT,
    Weights(promise_days=42),
    Weights(title=(), needed=((3, 3),), court=((0, 4),), promise=((10, 4), (20, 2)), age=((1, 2),), promise_days=7),
    Weights(title=((0, 4), (400, 2)), needed=(), court=(), promise=(), age=()),
)


def _day(dice: random.Random, today: date) -> date | None:
    return None if dice.random() < 0.3 else today + timedelta(days=dice.choice(EDGES))


def _case(dice: random.Random, now: datetime) -> Case:
    """A received case; midnight itself, and the minute before it, among the moments of receipt."""
    today = local_day(now)
    midnight = begins(today - timedelta(days=dice.choice([-edge for edge in EDGES if edge <= 0])))
    received = min(midnight + dice.choice((timedelta(), timedelta(minutes=-1), timedelta(hours=9))), now)
    identity = uuid.uuid4()
    return Case(
        id=identity,
        file_number=identity.hex[:20],
        submission_key=uuid.uuid4(),
        proof_token=identity.hex[:20],
        service="study-16b",
        service_version=1,
        purpose="AUSB_16B_1",
        language="de",
        answers={},
        status="received",
        received_at=received,
        complete_since=None if dice.random() < 0.4 else received + timedelta(days=dice.choice((0, 1, 30)), minutes=1),
        effect=dice.choice(("fortgeltung", "fortgeltung_restricted", "erlaubnis", "none_needed", "duldung", "legal_check")),
        title_expires_on=_day(dice, today),
        needed_on=_day(dice, today),
        court_on=_day(dice, today),
        difficulty=dice.randint(1, 3),
        urgency_override=dice.choice((None, None, None, 1, 4)),
        urgency_reason="Grund",
    )


def _cases(now: datetime, number: int) -> Iterator[Case]:
    dice = random.Random(7)
    return (_case(dice, now) for _ in range(number))


@pytest.mark.django_db
@pytest.mark.parametrize("now", [NOW, datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 10, 30, 23, 30, tzinfo=UTC)])
def test_the_database_says_what_the_engine_says(now: datetime) -> None:
    Case.objects.bulk_create(_cases(now, 1500))
    today = local_day(now)
    for weights in WEIGHTS:
        levels = set()
        for row in Case.objects.annotate(rank=rank(weights, today=today), rules=computed(weights, today=today)):
            found = urgency_of(row, weights=weights, today=today)
            assert row.rank == found.value, (row.received_at, row.title_expires_on, row.needed_on, row.court_on, row.effect)
            assert row.rules == max((why.urgency for why in found.why if why.code != "override"), default=1)
            levels.add(row.rank)
        assert levels == {1, 2, 3, 4}, "the generated cases reach every urgency, else the test proves nothing"


@pytest.mark.django_db
def test_the_control_a_rule_that_is_a_day_off_is_seen() -> None:
    Case.objects.bulk_create(_cases(NOW, 1500))
    off = Weights(title=((8, 4), (28, 3), (90, 2)))
    rows = Case.objects.annotate(rank=rank(off, today=TODAY))
    assert any(row.rank != urgency_of(row, weights=DEFAULT, today=TODAY).value for row in rows)


def test_nationality_name_and_language_never_rank(people: People) -> None:
    """The same cases in the same order, whoever the people are: every fact about them is dealt out anew, ten times."""
    cases = Case.objects.bulk_create(_cases(NOW, 40))
    dice = random.Random(11)
    orders = set()
    for _ in range(10):
        Applicant.objects.all().delete()
        Applicant.objects.bulk_create(
            Applicant(
                case=each,
                family_name=(family := dice.choice(("Aal", "Zyl", "Öztürk", "Nguyễn"))),
                name_key=family.lower(),
                birth_year=dice.randint(1930, 2000),
                nationality=dice.choice(("VN", "TR", "UA", "US", "SY")),
                street="",
                postcode="",
                city="",
                answers={},
            )
            for each in cases
        )
        for each in cases:
            each.language = dice.choice(("de", "en", "ar"))
        Case.objects.bulk_update(cases, ["language"])
        shown = queries.clearing_list(actor=people.clearing, language="de", now=NOW)
        orders.add(tuple((row.id, row.urgency) for row in shown.rows))
    assert len(orders) == 1
