"""Charts as SVG: dataclasses in, coordinates out. No script, no style attribute, and a table behind each.

Every coordinate leaves here as text, so that no language's decimal comma can break the drawing. Colours are CSS classes
(``ui-c1`` … ``ui-c8``) that are told apart with colour blindness; lines are named at their end. Zero stands where length
means amount.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 104, 12, 28


def _at(value: float) -> str:
    return f"{value:.1f}"


def _shown(value: float | None, places: int) -> str:
    return "–" if value is None else number_format(value, places, use_l10n=True, force_grouping=True)


#: Ends of an axis between one power of ten and the next, and into how many round parts each divides.
_ENDS = ((1, 5), (1.5, 3), (2, 4), (2.5, 5), (3, 3), (4, 4), (5, 5), (6, 3), (8, 4), (10, 5))


def axis(largest: float) -> tuple[float, int]:
    """The end of an axis, not below ``largest``, and its number of parts: every grid line is a round number."""
    if largest <= 0:
        return 1.0, 1
    power = 10.0 ** math.floor(math.log10(largest))
    return next((step * power, parts) for step, parts in _ENDS if step * power >= largest * 0.999999)


def nice_top(largest: float) -> float:
    """The end of the axis alone."""
    return axis(largest)[0]


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values; ``None`` is a gap, not a zero. ``colour`` is 1 to 8."""

    name: str
    values: Sequence[float | None]
    colour: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated event on the time axis, such as a measure: the place on the axis and its name."""

    index: int
    name: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    colour: int
    text: str = ""
    text_x: str = ""
    text_y: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    name: str
    d: str
    colour: int
    end_x: str
    end_y: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every chart has: a title, a unit, labels along its axis and rows of values; the table is made of these."""

    template: str = field(init=False, default="")
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    places: int = 0
    label_heading: str = ""
    note: str = ""

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table behind the chart: a row a label."""
        return [
            (label, [_shown(series.values[index], self.places) for series in self.series])
            for index, label in enumerate(self.labels)
        ]

    @property
    def summary(self) -> str:
        """The chart in words, for those who do not see it: first and last value of each series."""
        parts = []
        for series in self.series:
            known = [(label, v) for label, v in zip(self.labels, series.values, strict=True) if v is not None]
            if known:
                (first, a), (last, b) = known[0], known[-1]
                parts.append(f"{series.name}: {first} {_shown(a, self.places)}, {last} {_shown(b, self.places)}")
        return "; ".join(parts)

    @property
    def top(self) -> float:
        return nice_top(max((v for s in self.series for v in s.values if v is not None), default=0))

    def x(self, index: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (index / max(1, len(self.labels) - 1))

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top

    @property
    def grid(self) -> list[Tick]:
        top, parts = self.top, axis(self.top)[1]
        step = top / parts
        places = next(n for n in (0, 1, 2, 3) if n == 3 or math.isclose(step, round(step, n)))
        return [Tick(_at(LEFT), _at(self.y(step * part)), _shown(step * part, places)) for part in range(parts + 1)]

    @property
    def frame(self) -> dict[str, str]:
        return {
            "view": f"0 0 {WIDTH} {HEIGHT}",
            "left": _at(LEFT),
            "right": _at(WIDTH - RIGHT),
            "tick": _at(LEFT - 6),
            "bottom": _at(HEIGHT - BOTTOM),
            "top": _at(TOP),
            "under": _at(HEIGHT - 8),
        }


def _every(count: int, most: int) -> int:
    return max(1, math.ceil(count / most))


def _apart(places: list[float], lowest: float, least: float = 15) -> list[float]:
    """Heights for names at the ends of lines, moved apart so that none covers another or the axis; the order stays."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for above, below in itertools.pairwise(order):
        moved[below] = max(moved[below], moved[above] + least)
    for place in reversed(order):
        moved[place] = min(moved[place], lowest)
        lowest = moved[place] - least
    return moved


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """Lines named at their end; ``promise`` is a dashed level with its name, ``low``/``high`` a band around the first line."""

    template: str = field(init=False, default="ui/charts/line.html")
    promise: float | None = None
    promise_name: str = ""
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    marks: Sequence[Mark] = ()

    @property
    def top(self) -> float:
        known = [v for s in self.series for v in s.values if v is not None]
        return nice_top(max([*known, *self.high, self.promise or 0], default=0))

    @property
    def ticks(self) -> list[Tick]:
        step = _every(len(self.labels), 8)
        return [Tick(_at(self.x(i)), _at(HEIGHT - 8), label) for i, label in enumerate(self.labels) if i % step == 0]

    @property
    def paths(self) -> list[Path]:
        ends = []
        for series in self.series:
            last = max((i for i, v in enumerate(series.values) if v is not None), default=None)
            ends.append(self.y(series.values[last] or 0) if last is not None else float(TOP))
        return [
            Path(series.name, self._d(series.values), series.colour, _at(WIDTH - RIGHT + 8), _at(end + 4))
            for series, end in zip(self.series, _apart(ends, HEIGHT - BOTTOM), strict=True)
        ]

    def _d(self, values: Sequence[float | None]) -> str:
        parts, pen = [], "M"
        for index, value in enumerate(values):
            if value is None:
                pen = "M"
                continue
            parts.append(f"{pen}{_at(self.x(index))} {_at(self.y(value))}")
            pen = "L"
        return "".join(parts)

    @property
    def band(self) -> str:
        if not self.low:
            return ""
        there = [f"{_at(self.x(i))},{_at(self.y(v))}" for i, v in enumerate(self.high)]
        back = [f"{_at(self.x(i))},{_at(self.y(v))}" for i, v in reversed(list(enumerate(self.low)))]
        return " ".join([*there, *back])

    @property
    def promise_y(self) -> str:
        return "" if self.promise is None else _at(self.y(self.promise))

    @property
    def promise_text_y(self) -> str:
        return "" if self.promise is None else _at(self.y(self.promise) - 5)

    @property
    def dated(self) -> list[Tick]:
        return [Tick(_at(self.x(mark.index)), _at(TOP + 8), mark.name) for mark in self.marks]


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    """Lying bars, one a label, each with its number at its end. Takes exactly one series."""

    template: str = field(init=False, default="ui/charts/bars.html")

    @property
    def bars(self) -> list[tuple[str, Bar]]:
        values = self.series[0].values
        largest = max((v for v in values if v is not None), default=0) or 1
        found = []
        for index, (label, value) in enumerate(zip(self.labels, values, strict=True)):
            length = (WIDTH - 190 - 80) * (value or 0) / largest
            bar = Bar(
                "190.0", _at(4 + index * 28), _at(length), "20.0", self.series[0].colour, _shown(value, self.places),
                _at(190 + length + 6), _at(4 + index * 28 + 14.5),
            )  # fmt: skip
            found.append((label, bar))
        return found

    @property
    def view(self) -> str:
        return f"0 0 {WIDTH} {len(self.labels) * 28 + 8}"

    @property
    def height(self) -> str:
        return _at(len(self.labels) * 28 + 4)


