"""``amtslotse restore``: an office comes back from its backup, in an empty folder."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psycopg

from amtslotse.cli import backup, home, instance, progress, setup
from amtslotse.kernel.errors import DomainError


class NotRestored(DomainError):
    """Nothing was overwritten; the text says what stands in the way."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("restore", help="bring an office back from its backup, in an empty folder")
    parser.add_argument("file", type=Path, metavar="FILE.tar")
    parser.add_argument("--keys", type=Path, metavar="KEYS.tar", help="the keys that `backup --keys` wrote")
    parser.set_defaults(run=run, bare=True)


def run(args: argparse.Namespace) -> int:
    """The office is what it was when the backup was made. 1 when its keys are missing, so that documents stay unreadable."""
    folder = home.path()
    kept = (folder / "files").glob("*")
    if (folder / "postgres").exists() or any(path.name != "keys.json" for path in kept):
        raise NotRestored(f"{folder} is not empty, and nothing is overwritten: choose another AMTSLOTSE_HOME")
    with _reading(args.file) as archive:
        manifest = _manifest(archive, args.file)
        (folder / "files").mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if args.keys:
            _take_keys(args.keys, folder)
        if manifest["demo"] is not None:
            home.mark_as_demo(folder, manifest["demo"])
        (folder / "files" / "keys.json").write_text(json.dumps(manifest["keys"]))
        office = instance.open_(may_be_empty=True)
        _check_empty(office, manifest)
        setup.prepare_roles(office)  # not the default rights: they would add to the dump's, and the journal has fewer
        with progress.step("Database"):
            _restore_dump(office, archive)
            with psycopg.connect(office.owner_url) as connection:
                connection.execute("SELECT journal_restored()")  # transaction numbers begin anew in this cluster
        with progress.step("Documents"):
            _restore_files(archive, folder)
    setup.set_up(office)
    if strange := home.strange_keys(folder):
        print(
            f"{', '.join(strange)}: not the key of this backup. What it protects stays unreadable until the right file lies in "
            f"{folder / 'keys'} (`amtslotse doctor` tells)",
            file=sys.stderr,
        )
        return 1
    print(f"restored as of {manifest['made_at']}")
    return 0


def _reading(file: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(file, mode="r|")
    except (OSError, tarfile.TarError) as error:
        raise NotRestored(f"{file} is not a backup that can be read: {error}") from error


def _manifest(archive: tarfile.TarFile, file: Path) -> dict[str, Any]:
    first = archive.next()
    content = archive.extractfile(first) if first and first.name == backup.MANIFEST else None
    if content is None:
        raise NotRestored(f"{file} is not a backup of Amtslotse")
    manifest: dict[str, Any] = json.load(content)
    if manifest["format"] != 1:
        raise NotRestored(f"{file} was made by version {manifest['version']}: this version does not know its format")
    return manifest


def _take_keys(file: Path, folder: Path) -> None:
    (folder / "keys").mkdir(exist_ok=True, mode=0o700)
    with _reading(file) as archive:
        while member := archive.next():
            name = member.name.removeprefix(f"{backup.KEYS}/")
            content = archive.extractfile(member) if name in home.KEYS else None
            if content is None:
                raise NotRestored(f"{file} holds {member.name}: that is not a file of keys")
            try:
                handle = os.open(folder / "keys" / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError as error:
                raise NotRestored(f"{folder / 'keys' / name} is there already, and nothing is overwritten") from error
            with content, os.fdopen(handle, "wb") as key:
                shutil.copyfileobj(content, key)


def _check_empty(office: instance.Instance, manifest: dict[str, Any]) -> None:
    """The roles in a dump carry the database's name; tables that are there stay."""
    if office.server:
        return  # made a moment ago
    with psycopg.connect(office.owner_url) as connection:
        name = connection.info.dbname
        if name != manifest["database"]:
            raise NotRestored(
                f"the backup is of the database {manifest['database']}: restore into one of the same name, not {name}"
            )
        if connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone():
            raise NotRestored(f"the database {name} is not empty, and nothing is overwritten")


def _restore_dump(office: instance.Instance, archive: tarfile.TarFile) -> None:
    """In one transaction. Through ``psql``, because ``pg_restore`` sets what servers before 17 do not know."""
    read, _ = backup.tool(None, "pg_restore", "--no-owner", "--file=-")
    write, environment = backup.tool(
        office.owner_url,
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    )
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(read, stdin=pipe, stdout=pipe, stderr=complaints) as script,
        subprocess.Popen(write, stdin=pipe, stderr=complaints, env=environment) as load,
    ):
        feeder = threading.Thread(target=_feed, args=(_pieces(archive), script.stdin))
        feeder.start()
        _feed(_for_older_servers(script.stdout), load.stdin)  # type: ignore[arg-type]  # a pipe was asked for
        script.stdout.close()  # type: ignore[union-attr]
        feeder.join()
        if script.wait() or load.wait():
            complaints.seek(0)
            raise NotRestored(f"the database could not be restored: {complaints.read().decode(errors='replace').strip()}")


def _feed(content: Iterable[bytes], pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError), pipe:  # who gave up says why
        for piece in content:
            pipe.write(piece)


def _for_older_servers(script: IO[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(script):
        if number > 100 or line != b"SET transaction_timeout = 0;\n":  # stands at the top; further down it would be data
            yield line


def _pieces(archive: tarfile.TarFile) -> Iterator[bytes]:
    while member := archive.next():
        if member.name == backup.FILES:
            return
        content = archive.extractfile(member)
        if content is None or not member.name.startswith(f"{backup.DUMP}/"):
            raise NotRestored(f"the backup holds {member.name} where the database should be")
        yield content.read()


def _restore_files(archive: tarfile.TarFile, folder: Path) -> None:
    while member := archive.next():
        if not member.name.startswith(f"{backup.FILES}/"):
            raise NotRestored(f"the backup holds {member.name} where documents should be")
        archive.extract(member, folder, filter="data")
