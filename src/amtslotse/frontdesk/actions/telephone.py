"""The counts of the telephone system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from amtslotse.kernel.actor import Actor


def import_telephone_counts(
    *, rows: Iterable[Mapping[str, str]] | None = None, path: Path | None = None, by: Actor, now: datetime
) -> int:
    """The counts of the days in the rows (or the CSV file) are these; the answer is how many days."""
    raise NotImplementedError
