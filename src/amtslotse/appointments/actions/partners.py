"""Lawyers' and counselling offices book for named clients with an access of their own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.actions import count_attempt, forgive_attempt
from amtslotse.accounts.rules import require
from amtslotse.appointments.actions import telling
from amtslotse.appointments.models import Partner, keys
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.access import PartnerAccess
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel import codes, names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound

TRIES_PER_NETWORK = 20


@dataclass(frozen=True, slots=True)
class PartnerCode:
    """A partner and its code in spoken form, shown this once."""

    partner: UUID
    code: str


@transaction.atomic
def add_partner(*, name: str, kind: str, email: str, by: Actor, now: datetime) -> PartnerCode:
    """The partner has an access, and a mail that says so without the code.

    ``kind``: lawyer | counselling. Raises ``NotAllowed``, ``InvalidInput``.
    """
    require(by, "appointments.partners")
    cleaned = names.clean(name, field="name")
    if not cleaned:
        raise InvalidInput(field="name", reason="required")
    if kind not in ("lawyer", "counselling"):
        raise InvalidInput(field="kind", reason="unknown")
    if "@" not in email:
        raise InvalidInput(field="email", reason="not_an_address")
    row = Partner.objects.create(name=cleaned, kind=kind, email=names.clean(email, field="email", longest=254), created_at=now)
    _journal(row, events.PARTNER_ADDED, by, now, kind=kind)
    telling.tell_partner(partner=row, now=now)
    return PartnerCode(row.pk, codes.spoken(keys.partner_code(row.pk, row.code_version)))


@transaction.atomic
def replace_partner_code(*, partner: UUID, by: Actor, now: datetime) -> PartnerCode:
    """There is a new code; the old one and every session opened with it are dead; a mail says so.

    Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "appointments.partners")
    row = _locked(partner)
    row.code_version += 1
    row.save(update_fields=["code_version"])
    _journal(row, events.PARTNER_CODE_REPLACED, by, now)
    telling.tell_partner(partner=row, now=now)
    return PartnerCode(row.pk, codes.spoken(keys.partner_code(row.pk, row.code_version)))


@transaction.atomic
def end_partner(*, partner: UUID, by: Actor, now: datetime) -> None:
    """The access is over; what was booked stands. Raises ``NotAllowed``, ``NotFound``."""
    require(by, "appointments.partners")
    row = _locked(partner)
    if not row.active:
        return
    row.active, row.code_version = False, row.code_version + 1
    row.save(update_fields=["active", "code_version"])
    _journal(row, events.PARTNER_ENDED, by, now)


def partner_enter(*, code: str, network: str, now: datetime) -> PartnerAccess | None:
    """The access to the partner's page, or ``None``: wrong, ended or locked; the answer and the work are the same."""
    limits = {f"partner:network:{network}": TRIES_PER_NETWORK}
    is_open = count_attempt(limits=limits, now=now)
    typed = codes.normalise(code)
    found: PartnerAccess | None = None
    codes.same(typed, keys.partner_code(uuid.uuid4(), 0))  # also where there is no partner
    for partner, version in Partner.objects.filter(active=True).order_by("created_at").values_list("pk", "code_version"):
        if codes.same(typed, keys.partner_code(partner, version)):
            found = PartnerAccess(partner, version)
    if found is None or not is_open:
        return None
    forgive_attempt(keys=limits, now=now)
    return found


def _locked(partner: UUID) -> Partner:
    row = Partner.objects.select_for_update(of=("self",)).filter(pk=partner).first()
    if row is None:
        raise NotFound(f"partner {partner}")
    return row


def _journal(row: Partner, event: Kind, by: Actor, now: datetime, **payload: str) -> None:
    append(stream_kind="partner", stream_ref=str(row.pk), events=[NewEvent(event.name, payload)], by=by, now=now)
