"""The figures on a real log agree with a computation by hand: csv and statistics, nothing of ours."""

from __future__ import annotations

import csv
import statistics
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import amtslotse
from amtslotse.engines.eventlog import Mapping
from amtslotse.reporting import queries
from amtslotse.reporting.rules import Period, Selection
from tests.environment import ROOT
from tests.factories.logs import NOW, read
from tests.factories.staff import make_actor

LOG = ROOT.parent / "shared" / "data" / "event-logs" / "receipt.csv"
MAPPING = Path(amtslotse.__file__).parent / "journal" / "mappings" / "receipt.toml"
BERLIN = ZoneInfo("Europe/Berlin")
WHOLE = Period(date(2010, 1, 1), date(2013, 1, 1))

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not LOG.exists(), reason=f"the public log is not on this machine ({LOG})"),
]


@dataclass
class ByHand:
    received: datetime
    ended: datetime | None
    touches: list[datetime]
    last: datetime


def by_hand() -> dict[str, ByHand]:
    cases: dict[str, ByHand] = {}
    with LOG.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            time = datetime.fromisoformat(row["time:timestamp"])
            ended = datetime.fromisoformat(row["case:enddate"]) if row["case:enddate"] else None
            received = datetime.fromisoformat(row["case:startdate"])
            case = cases.setdefault(row["case:concept:name"], ByHand(received, ended, [], time))
            case.last = max(case.last, time)
            if row["concept:name"] != "Confirmation of receipt":
                case.touches.append(time)
    return cases


def days(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 86400


def percentiles(values: list[float]) -> tuple[float, float, float]:
    tenths = statistics.quantiles(values, n=10, method="inclusive")
    return tenths[4], tenths[7], tenths[8]


def test_the_cockpit_agrees_with_a_computation_by_hand() -> None:
    with MAPPING.open("rb") as file:
        mapping = Mapping.parse(tomllib.load(file), name="receipt")
    with LOG.open(encoding="utf-8", newline="") as file:
        read(file, mapping)
    cases = by_hand()
    assert len(cases) == 1434
    figures = queries.cockpit(selection=Selection(WHOLE, source="receipt"), by=make_actor("head"), now=NOW)

    received = Counter(f"{case.received.astimezone(BERLIN):%Y-%m}" for case in cases.values())
    ended = Counter(f"{case.ended.astimezone(BERLIN):%Y-%m}" for case in cases.values() if case.ended)
    assert {f"{m.month:%Y-%m}": m.received for m in figures.months if m.received} == received
    assert {f"{m.month:%Y-%m}": m.decided for m in figures.months if m.decided} == ended
    assert figures.total.received == 1434
    assert figures.total.decided == 1434 - 105

    gross = [max(0.0, days(case.received, case.ended)) for case in cases.values() if case.ended]
    total = figures.total.throughput
    assert (total.p50, total.p80, total.p90) == pytest.approx(percentiles(gross), abs=1e-5)
    by_month: dict[str, list[float]] = defaultdict(list)
    for case in cases.values():
        if case.ended:
            by_month[f"{case.ended.astimezone(BERLIN):%Y-%m}"].append(max(0.0, days(case.received, case.ended)))
    shown = {f"{m.month:%Y-%m}": m.throughput for m in figures.months if m.decided}
    for month, values in by_month.items():
        one = shown[month]
        if len(values) < 5:
            assert (one.p50, one.n) == (None, len(values))
        else:
            assert (one.p50, one.p80, one.p90) == pytest.approx(percentiles(values), abs=1e-5)

    touches = [
        days(case.received, min(after))
        for case in cases.values()
        if (after := [touch for touch in case.touches if touch >= case.received])
    ]
    assert figures.total.first_touch.n == len(touches)
    assert figures.total.first_touch.p50 == pytest.approx(statistics.median(touches), abs=1e-5)

    as_of = max(case.last for case in cases.values())
    assert figures.as_of == as_of  # ages as of the log's own end, not of today
    ages = [days(case.received, as_of) for case in cases.values() if case.ended is None]
    assert figures.stock == 105
    assert {band.key: count for band, count in figures.ages} == {
        "0-29": sum(age < 30 for age in ages),
        "30-89": sum(30 <= age < 90 for age in ages),
        "90-179": sum(90 <= age < 180 for age in ages),
        "180-364": sum(180 <= age < 365 for age in ages),
        "365": sum(age >= 365 for age in ages),
    }
    stock = 0
    for month in figures.months:
        key = f"{month.month:%Y-%m}"
        stock += received[key] - ended[key]
        assert month.stock == stock
