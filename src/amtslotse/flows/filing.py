"""Asking for an appointment files the application in the same step: only an application has effect under § 81 AufenthG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amtslotse.appointments import actions as appointments
from amtslotse.appointments.actions import Requested
from amtslotse.appointments.rules.parties import PartyInput
from amtslotse.casework import actions as casework
from amtslotse.casework.rules import Access
from amtslotse.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Filed:
    """The case with its receipt, and the request for a place with its proof."""

    access: Access
    requested: Requested


@transaction.atomic
def request_and_file(
    *,
    draft: UUID,
    digest: str,
    language: str,
    kind: str,
    matters: Sequence[str],
    party: PartyInput,
    sites: Sequence[str] = (),
    weekdays: Sequence[int] = (),
    not_on: Sequence[date] = (),
    reasons: Sequence[str] = (),
    proof_pending: bool = False,
    idempotency_key: UUID,
    by: Actor,
    now: datetime,
) -> Filed:
    """Her application is received and she has asked for a place: both or neither; the request knows its case.

    ``draft``, ``digest``, ``language`` as ``casework.actions.file`` takes them, the rest as ``appointments.actions.request``.
    Sent again, the answer is the same. Documents follow later, as for any application. Raises as both.
    """
    access = casework.file(draft=draft, digest=digest, language=language, now=now)
    requested = appointments.request(
        kind=kind,
        matters=matters,
        party=party,
        sites=sites,
        weekdays=weekdays,
        not_on=not_on,
        reasons=reasons,
        proof_pending=proof_pending,
        idempotency_key=idempotency_key,
        by=by,
        now=now,
    )
    appointments.mark_filed(request=requested.request, case=access.case, by=by, now=now)
    return Filed(access, requested)
