"""One database a test process, migrated by the owner and used as ``app``, as in the office."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg import sql

from tests import database
from tests.environment import DATABASE, HOME, SERVER

# A busy machine makes an example slow, not wrong. The same examples on every machine: what is red here is red there.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


def pytest_configure() -> None:
    """A slow password hash protects the office, not its tests; neither do names of collected files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Pages of this process name plain files; the browser stories' server is a process of its own, with the real ones.
    settings.STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    # An empty folder: WhiteNoise reads it for every client, and the stories' server is just filling the other one.
    settings.STATIC_ROOT = HOME / "no-static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Database, roles and tables exist. Overrides pytest-django's, which would migrate as ``app``."""
    with django_db_blocker.unblock():
        database.create()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    database.drop()


def _clear(self: TransactionTestCase) -> None:
    """``app`` may not truncate the journal, so the superuser clears what was written, past triggers and foreign keys."""
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        written = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT IN "
            "('django_migrations', 'django_content_type', 'auth_permission') AND pg_relation_size(oid) > 0"
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in written)
        if written:
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))


TransactionTestCase._fixture_teardown = _clear  # type: ignore[method-assign]
