"""An office of its own for the tests of the command, set up once, and the command as a stranger calls it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.database import digest
from tests.environment import HOME, ROOT

NOT_OURS = ("DATABASE_URL", "AMTSLOTSE_HOME", "DJANGO_SETTINGS_MODULE", "AMTSLOTSE_DEMO", "PORT")


class Command:
    """``amtslotse`` for one home folder."""

    def __init__(self, home: Path, **more: str) -> None:
        self.home = home
        self.environment = {k: v for k, v in os.environ.items() if k not in NOT_OURS} | {"AMTSLOTSE_HOME": str(home)} | more

    def line(self, *arguments: str | Path) -> list[str | Path]:
        return [sys.executable, "-m", "amtslotse.cli.main", *arguments]

    def __call__(self, *arguments: str | Path, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(self.line(*arguments), env=self.environment, capture_output=True, text=True, check=False)
        assert expect is None or done.returncode == expect, done.stdout + done.stderr
        return done

    def doctor(self) -> dict[str, Any]:
        """The finding of each check, by name."""
        found = json.loads(self("doctor", "--json", expect=None).stdout)
        return {check["name"]: check for check in found["checks"]}


def set_up(home: Path, *, demo: bool = False) -> None:
    """An office lies in the folder as ``amtslotse setup`` leaves it, not running; ``demo``: with teams and legal pages.

    It is set up once and copied while the sources stay the same: to migrate takes longer than most tests of the command.
    """
    offices = HOME / "offices"
    offices.mkdir(exist_ok=True)
    with (offices / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made_from = digest(file for file in (ROOT / "src").rglob("*") if file.suffix in (".py", ".toml", ".json", ".sql"))
        made, note = offices / made_from[:16], offices / "made-from"
        if not note.exists() or note.read_text() != made_from:
            for old in offices.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            Command(made)("setup")
            note.write_text(made_from)
        with_teams = made.with_suffix(".demo")
        if demo and not with_teams.exists():
            new = made.with_suffix(".new")
            if new.exists():
                shutil.rmtree(new)
            _copy(made, new)
            Command(new)("office", "apply", ROOT / "src" / "amtslotse" / "offices" / "data" / "demo.toml")
            new.rename(with_teams)
        _copy(with_teams if demo else made, home)


def _copy(office: Path, home: Path) -> None:
    subprocess.run(["cp", "-a", office, home], check=True)  # with its owners: as root the database is another user's


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can reach, unlike ``tmp_path``."""
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == "postgres" and Path(process.cwd()).is_relative_to(folder):
                process.kill()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def office() -> Iterator[Command]:
    """A real office, set up and not running."""
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-test-", dir="/tmp"))
    folder.chmod(0o755)
    command = Command(folder / "home of an office")
    set_up(command.home)
    yield command
    shutil.rmtree(folder)
