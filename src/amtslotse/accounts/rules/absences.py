"""Who is away on a day, and who has her inbox meanwhile: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Away:
    """Everybody who is away on one day, with the deputy of each."""

    deputies: Mapping[int, int] = field(default_factory=dict)

    @property
    def staff(self) -> frozenset[int]:
        """Who is away."""
        return frozenset(self.deputies)

    def stand_in(self, staff: int) -> int | None:
        """Who has the inbox of somebody: herself when she is there, else her deputy, or the deputy's when both are away.

        ``None`` when everybody along the way is away: then the head of the team must name somebody.
        """
        seen = set()
        while staff in self.deputies:
            if staff in seen:
                return None
            seen.add(staff)
            staff = self.deputies[staff]
        return staff

    def covered_by(self, staff: int) -> frozenset[int]:
        """The absent colleagues whose inbox this person has."""
        return frozenset(each for each in self.deputies if self.stand_in(each) == staff)

    def acts(self, staff: int | None, *, owner: int | None, deputy: int | None) -> bool:
        """Whether this person may work on a case in its owner's place: as owner, or as her deputy while she is away."""
        if staff is None or owner is None:
            return False
        return staff == owner or (owner in self.deputies and (staff == deputy or self.stand_in(owner) == staff))