@dataclass(frozen=True, kw_only=True)
class StackedBars(Chart):
    """Standing columns, one a label, made of the series from the bottom up; the key stands in the same order."""

    template: str = field(init=False, default="ui/charts/stacked.html")

    @property
    def top(self) -> float:
        return nice_top(max((sum(s.values[i] or 0 for s in self.series) for i in range(len(self.labels))), default=0))

    def _slot(self) -> float:
        return (WIDTH - LEFT - 16) / max(1, len(self.labels))

    @property
    def columns(self) -> list[Bar]:
        slot, found = self._slot(), []
        for index in range(len(self.labels)):
            base = 0.0
            for series in self.series:
                value = series.values[index] or 0
                found.append(
                    Bar(
                        _at(LEFT + index * slot + slot * 0.12), _at(self.y(base + value)), _at(slot * 0.76),
                        _at(self.y(base) - self.y(base + value)), series.colour,
                    )
                )  # fmt: skip
                base += value
        return found

    @property
    def ticks(self) -> list[Tick]:
        slot, step = self._slot(), _every(len(self.labels), 12)
        return [
            Tick(_at(LEFT + (i + 0.5) * slot), _at(HEIGHT - 8), label) for i, label in enumerate(self.labels) if i % step == 0
        ]


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A small line without axes, beside a number that says its last value; ``promise`` is a dashed level."""

    title: str
    values: Sequence[float | None]
    promise: float | None = None
    template: str = field(init=False, default="ui/charts/spark.html")

    def _y(self, value: float) -> float:
        top = nice_top(max([*(v for v in self.values if v is not None), self.promise or 0], default=0))
        return 28 - 24 * value / top

    @property
    def d(self) -> str:
        parts, pen = [], "M"
        for index, value in enumerate(self.values):
            if value is None:
                pen = "M"
                continue
            parts.append(f"{pen}{_at(2 + 116 * index / max(1, len(self.values) - 1))} {_at(self._y(value))}")
            pen = "L"
        return "".join(parts)

    @property
    def promise_y(self) -> str:
        return "" if self.promise is None else _at(self._y(self.promise))
