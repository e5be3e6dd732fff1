"""What the journal says about how long services take."""

from __future__ import annotations

from datetime import datetime


def measure(*, now: datetime) -> int:
    """The pace of every class is what the journal of the last weeks says; the answer is how many were measured."""
    raise NotImplementedError
