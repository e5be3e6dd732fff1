"""Who acts. An action is always somebody's: the applicant's, a member of staff's, or the system's."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """The one an action is done by.

    ``staff_id`` names the person for constraints such as reviewer ≠ author; the journal
    stores ``role`` and ``team`` only, never a person.
    """

    role: str
    team: str = ""
    staff_id: int | None = None
    teams: frozenset[str] = field(default_factory=frozenset)
    roles: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_staff(self) -> bool:
        return self.staff_id is not None


APPLICANT = Actor(role="applicant", roles=frozenset({"applicant"}))
SYSTEM = Actor(role="system", roles=frozenset({"system"}))
