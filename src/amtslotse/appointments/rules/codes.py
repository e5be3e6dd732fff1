"""Numbers of appointments and requests, as they are stored and as they are read out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from amtslotse.appointments.rules.parties import PartyInput
from amtslotse.kernel import codes

LOCAL = ZoneInfo("Europe/Berlin")


def local_day(moment: datetime) -> date:
    """The German calendar day of a moment."""
    return moment.astimezone(LOCAL).date()


def fresh_number(letter: str, now: datetime) -> str:
    """``T`` (appointment) or ``A`` (request), the year and eight random characters: says nothing about how many there are."""
    return f"{letter}{local_day(now).year}{codes.fresh()[:8]}"


def spoken_number(number: str) -> str:
    """As it is printed and read out: ``T-2026-4F7K-92QT``."""
    return f"{number[:1]}-{codes.spoken(number[1:])}"


def masked(contact: str) -> str:
    """The contact as a page may repeat it: ``m…@example.org``, ``…4711``."""
    name, at, domain = contact.rpartition("@")
    return f"{name[:1]}…@{domain}" if at else f"…{contact[-4:]}"


def digest(*said: object, matters: Sequence[str] = (), party: PartyInput | None = None) -> str:
    """The fingerprint of what was sent under an idempotency key."""
    who = asdict(party) | {"needs": sorted(party.needs)} if party else None
    text = json.dumps([[str(each) for each in said], sorted(matters), who], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
