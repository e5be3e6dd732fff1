"""Which team gets a complete case, and which colours a page may use: pure decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amtslotse.kernel.errors import DomainError, InvalidInput

#: What the law or good practice wants on every public site. A missing one turns ``doctor`` red.
LEGAL_PAGES = ("imprint", "privacy", "accessibility", "plain_language")

#: WCAG 2.2, 1.4.3: text needs this contrast on white.
ENOUGH_CONTRAST = 4.5


class NoTeam(DomainError):
    """No routing rule fits: the list of rules must end with one that fits everything."""

    code = "no_team"


@dataclass(frozen=True, slots=True)
class Rule:
    """The team for matters whose title code begins with ``prefix`` and that are at least this difficult and this urgent."""

    prefix: str
    difficulty_at_least: int
    team_code: str
    reason: Mapping[str, str]
    urgency_at_least: int = 1

    def fits(self, title_code: str, difficulty: int, urgency: int) -> bool:
        """Whether a case of this kind is the rule's."""
        return (
            title_code.startswith(self.prefix) and difficulty >= self.difficulty_at_least and urgency >= self.urgency_at_least
        )


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a case goes and, per language, the rule that sent it there."""

    team_code: str
    reason: Mapping[str, str]


def route(rules: Iterable[Rule], title_code: str, difficulty: int, urgency: int = 1) -> Routed:
    """The team of the first rule that fits. Raises ``NoTeam`` when none does."""
    for rule in rules:
        if rule.fits(title_code, difficulty, urgency):
            return Routed(rule.team_code, rule.reason)
    raise NoTeam(title_code)


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of ``#rrggbb`` with white, 1.0 to 21.0 (WCAG 2.2, relative luminance)."""
    try:
        channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    except ValueError:
        raise InvalidInput(field="colour", reason="not_a_colour", value=colour) from None
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def check_colour(field: str, colour: str) -> str:
    """``colour``, readable on white. Raises ``InvalidInput`` (``not_a_colour``, ``too_pale``)."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise InvalidInput(field=field, reason="not_a_colour", value=colour)
    ratio = contrast_with_white(colour)
    if ratio < ENOUGH_CONTRAST:
        raise InvalidInput(field=field, reason="too_pale", contrast=round(ratio, 2), needed=ENOUGH_CONTRAST)
    return colour
