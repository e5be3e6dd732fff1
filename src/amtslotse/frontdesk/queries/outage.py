"""What the desk needs on paper when nothing works."""

from __future__ import annotations

from datetime import date, datetime

from amtslotse.frontdesk.queries.views import DayListView
from amtslotse.kernel.actor import Actor


def day_list(*, site: str, day: date, actor: Actor, now: datetime | None = None) -> DayListView:
    """The list of a day. Raises ``NotAllowed``, ``NotFound``."""
    raise NotImplementedError
