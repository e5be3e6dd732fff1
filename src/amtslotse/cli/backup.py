"""``amtslotse backup``: database and encrypted files in one file, the keys in another.

The database is dumped first and the files are copied after: every document that the dump names is then among the files.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from amtslotse import __version__
from amtslotse.cli import home, instance
from amtslotse.cli.embedded import binaries
from amtslotse.kernel.errors import DomainError

MANIFEST, DUMP, FILES, KEYS = "amtslotse.json", "database", "files", "keys"
#: A tar names each member's length before its content: the dump is cut in pieces, so that none of it waits on the disk.
PIECE = 16 * 1024 * 1024


class BackupFailed(DomainError):
    """There is no backup; nothing is left half written."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("backup", help="database and encrypted documents in one file, without the keys")
    parser.add_argument("file", type=Path, metavar="FILE.tar")
    parser.add_argument("--keys", type=Path, metavar="KEYS.tar", help="also write the keys; keep this file somewhere else")
    parser.set_defaults(run=run, bare=True)


def run(args: argparse.Namespace) -> int:
    """Writes the backup, and the keys when asked, each readable by this user only."""
    office = instance.open_()
    write(office, args.file)
    print(f"{args.file}: database and documents, {args.file.stat().st_size / 1e6:.1f} MB")
    if args.keys:
        write_keys(office, args.keys)
        print(f"{args.keys}: the keys. Keep this file apart from the other one")
    else:
        print("The keys are not in it: without them the documents cannot be read (--keys FILE writes them)")
    return 0


def write(office: instance.Instance, target: Path) -> None:
    """``target`` holds all data of the office as of now, and no key. Raises ``BackupFailed``."""
    with _new(target) as archive:
        _add(archive, MANIFEST, json.dumps(_manifest(office), indent=2).encode())
        pieces = _dump(office.backup_url)
        for number, piece in enumerate(pieces):
            _add(archive, f"{DUMP}/{number:06}", piece)
        archive.add(office.home / "files", FILES, recursive=False)
        for path in sorted((office.home / "files").rglob("*")):
            with suppress(FileNotFoundError):  # shredded meanwhile
                archive.add(path, f"{FILES}/{path.relative_to(office.home / 'files')}", recursive=False)


def write_keys(office: instance.Instance, target: Path) -> None:
    """``target`` holds the keys and nothing else. Raises ``BackupFailed``."""
    with _new(target) as archive:
        for name in home.KEYS:
            archive.add(office.home / "keys" / name, f"{KEYS}/{name}")


def tool(conninfo: str | None, *command: str) -> tuple[list[str], dict[str, str]]:
    """A PostgreSQL program with its connection; a password goes through the environment, where ``ps`` does not show it."""
    name, *arguments = command
    line = [str(binaries() / name), *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    if conninfo is not None:
        parts = conninfo_to_dict(conninfo)
        if password := parts.pop("password", None):
            environment["PGPASSWORD"] = str(password)
        line.append(f"--dbname={make_conninfo('', **parts)}")
    return line, environment


def _manifest(office: instance.Instance) -> dict[str, object]:
    with psycopg.connect(office.backup_url) as connection:
        return {
            "format": 1,
            "version": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": connection.info.dbname,
            "postgresql": connection.info.server_version // 10000,
            "demo": (office.home / "demo").read_text() if home.is_demo(office.home) else None,
            "keys": home.fingerprints(office.home),
        }


def _dump(conninfo: str) -> Iterator[bytes]:
    command, environment = tool(conninfo, "pg_dump", "--format=custom", "--no-owner")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as dump:
        assert dump.stdout  # noqa: S101  pipes were asked for
        assert dump.stderr  # noqa: S101
        while piece := dump.stdout.read(PIECE):
            yield piece
        complaint = dump.stderr.read().decode(errors="replace").strip()
    if dump.returncode:
        raise BackupFailed(f"pg_dump: {complaint}")


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    member.mtime = int(datetime.now(UTC).timestamp())
    archive.addfile(member, io.BytesIO(content))


@contextmanager
def _new(target: Path) -> Iterator[tarfile.TarFile]:
    """A tar that appears under its name only when it is complete and on the disk."""
    if target.exists():
        raise BackupFailed(f"{target} exists already: choose another name")
    part = target.with_name(target.name + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise BackupFailed(f"{target} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                yield archive
            _to_disk(file)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
