"""Lists of cases. Each costs a fixed number of queries, whatever its length."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from amtslotse.casework.queries.views import ListView
from amtslotse.kernel.actor import Actor

PAGE_SIZE = 50


def clearing_list(
    *,
    actor: Actor,
    language: str,
    now: datetime,
    statuses: Collection[str] = (),
    service: str = "",
    urgency_at_least: int = 1,
    search: str = "",
    sort: str = "urgency",
    page: int = 1,
) -> ListView:
    """What lies in clearing or waits for the applicant: most urgent first, then oldest first, each with why.

    ``sort``: urgency, received, name. ``search`` fits file number or name, however it is composed. Raises ``NotAllowed``.
    """
    raise NotImplementedError


def team_list(
    *,
    actor: Actor,
    language: str,
    now: datetime,
    team: str = "",
    statuses: Collection[str] = (),
    service: str = "",
    search: str = "",
    sort: str = "urgency",
    page: int = 1,
) -> ListView:
    """What lies with the reader's teams (``head``: with every team): with_team, in_review, decided. Raises ``NotAllowed``."""
    raise NotImplementedError


def review_list(*, actor: Actor, language: str, now: datetime, page: int = 1) -> ListView:
    """Drafts of decisions that the reader may review: in her teams and not by herself. Raises ``NotAllowed``."""
    raise NotImplementedError


def my_cases(*, actor: Actor, language: str, now: datetime, page: int = 1) -> ListView:
    """Open cases that the reader has taken. Raises ``NotAllowed``."""
    raise NotImplementedError
