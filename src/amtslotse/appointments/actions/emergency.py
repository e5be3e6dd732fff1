"""The emergency list: places by rank, lifting with a written reason, applications instead of a place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from amtslotse.kernel.actor import Actor

if TYPE_CHECKING:
    from amtslotse.appointments.rules.access import AppointmentAccess


def place_urgent(*, request: UUID, place: int, by: Actor, now: datetime) -> AppointmentAccess:
    """She has this place. Raises ``NotAllowed``, ``NotFound``, and as ``book``."""
    raise NotImplementedError


def place_urgents(*, now: datetime) -> int:
    """Free emergency places went to the emergency list by rank; returns how many."""
    raise NotImplementedError


def lift(*, request: UUID, reason: str, by: Actor, now: datetime) -> None:
    """She stands first, and a written reason says why. Raises ``NotAllowed``, ``NotFound``, ``InvalidInput``."""
    raise NotImplementedError


def mark_filed(*, request: UUID, case: UUID, by: Actor, now: datetime) -> None:
    """Her application is filed as this case. She keeps waiting for a place. Raises ``NotFound``."""
    raise NotImplementedError


def looked_at(*, request: UUID, by: Actor, now: datetime) -> None:
    """A clerk has looked at the filed application. Raises ``NotAllowed``, ``NotFound``, ``InvalidInput`` (nothing filed)."""
    raise NotImplementedError
