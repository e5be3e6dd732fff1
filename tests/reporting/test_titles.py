"""The council's table: Karlsruhe's figures, from the demo office's past to the command's last byte."""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from amtslotse.cli import demo_history, report
from amtslotse.engines.eventlog import Mapping
from amtslotse.kernel.errors import NotAllowed
from amtslotse.reporting import queries
from amtslotse.reporting.rules import Period
from tests.factories.logs import NOW, feed, read
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db(transaction=True)

CATEGORIES = [
    "Ausbildung", "Erwerbstätigkeit", "Humanitär", "Familie", "Duldungen", "Fiktionsbescheinigungen",
    "Niederlassungserlaubnis", "Sonstige",
]  # fmt: skip
PAPER = {
    "2023": (20464, [2804, 2813, 2670, 2588, 721, 4969, 2698, 1201],
             ["13.70", "13.75", "13.05", "12.65", "3.52", "24.28", "13.18", "5.87"]),
    "2024Q1": (4668, [455, 551, 635, 542, 136, 1341, 737, 271],
               ["9.75", "11.80", "13.60", "11.61", "2.91", "28.73", "15.79", "5.81"]),
}  # fmt: skip


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    report.add(parser.add_subparsers())
    args = parser.parse_args(["report", *arguments])
    return int(args.run(args))


def past(until: date) -> Iterator[str]:
    """Decisions only: the other events make the same table, three times as slowly."""
    yield ",".join(demo_history.HEADER)
    for event in demo_history.history(until=until):
        if event[1] in (demo_history.TITLE, demo_history.CERTIFICATE):
            yield ",".join(event)


def test_karlsruhe_from_the_journal_to_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    mapping = Mapping.parse(tomllib.loads(demo_history.MAPPING.read_text("utf-8")), name="demo-history")
    read(past(date(2024, 4, 15)), mapping)
    for name, arguments in (("2023", ("--year", "2023")), ("2024Q1", ("--year", "2024", "--quarter", "1"))):
        total, counts, shares = PAPER[name]
        assert run("titles", *arguments, "--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert list(told)[:3] == ["period", "total", "rows"]
        assert (told["period"], told["total"]) == (name, total)
        assert told["rows"] == [
            {"category": category, "count": count, "share": share}
            for category, count, share in zip(CATEGORIES, counts, shares, strict=True)
        ]
        assert (told["shares_sum"], told["unassigned"], told["invented"]) == ("100.00", 0, 0)
    assert run("titles", "--year", "2023") == 0
    text = capsys.readouterr().out
    assert "20464" in text
    assert "half up" in text
    assert text.count("§ 81 AufenthG") == 1
    april = queries.titles(period=Period.of_year(2024, 2), now=NOW)
    assert april.invented == april.total > 0


def test_what_is_not_counted_is_said() -> None:
    feed(
        [
            ("A", "decided", "2025-12-31T23:30:00+01:00", "FAM_28"),
            ("B", "decided", "2026-01-01T00:00:00+01:00", "FAM_28"),
            ("C", "decided", "2025-03-03T10:00:00Z", "NO_SUCH"),
            ("D", "received", "2025-03-03T10:00:00Z", "NE_9"),
        ]
    )
    table = queries.titles(period=Period.of_year(2025), now=NOW)
    assert (table.total, table.unassigned, table.refused, table.is_over) == (1, 1, 0, True)
    assert not queries.titles(period=Period.of_year(2026), now=NOW).is_over
    assert [row.share for row in table.rows if row.count] == [Decimal("100.00")]


def test_an_empty_period_is_a_table_of_zeros() -> None:
    table = queries.titles(period=Period.of_year(1999), now=NOW)
    assert (table.total, table.shares_sum) == (0, Decimal("0.00"))
    assert [row.name("de") for row in table.rows] == CATEGORIES


def test_five_footnotes_say_what_is_no_title() -> None:
    table = queries.titles(period=Period.of_year(2023), now=NOW)
    assert len(table.footnotes) == 5
    assert {row.key: row.notes for row in table.rows if row.notes} == {"duldung": (1,), "fiktion": (2,), "sonstige": (3, 4, 5)}


def test_only_head_and_council_may_see_it() -> None:
    for role in ("head", "council"):
        queries.titles(period=Period.of_year(2023), now=NOW, by=make_actor(role))
    for role in ("clearing", "caseworker", "admin"):
        with pytest.raises(NotAllowed):
            queries.titles(period=Period.of_year(2023), now=NOW, by=make_actor(role))
