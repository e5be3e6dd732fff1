"""Figures of the legal room: sums, rates and intervals, and what is too rare to be public."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework import actions
from amtslotse.engines.intervals import difference, wilson
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import NotAllowed
from amtslotse.reporting import queries
from amtslotse.reporting.models import CaseFacts, ContactFacts, MessageFacts
from amtslotse.reporting.rules import FEWEST, Period
from amtslotse.reporting.rules.legal import LEGAL_KPIS, OTHER, grouped
from tests.factories.staff import make_actor

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 20)
YEAR = Period.of_year(2026)
COUNTS = st.dictionaries(st.sampled_from(["dismissed", "upheld", "otherwise", "more"]), st.integers(0, 40))


@given(COUNTS)
def test_no_rare_outcome_stands_alone_or_follows_by_subtraction(counts: dict[str, int]) -> None:
    rows = grouped(counts)
    assert all(number >= FEWEST for _, number in rows)
    if rows:
        assert sum(number for _, number in rows) == sum(counts.values())
    else:
        assert sum(counts.values()) < FEWEST or not any(counts.values())
    assert [code for code, _ in rows if code == OTHER] == [code for code, _ in rows][-1:] * any(c == OTHER for c, _ in rows)


def test_outcomes_in_numbers() -> None:
    assert grouped({"dismissed": 25, "upheld": 23}) == (("dismissed", 25), ("upheld", 23))
    assert grouped({"dismissed": 25, "upheld": 6, "otherwise": 2}) == (("dismissed", 25), (OTHER, 8))
    assert grouped({"dismissed": 2, "upheld": 1}) == ()


def test_every_figure_says_what_it_is_in_three_languages() -> None:
    for kpi in LEGAL_KPIS.values():
        for texts in (kpi.name, kpi.definition, kpi.formula, kpi.unit):
            assert set(texts) == {"de", "en", "ar"}


@pytest.fixture
def legal(db: None) -> Actor:
    return make_actor("legal")


def ended(by: Actor, kind: str, outcome: str, *, on: date = TODAY) -> None:
    suit = actions.keep_suit(kind=kind, court="Verwaltungsgericht Lindenau", filed_on=date(2026, 2, 1), by=by, now=NOW)
    actions.end_suit(suit=suit, outcome=outcome, outcome_on=on, by=by, now=NOW)


def stock(number: int, *, closed_on: date | None = None) -> None:
    start = CaseFacts.objects.count()
    CaseFacts.objects.bulk_create(
        CaseFacts(
            stream_id=start + place,
            source="amtslotse",
            received_at=NOW - timedelta(days=40),
            received_on=date(2026, 10, 11),
            closed_on=closed_on,
            closed_at=NOW if closed_on else None,
            last_event_at=NOW,
            events=1,
        )
        for place in range(number)
    )


def test_karlsruhes_48_suits(legal: Actor) -> None:
    for _ in range(25):
        ended(legal, "obligation", "dismissed")
    for place in range(23):
        ended(legal, "inaction" if place % 2 else "annulment", "upheld" if place % 3 else "partly_upheld")
    ended(legal, "urgent_123", "upheld")
    found = queries.legal_figures(period=YEAR, by=legal, today=TODAY)
    assert sum(found.ended.values()) == found.upheld.n == 48
    assert (found.upheld.part, round(found.upheld.value or 0, 1), found.urgent_ended) == (23, 47.9, 1)
    assert (found.upheld.low, found.upheld.high) == pytest.approx([100 * end for end in wilson(23, 48)])


def test_four_suits_are_no_rate_and_another_year_is_another(legal: Actor) -> None:
    for _ in range(4):
        ended(legal, "obligation", "upheld")
    found = queries.legal_figures(period=YEAR, by=legal, today=TODAY)
    assert (found.upheld.part, found.upheld.n, found.upheld.value) == (4, 4, None)
    assert queries.legal_figures(period=Period.of_year(2025), by=legal, today=TODAY).upheld.n == 0


def test_inaction_suits_are_counted_against_the_stock(legal: Actor) -> None:
    for _ in range(3):
        actions.keep_suit(kind="inaction", court="VG", filed_on=date(2026, 5, 1), by=legal, now=NOW)
    assert queries.legal_figures(period=YEAR, by=legal, today=TODAY).inaction.value is None, "no stock, no figure"
    stock(400)
    stock(70, closed_on=date(2026, 11, 2))
    found = queries.legal_figures(period=YEAR, by=legal, today=TODAY)
    assert (found.inaction.part, found.inaction.n, found.inaction.value) == (3, 400, 7.5)
    # On the last day of October those seventy were open too.
    october = Period(date(2026, 10, 1), date(2026, 11, 1))
    assert queries.legal_figures(period=october, by=legal, today=TODAY).inaction.n == 470


def test_complaints_are_counted_against_contacts(legal: Actor) -> None:
    for _ in range(3):
        actions.record_complaint(channel="mail", topic="duration", received_on=date(2026, 3, 3), by=legal, now=NOW)
    assert queries.legal_figures(period=YEAR, by=legal, today=TODAY).complaints.value is None
    whole = {"source": "amtslotse", "reason": "status"}
    day = date(2026, 3, 3)
    ContactFacts.objects.create(stream_id=1, day=day, channel="counter", contacts=1400, settled=9, seconds=9, **whole)
    ContactFacts.objects.create(
        stream_id=2, day=date(2025, 3, 3), channel="counter", contacts=99, settled=9, seconds=9, **whole
    )
    for seq, came in enumerate((1,) * 101 + (-1,)):
        MessageFacts.objects.create(stream_id=3, seq=seq, day=day, of_case=False, channel="mail", came=came, **whole)
    found = queries.legal_figures(period=YEAR, by=legal, today=TODAY).complaints
    assert (found.part, found.n, found.value) == (3, 1500, 2.0)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 2.0 < found.high


def test_complaints_have_a_trend_against_the_period_before(legal: Actor) -> None:
    def year(number: int, complaints: int) -> None:
        day = date(number, 3, 3)
        for _ in range(complaints):
            actions.record_complaint(channel="mail", topic="duration", received_on=day, by=legal, now=NOW)
        ContactFacts.objects.create(
            stream_id=number,
            source="amtslotse",
            day=day,
            channel="counter",
            reason="status",
            contacts=2000,
            settled=9,
            seconds=9,
        )

    year(2026, 4)
    alone = queries.legal_figures(period=YEAR, by=legal, today=TODAY).trend
    assert (alone.now.value, alone.before.value, alone.change) == (2.0, None, None)
    year(2025, 24)
    found = queries.complaint_trend(period=YEAR, by=make_actor("head"))
    assert (found.now.value, found.before.value, found.change) == (2.0, 12.0, -10.0)
    assert found.is_clear
    low, high = difference(4, 2000, 24, 2000)
    assert (found.low, found.high) == (1000 * low, 1000 * high)
    for language, name in (("de", "Newcombe"), ("en", "Newcombe"), ("ar", "نيوكومب")):
        assert name in LEGAL_KPIS["complaints"].text("formula", language), "the interval that is shown is the one that is named"
    with pytest.raises(NotAllowed):
        queries.complaint_trend(period=YEAR, by=make_actor("caseworker"))


def test_months_due_and_done(legal: Actor) -> None:
    actions.draw_review(by=SYSTEM, now=NOW)  # October: nothing was decided, so nothing is left to review
    found = queries.legal_figures(period=YEAR, by=legal, today=TODAY)
    assert (found.months_due, found.months_done, found.last_review) == (10, 1, None)


def test_who_may_read_it_and_in_how_many_statements(legal: Actor, django_assert_max_num_queries: object) -> None:
    ended(legal, "obligation", "upheld")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        queries.legal_figures(period=YEAR, by=legal, today=TODAY)
    for role in ("head", "council"):
        queries.legal_figures(period=YEAR, by=make_actor(role), today=TODAY)
    for role in ("caseworker", "clearing", "admin", "desk"):
        with pytest.raises(NotAllowed):
            queries.legal_figures(period=YEAR, by=make_actor(role), today=TODAY)
