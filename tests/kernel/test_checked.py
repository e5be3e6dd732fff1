"""Somebody must answer for a translation; the demonstration's word counts in the demonstration only."""

from __future__ import annotations

import pytest

from amtslotse.kernel.checked import DEMONSTRATION, counts


@pytest.mark.parametrize(
    ("name", "demonstration", "expected"),
    [
        ("", True, False),
        ("", False, False),
        (DEMONSTRATION, True, True),
        (DEMONSTRATION, False, False),
        ("Dolmetscherdienst", False, True),
    ],
)
def test_who_counts(name: str, demonstration: bool, expected: bool) -> None:
    assert counts(name, demonstration=demonstration) is expected
