"""The test database: migrated once into a template, which stays on the server, and copied for each test process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import psutil
import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from amtslotse.cli import database
from tests.environment import DATABASE, ROOT, SERVER

TEMPLATE = "amtslotse_template"
#: Any number, the same in each test process.
LOCK = 4711


def create() -> None:
    """This process's database exists with its roles. The template is made anew when what it was made from has changed."""
    with psycopg.connect(SERVER.dsn(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _drop_those_of_the_dead()
        made_from = _made_from()
        if _template_of(connection) != made_from:
            _drop_database(connection, TEMPLATE)
            _migrate_template()
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(TEMPLATE), made_from))
        for who in database.ROLES:
            # what belongs to a role of the template, or was granted to it, is this role's through its membership
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(
                    sql.Identifier(database.role(DATABASE, who)), sql.Identifier(database.role(TEMPLATE, who))
                )
            )
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(DATABASE), sql.Identifier(TEMPLATE), sql.Identifier(database.role(DATABASE, "owner"))
            )
        )
        for statement in database.connecting(DATABASE):
            connection.execute(statement)


def drop(name: str = DATABASE) -> None:
    """Database and roles are gone."""
    with psycopg.connect(SERVER.dsn(), autocommit=True) as connection:
        _drop_database(connection, name)
        for who in database.ROLES:
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(database.role(name, who))))


def _drop_database(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_those_of_the_dead() -> None:
    """A killed test process leaves its database; its name says whose it was."""
    with psycopg.connect(SERVER.dsn(), autocommit=True) as connection:
        names = connection.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^test_\d+$'").fetchall()
    for (name,) in names:
        if not psutil.pid_exists(int(name.removeprefix("test_"))):
            drop(name)


def digest(files: Iterable[Path]) -> str:
    """Changes when one of the files does."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()


def _made_from() -> str:
    """Changes with every migration and model of ours, with the roles and with the installed packages."""
    source = ROOT / "src" / "amtslotse"
    files = {
        *source.glob("*/migrations/*.py"),
        *source.glob("*/models/*.py"),
        *source.glob("*/models.py"),
        *(source / "config").rglob("*.py"),
        *(source / "cli" / name for name in ("database.py", "embedded.py")),
        *ROOT.glob("requirements*.lock"),
    }
    return digest(files)


def _template_of(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    """What the template on the server was made from; empty when there is none, or it was not finished."""
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [TEMPLATE]
    ).fetchone()
    return str(found[0]) if found else ""


def _migrate_template() -> None:
    """As in the office: the owner migrates, ``app`` may use it. The office uses it through ``app`` alone."""
    owner = database.role(TEMPLATE, "owner")
    database.prepare(SERVER.dsn(), TEMPLATE)
    database.grant_defaults(SERVER.dsn(db=TEMPLATE, user=owner), TEMPLATE)
    login = connections["default"].settings_dict
    before = dict(login)
    login |= {"NAME": TEMPLATE, "USER": owner}
    try:
        call_command("migrate", verbosity=0)
    finally:
        connections["default"].close()
        login |= before
