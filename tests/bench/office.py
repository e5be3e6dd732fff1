"""An empty office for a bench: its own database on the tests' PostgreSQL, migrated, and gone afterwards."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import tests.environment  # noqa: F401  first: it says where the database is


@contextmanager
def office() -> Iterator[None]:
    """Django is set up, the database has its tables, and ``app`` is logged in."""
    import django
    from django.conf import settings

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    django.setup()
    from django.db import connections

    from tests import database

    database.create()
    try:
        yield
    finally:
        connections.close_all()
        database.drop()
