"""Pure decisions about the office: routing, colours, when it is open; and the kinds of events of the room."""

from amtslotse.offices.rules import events as _events  # registers the kinds  # noqa: F401
from amtslotse.offices.rules.office import (
    ENOUGH_CONTRAST,
    LEGAL_PAGES,
    NoTeam,
    Routed,
    Rule,
    check_colour,
    contrast_with_white,
    route,
)
from amtslotse.offices.rules.opening import Hours, open_on, without
from amtslotse.offices.rules.skills import Lacking, NeededSkill

__all__ = [
    "ENOUGH_CONTRAST",
    "LEGAL_PAGES",
    "Hours",
    "Lacking",
    "NeededSkill",
    "NoTeam",
    "Routed",
    "Rule",
    "check_colour",
    "contrast_with_white",
    "open_on",
    "route",
    "without",
]
