"""Who came in with the right number and code: to which appointment, request or partner's page, with which of its codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from amtslotse.kernel.actor import Actor

#: A lawyer's or counselling office that books for named clients.
PARTNER: Final = Actor(role="partner", roles=frozenset({"partner"}))


def _parsed(token: str) -> tuple[UUID, int] | None:
    row, _, version = token.partition(":")
    try:
        return UUID(row), int(version)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class AppointmentAccess:
    """Proof that somebody entered the right code. Dies when the code is replaced: ``code_version`` no longer fits."""

    appointment: UUID
    code_version: int

    @property
    def token(self) -> str:
        """The access as text, for a server-side session. It is no secret of its own and no login: never put it in a URL."""
        return f"{self.appointment}:{self.code_version}"

    @classmethod
    def from_token(cls, token: str) -> AppointmentAccess | None:
        """The access a session holds; ``None`` when it is not one."""
        parsed = _parsed(token)
        return cls(*parsed) if parsed else None


@dataclass(frozen=True, slots=True)
class RequestAccess:
    """As ``AppointmentAccess``, to a request for a place."""

    request: UUID
    code_version: int

    @property
    def token(self) -> str:
        """As ``AppointmentAccess.token``."""
        return f"{self.request}:{self.code_version}"

    @classmethod
    def from_token(cls, token: str) -> RequestAccess | None:
        """As ``AppointmentAccess.from_token``."""
        parsed = _parsed(token)
        return cls(*parsed) if parsed else None


@dataclass(frozen=True, slots=True)
class PartnerAccess:
    """As ``AppointmentAccess``, to the page of a partner."""

    partner: UUID
    code_version: int

    @property
    def token(self) -> str:
        """As ``AppointmentAccess.token``."""
        return f"{self.partner}:{self.code_version}"

    @classmethod
    def from_token(cls, token: str) -> PartnerAccess | None:
        """As ``AppointmentAccess.from_token``."""
        parsed = _parsed(token)
        return cls(*parsed) if parsed else None
