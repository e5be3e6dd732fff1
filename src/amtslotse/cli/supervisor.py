"""Several processes up and down together: when one ends, or somebody says stop, all end, and nothing stays behind."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO, Any

import psutil

from amtslotse.cli import instance
from amtslotse.kernel.errors import DomainError

#: Every process of a supervisor carries its home in this variable, and its children inherit it: that finds them
#: again after a ``kill -9``, which a list of process ids would not (numbers are used again).
MARK = "AMTSLOTSE_SUPERVISED"
PATIENCE = 8.0
LOG_LIMIT = 10_000_000


class AlreadyRunning(DomainError):
    """Another supervisor has this home."""


class Supervisor:
    """The processes of one home."""

    def __init__(self, home: Path, port: int) -> None:
        """This process is the only supervisor of ``home``, and nothing of an earlier one runs. Raises ``AlreadyRunning``."""
        self.home = home
        self.logs = home / "log"
        self.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._tasks: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = False
        self._lock = (home / "supervisor.json").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            with self._lock:
                self._lock.seek(0)
                other = json.loads(self._lock.read() or '{"port": "?", "pid": "?"}')
            raise AlreadyRunning(
                f"{home} is running already: http://127.0.0.1:{other['port']}/ (process {other['pid']}). "
                "For a second one choose another PORT and another AMTSLOTSE_HOME"
            ) from error
        self._lock.truncate(0)
        self._lock.write(json.dumps({"pid": os.getpid(), "port": port}))
        self._lock.flush()
        end_leftovers(home)

    def spawn(self, name: str, command: Sequence[str]) -> None:
        """The command runs until all end; what it prints lies in ``log/<name>.log``."""
        log = self.logs / f"{name}.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            self._children[name] = self._begin(command, output)

    def spawn_once(self, name: str, command: Sequence[str]) -> None:
        """The command does one thing beside the others and may end; it speaks on our standard error."""
        self._tasks[name] = self._begin(command, sys.stderr)

    def _begin(self, command: Sequence[str], output: IO[Any]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command],
            env=instance.environment_for_children() | {MARK: str(self.home)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches only us, and we pass it on once
        )

    def watch(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Returns when all children have ended: 0 when somebody asked for it, 1 when one of them died."""
        before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)}
        ready = False
        code = 0
        try:
            while not self._stop:
                if dead := next((name for name, child in self._children.items() if child.poll() is not None), None):
                    code = 1
                    self._report(dead)
                    break
                for name in [name for name, task in self._tasks.items() if task.poll() is not None]:
                    if failed := self._tasks.pop(name).returncode:
                        print(f"{name} failed ({failed}); the rest goes on without it", file=sys.stderr)
                if not ready and is_ready():
                    ready = True
                    when_ready()
                time.sleep(0.1)
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return code

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self._stop = True

    def _report(self, name: str) -> None:
        log = self.logs / f"{name}.log"
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        ended = self._children[name].returncode
        print(f"\n{name} ended by itself ({ended}); stopping the rest. The end of {log}:\n{tail}", file=sys.stderr)

    def _end_all(self) -> None:
        everybody = (*self._children.values(), *self._tasks.values())
        for child in everybody:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in everybody:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
        end_leftovers(self.home, patience=0.2)  # whoever has not gone by now was asked
        for child in everybody:
            child.wait()


def end_leftovers(home: Path, patience: float = PATIENCE) -> int:
    """No process that a supervisor of this home started is alive; returns how many had to be ended."""
    found = [process for process in psutil.process_iter() if process.pid != os.getpid() and _is_marked(process, home)]
    for process in found:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(found, timeout=patience if found else 0)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=2)
    return len(found)


def _is_marked(process: psutil.Process, home: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(home)
    except (psutil.Error, OSError):  # another user's, or gone
        return False
