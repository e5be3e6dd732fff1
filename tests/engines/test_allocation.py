"""Need first, then the day of request, lots inside one day only; nobody twice, no place twice; anybody can replay it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.allocation import (
    Asker,
    Seatable,
    Stock,
    allocate,
    by_need_then_day,
    canonical,
    closed_file,
    commitment,
    draw,
    in_need,
    likely_days,
    lot,
    opened_file,
    verify,
)

MONDAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TICKETS = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=16, max_size=16)
DAYS = st.integers(0, 9).map(lambda n: MONDAY + timedelta(days=n))
ENTRIES = st.dictionaries(TICKETS, DAYS, max_size=25)
SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def place(key: int, day: int, slot: int, counter: int = 1, **more: Any) -> Seatable:
    on = MONDAY + timedelta(days=20 + day)
    begins = datetime(on.year, on.month, on.day, 8, tzinfo=UTC) + timedelta(minutes=30 * slot)
    return Seatable(key, counter, begins, begins + timedelta(minutes=30), on, **({"site": "north"} | more))


@st.composite
def stocks(draw: st.DrawFn) -> list[Seatable]:
    where = draw(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(1, 2)), max_size=20))
    sites = {1: "north", 2: "south"}
    return [place(key, day, slot, counter, site=sites[counter]) for key, (day, slot, counter) in enumerate(sorted(where))]


@st.composite
def queues(draw: st.DrawFn) -> list[Asker]:
    tickets = draw(st.lists(TICKETS, unique=True, max_size=15))
    return [
        Asker(
            ticket,
            draw(st.sampled_from([15, 30, 45, 60, 90])),
            sites=draw(st.frozensets(st.sampled_from(["north", "south"]))),
            weekdays=draw(st.frozensets(st.integers(0, 4))),
            until=draw(st.none() | st.integers(0, 6).map(lambda n: MONDAY + timedelta(days=20 + n))),
        )
        for ticket in tickets
    ]


@given(ENTRIES, SEEDS, st.randoms())
def test_the_order_is_by_day_and_does_not_depend_on_how_the_list_is_given(
    entries: dict[str, date], seed: str, random: Random
) -> None:
    order = draw(seed, entries.items())
    assert sorted(order) == sorted(entries)
    assert [entries[ticket] for ticket in order] == sorted(entries.values())
    shuffled = list(entries.items())
    random.shuffle(shuffled)
    assert draw(seed, shuffled) == order


@given(ENTRIES.filter(bool), SEEDS)
def test_whoever_comes_later_changes_nothing_for_those_before(entries: dict[str, date], seed: str) -> None:
    """Nobody is overtaken by who asked later: strawmen of later days leave the order of earlier days as it was."""
    last = max(entries.values())
    crowd = {f"L{n:05d}": last + timedelta(days=1) for n in range(30)}
    assert draw(seed, {**entries, **crowd}.items())[: len(entries)] == draw(seed, entries.items())


def test_the_hour_inside_a_day_counts_nowhere_and_every_ticket_of_a_day_is_first_equally_often() -> None:
    tickets = [f"{n:016d}" for n in range(5)]
    first = [draw(f"{seed:064x}", [(ticket, MONDAY) for ticket in tickets])[0] for seed in range(2000)]
    shares = [first.count(ticket) / 2000 for ticket in tickets]
    assert all(0.16 < share < 0.24 for share in shares), shares  # 0.2 ± 4.5 standard deviations


def test_a_ticket_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw("0" * 64, [("A", MONDAY), ("A", MONDAY + timedelta(days=1))])


@given(queues(), stocks(), st.randoms())
def test_each_takes_the_earliest_that_fits_and_nobody_ahead_is_worse_off(
    queue: list[Asker], places: list[Seatable], random: Random
) -> None:
    got = allocate(queue, places)
    by_key = {each.key: each for each in places}
    given_out = [key for keys in got.placed.values() for key in keys]
    assert len(given_out) == len(set(given_out)), "a place was given twice"
    assert sorted([*got.placed, *got.without]) == sorted(asker.ticket for asker in queue), "everybody once"
    for asker in queue:
        if keys := got.placed.get(asker.ticket):
            run = [by_key[key] for key in keys]
            assert asker.takes(run[0])
            assert {each.counter for each in run} == {run[0].counter}
            assert all(one.ends_at == other.starts_at for one, other in itertools.pairwise(run))
            assert (run[-1].ends_at - run[0].starts_at).total_seconds() / 60 >= asker.minutes
    ahead: set[int] = set()
    for position, asker in enumerate(queue):
        # What was free at her turn: all that nobody ahead has. She has the earliest of it, so nobody behind can have better.
        begins = [by_key[got.placed[asker.ticket][0]]] if asker.ticket in got.placed else []
        for behind in queue[position + 1 :]:
            for first in got.placed.get(behind.ticket, ())[:1]:
                left = Stock(each for each in places if each.key not in ahead)
                if asker.takes(by_key[first]) and left.run(by_key[first], asker.minutes):
                    assert begins, "somebody behind has a place that somebody ahead could have taken"
                    assert begins[0].starts_at <= by_key[first].starts_at
        ahead |= set(got.placed.get(asker.ticket, ()))
    random.shuffle(places)
    assert allocate(queue, places) == got


@given(ENTRIES, SEEDS, stocks())
def test_no_later_day_has_a_place_that_both_could_take_before_an_earlier_day(
    entries: dict[str, date], seed: str, places: list[Seatable]
) -> None:
    """Where everybody takes any place, places by time are a walk through the days of request."""
    got = allocate([Asker(ticket, 30) for ticket in draw(seed, entries.items())], places)
    by_key = {each.key: each for each in places}
    times = [(entries[ticket], by_key[keys[0]].starts_at) for ticket, keys in got.placed.items()]
    assert [at for _, at in sorted(times)] == sorted(at for _, at in times)
    if got.without:
        assert len(got.placed) == len(places)
        assert max([entries[t] for t in got.placed], default=MONDAY) <= min(entries[t] for t in got.without)


def test_a_longer_visit_takes_places_in_a_row_at_one_counter() -> None:
    places = [place(1, 0, 0), place(2, 0, 2), place(3, 0, 3), place(4, 0, 1, counter=2)]
    assert allocate([Asker("A", 60), Asker("B", 60)], places).placed == {"A": (2, 3)}


def test_a_contingent_is_kept() -> None:
    places = [place(1, 0, 0, contingent="partner"), place(2, 0, 1)]
    assert allocate([Asker("A", 30)], places).placed == {"A": (2,)}
    assert allocate([Asker("A", 30, contingents=frozenset({"public", "partner"}))], places).placed == {"A": (1,)}


def test_step_free_and_declined() -> None:
    places = [place(1, 0, 0, step_free=False), place(2, 0, 1), place(3, 0, 2)]
    assert allocate([Asker("A", 30, step_free=True, declined=frozenset({2}))], places).placed == {"A": (3,)}


def test_the_likely_day_counts_everybody_of_her_day() -> None:
    asked = {"A": MONDAY, "B": MONDAY, "C": MONDAY + timedelta(days=1)}
    likely = likely_days(asked, [date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 23)])
    assert (likely["A"].day, likely["A"].ahead) == (date(2026, 11, 23), 2) == (likely["B"].day, likely["B"].ahead)
    assert likely["C"].day == date(2026, 11, 24)
    assert likely_days(asked, [])["A"].day is None


def test_whoever_would_lose_her_title_before_her_day_is_in_need_by_its_end() -> None:
    places = [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)]
    askers = [
        ("A", MONDAY, date(2026, 12, 31)),
        ("B", MONDAY + timedelta(days=1), date(2026, 11, 27)),
        ("C", MONDAY + timedelta(days=2), date(2026, 11, 25)),
        ("D", MONDAY + timedelta(days=2), None),
    ]
    assert in_need(askers, places, plan_ends_on=date(2026, 12, 7)) == ("C", "B")


@given(st.lists(st.tuples(TICKETS, DAYS, st.none() | DAYS), unique_by=lambda a: a[0], max_size=20), st.lists(DAYS, max_size=20))
def test_need_is_exactly_a_title_that_ends_before_her_turn(
    askers: list[tuple[str, date, date | None]], places: list[date]
) -> None:
    ends = MONDAY + timedelta(days=20)
    needy = in_need(askers, places, plan_ends_on=ends)
    title = {ticket: ends_on for ticket, _, ends_on in askers}
    likely = likely_days({ticket: day for ticket, day, _ in askers}, places)
    assert [title[ticket] for ticket in needy] == sorted(title[ticket] for ticket in needy)
    for ticket, ends_on in title.items():
        turn = likely[ticket].day or ends + timedelta(days=1)
        assert (ticket in needy) == (ends_on is not None and ends_on < turn)


@given(st.lists(st.tuples(TICKETS, DAYS, st.none() | DAYS), unique_by=lambda a: a[0], max_size=15), SEEDS)
def test_a_freed_place_is_offered_by_need_then_by_day(entries: list[tuple[str, date, date | None]], seed: str) -> None:
    order = by_need_then_day(seed, entries)
    facts = {ticket: (ends or date.max, day, lot(seed, ticket)) for ticket, day, ends in entries}
    assert [facts[ticket] for ticket in order] == sorted(facts.values())


# --- the public file -------------------------------------------------------------------------------------------------


def published(entries: dict[str, date], seed: str, places: int) -> bytes:
    order = draw(seed, entries.items())
    result = [(ticket, number if number <= places else None) for number, ticket in enumerate(order, start=1)]
    listed = sorted(entries.items())
    return opened_file(
        round="0b0e7d0e-0000-4000-8000-000000000001",
        klass="regular",
        entries_until=NOW,
        announced_for=NOW + timedelta(hours=7),
        committed_at=NOW,
        commitment=commitment(seed, listed),
        opened_at=NOW + timedelta(hours=2),
        seed=seed,
        entries=listed,
        result=result,
    )


REAL = {f"T{n:015d}": MONDAY + timedelta(days=n % 3) for n in range(12)}


@given(ENTRIES, SEEDS, st.integers(0, 30))
def test_a_real_file_replays(entries: dict[str, date], seed: str, places: int) -> None:
    content = published(entries, seed, places)
    verdict = verify(content)
    assert verdict.ok, verdict.findings
    assert (verdict.entries, verdict.placed) == (len(entries), min(places, len(entries)))
    assert content == canonical(json.loads(content)), "one file, one text"


def _other_seed(told: dict[str, Any]) -> None:
    told["seed"] = "f" * 64


def _dropped(told: dict[str, Any]) -> None:
    gone = told["entries"].pop(3)[0]
    told["result"] = [row for row in told["result"] if row[0] != gone]
    told["count"] -= 1


def _added(told: dict[str, Any]) -> None:
    told["entries"].append(["ZZZZ", "2026-11-02"])
    told["result"].insert(0, ["ZZZZ", 99])
    told["count"] += 1


def _earlier(told: dict[str, Any]) -> None:
    told["entries"][5][1] = "2026-10-01"


def _swapped_tickets(told: dict[str, Any]) -> None:
    rows = told["result"]
    rows[1][0], rows[6][0] = rows[6][0], rows[1][0]


def _swapped_places(told: dict[str, Any]) -> None:
    rows = told["result"]
    rows[1][1], rows[6][1] = rows[6][1], rows[1][1]


def _place_twice(told: dict[str, Any]) -> None:
    told["result"][1][1] = told["result"][0][1]


def _other_commitment(told: dict[str, Any]) -> None:
    told["commitment"] = "0" * 64


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (_other_seed, "commitment"),
        (_dropped, "commitment"),
        (_added, "commitment"),
        (_earlier, "commitment"),
        (_earlier, "order"),
        (_swapped_tickets, "order"),
        (_swapped_places, "result"),
        (_place_twice, "place_twice"),
        (_other_commitment, "commitment"),
    ],
)
def test_a_tampered_file_is_found_out(tamper: Callable[[dict[str, Any]], None], code: str) -> None:
    content = published(REAL, "ab" * 32, 8)
    assert verify(content).ok
    told = json.loads(content)
    tamper(told)
    verdict = verify(canonical(told))
    assert code in {finding.code for finding in verdict.findings}


def test_a_closed_file_holds_neither_seed_nor_entries_and_cannot_be_replayed() -> None:
    head = {"round": "r", "klass": "regular", "entries_until": NOW, "announced_for": NOW, "committed_at": NOW}
    content = closed_file(**head, commitment="0" * 64, entries=12)  # type: ignore[arg-type]
    assert {"seed", "entries", "result"} & set(json.loads(content)) == set()
    assert not verify(content).ok


def test_the_public_file_says_tickets_and_days_and_nothing_else() -> None:
    told = json.loads(published(REAL, "ab" * 32, 8))
    assert all(len(entry) == 2 for entry in told["entries"])
    assert set(told) == {
        "format", "round", "class", "entries_until", "announced_for", "committed_at", "commitment",
        "count", "opened_at", "seed", "entries", "result", "result_digest",
    }  # fmt: skip


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["seed", "entries", "result", "commitment", "count", "round"]), JSONS))
def test_no_file_crashes_the_replay(told: dict[str, Any]) -> None:
    base = json.loads(published(REAL, "ab" * 32, 8))
    verify(json.dumps({**base, **told}).encode())


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_replay(content: bytes) -> None:
    assert not verify(content).ok
