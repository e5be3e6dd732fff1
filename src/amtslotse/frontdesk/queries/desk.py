"""What the front desk and a counter see."""

from __future__ import annotations

from datetime import datetime

from amtslotse.frontdesk.queries.views import AtCounterView, FoundView, TodayView
from amtslotse.kernel.actor import Actor


def today(*, site: str, actor: Actor, now: datetime, language: str = "de") -> TodayView:
    """Today at a site at one glance. Raises ``NotAllowed``, ``NotFound``."""
    raise NotImplementedError


def at_counter(*, actor: Actor, now: datetime) -> AtCounterView | None:
    """The counter the actor sits at; ``None`` when she sits at none. Raises ``NotAllowed``."""
    raise NotImplementedError


def find(*, text: str, actor: Actor, now: datetime) -> tuple[FoundView, ...]:
    """Tickets of today and appointments that fit a number or a name. Raises ``NotAllowed``."""
    raise NotImplementedError
