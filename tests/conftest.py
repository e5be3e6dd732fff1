"""One database a test process, migrated by the owner and used as ``app``, as in the office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import psutil
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from psycopg import sql

from amtslotse.cli import database
from tests.environment import DATABASE, HOME, SERVER

# A busy machine makes an example slow, not wrong.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_configure() -> None:
    """A slow password hash protects the office, not its tests; neither do names of collected files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Pages of this process name plain files; the browser stories' server is a process of its own, with the real ones.
    settings.STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    # An empty folder: WhiteNoise reads it for every client, and the stories' server is just filling the other one.
    settings.STATIC_ROOT = HOME / "no-static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)


def _drop(name: str) -> None:
    with psycopg.connect(SERVER.dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        for role in database.ROLES:
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(database.role(name, role))))


def _drop_those_of_the_dead() -> None:
    """A killed test process leaves its database; its name says whose it was."""
    with psycopg.connect(SERVER.dsn(), autocommit=True) as connection:
        names = connection.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^test_\d+$'").fetchall()
    for (name,) in names:
        if not psutil.pid_exists(int(name.removeprefix("test_"))):
            _drop(name)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Database, roles and tables exist. Overrides pytest-django's, which would migrate as ``app``."""
    owner = SERVER.dsn(db=DATABASE, user=database.role(DATABASE, "owner"))
    _drop_those_of_the_dead()
    database.prepare(SERVER.dsn(), DATABASE)
    database.grant_defaults(owner, DATABASE)
    with django_db_blocker.unblock():
        login = connections["default"].settings_dict
        app = login["USER"]
        login["USER"] = database.role(DATABASE, "owner")
        call_command("migrate", verbosity=0)
        connections["default"].close()
        login["USER"] = app
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    _drop(DATABASE)


def _clear(self: TransactionTestCase) -> None:
    """``app`` may not truncate the journal, so the superuser clears, past triggers and foreign keys."""
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN "
            "('django_migrations', 'django_content_type', 'auth_permission')"
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in tables)
        with suppress(psycopg.errors.UndefinedTable):
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))


TransactionTestCase._fixture_teardown = _clear  # type: ignore[method-assign]
