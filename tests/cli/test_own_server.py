"""An office with a PostgreSQL of its own: the oldest that we promise, 15, set up by its administrator."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.conftest import Command

PROGRAMS = {name: shutil.which(name) or "" for name in ("initdb", "pg_ctl")}

pytestmark = pytest.mark.skipif(not all(PROGRAMS.values()), reason="no initdb and pg_ctl here: no server of the office's own")


class Server:
    """A server that is not ours: other binaries, other superuser, passwords on the network."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "server"
        self.folder.mkdir(mode=0o700)
        self.user = pwd.getpwnam("nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.data = self.folder / "data"

    def run(self, name: str, *arguments: str) -> None:
        who: dict[str, Any] = {}
        if os.geteuid() == 0:
            who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        command = [PROGRAMS[name], "-D", str(self.data), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", env={"LC_ALL": "C"}, **who)

    def url(self, user: str, database: str = "lindenau") -> str:
        return make_conninfo("", host=str(self.folder), user=user, dbname=database, password="secret")


@pytest.fixture
def server(place: Path) -> Iterator[Server]:
    found = Server(place)
    found.run("initdb", "-U", "dba", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
    with (found.data / "pg_hba.conf").open("w") as rules:
        rules.write("local all dba trust\nlocal all all scram-sha-256\n")
    found.run("pg_ctl", "-w", "-l", str(found.folder / "log"), "-o", f"-k {found.folder} -c listen_addresses=''", "start")
    yield found
    found.run("pg_ctl", "-w", "-m", "immediate", "stop")


def test_an_office_runs_on_a_server_of_its_own(server: Server, place: Path) -> None:
    with psycopg.connect(server.url("dba", "postgres"), autocommit=True) as dba:
        dba.execute("CREATE ROLE somebody LOGIN PASSWORD 'secret'")
        refused = Command(place / "home", DATABASE_URL=server.url("dba", "postgres"))("setup", expect=2)
        assert "no role postgres_owner, postgres_app, postgres_welcome, postgres_backup" in refused.stderr

        script = refused.stderr.split("\n\n", 1)[1].replace("postgres", "lindenau").replace("…", "secret")
        for statement in filter(None, map(str.strip, script.split(";"))):
            dba.execute(statement.encode())

    office = Command(
        place / "home",
        DATABASE_URL=server.url("lindenau_app"),
        DATABASE_OWNER_URL=server.url("lindenau_owner"),
        DATABASE_BACKUP_URL=server.url("lindenau_backup"),
    )
    office("setup")
    found = office.doctor()
    assert found["database"]["text"].endswith("the office's own server")
    assert [found[name]["text"] for name in ("database", "tables", "role", "journal", "keys") if not found[name]["ok"]] == []
    assert not (place / "home" / "postgres").exists()

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.url("somebody"))

    office("backup", place / "backup.tar", "--keys", place / "keys.tar")
    other = Command(place / "other", **{k: v for k, v in office.environment.items() if k.startswith("DATABASE_")})
    assert "is not empty" in other("restore", place / "backup.tar", "--keys", place / "keys.tar", expect=2).stderr
    with psycopg.connect(server.url("dba", "postgres"), autocommit=True) as dba:
        dba.execute("DROP DATABASE lindenau")
        dba.execute("CREATE DATABASE lindenau OWNER lindenau_owner TEMPLATE template0 ENCODING 'UTF8'")
    shutil.rmtree(place / "other")
    other("restore", place / "backup.tar", "--keys", place / "keys.tar")
    assert other.doctor()["journal"]["ok"]
    assert other.doctor()["role"]["ok"]


def test_without_an_owner_of_its_own_doctor_is_red(server: Server, place: Path) -> None:
    with psycopg.connect(server.url("dba", "postgres"), autocommit=True) as dba:
        for name in ("owner", "app", "welcome", "backup"):
            dba.execute(f"CREATE ROLE lindenau_{name} LOGIN PASSWORD 'secret'".encode())
        dba.execute("CREATE DATABASE lindenau OWNER lindenau_owner")
    office = Command(place / "home", DATABASE_URL=server.url("lindenau_owner"))
    office("setup")
    assert office.doctor()["role"]["ok"] is False
