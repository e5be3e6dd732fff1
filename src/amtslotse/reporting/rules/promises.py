"""What the office can promise, how a promise is measured, and when it is kept. Never about a member of staff.

A promise stands for a value, is measured by a key figure of the catalogue, and says the number that the figure must reach. What
the figure means is said by the figure itself; here stands only in which form a promise may speak of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from amtslotse.reporting.rules.kpis import FEWEST, KPIS, Kpi
from amtslotse.reporting.rules.messages import MESSAGE_KPIS
from amtslotse.reporting.rules.periods import add_months
from amtslotse.reporting.rules.process import PROCESS_KPIS
from amtslotse.reporting.rules.visits import VISIT_KPIS

#: The four values of the concept "Willkommensstruktur" (Karlsruhe, Vorlage 2021/0939); an office may name others in its file.
VALUES: Final[dict[str, dict[str, str]]] = {
    "legal_certainty": {"de": "Rechtssicherheit", "en": "Legal certainty", "ar": "اليقين القانوني"},
    "reliability": {"de": "Verbindlichkeit", "en": "Reliability", "ar": "الالتزام"},
    "friendliness": {"de": "Freundlichkeit", "en": "Friendliness", "ar": "اللطف"},
    "clarity": {"de": "Klarheit", "en": "Clarity", "ar": "الوضوح"},
}
#: ``within``: so many of a hundred take at most so long. ``percentile``: the one that so many of a hundred do not exceed is at
#: most so long. ``at_least``: a share of a hundred.
FORMS: Final = ("within", "percentile", "at_least")
PERCENTILES: Final = (50, 80, 90)
LONGEST: Final = 1000  # days, hours or minutes that can be promised
SENTENCE: Final = 300  # characters
RECENT: Final = 90  # days that "now" means
MONTHS: Final = 13  # a year and the month that is running

UNITS: Final[dict[str, dict[str, str]]] = {
    "workdays": {"de": "Arbeitstage", "en": "working days", "ar": "أيام عمل"},
    "days": {"de": "Kalendertage", "en": "calendar days", "ar": "أيام تقويمية"},
    "hours": {"de": "Stunden", "en": "hours", "ar": "ساعات"},
    "minutes": {"de": "Minuten", "en": "minutes", "ar": "دقائق"},
    "percent": {"de": "Prozent", "en": "per cent", "ar": "بالمئة"},
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that a promise may be measured by. ``units``: what a limit is counted in; empty: the figure is a share."""

    kpi: Kpi
    units: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        return ("within", "percentile") if self.units else ("at_least",)


MEASURES: Final[dict[str, Measure]] = {
    measure.kpi.key: measure
    for measure in (
        Measure(KPIS["throughput"], ("workdays", "days")),
        Measure(KPIS["first_touch"], ("workdays", "days")),
        Measure(PROCESS_KPIS["time_to_complete"], ("workdays", "days")),
        Measure(MESSAGE_KPIS["answer_time"], ("hours",)),
        Measure(VISIT_KPIS["hall_wait"], ("minutes",)),
        Measure(VISIT_KPIS["served"]),
        Measure(VISIT_KPIS["same_day"]),
        Measure(PROCESS_KPIS["at_once"]),
    )
}


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised of a figure: see ``FORMS``. ``share`` is per hundred; of a percentile, which one."""

    measure: str
    form: str
    share: int
    limit: int | None = None
    unit: str = "percent"

    def fault(self) -> tuple[str, str] | None:
        """The field that is wrong and why; ``None`` for a target that can be measured."""
        measure = MEASURES.get(self.measure)
        if measure is None:
            return "measure", "required"
        if self.form not in measure.forms:
            return "form", "not_of_this_measure"
        if not measure.units:
            return None if 1 <= self.share <= 100 and self.limit is None else ("share", "not_in_range")
        if self.unit not in measure.units:
            return "unit", "not_of_this_measure"
        if self.limit is None or not 0 <= self.limit <= LONGEST:
            return "limit", "not_in_range"
        if self.form == "percentile":
            return None if self.share in PERCENTILES else ("share", "not_a_percentile")
        return None if 1 <= self.share <= 100 else ("share", "not_in_range")


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a stretch of days. ``good`` of ``n`` are as promised, or are what the share counts."""

    n: int = 0
    good: int = 0
    percentiles: tuple[float, float, float] | None = None

    @property
    def is_hidden(self) -> bool:
        """There is something, but too little to say a number about."""
        return 0 < self.n < FEWEST

    def value(self, target: Target) -> float | None:
        """What is held against the target, in per cent or, of a percentile, in its unit; ``None`` for fewer than ``FEWEST``."""
        if self.n < FEWEST:
            return None
        if target.form == "percentile":
            return None if self.percentiles is None else self.percentiles[PERCENTILES.index(target.share)]
        return self.rate

    @property
    def rate(self) -> float | None:
        """The kept rate: how many of a hundred were as promised; ``None`` for fewer than ``FEWEST``."""
        return None if self.n < FEWEST else 100 * self.good / self.n

    def kept(self, target: Target) -> bool | None:
        """Whether the promise is kept; ``None`` while there is no number."""
        value = self.value(target)
        if value is None:
            return None
        if target.form == "percentile":
            return value <= (target.limit or 0)
        return value >= target.share


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days (half-open) and the version a figure of it is held against.

    ``judged``: the version was in force at the end of it; else the figure stands there without a verdict.
    """

    first: date
    end: date
    version: int
    judged: bool

    @property
    def is_month(self) -> bool:
        return self.first.day == 1 and self.end == add_months(self.first, 1)


def values_of(own: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """What a promise may stand for: the office's own values, else the four."""
    return own or VALUES


def value_name(code: str, own: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """A value's name in every language, also of one that the office has given up since."""
    return own.get(code) or VALUES.get(code) or {"de": code}


def in_force(versions: Iterable[tuple[int, date]], on: date) -> int | None:
    """The number of the version in force on a day, of (number, valid from); ``None`` before the first one."""
    begun = [(begins, number) for number, begins in versions if begins <= on]
    return max(begun)[1] if begun else None


def windows(versions: Iterable[tuple[int, date]], *, today: date) -> tuple[Window, ...]:
    """The last ``RECENT`` days first, then the months, newest first. A month is held against the version in force at its end.

    A month that ended before the first version is shown beside that one, without a verdict.
    """
    known = tuple(versions)
    first_one = min((begins, number) for number, begins in known)[1]
    current = in_force(known, today)
    found = [Window(today - timedelta(days=RECENT), today, current or first_one, current is not None)]
    for back in range(MONTHS):
        month = add_months(today, -back)
        end = add_months(month, 1)
        version = in_force(known, min(end - timedelta(days=1), today))
        found.append(Window(month, end, version or first_one, version is not None))
    return tuple(found)
