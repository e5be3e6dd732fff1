"""What the demonstration is filled with, as named steps: an office, its staff, its past, its living cases.

Each step may be run again; then it changes nothing, or adds what the days since have brought.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from amtslotse.cli.progress import Say


@dataclass(frozen=True)
class Step:
    name: str
    run: Callable[[Path, Say], None]
    daily: bool = False  # runs again when the day has changed


def office(_home: Path, _say: Say) -> None:
    """Name, look, legal pages, teams and routing of the demonstration."""
    from amtslotse.kernel.actor import SYSTEM
    from amtslotse.offices import actions

    actions.configure_from(path=actions.DEMO_OFFICE, by=SYSTEM, now=datetime.now(UTC))


def staff(_home: Path, _say: Say) -> None:
    """One person at least for each role, with password and second factor."""
    from amtslotse.accounts import actions
    from amtslotse.kernel.actor import SYSTEM

    actions.ensure_demo_staff(by=SYSTEM, now=datetime.now(UTC))


STEPS = (
    Step("Office, teams, legal pages", office),
    Step("Staff", staff),
)


def welcome(address: str) -> str:
    """Where to look, and how to sign in."""
    from amtslotse.accounts import queries

    people = queries.demo_access()
    rows = [f"    {person.username:<14}{', '.join(person.roles):<14}{person.name}" for person in people]
    return "\n".join(
        (
            "",
            f"  Applicants   {address}/de/    (also /en/ and /ar/)",
            f"  Staff        {address}/de/login/    password of all: {people[0].password}",
            *rows,
            "",
            "  Ctrl-C stops everything; the next start finds what you left.",
            "",
        )
    )
