"""What the staff pages say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from amtslotse.accounts.queries import StaffView
from amtslotse.accounts.rules import ACTIONS, RIGHTS, ROLES


@dataclass(frozen=True, slots=True)
class RightCell:
    """What one role may: ``reach`` is office, team or empty; ``words`` says it."""

    reach: str
    words: str


@dataclass(frozen=True, slots=True)
class RightLine:
    sentence: str
    cells: tuple[RightCell, ...]
    guard: str


@dataclass(frozen=True, slots=True)
class Person:
    """An account in the list of staff, in words."""

    view: StaffView
    roles: tuple[str, ...]
    teams: tuple[str, ...]


def rights_table(language: str) -> tuple[RightLine, ...]:
    """The one table in a language: it reads ``accounts.rules``, which is what decides."""
    words = {"office": _("ja"), "team": _("eigenes Sachgebiet"), "": _("nein")}
    return tuple(
        RightLine(
            sentence=action.sentence[language],
            cells=tuple(RightCell(reach, words[reach]) for reach in (RIGHTS[key].get(role, "") for role in ROLES)),
            guard=action.guard[language] if action.guard else "",
        )
        for key, action in ACTIONS.items()
    )


def person(view: StaffView, *, language: str, teams: dict[str, str]) -> Person:
    """The account with the names of its roles and teams."""
    return Person(view, tuple(ROLES[role].name[language] for role in view.roles), tuple(teams.get(t, t) for t in view.teams))
