"""How the work on cases went: what the read model says equals what one counts by hand from the events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from amtslotse.casework.rules import events
from amtslotse.journal import actions as journal
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import NotAllowed
from amtslotse.reporting import actions, queries
from amtslotse.reporting.models import ProcessFacts
from amtslotse.reporting.rules import Period
from tests.casework import walk
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SPRING = Period.of_year(2027, 1)
HEAD = Actor(role="head", roles=frozenset({"head"}), staff_id=1)

Told = tuple[Kind, float, dict[str, Any]]
TEAM = {"team": "a", "difficulty": 2}
GRANT = {"outcome": "grant"}


def tell(*told: Told, version: int = 1, start: datetime = START, purpose: str = "AUSB_16B") -> None:
    """A case with these events so many days after ``start``."""
    ref = str(uuid4())
    first = (events.RECEIVED, 0.0, {"documents": 3, "language": "de", "effect": "fortgeltung"})
    for kind, days, payload in (first, *told):
        event = NewEvent(
            kind.name, payload, waits_on=payload.pop("waits", None), procedure="study-16b", procedure_version=version,
            purpose=purpose,
        )  # fmt: skip
        journal.append(stream_kind="case", stream_ref=ref, events=[event], by=SYSTEM, now=start + timedelta(days=days))


def asked(days: float) -> Told:
    return events.DOCUMENTS_REQUESTED, days, {"count": 1, "items": ["passport"], "deadline_on": date(2027, 4, 1)}


def straight() -> None:
    """Complete after two days, taken, decided on the tenth."""
    tell(
        (events.COMPLETENESS_CONFIRMED, 2, dict(TEAM)),
        (events.TAKEN, 3, {}),
        (events.DECISION_RELEASED, 10, dict(GRANT)),
    )


def winding() -> None:
    """Asked twice before it was complete and once after, passed on, taken by three, returned, decided, overturned."""
    tell(
        asked(1),
        (events.HANDED_IN, 3, {"count": 1}),
        asked(4),
        (events.HANDED_IN, 6, {"count": 1}),
        (events.COMPLETENESS_CONFIRMED, 7, dict(TEAM)),
        (events.TAKEN, 8, {}),
        (events.REROUTED, 9.5, {"before": "a", "team": "b"}),
        (events.TAKEN, 10, {}),
        (events.SUSPENDED, 11, {"partner": "zav", "reason": "partner", "waits": "partner:zav"}),
        asked(12),
        (events.HANDED_IN, 13, {"count": 1, "waits": "us"}),
        (events.RESUMED, 15, {"partner": "zav", "reason": "partner", "ending": "answered"}),
        (events.TAKEN, 16, {}),
        (events.DECISION_RETURNED, 18, {}),
        (events.DECISION_RELEASED, 20, dict(GRANT)),
        (events.DECISION_REVERSED, 40, {"by_whom": "court", "on": date(2027, 4, 10)}),
    )


def test_a_winding_case_in_one_row() -> None:
    winding()
    actions.catch_up(now=NOW)
    row = ProcessFacts.objects.get()
    assert (row.service, row.version, row.difficulty) == ("study-16b", 1, 2)
    assert (row.requests, row.early_requests, row.reroutes) == (3, 2, 1)
    assert row.wrong_team_days == pytest.approx(2.5)
    assert row.hand_overs == 3, "two takings after the first, one passing on"
    assert (row.returned, row.reversed) == (True, True)
    # On her 1–3, 4–6 and 12–13, on the other body 11–12.
    assert row.waited_days == pytest.approx(2 + 2 + 1 + 1)


def test_the_figures_of_a_period_are_those_of_the_hand() -> None:
    for _ in range(5):
        straight()
    winding()
    tell((events.WITHDRAWN, 1, {}))
    for _ in range(6):
        tell(start=datetime(2027, 2, 20, tzinfo=UTC))  # open, touched by nobody
    actions.catch_up(now=NOW)
    walk.furnish()
    found = queries.process(period=SPRING, by=make_actor("head"), as_of=NOW)
    every, study = found.clearing
    assert (every.purpose, study.purpose) == ("", "AUSB_16B")
    assert (every.at_once.part, every.at_once.n, every.requests.total) == (5, 6, 2)
    assert every.days.p50 == pytest.approx(2)
    assert (found.closed_in_clearing.part, found.closed_in_clearing.n) == (1, 7)
    assert (found.rerouted.part, found.rerouted.n) == (1, 6)
    assert found.wrong_team_days.is_hidden, "one case is no figure"
    assert found.hand_overs.value == pytest.approx(3 / 6)
    assert (found.returned.part, found.reversed.part, found.returned.n) == (1, 1, 6)
    assert found.net_days.p50 == pytest.approx(10)
    # The journal begins on 20 February. On 1 March: the six, and those seven that came in that day. On 31 March: the six.
    assert found.mean_stock == pytest.approx((13 + 6) / 2)


def test_read_in_pieces_and_at_once_are_the_same() -> None:
    straight()
    winding()
    actions.catch_up(now=NOW)
    in_pieces = list(ProcessFacts.objects.order_by("stream_id").values())
    actions.rebuild(now=NOW)
    assert list(ProcessFacts.objects.order_by("stream_id").values()) == in_pieces


def test_duplicates_and_questions_come_from_messages() -> None:
    said = {"channel": "mail", "reason": "status", "received_on": date(2027, 3, 2)}
    walk.furnish()
    for _ in range(5):
        tell((events.MESSAGE_RECEIVED, 1, dict(said)), start=datetime(2027, 2, 25, tzinfo=UTC))
    tell(
        (events.MESSAGE_RECEIVED, 1, dict(said)),
        (events.MESSAGE_RECEIVED, 2, dict(said)),
        (events.MESSAGE_JOINED, 3, {"channel": "mail", "reason": "status"}),
    )
    actions.catch_up(now=NOW)
    found = queries.process(period=Period(SPRING.months[2], SPRING.end), by=make_actor("head"), as_of=NOW)
    assert (found.duplicates.part, found.duplicates.n) == (1, 7)
    assert found.status_questions == 7
    assert found.questions_per_100 == pytest.approx(100 * 7 / 6)


def test_two_versions_are_compared_by_cases_that_are_old_enough() -> None:
    for number in range(40):
        for version, days in ((1, 40 + number % 5), (2, 30 + number % 5)):
            tell((events.COMPLETENESS_CONFIRMED, 2, dict(TEAM)), (events.DECISION_RELEASED, days, dict(GRANT)), version=version)
    tell(version=2, start=NOW - timedelta(days=5))
    actions.catch_up(now=NOW)
    (pair,) = queries.version_pairs(by=HEAD, as_of=NOW)
    assert (pair.service, pair.before, pair.after) == ("study-16b", 1, 2)
    assert pair.found is not None
    assert (pair.found.horizon, pair.found.n_before, pair.found.n_after) == (90, 40, 40)
    assert pair.found.difference == pytest.approx(-10)
    assert pair.found.is_clear


def test_one_version_is_no_comparison() -> None:
    straight()
    actions.catch_up(now=NOW)
    assert queries.version_pairs(by=HEAD, as_of=NOW) == ()


@pytest.mark.parametrize("role", ["clearing", "caseworker", "council", "admin"])
def test_only_who_sees_the_cockpit_sees_it(role: str) -> None:
    actor = Actor(role=role, roles=frozenset({role}), staff_id=1)
    with pytest.raises(NotAllowed):
        queries.process(period=SPRING, by=actor, as_of=NOW)
    with pytest.raises(NotAllowed):
        queries.version_pairs(by=actor, as_of=NOW)
