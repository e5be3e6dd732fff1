"""What the staff pages say."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amtslotse.accounts.queries import DemoAccess, StaffView
from amtslotse.accounts.rules import ACTIONS, RIGHTS, ROLES
from amtslotse.offices.queries import team_names


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


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented member of staff on the sign-in page of the demonstration."""

    username: str
    name: str
    words: str


def demo_person(access: DemoAccess) -> DemoPerson:
    """Who she is, with the names of her roles and teams."""
    language = get_language() or settings.LANGUAGE_CODE
    teams = team_names(language, on=timezone.localdate())
    words = [*(ROLES[role].name[language] for role in access.roles), *(teams.get(team, team) for team in access.teams)]
    return DemoPerson(access.username, access.name, " · ".join(words))


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
