"""A case ends without a decision: she moved away, another office took over, she died, the matter resolved itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.recording import locked, record, tell
from amtslotse.casework.models import Decision, Document
from amtslotse.casework.rules import events
from amtslotse.casework.rules.states import SETTLED_BY
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput


@transaction.atomic
def settle(*, case: UUID, closure: str, by: Actor, now: datetime) -> None:
    """The case is settled; a draft under review is void, an open request and every wait end with it (trigger).

    ``closure`` is one of ``rules.states.SETTLED_BY``. She is told that there is news, except when she died.
    Raises ``InvalidInput`` (field ``closure``, ``not_an_option``), ``NotAllowed``, ``NotFound``.
    """
    row, status = locked(case=case, action="settle", by=by)
    if closure not in SETTLED_BY:
        raise InvalidInput(field="closure", reason="not_an_option")
    Decision.objects.filter(case=row, status="in_review").update(status="void")
    Document.objects.filter(case=row, handed_in_at=None).update(handed_in_at=now)
    row.status, row.ended_at, row.closure = status, now, closure
    row.save(update_fields=["status", "ended_at", "closure"])
    record(case=row, kind=events.SETTLED, payload={"closure": closure}, by=by, now=now)
    if closure != "died":
        tell(case=row, kind="news", key="settled", now=now)
