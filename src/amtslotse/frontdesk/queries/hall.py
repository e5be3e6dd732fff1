"""What the hall and a phone see: numbers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.frontdesk.queries.views import DisplayView, PlaceView, SlipView, TicketView


def ticket(*, ticket: UUID, language: str = "de") -> TicketView:
    """A ticket by its unguessable id. Raises ``NotFound``."""
    raise NotImplementedError


def place_of(*, ticket: UUID, now: datetime) -> PlaceView:
    """Her place and the range for her wait. Raises ``NotFound``; a ticket of an earlier day is not found."""
    raise NotImplementedError


def display(*, site: str, now: datetime) -> DisplayView:
    """The last four calls of today and the open counters. Raises ``NotFound``."""
    raise NotImplementedError


def pulse(*, site: str) -> int:
    """A number that differs whenever anything about waiting and calling at the site has changed."""
    raise NotImplementedError


def slip(*, ticket: UUID, language: str) -> SlipView | None:
    """The hand-over slip to her next station; ``None`` when there is none. Raises ``NotFound``."""
    raise NotImplementedError
