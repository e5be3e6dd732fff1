"""What the demonstration is filled with, as named steps: an office, its staff, its past, its living cases.

Each step may be run again; then it changes nothing, or adds what the days since have brought.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from amtslotse.cli.progress import Say


@dataclass(frozen=True)
class Step:
    name: str
    run: Callable[[Path, Say], None]
    daily: bool = False  # runs again when the day has changed
    before_serving: bool = True  # the first pages would be empty without it


#: Who has which skill of the demonstration's office.
SKILLS = {"arbeit1": ["business"], "humanitaer1": ["protection"], "humanitaer2": ["protection"]}


def office(_home: Path, _say: Say) -> None:
    """Name, look, legal pages, teams and routing of the demonstration."""
    from amtslotse.kernel.actor import SYSTEM
    from amtslotse.offices import actions

    actions.configure_from(path=actions.DEMO_OFFICE, by=SYSTEM, now=datetime.now(UTC))


def plan(_home: Path, _say: Say) -> None:
    """Matters, policies and plan of the demonstration, the express counter's list, and places for the next ten weeks."""
    from amtslotse.appointments import actions
    from amtslotse.frontdesk.actions import set_express
    from amtslotse.kernel.actor import SYSTEM

    for path in (actions.MATTERS, actions.DEMO_PLAN):
        actions.apply_plan_from(path=path, by=SYSTEM, now=datetime.now(UTC))
    set_express(by=SYSTEM, now=datetime.now(UTC))


def staff(_home: Path, _say: Say) -> None:
    """One person at least for each role, with password and second factor; some with a skill that hard cases need."""
    from amtslotse.cli import demo_cases
    from amtslotse.offices.actions import set_skills

    people = demo_cases.staff(datetime.now(UTC))
    long_ago = datetime.now(UTC) - timedelta(days=demo_cases.DAYS + 30)  # the living cases begin later than that
    for username, skills in SKILLS.items():
        if (person := people[username].staff_id) is not None:
            set_skills(staff=person, skills=skills, by=people["leitung"], now=long_ago)


def history(home: Path, say: Say) -> None:
    """The past comes in the way a real office's past would: as an export, through ``import-log``."""
    from amtslotse.cli import demo_history, import_log
    from amtslotse.reporting import queries

    yesterday = datetime.now(demo_history.BERLIN).date() - timedelta(days=1)
    known = [source for source in queries.state().sources if source.key == demo_history.SOURCE]
    since = known[0].last_event_at.date() - timedelta(days=2) if known else None
    say("writing")
    log = home / "demo-history.csv"
    with log.open("w", encoding="utf-8", newline="") as file:
        demo_history.write(file, until=yesterday, since=since)
    with redirect_stdout(sys.stderr):
        import_log.run(Namespace(file=log, mapping=demo_history.MAPPING, rejects=None, json=False))
    log.unlink()


def figures(_home: Path, _say: Say) -> None:
    """The cockpit shows what was just loaded, and a seal covers it, without waiting for the worker."""
    from amtslotse.journal import actions as journal
    from amtslotse.reporting import actions as reporting

    reporting.catch_up(now=datetime.now(UTC))
    journal.seal(now=datetime.now(UTC))


def procedures(home: Path, _say: Say) -> None:
    """One service is in its second version for weeks, so that the living cases lie under both."""
    from amtslotse.cli import demo_cases, demo_procedures

    if (home / "demo_cases.json").exists():
        return  # made by an earlier program: its cases lie under one version
    now = datetime.now(UTC)
    people = demo_cases.staff(now)
    demo_procedures.renew(author=people["verfahren1"], second=people["verfahren2"], now=now)


def promises(_home: Path, _say: Say) -> None:
    """What the office promises everybody, for months already; the figures come with the past."""
    from amtslotse.cli import demo_cases, demo_promises

    now = datetime.now(UTC)
    demo_promises.publish(head=demo_cases.staff(now)["leitung"], now=now)


def living_cases(home: Path, say: Say) -> None:
    """Some three hundred and fifty cases in every state, made through the real actions; their plans go on with the days."""
    from amtslotse.cli import demo_cases

    demo_cases.live(home=home, now=datetime.now(UTC), say=say)


def desks(_home: Path, say: Say) -> None:
    """Messages, waits, certificates, fees and templates over the living cases, made through the real actions."""
    from amtslotse.cli import demo_desks

    demo_desks.lay_out(now=datetime.now(UTC), say=say)


def matters(_home: Path, say: Say) -> None:
    """A family, a renewal, a naturalisation, suits, complaints, questions of law, a procedure to release, a returned letter."""
    from amtslotse.cli import demo_matters

    demo_matters.lay_out(now=datetime.now(UTC), say=say)


def hearings(_home: Path, _say: Say) -> None:
    """A hearing that runs, a refusal after one, a child whose parents live apart."""
    from amtslotse.cli import demo_hearings

    demo_hearings.lay_out(now=datetime.now(UTC))


def visits(home: Path, say: Say) -> None:
    """Appointments of the weeks to come, and the visits of the last days, made through the real actions."""
    from amtslotse.cli import demo_visits

    demo_visits.live(home=home, now=datetime.now(UTC), say=say)


STEPS = (
    Step("Office, teams, legal pages", office),
    Step("Matters, plan and places", plan),
    Step("Staff", staff),
    Step("History since 2023", history, daily=True),
    Step("Promises to the public", promises),
    Step("Figures of the past", figures),
    Step("A procedure in its second version", procedures, before_serving=False),
    Step("Living cases", living_cases, daily=True, before_serving=False),
    Step("Appointments and visits", visits, daily=True, before_serving=False),
    Step("What lies on the desks", desks, before_serving=False),
    Step("Families, suits, procedures, post", matters, before_serving=False),
    Step("Hearings and custody", hearings, before_serving=False),
    Step("Figures and seal", figures, daily=True, before_serving=False),
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
