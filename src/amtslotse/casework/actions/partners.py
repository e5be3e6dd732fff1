"""Bodies outside the house: which there are, and which of them is down."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Partner, PartnerOutage, Suspension
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import text
from amtslotse.casework.rules.waiting import REASONS, fresh_code
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound

SHIPPED = Path(__file__).parent.parent / "data" / "partners.toml"
LONGEST_NAME = 120
LONGEST_NOTE = 300
MOST_DAYS = 365


def _free_code(german: str) -> str:
    """One that no body has: of two who name a new one alike at once, the second sees the first one's code."""
    list(Partner.objects.select_for_update().order_by("pk").values_list("pk"))
    return fresh_code(german, taken=set(Partner.objects.values_list("code", flat=True)))


def load_partners() -> None:
    """The bodies that ship exist. What is there already, changed or not, stays as it is."""
    shipped = tomllib.loads(SHIPPED.read_text("utf-8"))
    Partner.objects.bulk_create((Partner(code=code, **content) for code, content in shipped.items()), ignore_conflicts=True)


@transaction.atomic
def keep_partner(
    *,
    partner: str = "",
    name: Mapping[str, str],
    reason: str,
    legal_basis: str,
    usual_days: int | None,
    is_active: bool = True,
    by: Actor,
    now: datetime,
) -> str:
    """The body is so from now on; without ``partner`` it is a new one. Returns its code.

    Intervals that began keep the reason and basis they began with. English and Arabic fall back to German.
    Raises ``InvalidInput`` (fields ``name``, ``reason``, ``legal_basis``, ``usual_days``), ``NotAllowed``, ``NotFound``.
    """
    require(by, "casework.partners")
    german = text(name.get("de", ""), field="name", longest=LONGEST_NAME)
    if reason not in REASONS:
        raise InvalidInput(field="reason", reason="not_an_option")
    if usual_days is not None and not 1 <= usual_days <= MOST_DAYS:
        raise InvalidInput(field="usual_days", reason="out_of_range", most=MOST_DAYS)
    row = _partner(partner) if partner else Partner(code=_free_code(german))
    row.name = {
        "de": german,
        **{
            code: said
            for code in ("en", "ar")
            if (said := text(name.get(code, ""), field="name", longest=LONGEST_NAME, shortest=0))
        },
    }
    row.reason, row.usual_days, row.is_active = reason, usual_days, is_active
    row.legal_basis = text(legal_basis, field="legal_basis", longest=LONGEST_NAME, shortest=0)
    row.save()
    payload: dict[str, object] = {"partner": row.code, "reason": row.reason, "is_active": row.is_active}
    if usual_days is not None:
        payload["usual_days"] = usual_days
    _record(row, events.PARTNER_CHANGED, payload, by, now)
    return row.code


@transaction.atomic
def begin_outage(*, partner: str, note: str = "", by: Actor, now: datetime) -> None:
    """Everybody who has a case with the body sees one banner; no case is marked. An outage that is open stays.

    Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "casework.partners")
    row = _partner(partner)
    said = text(note, field="note", longest=LONGEST_NOTE, shortest=0)
    try:
        with transaction.atomic():
            PartnerOutage.objects.create(partner=row, began_at=now, note=said)
    except IntegrityError:  # somebody was faster: the constraint one_open_outage_per_partner
        return
    _record(row, events.OUTAGE_BEGAN, {"partner": row.code, "waiting": _waiting(row)}, by, now)


@transaction.atomic
def end_outage(*, partner: str, by: Actor, now: datetime) -> None:
    """The banner is gone. Without an outage nothing changes. Raises ``NotAllowed``, ``NotFound``."""
    require(by, "casework.partners")
    row = _partner(partner)
    if PartnerOutage.objects.filter(partner=row, ended_at=None).update(ended_at=now):
        _record(row, events.OUTAGE_ENDED, {"partner": row.code, "waiting": _waiting(row)}, by, now)


def _partner(code: str) -> Partner:
    row = Partner.objects.filter(code=code).first()
    if row is None:
        raise NotFound(f"partner {code}")
    return row


def _waiting(row: Partner) -> int:
    return Suspension.objects.filter(partner=row, ended_at=None).count()


def _record(row: Partner, kind: Kind, payload: Mapping[str, object], by: Actor, now: datetime) -> None:
    append(stream_kind="partner", stream_ref=row.code, events=[NewEvent(kind.name, payload)], by=by, now=now)
