"""Defence without third parties: work or waiting, one answer a token, and a budget for each network and class."""

from __future__ import annotations

import hashlib
import math
import secrets
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing
from django.db import connection
from django.utils.crypto import salted_hmac

from amtslotse.accounts.actions import count_attempt
from amtslotse.appointments.models import SpentToken
from amtslotse.appointments.rules import guard
from amtslotse.appointments.rules.guard import Challenge
from amtslotse.engines import proofofwork
from amtslotse.kernel.errors import DomainError

_SALT = "amtslotse.appointments.guard"

_SPEND = """
INSERT INTO appointments_spenttoken (token, purpose, network, request_key, seconds, by_work, spent_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""

__all__ = ["Challenge", "TokenSpent", "TooFast", "TooManyRequests", "forget_spent", "spend", "ticket"]


class TooFast(DomainError):
    """No work was done, and the delay is not over; ``facts["seconds"]`` says how long.

    Nothing is used up: keep the form's data and show the same token again (``again``).
    """

    code = "too_fast"


class TokenSpent(DomainError):
    """The token was used, is too old, or is not one of ours for this form. Keep the form's data, show a fresh token."""

    code = "token_spent"


class TooManyRequests(DomainError):
    """This network's budget for the class is used up for some minutes."""

    code = "too_many_requests"


def ticket(*, purpose: str, klass: str, network: str, now: datetime) -> Challenge:
    """A token for one answer to one form, bound to purpose, class and network. Writes nothing: a GET may make it."""
    content = [secrets.token_urlsafe(12), purpose, klass, _network_key(network), int(now.timestamp())]
    return Challenge(signing.dumps(content, salt=_SALT), guard.DIFFICULTY, now + guard.DELAY)


def again(*, token: str, purpose: str, klass: str, network: str, now: datetime) -> Challenge:
    """The same token for the form that came back too early; a fresh one where it is none any more."""
    issued_at = _issued_at(token, purpose, klass, network)
    if issued_at is None or not issued_at <= now < issued_at + guard.LIFE:
        return ticket(purpose=purpose, klass=klass, network=network, now=now)
    return Challenge(token, guard.DIFFICULTY, issued_at + guard.DELAY)


def spend(
    *, token: str, purpose: str, klass: str, proof: str, network: str, now: datetime, idempotency_key: UUID | None = None
) -> None:
    """The token is used up, and nobody can use it again: ``SpentToken``'s primary key decides between two.

    The same ``idempotency_key`` may pass again: a double click is one answer, and the action behind it acts once.
    ``now`` is the database's time. Raises ``TooFast``, ``TokenSpent`` and ``TooManyRequests``.
    """
    if not count_attempt(limits={f"guard:{purpose}:{klass}:{network}": guard.BUDGET[klass]}, now=now):
        raise TooManyRequests
    issued_at = _issued_at(token, purpose, klass, network)
    if issued_at is None or not issued_at <= now < issued_at + guard.LIFE:
        raise TokenSpent
    by_work = proofofwork.is_done(token, proof, bits=guard.DIFFICULTY)
    if not by_work and now < issued_at + guard.DELAY:
        raise TooFast(seconds=math.ceil((issued_at + guard.DELAY - now).total_seconds()))
    digest = hashlib.sha256(token.encode()).hexdigest()
    seconds = (now - issued_at).total_seconds()
    spent = [digest, purpose, _network_key(network), idempotency_key, seconds, by_work, now, issued_at + guard.LIFE]
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, spent)
        if cursor.rowcount:
            return
    if idempotency_key is None or not SpentToken.objects.filter(token=digest, request_key=idempotency_key).exists():
        raise TokenSpent


def forget_spent(*, now: datetime) -> int:
    """Tokens that nobody could use any more are gone, two weeks after: until then the report reads them."""
    return SpentToken.objects.filter(expires_at__lt=now - guard.KEPT).delete()[0]


def _network_key(network: str) -> str:
    """A network as it is stored: a keyed hash, never the address."""
    return salted_hmac(_SALT, network, algorithm="sha256").hexdigest()


def _issued_at(token: str, purpose: str, klass: str, network: str) -> datetime | None:
    try:
        _nonce, *bound, issued = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    if bound != [purpose, klass, _network_key(network)]:
        return None
    return datetime.fromtimestamp(issued, UTC)
