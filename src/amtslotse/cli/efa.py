"""``amtslotse efa``: applications from the Land's online service are taken in from a folder."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amtslotse.casework.rules.uploads import LARGEST_FILE
from amtslotse.engines.efa import LARGEST
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.errors import DomainError

if TYPE_CHECKING:
    import procrastinate

_MESSAGES = (".json", ".xml")
TASK = "amtslotse.cli.efa.look"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command ``efa`` exists."""
    parser = commands.add_parser("efa", help="take in applications of the online service of the Land from a folder")
    parser.add_argument("folder", type=Path, help="messages (.json, .xml) and the files they name; nothing in it is changed")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Every message of the folder is a case or waits for staff; 1 when one could not be taken, and standard output says why.

    Running it again takes in what is new.
    """
    return take_in(args.folder)


def watch(app: procrastinate.App) -> None:
    """The worker looks into the folder that ``AMTSLOTSE_EFA`` names, every five minutes; nothing without it.

    Two looks never overlap (the queueing lock), and a message is taken in once whoever looks (``take_in_efa``).
    """
    folder = os.environ.get("AMTSLOTSE_EFA")
    if not folder:
        return

    @app.periodic(cron="*/5 * * * *")
    @app.task(name=TASK, queueing_lock=TASK, lock=TASK)
    def look(timestamp: int) -> None:
        if take_in(Path(folder)):
            raise DomainError(f"{folder} holds messages that could not be taken: see the log")


def take_in(folder: Path) -> int:
    """As ``run``. Raises ``DomainError`` when there is no such folder."""
    from amtslotse.casework.actions import take_in_efa

    if not folder.is_dir():
        raise DomainError(f"{folder} is no folder")
    files, failed = Folder(folder), 0
    for path in sorted(each for each in folder.iterdir() if each.suffix.lower() in _MESSAGES):
        try:
            done = take_in_efa(
                content=_read(path, LARGEST),
                is_xml=path.suffix.lower() == ".xml",
                files=files,
                by=SYSTEM,
                now=datetime.now(UTC),
            )
        except DomainError as error:
            failed += 1
            print(f"{path.name}: not taken: {error}")
            continue
        was = "" if done.is_new else " (known already)"
        refused = "".join(f"; {file}: {reason}" for file, reason in done.refused)
        print(f"{path.name}: {done.state}{was} {done.reason}{refused}".rstrip())
    return 1 if failed else 0


def _read(path: Path, longest: int) -> bytes:
    """The file, never more than one byte beyond what is allowed: the rules refuse that, and memory stays small."""
    with path.open("rb") as file:
        return file.read(longest + 1)


class Folder(Mapping[str, bytes]):
    """The plain files of a folder by their names, read when asked for. Links lead nowhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> bytes:
        path = self._folder / name
        if path.parent != self._folder or path.is_symlink() or not path.is_file():
            raise KeyError(name)
        return _read(path, LARGEST_FILE)

    def __iter__(self) -> Iterator[str]:
        return (each.name for each in self._folder.iterdir() if each.is_file() and not each.is_symlink())

    def __len__(self) -> int:
        return sum(1 for _ in self)
