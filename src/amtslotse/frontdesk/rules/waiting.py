"""Minutes as the hall counts them."""

from __future__ import annotations

from datetime import datetime


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes that passed; never below nothing."""
    return max(0, int((end - start).total_seconds() // 60))
