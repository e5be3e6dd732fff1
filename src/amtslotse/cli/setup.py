"""``amtslotse setup`` and ``migrate``: keys, database, roles, tables, catalogue, static files."""

from __future__ import annotations

import argparse
import fcntl
import sys
from datetime import UTC, datetime

import psycopg

from amtslotse.cli import database, doctor, instance, progress
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.errors import DomainError


class RolesMissing(DomainError):
    """The office's own server has no login roles for us yet."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    setup = commands.add_parser("setup", help="makes or updates everything an office needs to start")
    setup.set_defaults(run=run, bare=True)
    migrate = commands.add_parser("migrate", help="updates the tables only")
    migrate.set_defaults(run=run_migrate, bare=True)


def run(_args: argparse.Namespace) -> int:
    set_up(instance.open_(may_be_empty=True))
    return 0


def run_migrate(_args: argparse.Namespace) -> int:
    office = instance.open_(may_be_empty=True)
    prepare_database(office)
    migrate(office)
    return 0


def set_up(office: instance.Instance) -> None:
    """Roles, tables, catalogue and static files are those of this version. Running it again changes nothing."""
    with (office.home / "setup.lock").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        with progress.step("Database and roles"):
            prepare_database(office)
        with progress.step("Tables"):
            migrate(office)
        with progress.step("Catalogue of services"):
            from amtslotse.catalogue import actions as catalogue

            catalogue.load(by=SYSTEM, now=datetime.now(UTC))
        with progress.step("Bodies that cases wait for, text blocks"):
            from amtslotse.casework import actions as casework

            casework.load_partners()
            casework.ship_blocks(now=datetime.now(UTC))
        with progress.step("Styles, scripts, fonts"):
            from django.core.management import call_command

            call_command("collectstatic", interactive=False, verbosity=0)
        for line in doctor.unchecked_words():
            print(f"  not checked by anybody yet: {line}", file=sys.stderr)


def prepare_database(office: instance.Instance) -> None:
    """The database and its four roles exist, and new tables will be theirs to use. Raises ``RolesMissing``."""
    database.grant_defaults(office.owner_url, prepare_roles(office))


def prepare_roles(office: instance.Instance) -> str:
    """The database and its four roles exist; answers its name.

    Raises ``RolesMissing`` with the script that the administrator of the office's own server runs.
    """
    if office.server:
        database.prepare(office.server.dsn(), instance.DATABASE)
        return instance.DATABASE
    with psycopg.connect(office.owner_url) as connection:
        name = connection.info.dbname
    if missing := database.missing_roles(office.owner_url):
        raise RolesMissing(
            f"the server has no role {', '.join(missing)}. "
            f"Its administrator runs this once, with passwords of your choice:\n\n{database.script(name)}"
        )
    return name


def migrate(office: instance.Instance) -> None:
    """The tables are those of this version, and belong to the owner."""
    import django
    from django.core.management import call_command

    django.setup()
    with instance.as_owner(office):
        call_command("migrate", verbosity=0, interactive=False)
