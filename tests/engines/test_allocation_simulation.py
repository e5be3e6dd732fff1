"""The reseller's simulation: the bar of the issue, and the control that misses it (fault 19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amtslotse.engines.allocation.simulation import AGEING, BOUND, FIRST_COME, OURS, WAYS, Town, simulate

TOWN = Town()


@pytest.mark.parametrize("reseller", [True, False])
@pytest.mark.parametrize("days", [60, 250])
def test_nobody_waits_longer_than_the_backlog_makes_her_and_two_days(days: int, reseller: bool) -> None:
    outcome = simulate(OURS, days=days, town=replace(TOWN, reseller=reseller), seed=7)
    assert outcome.longest <= outcome.bound
    assert outcome.missed_title == 0


@pytest.mark.parametrize("way", [FIRST_COME, BOUND, AGEING])
def test_the_other_ways_miss_the_bar(way: str) -> None:
    outcome = simulate(way, days=60, town=TOWN, seed=7)
    assert outcome.longest > 1.5 * outcome.bound


def test_what_a_program_gets_of_the_places() -> None:
    """Fault 19. Resold under ours: a strawman's place that went on to the next in order, who happened to have paid."""
    share = {way: simulate(way, days=250, town=TOWN, seed=7).resold / (250 * TOWN.places) for way in WAYS}
    assert share[FIRST_COME] > 0.1
    assert share[OURS] < 0.03


@pytest.mark.parametrize("way", WAYS)
def test_everybody_who_asked_is_counted(way: str) -> None:
    outcome = simulate(way, days=40, town=TOWN, seed=1)
    assert len(outcome.waits) == 40 * TOWN.requests
    assert outcome.served + outcome.lost <= 40 * TOWN.places
    assert simulate(way, days=40, town=TOWN, seed=1) == outcome


def test_where_supply_suffices_everybody_comes_the_next_day() -> None:
    outcome = simulate(OURS, days=30, town=replace(TOWN, requests=30, reseller=False), seed=1)
    assert outcome.longest == 1
