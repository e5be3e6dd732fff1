"""An appointment becomes a ticket when she comes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.frontdesk.queries import TicketView
from amtslotse.kernel.actor import Actor


def arrive(
    *,
    token_or_number: str,
    code: str | None,
    network: str,
    site: str | None,
    idempotency_key: UUID,
    by: Actor,
    now: datetime,
) -> TicketView | None:
    """She is here and has a number; ``None``: unknown, wrong or locked, one answer for all."""
    raise NotImplementedError
