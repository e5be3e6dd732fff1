"""The handbook names every number that an office decides, with the value that holds without it."""

from __future__ import annotations

import re
from pathlib import Path

from amtslotse.offices.queries.identity import DEFAULT_NUMBERS

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbuch" / "betrieb.md"


def test_every_number_of_the_office_stands_in_the_handbook() -> None:
    said: dict[str, str] = {}
    for keys, values in re.findall(r"^\| (`.+?`) \| ([\d, ]+) \|", HANDBOOK.read_text("utf-8"), re.MULTILINE):
        names, numbers = re.findall(r"`(\w+)`", keys), values.split(", ")
        said |= dict(zip(names, numbers * len(names) if len(numbers) == 1 else numbers, strict=False))
    assert said == {key: str(number) for key, number in DEFAULT_NUMBERS.items()}
