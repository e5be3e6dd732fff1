"""Shares: the rounding rule holds for every count, and a published table is checked figure by figure."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.shares import HUNDRED, BadTable, Printed, check, read, share, shares, truncated
from tests.environment import ROOT

CENT = Decimal("0.01")
KARLSRUHE = ROOT.parent / "shared" / "data" / "karlsruhe-titles.csv"
COUNTS = st.lists(st.integers(0, 10**7), min_size=1, max_size=12)

#: Vorlage 2024/0376: counts and shares as the council read them (plain facts of a public paper).
PAPER = """period,category,count,percent_printed
2023,Ausbildung,2804,13.70
2023,Erwerbstätigkeit,2813,13.74
2023,Humanitär,2670,13.04
2023,Familie,2588,13.64
2023,Duldungen,721,3.52
2023,Fiktionsbescheinigungen,4969,24.28
2023,Niederlassungserlaubnis,2698,13.18
2023,Sonstige,1201,5.86
2023,GESAMT,20464,100.96
2024Q1,Ausbildung,455,9.74
2024Q1,Erwerbstätigkeit,551,11.80
2024Q1,Humanitär,635,13.60
2024Q1,Familie,542,11.61
2024Q1,Duldungen,136,2.91
2024Q1,Fiktionsbescheinigungen,1341,28.72
2024Q1,Niederlassungserlaubnis,737,15.78
2024Q1,Sonstige,271,5.80
2024Q1,GESAMT,4668,99.96
"""


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_is_rounded_half_up(count: int, total: int) -> None:
    exact = Decimal(count) * 100 / Decimal(total)  # 28 digits: never near enough to a half to tip it for these sizes
    assert share(count, total) == exact.quantize(CENT, ROUND_HALF_UP)
    assert truncated(count, total) == exact.quantize(CENT, ROUND_DOWN)


def test_a_half_goes_up_and_not_to_the_even_neighbour() -> None:
    assert share(1, 800) == Decimal("0.13")  # 0.125
    assert share(1, 160) == Decimal("0.63")  # 0.625: half even would say 0.62
    assert share(0, 0) == Decimal("0.00")


@given(COUNTS)
def test_the_sum_of_shares_misses_100_by_rounding_only(counts: list[int]) -> None:
    total = sum(counts)
    added = sum(shares(counts))
    assert abs(added - (HUNDRED if total else 0)) <= Decimal("0.005") * len(counts)


@given(COUNTS)
def test_a_table_printed_by_the_rule_has_no_finding(counts: list[int]) -> None:
    rows = [Printed("2025", str(number), count, share(count, sum(counts))) for number, count in enumerate(counts)]
    assert check([*rows, Printed("2025", "GESAMT", sum(counts), HUNDRED if sum(counts) else None, is_total=True)]) == ()


@given(COUNTS, st.integers(0, 11), st.integers(2, 500))
def test_every_share_that_is_off_is_found(counts: list[int], where: int, off: int) -> None:
    where %= len(counts)
    percents = list(shares(counts))
    percents[where] += off * CENT
    rows = [Printed("2025", str(n), count, percent) for n, (count, percent) in enumerate(zip(counts, percents, strict=True))]
    found = check(rows)
    assert (found[0].category, found[0].kind) == (str(where), "wrong")
    assert found[0].correct == str(shares(counts)[where])


def test_karlsruhe() -> None:
    found = check(read(PAPER.splitlines(keepends=True)))
    assert [(f.period, f.category, f.printed, f.correct) for f in found if f.kind == "wrong"] == [
        ("2023", "Familie", "13.64", "12.65")
    ]
    assert [(f.period, f.category, f.correct) for f in found if f.kind == "truncated"] == [
        ("2023", "Erwerbstätigkeit", "13.75"),
        ("2023", "Humanitär", "13.05"),
        ("2023", "Sonstige", "5.87"),
        ("2024Q1", "Ausbildung", "9.75"),
        ("2024Q1", "Fiktionsbescheinigungen", "28.73"),
        ("2024Q1", "Niederlassungserlaubnis", "15.79"),
        ("2024Q1", "Sonstige", "5.81"),
    ]
    assert [(f.period, f.category, f.printed, f.correct) for f in found if f.kind == "total"] == [
        ("2023", "GESAMT", "100.96", "100.00"),
        ("2024Q1", "GESAMT", "99.96", "100.00"),
    ]


@pytest.mark.skipif(not KARLSRUHE.exists(), reason="the shared data are not on this machine")
def test_the_copied_figures_are_those_of_the_source() -> None:
    with KARLSRUHE.open(encoding="utf-8") as source:
        assert read(source) == read(PAPER.splitlines(keepends=True))


def test_the_right_table_has_no_finding_and_neither_has_rounding() -> None:
    thirds = "period,category,count,percent_printed\n2025,A,1,33.33\n2025,B,1,33.33\n2025,C,1,33.33\n2025,GESAMT,3,100.00\n"
    assert check(read(thirds.splitlines())) == ()


def test_one_misprinted_count_is_one_finding() -> None:
    wrong = PAPER.replace("GESAMT,20464,100.96", "GESAMT,24064,100.00").replace("2588,13.64", "2588,12.65")
    found = [finding for finding in check(read(wrong.splitlines())) if finding.period == "2023" and finding.kind != "truncated"]
    assert [(f.kind, f.printed, f.correct) for f in found] == [("total", "24064", "20464"), ("total", "99.97", "100.00")]
    row = check(read(["period,category,count,percent_printed", "2025,A,14,40.00", "2025,B,60,60.00", "2025,GESAMT,100,100.00"]))
    assert [(f.category, f.kind, f.printed, f.correct) for f in row] == [
        ("A", "wrong", "40.00", "14.00"),
        ("GESAMT", "total", "100", "74"),
    ]


def test_a_german_spreadsheet_is_read() -> None:
    rows = read(["\ufeffperiod;category;count;percent_printed".lstrip("\ufeff"), "2025;A;1;50,00", "2025;B;1;50,00", ";;;"])
    assert [row.percent for row in rows] == [Decimal("50.00")] * 2
    assert check(rows) == ()


@pytest.mark.parametrize(
    ("line", "field", "text"),
    [
        (1, "count", "period,category,percent_printed\n"),
        (1, "period", ""),
        (2, "period", "period,category,count,percent_printed\n"),
        (2, "period", "period,category,count,percent_printed\n2023Q5,A,1,1\n"),
        (2, "count", "period,category,count,percent_printed\n2023,A,20.464,1\n"),
        (2, "count", "period,category,count,percent_printed\n2023,A,-1,1\n"),
        (2, "category", "period,category,count,percent_printed\n2023,,1,1\n"),
        (3, "percent_printed", "period,category,count,percent_printed\n2023,A,1,1\n2023,B,1,NaN\n"),
        (3, "category", "period,category,count,percent_printed\n2023,A,1,1\n2023,A,1,1\n"),
        (2, "count", "period,category,count,percent_printed\n2023,A\n"),
    ],
)
def test_a_table_that_cannot_be_read_says_where_and_what_to_do(line: int, field: str, text: str) -> None:
    with pytest.raises(BadTable) as caught:
        read(text.splitlines(keepends=True))
    assert (caught.value.line, caught.value.field) == (line, field)
    assert caught.value.remedy
