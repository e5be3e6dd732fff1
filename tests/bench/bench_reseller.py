"""A reseller against four ways of giving places: waits over all who asked, those still waiting included.

Run: python tests/bench/bench_reseller.py
"""

from __future__ import annotations

import sys
from dataclasses import replace

from amtslotse.engines.allocation.simulation import OURS, WAYS, Outcome, Town, simulate

DAYS = (60, 250)
SEEDS = range(5)


def row(outcomes: list[Outcome]) -> str:
    """The seed whose longest wait lies worst beside its bar."""
    worst = max(outcomes, key=lambda each: each.longest - each.bound)
    places = worst.places * worst.days
    return (
        f"{worst.way:28} {worst.days:4} {worst.backlog:8} {worst.percentile(0.5):5} {worst.percentile(0.95):5} "
        f"{worst.longest:8} {worst.bound:7.1f} {100 * worst.resold / places:8.2f} {100 * worst.lost / places:6.2f} "
        f"{worst.missed_title:7}"
    )


def main() -> int:
    missed = False
    town = Town()
    demand = 100 * town.requests / town.places
    print(f"{town.places} places for {town.requests} requests a day ({demand:.0f} %), {len(SEEDS)} seeds, the worst of them")
    for name, here in (("with a reseller", town), ("without one", replace(town, reseller=False))):
        print(f"\n{name}")
        print(
            f"{'way':28} {'days':>4} {'backlog':>8} {'P50':>5} {'P95':>5} {'longest':>8} {'bar':>7} "
            f"{'resold %':>8} {'lost %':>6} {'title':>7}"
        )
        for days in DAYS:
            for way in WAYS:
                outcomes = [simulate(way, days=days, town=here, seed=seed) for seed in SEEDS]
                print(row(outcomes))
                if way == OURS:
                    missed |= any(each.longest > each.bound for each in outcomes)
    print("\nbar for ours: longest wait ≤ backlog ÷ places a day + 2 (working days); title: lost before the place came")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
