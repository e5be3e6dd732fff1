"""The applicant's access: which case, and with which of its codes she came in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Access:
    """Proof that somebody entered the right code. Dies when the code is replaced: ``code_version`` no longer fits."""

    case: UUID
    code_version: int

    @property
    def token(self) -> str:
        """The access as text, for a server-side session. It is no secret of its own and no login: never put it in a URL."""
        return f"{self.case}:{self.code_version}"

    @classmethod
    def from_token(cls, token: str) -> Access | None:
        """The access a session holds; ``None`` when it is not one."""
        case, _, version = token.partition(":")
        try:
            return cls(UUID(case), int(version))
        except ValueError:
            return None
