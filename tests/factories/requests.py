"""People who ask for a place, through the real actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from amtslotse.appointments import actions
from amtslotse.appointments.models import ClassPolicy, Request, keys
from amtslotse.appointments.rules.access import RequestAccess
from amtslotse.appointments.rules.parties import PartyInput
from amtslotse.kernel.actor import APPLICANT, Actor
from tests.factories.appointments import NOW, REGULAR, make_party


def always_allocate() -> None:
    """Regular places are allocated whatever the demand."""
    ClassPolicy.objects.filter(pk="regular").update(pressure_from=0, draws=True)


def ask(
    kind: str = "allocation",
    *,
    party: PartyInput | None = None,
    matters: Sequence[str] = (REGULAR,),
    key: UUID | None = None,
    by: Actor = APPLICANT,
    now: datetime = NOW,
    **wishes: object,
) -> actions.Requested:
    """Somebody asks; unless the desk does it for her, it is unconfirmed."""
    return actions.request(
        kind=kind,
        matters=matters,
        party=party or make_party(),
        idempotency_key=key or uuid4(),
        by=by,
        now=now,
        **wishes,  # type: ignore[arg-type]
    )


def confirm(asked: actions.Requested, *, now: datetime = NOW) -> RequestAccess:
    """She types the code that was sent."""
    code = keys.sent_code("request", asked.request)
    access = actions.confirm_request(request=asked.request, code=code, network="n", now=now)
    assert access is not None
    return access


def waiting(kind: str = "allocation", *, now: datetime = NOW, **said: object) -> Request:
    """A confirmed request."""
    asked = ask(kind, now=now, **said)  # type: ignore[arg-type]
    confirm(asked, now=now)
    return Request.objects.get(pk=asked.request)


def access_to(row: Request) -> RequestAccess:
    """As if she had typed number and code."""
    return RequestAccess(row.pk, row.code_version)
