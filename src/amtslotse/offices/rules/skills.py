"""Skills gate which cases a person gets (R66): pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NeededSkill:
    """A skill, and the cases that need it: title code begins with ``prefix`` and at least this difficult."""

    code: str
    names: Mapping[str, str]
    prefix: str
    difficulty_at_least: int

    def gates(self, purpose: str, difficulty: int) -> bool:
        """Whether a case of this kind needs the skill."""
        return purpose.startswith(self.prefix) and difficulty >= self.difficulty_at_least


@dataclass(frozen=True, slots=True)
class Lacking:
    """The skills somebody has not, or not on her own."""

    skills: tuple[NeededSkill, ...]

    def for_case(self, purpose: str, difficulty: int) -> NeededSkill | None:
        """The first skill the case needs and she has not; ``None`` when the case may be hers."""
        return next((skill for skill in self.skills if skill.gates(purpose, difficulty)), None)
