"""A birth date may be partly unknown: ``00.00.1980`` is a legal entry in a German register, and no DATE."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from amtslotse.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True, order=True)
class BirthDate:
    """Year, month and day; month and day may be 0 for unknown (a day is never known without its month)."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str, *, today: date) -> BirthDate:
        """From ``YYYY-MM-DD`` with ``00`` for unknown parts. Raises ``InvalidInput`` (``not_a_date``, ``in_future``)."""
        try:
            year, month, day = (int(part) for part in text.split("-"))
        except ValueError:
            raise InvalidInput(field="birth_date", reason="not_a_date") from None
        if not 1900 <= year <= 9999 or not 0 <= month <= 12 or (day and not month):
            raise InvalidInput(field="birth_date", reason="not_a_date")
        if day < 0 or (month and day > monthrange(year, month)[1]):
            raise InvalidInput(field="birth_date", reason="not_a_date")
        born = cls(year, month, day)
        if (year, month or 1, day or 1) > (today.year, today.month, today.day):
            raise InvalidInput(field="birth_date", reason="in_future")
        return born

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    @property
    def german(self) -> str:
        """As a German register prints it: ``00.00.1980``."""
        return f"{self.day:02d}.{self.month:02d}.{self.year:04d}"

    def youngest_age(self, on: date) -> int:
        """The completed years on a day, where unknown parts are read as the latest possible day."""
        month = self.month or 12
        day = self.day or monthrange(self.year, month)[1]
        return on.year - self.year - ((on.month, on.day) < (month, day))
