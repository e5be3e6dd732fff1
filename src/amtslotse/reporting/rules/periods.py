"""Years, quarters and months, always half-open: from the first day up to, not including, the last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"(19\d\d|2\d{3})(?:Q([1-4])|-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole months."""

    first: date
    end: date

    @classmethod
    def of_year(cls, year: int, quarter: int | None = None) -> Period:
        """A calendar year, or one of its quarters."""
        first = date(year, 1 if quarter is None else 3 * quarter - 2, 1)
        return cls(first, add_months(first, 12 if quarter is None else 3))

    @classmethod
    def parse(cls, text: str) -> Period | None:
        """The period that ``name`` writes: ``2023``, ``2024Q1`` or ``2024-03``. None for anything else."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return None
        year, quarter, month = found.groups()
        if month is None:
            return cls.of_year(int(year), int(quarter) if quarter else None)
        first = date(int(year), int(month), 1)
        return cls(first, add_months(first, 1))

    @property
    def name(self) -> str:
        """``2023``, ``2024Q1``, ``2024-03``, else first and last month: ``2024-03…2025-02``."""
        months = self.months
        if len(months) == 12 and self.first.month == 1:
            return f"{self.first.year}"
        if len(months) == 3 and self.first.month % 3 == 1:
            return f"{self.first.year}Q{self.first.month // 3 + 1}"
        return f"{self.first:%Y-%m}" if len(months) == 1 else f"{self.first:%Y-%m}…{months[-1]:%Y-%m}"

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month of the period."""
        return months_between(self.first, self.end)


def add_months(day: date, months: int) -> date:
    """The first day of the month that lies so many months after (or before) the month of ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def months_between(first: date, end: date) -> tuple[date, ...]:
    """The first days of the months in a half-open stretch."""
    count = (end.year - first.year) * 12 + end.month - first.month
    return tuple(add_months(first, number) for number in range(count))
