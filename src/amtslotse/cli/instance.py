"""One office on this machine, opened: its folder, its database, the environment that Django reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from amtslotse.cli import database, home
from amtslotse.cli.embedded import Embedded
from amtslotse.kernel.errors import DomainError

DATABASE = "amtslotse"
#: Set by ``open_``, never by the office: a child of ours opens the embedded server itself and holds its own lock.
OURS = "AMTSLOTSE_EMBEDDED"


class NotSetUp(DomainError):
    """This folder holds no office yet."""


@dataclass(frozen=True)
class Instance:
    home: Path
    server: Embedded | None  # None: the office's own server

    @property
    def app_url(self) -> str:
        return os.environ["DATABASE_URL"]

    @property
    def owner_url(self) -> str:
        """May make tables. On the office's own server ``DATABASE_OWNER_URL``, else whoever ``DATABASE_URL`` is."""
        return self._url("owner", "DATABASE_OWNER_URL")

    @property
    def backup_url(self) -> str:
        """May read everything. On the office's own server ``DATABASE_BACKUP_URL``, else the owner."""
        return (
            self._url("backup", "DATABASE_BACKUP_URL") if self.server else os.environ.get("DATABASE_BACKUP_URL", self.owner_url)
        )

    def _url(self, role: str, variable: str) -> str:
        if self.server:
            return self.server.dsn(db=DATABASE, user=database.role(DATABASE, role))
        return os.environ.get(variable, self.app_url)


def open_(*, may_be_empty: bool = False) -> Instance:
    """Folder and keys exist, the database's server answers, and the environment says where.

    Raises ``NotSetUp`` when there is nothing to open and the command is not one that sets up.
    """
    folder = home.path()
    own_server = "DATABASE_URL" in os.environ
    if not may_be_empty and not own_server and not (folder / "postgres").exists():
        raise NotSetUp(f"nothing is set up in {folder}: run `amtslotse setup` (or `amtslotse demo` for a demonstration)")
    home.prepare(folder)
    os.environ["AMTSLOTSE_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "amtslotse.config.settings"
    if home.is_demo(folder):
        os.environ["AMTSLOTSE_DEMO"] = "1"
    if own_server:
        return Instance(folder, None)
    server = Embedded(folder)
    server.start()
    os.environ["DATABASE_URL"] = server.dsn(db=DATABASE, user=database.role(DATABASE, "app"))
    os.environ[OURS] = "1"
    return Instance(folder, server)


def environment_for_children() -> dict[str, str]:
    """Our environment without the address of the embedded server: each child opens and holds it itself."""
    environment = dict(os.environ)
    if environment.pop(OURS, None):
        environment.pop("DATABASE_URL", None)
    return environment


@contextmanager
def as_owner(instance: Instance) -> Iterator[None]:
    """Inside, Django's connection is the owner's: for migrations, and nothing else."""
    from django.db import connections

    settings = connections["default"].settings_dict
    before = dict(settings)
    parts = conninfo_to_dict(instance.owner_url)
    connections["default"].close()
    settings.update(
        NAME=parts.get("dbname", before["NAME"]),
        USER=parts.get("user", ""),
        PASSWORD=parts.get("password", ""),
        HOST=parts.get("host", ""),
        PORT=parts.get("port", ""),
    )
    try:
        yield
    finally:
        connections["default"].close()
        settings.update(before)
