"""Template words: times, codes, sizes, fields, charts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.template import engines
from django.utils import translation

from amtslotse.web.ui.charts import BarChart, LineChart, Series, StackedBars, nice_top
from amtslotse.web.ui.forms import DayMonthYear
from amtslotse.web.ui.templatetags import ui
from tests.web.conftest import Unknown


def test_an_unknown_name_in_a_template_is_an_error() -> None:
    with pytest.raises(Unknown):
        engines["django"].from_string("{{ nobody_gave_this }}").render({})


@pytest.mark.parametrize(
    ("day", "words"),
    [(0, "heute"), (-1, "gestern"), (1, "morgen"), (-3, "vor 3 Tagen"), (2, "in 2 Tagen")],
)
def test_days_in_words(day: int, words: str) -> None:
    with translation.override("de"):
        assert ui.in_words(date(2026, 11, 20 + day), date(2026, 11, 20)) == words


def test_a_day_in_words_is_the_day_in_berlin() -> None:
    with translation.override("de"):
        assert ui.in_words(datetime(2026, 11, 19, 23, 30, tzinfo=UTC), date(2026, 11, 20)) == "heute"


def test_numbers_are_rounded_not_cut_off() -> None:
    with translation.override("de"):
        assert [ui.number(value, 1) for value in (100 / 7, 14.24, -14.26, 20464, None)] == [
            "14,3",
            "14,2",
            "-14,3",
            "20.464,0",
            "–",
        ]


def test_codes_read_from_left_to_right() -> None:
    assert re.sub(r"<[^>]+>", "", ui.code("7k4m x0q2-r9tz3bwa")) == "7K4M-X0Q2-R9TZ-3BWA"
    assert 'dir="ltr"' in ui.code("7K4MX0Q2R9TZ3BWA")


def test_sizes() -> None:
    with translation.override("de"):
        assert [ui.size(n) for n in (10, 45_600, 10_000_000, 1_250_000)] == ["1 kB", "46 kB", "10 MB", "1,2 MB"]


def test_three_boxes_are_one_day() -> None:
    read = DayMonthYear().value_from_datadict
    assert read({"d_0": "3", "d_1": "٤", "d_2": "1980"}, {}, "d") == "1980-04-03"
    assert read({"d_0": "", "d_1": "", "d_2": "1980"}, {}, "d") == "1980-00-00"
    assert read({"d_0": "", "d_1": " ", "d_2": ""}, {}, "d") == ""


def test_axes_end_at_round_numbers() -> None:
    assert [nice_top(n) for n in (0, 0.7, 3, 92, 100, 20_464)] == pytest.approx([1, 0.8, 3, 100, 100, 25_000])


@pytest.mark.parametrize("largest", [0.07, 0.9, 1, 3, 7, 22.4, 92, 155, 1_780, 20_464])
def test_every_grid_line_is_a_round_number(largest: float) -> None:
    figure = LineChart(title="t", labels=["1", "2"], series=[Series("a", [0, largest])], label_heading="n")
    with translation.override("en"):
        lines = [float(tick.text.replace(",", "")) for tick in figure.grid]
    steps = {round(b - a, 6) for a, b in pairwise(lines)}
    assert len(steps) == 1
    assert lines[-1] >= largest


@pytest.mark.parametrize("kind", [LineChart, BarChart, StackedBars])
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_charts_have_no_decimal_comma_and_a_table(kind: type, language: str) -> None:
    figure = kind(
        title="Bestand", labels=["Jan", "Feb", "Mär"], series=[Series("a", [1.5, 2.25, 3])], label_heading="Monat", places=1
    )
    with translation.override(language):
        drawn = ui.chart(figure)
    for numbers in re.findall(r'\s(?:d|x|y|x1|x2|y1|y2|width|height|viewBox)="([^"]*)"', drawn):
        assert "," not in numbers
    assert drawn.count("<tr>") == 4
    assert "style=" not in drawn


@pytest.mark.parametrize("ends", [(0, 0, 0), (9, 9, 9), (0, 5, 0.1)])
def test_names_at_the_ends_of_lines_cover_neither_each_other_nor_the_axis(ends: tuple[float, ...]) -> None:
    figure = LineChart(title="t", labels=["1"], series=[Series(f"s{end}", [end]) for end in ends], label_heading="n")
    heights = sorted(float(path.end_y) for path in figure.paths)
    assert min(below - above for above, below in pairwise(heights)) >= 15
    assert heights[-1] <= figure.y(0) + 4


def test_a_gap_in_a_line_is_no_zero() -> None:
    drawn = ui.chart(LineChart(title="t", labels=["1", "2", "3"], series=[Series("a", [1, None, 3])], label_heading="n"))
    [path] = re.findall(r'<path class="line[^"]*" d="([^"]*)"', drawn)
    assert path.count("M") == 2
    assert "L" not in path
