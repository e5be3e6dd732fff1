"""Loaded before Django (``-p tests.environment``): a PostgreSQL of our own, keys, and the address of a test database."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg

from amtslotse.cli import home
from amtslotse.cli.embedded import Embedded

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "var" / "test"  # one server for all test processes
HOME = BASE / os.environ.get("PYTEST_XDIST_WORKER", "one")  # keys and files of one: a sweep must not find another's
HOME.mkdir(parents=True, exist_ok=True)
home.prepare(HOME)
SERVER = Embedded(BASE)
SERVER.start()
# Nothing here must outlive a power cut; the tests that kill a server start one of their own.
with psycopg.connect(SERVER.dsn(), autocommit=True) as connection:
    for safety in ("fsync", "full_page_writes", "synchronous_commit"):
        connection.execute(f"ALTER SYSTEM SET {safety} TO off")
    connection.execute("SELECT pg_reload_conf()")
DATABASE = f"test_{os.getpid()}"

os.environ["AMTSLOTSE_HOME"] = str(HOME)
os.environ["DATABASE_URL"] = SERVER.dsn(db=DATABASE, user=f"{DATABASE}_app")
os.environ["DJANGO_SETTINGS_MODULE"] = "amtslotse.config.settings"
os.environ.pop("AMTSLOTSE_POOL", None)
