"""Contacts, call-backs, the telephone's figures, and the express counter's list."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from amtslotse.frontdesk.queries.views import CallBackView, ContactsView, ExpressView, TelephoneDay
from amtslotse.kernel.actor import Actor


def contacts_today(*, actor: Actor, now: datetime) -> ContactsView:
    """Today's contacts by reason. Raises ``NotAllowed``."""
    raise NotImplementedError


def call_backs(*, actor: Actor, now: datetime) -> tuple[CallBackView, ...]:
    """Whom to call, the longest due first. Raises ``NotAllowed``."""
    raise NotImplementedError


def express_matters(language: str) -> tuple[ExpressView, ...]:
    """The tick list of the express counter."""
    raise NotImplementedError


def telephone(*, from_day: date, to_day: date) -> tuple[TelephoneDay, ...]:
    """The telephone's figures of each day from ``from_day`` up to, not including, ``to_day``."""
    raise NotImplementedError


def is_protected(*, case_ref: UUID) -> bool:
    """Whether nothing is said about this case by telephone."""
    raise NotImplementedError
