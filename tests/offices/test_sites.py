"""Sites, counters and hours are what the file and the head of office say, and open periods follow from them alone."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.kernel.localtime import at, begins
from amtslotse.offices import actions, queries
from amtslotse.offices.models import Closure
from tests.factories.staff import make_actor

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
THURSDAY = date(2026, 11, 26)

pytestmark = pytest.mark.django_db


def demo() -> dict[str, Any]:
    return tomllib.loads(actions.DEMO_OFFICE.read_text())


@pytest.fixture
def head() -> Actor:
    actions.configure(content=demo(), by=SYSTEM, now=NOW)
    return make_actor("head")


def number(counter: int, site: str = "marktplatz") -> int:
    return next(each.id for each in queries.counters(site=site) if each.number == counter)


def periods(counter: int, day: date) -> tuple[tuple[datetime, datetime], ...]:
    return queries.open_periods(counters=[counter], from_day=day, to_day=day + timedelta(days=1))[counter]


@pytest.mark.usefixtures("head")
def test_the_demo_has_two_sites_and_everybody_under_one_roof() -> None:
    assert [(site.code, site.name) for site in queries.sites("en")] == [
        ("marktplatz", "Market square"),
        ("nordstadt", "North branch"),
    ]
    kinds = [counter.kind for counter in queries.counters(site="marktplatz")]
    assert (len(kinds), kinds.count("express"), kinds.count("clearing")) == (8, 2, 1)
    assert len(queries.counters(site="nordstadt")) == 3
    assert set(queries.bodies("ar")) == {"office", "buergerbuero", "integration", "jobcenter"}
    with pytest.raises(NotFound):
        queries.site("nowhere", "de")


@pytest.mark.usefixtures("head")
def test_thursdays_are_long_and_holidays_are_closed() -> None:
    counter = number(6)
    assert periods(counter, THURSDAY) == (
        (at(THURSDAY, time(8)), at(THURSDAY, time(12))),
        (at(THURSDAY, time(14)), at(THURSDAY, time(18))),
    )
    for closed in (date(2026, 11, 28), date(2026, 12, 25), date(2027, 1, 6)):  # a Saturday, Christmas, Epiphany in BW
        assert periods(counter, closed) == ()


def test_a_closure_takes_its_time_away_and_gives_it_back(head: Actor) -> None:
    counter, other = number(6), number(7)
    during = {"starts_at": at(THURSDAY, time(9)), "ends_at": at(THURSDAY, time(10))}
    closure = actions.close(counter=counter, **during, reason={"de": "Fortbildung"}, by=head, now=NOW)
    assert periods(counter, THURSDAY)[0] == (at(THURSDAY, time(8)), at(THURSDAY, time(9)))
    assert len(periods(counter, THURSDAY)) == 3
    assert len(periods(other, THURSDAY)) == 2
    assert actions.close(counter=counter, **during, reason={"de": "Fortbildung"}, by=head, now=NOW) == closure
    assert [each.counter_number for each in queries.closures(ends_after=NOW)] == [6]
    actions.reopen(closure=closure, by=head, now=NOW)
    actions.reopen(closure=closure, by=head, now=NOW)
    assert len(periods(counter, THURSDAY)) == 2
    kinds = [event.kind for event in events_of(stream_kind="office", stream_ref="office")]
    assert kinds[-2:] == ["office.closed", "office.reopened"]


def test_a_site_and_the_office_close(head: Actor) -> None:
    day = {"starts_at": begins(THURSDAY), "ends_at": begins(THURSDAY + timedelta(days=1))}
    actions.close(site="nordstadt", **day, reason={"de": "Umzug"}, by=head, now=NOW)
    assert periods(number(1, "nordstadt"), THURSDAY) == ()
    assert len(periods(number(6), THURSDAY)) == 2
    actions.close(**day, reason={"de": "Betriebsausflug"}, by=head, now=NOW)
    assert periods(number(6), THURSDAY) == ()


def test_new_hours_hold_from_their_day_on(head: Actor) -> None:
    actions.set_hours(site="marktplatz", hours=[(3, time(9), time(10))], valid_from=THURSDAY, by=head, now=NOW)
    before = THURSDAY - timedelta(days=7)
    assert len(periods(number(6), before)) == 2
    assert periods(number(6), THURSDAY) == ((at(THURSDAY, time(9)), at(THURSDAY, time(10))),)
    assert periods(number(6), THURSDAY + timedelta(days=1)) == ()
    for hours, reason in (
        ([(0, time(9), time(9))], "closes_before_it_opens"),
        ([(0, time(8), time(10)), (0, time(9), time(11))], "overlap"),
    ):
        with pytest.raises(InvalidInput) as fault:
            actions.set_hours(site="marktplatz", hours=hours, valid_from=THURSDAY, by=head, now=NOW)
        assert fault.value.reason == reason


def test_a_counter_out_of_use_has_no_periods(head: Actor) -> None:
    counter = number(6)
    actions.set_counter(
        counter=counter, kind="regular", serves=["regular"], languages=[], step_free=True, in_use=False, by=head, now=NOW
    )
    assert queries.open_periods(counters=[counter], from_day=THURSDAY, to_day=THURSDAY + timedelta(days=1)) == {}


def test_the_file_again_changes_nothing_and_a_left_out_counter_is_kept(head: Actor) -> None:
    before = queries.sites("de"), queries.counters(), queries.hours()
    actions.configure(content=demo(), by=SYSTEM, now=NOW)
    assert (queries.sites("de"), queries.counters(), queries.hours()) == before
    shorter = demo()
    shorter["counter"] = shorter["counter"][:-1]
    actions.configure(content=shorter, by=SYSTEM, now=NOW)
    assert [counter.in_use for counter in queries.counters()].count(False) == 1
    without = {name: part for name, part in demo().items() if name not in ("site", "counter", "opening", "body")}
    actions.configure(content=without, by=SYSTEM, now=NOW)
    assert queries.sites("de") == before[0]
    wrong = demo()
    wrong["counter"][0]["site"] = "nowhere"
    with pytest.raises(InvalidInput):
        actions.configure(content=wrong, by=SYSTEM, now=NOW)


@pytest.mark.usefixtures("head")
def test_open_periods_ask_four_questions() -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.open_periods(counters=None, from_day=THURSDAY, to_day=THURSDAY + timedelta(days=70))
    assert len(asked) <= 4


@pytest.mark.usefixtures("head")
def test_only_the_head_changes_hours_and_closes() -> None:
    by = make_actor("desk")
    day = {"starts_at": begins(THURSDAY), "ends_at": begins(THURSDAY + timedelta(days=1))}
    with pytest.raises(NotAllowed):
        actions.close(**day, reason={"de": "-"}, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        actions.set_hours(site="marktplatz", hours=[], valid_from=THURSDAY, by=by, now=NOW)
    assert not Closure.objects.exists()
