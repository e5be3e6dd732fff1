"""Who comes gets a number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from amtslotse.frontdesk.queries.views import TicketView
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError


class Conflict(DomainError):
    """The same key came with other content. Nothing changed."""

    code = "conflict"


class NumberTaken(DomainError):
    """A paper ticket of this number was entered already."""

    code = "number_taken"


def check_in(
    *,
    site: str,
    klass: str,
    matters: Sequence[str] = (),
    name: str = "",
    language: str,
    needs: Collection[str] = frozenset(),
    appointment: UUID | None = None,
    case_ref: UUID | None = None,
    bodies: Sequence[str] = ("office",),
    idempotency_key: UUID,
    arrived_at: datetime | None = None,
    on_paper_number: int | None = None,
    by: Actor,
    now: datetime,
) -> TicketView:
    """She has a number and waits at the first of ``bodies``."""
    raise NotImplementedError
