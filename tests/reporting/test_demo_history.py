"""The demo office's past: Karlsruhe's counts to the unit, believable days, and nothing that changes backwards."""

from __future__ import annotations

import io
import tomllib
from collections import Counter, defaultdict
from datetime import date, datetime

import pytest

from amtslotse.cli import demo_history
from amtslotse.cli.demo_history import CERTIFICATE, HEADER, MAPPING, RECEIVED, ROWS, TITLE, history, write
from amtslotse.engines.eventlog import Mapping, read_csv
from amtslotse.kernel import workdays

UNTIL = date(2026, 11, 21)
DECIDED = {TITLE, CERTIFICATE}
Log = dict[str, list[tuple[str, ...]]]

#: Vorlage 2024/0376
PAPER = {
    "2023": [2804, 2813, 2670, 2588, 721, 4969, 2698, 1201],
    "2024Q1": [455, 551, 635, 542, 136, 1341, 737, 271],
}


@pytest.fixture(scope="module")
def log() -> Log:
    cases: Log = defaultdict(list)
    for event in history(until=UNTIL):
        cases[event[0]].append(event)
    return cases


def _decisions(log: Log) -> list[tuple[str, str, str]]:
    return [(event[2], event[4], event[6]) for events in log.values() for event in events if event[1] in DECIDED]


def test_the_counts_are_karlsruhes(log: Log) -> None:
    row_of = {code: row.key for row in ROWS for code, _ in row.codes}
    for period, months in (("2023", ("2023",)), ("2024Q1", ("2024-01", "2024-02", "2024-03"))):
        counted = Counter(row_of[code] for time, code, _ in _decisions(log) if time.startswith(months))
        assert [counted[row.key] for row in ROWS] == PAPER[period]


def test_what_is_invented_says_so(log: Log) -> None:
    for time, _, invented in _decisions(log):
        assert invented == ("true" if time >= "2024-04" else "false")
    for events in log.values():
        if not any(event[1] in DECIDED for event in events):
            assert {event[6] for event in events} == {"true"}


def test_training_and_work_peak_in_the_second_half(log: Log) -> None:
    for prefix in ("AUSB", "ERW"):
        for year in ("2023", "2025"):
            quarters = Counter(
                (int(time[5:7]) + 2) // 3 for time, code, _ in _decisions(log) if time[:4] == year and code.startswith(prefix)
            )
            assert min(quarters[3], quarters[4]) > 1.2 * max(quarters[1], quarters[2])


def test_no_month_is_empty_and_the_office_has_a_stock(log: Log) -> None:
    assert 70_000 <= len(log) <= 82_000
    months = Counter(time[:7] for time, _, _ in _decisions(log))
    assert len(months) == 47
    assert min(months.values()) > 1000
    open_cases = [events for events in log.values() if not any("entschieden" in e[1] or e[1] == CERTIFICATE for e in events)]
    ages = sorted((UNTIL - date.fromisoformat(events[0][2][:10])).days for events in open_cases)
    assert ages[0] <= 2
    assert ages[-1] > 180


def test_every_case_runs_forward_and_the_office_works_on_workdays(log: Log) -> None:
    for events in log.values():
        assert events[0][1] == RECEIVED
        times = [datetime.fromisoformat(event[2]) for event in events]
        assert times == sorted(times)
        for event, time in zip(events, times, strict=True):
            if event[3] in ("clearing", "team"):
                assert workdays.is_workday(time.date(), land="BW")
                assert 8 <= time.hour < 18


def test_both_nights_of_the_clock_change_are_there(log: Log) -> None:
    times = [event[2] for events in log.values() for event in events]
    autumn = {time[19:] for time in times if time.startswith("2023-10-29T02")}
    assert autumn == {"+02:00", "+01:00"}
    spring = {time[11:13] + time[19:] for time in times if time.startswith("2024-03-31T0")}
    assert {"01+01:00", "03+02:00"} <= spring
    assert not any(time.startswith(("2024-03-31T02", "2025-03-30T02")) for time in times)


def test_a_later_day_only_adds() -> None:
    before, after = (set(history(until=day)) for day in (date(2026, 11, 20), UNTIL))
    assert before < after
    assert {event[2][:10] for event in after - before} == {"2026-11-21"}


def test_the_log_holds_no_person() -> None:
    assert {"name", "nationality", "resource", "clerk"}.isdisjoint(HEADER)
    assert demo_history.HEADER[3] == "role"


def test_the_mapping_reads_every_line() -> None:
    mapping = Mapping.parse(tomllib.loads(MAPPING.read_text(encoding="utf-8")), name="demo-history")
    file = io.StringIO()
    events = write(file, until=date(2023, 6, 30))
    file.seek(0)
    batches = list(read_csv(file, mapping))
    assert sum(len(batch.lines) for batch in batches) == events
    assert not [reject for batch in batches for reject in batch.rejects]
    activities = {activity for batch in batches for activity in batch.activities}
    assert set(mapping.milestone_of) <= activities
    assert set(mapping.waits_on_of) == activities
