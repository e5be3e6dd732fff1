"""The status by telephone: only to somebody who named what only she should know, and never for a protected address."""

from __future__ import annotations

from datetime import datetime

from amtslotse.casework.queries import StatusView
from amtslotse.kernel.actor import Actor


def telephone_status(
    *,
    file_number: str,
    code: str = "",
    birth_date: str = "",
    language: str = "de",
    actor: Actor,
    network: str,
    now: datetime,
) -> StatusView | None:
    """The status to read out, or ``None``: nothing by telephone (wrong, unknown, locked, or protected: one answer)."""
    raise NotImplementedError


def protect(*, file_number: str, code: str = "", birth_date: str = "", by: Actor, network: str, now: datetime) -> bool:
    """Nothing is said about this case by telephone from now on; ``False`` when the case was not identified."""
    raise NotImplementedError
