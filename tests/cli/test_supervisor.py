"""What starts together ends together, and nothing is left behind."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from amtslotse.cli.supervisor import MARK, AlreadyRunning, Supervisor
from tests.cli.conftest import Command

PROGRAM = """
import sys
from pathlib import Path
from amtslotse.cli.supervisor import Supervisor
supervisor = Supervisor(Path(sys.argv[1]), 8000)
for number, command in enumerate(sys.argv[2:]):
    supervisor.spawn(f"child{number}", ["sh", "-c", command])
sys.exit(supervisor.watch(is_ready=lambda: True, when_ready=lambda: print("ready", flush=True)))
"""
LASTS = "sleep 60 & sleep 61"  # two processes in one child: both must end


@contextmanager
def started(*command: str | Path, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone afterwards, whatever the test finds."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def supervised(home: Path, *commands: str) -> AbstractContextManager[subprocess.Popen[str]]:
    return started(sys.executable, "-c", PROGRAM, home, *commands)


def until_ready(process: subprocess.Popen[str], line: str = "ready") -> None:
    assert process.stdout
    assert process.stdout.readline() == f"{line}\n"


def marked(home: Path) -> list[psutil.Process]:
    """Every process that belongs to a supervisor of this home."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == str(home):
                found.append(process)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_stop_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    with supervised(tmp_path, LASTS, LASTS) as process:
        until_ready(process)
        while len(marked(tmp_path)) < 4:  # a shell and what it started, twice, and the supervisor is none of them
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(60) == 0
    assert marked(tmp_path) == []


def test_the_death_of_one_child_ends_the_others_and_shows_its_last_words(tmp_path: Path) -> None:
    with supervised(tmp_path, LASTS, "echo that was it; exit 3") as process:
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "child1 ended by itself (3)" in complaint
    assert "that was it" in complaint
    assert marked(tmp_path) == []


def test_a_child_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    with supervised(tmp_path, "trap '' TERM; while true; do sleep 0.1; done") as process:
        until_ready(process)
        process.terminate()
        assert process.wait(60) == 0
    psutil.wait_procs(marked(tmp_path), timeout=30)  # the shell's last `sleep 0.1` may be on its way out
    assert marked(tmp_path) == []


def test_leftovers_of_a_killed_supervisor_end_at_the_next_start(tmp_path: Path) -> None:
    with supervised(tmp_path, LASTS) as first:
        until_ready(first)
        first.kill()
    left = marked(tmp_path)
    assert left  # the control: a kill -9 does leave them
    with supervised(tmp_path / "another home", LASTS) as other:
        until_ready(other)
        with supervised(tmp_path, LASTS) as second:
            until_ready(second)
            assert not any(process.is_running() for process in left)
            assert marked(tmp_path / "another home")  # not ours, left alone


def test_one_home_has_one_supervisor(tmp_path: Path) -> None:
    with supervised(tmp_path, LASTS) as process:
        until_ready(process)
        with pytest.raises(AlreadyRunning, match=rf"http://127.0.0.1:8000/ \(process {process.pid}\)"):
            Supervisor(tmp_path, 8001)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def status(port: int, path: str) -> int:
    """What the server answers, as soon as it answers."""
    for _ in range(900):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no answer in a minute and a half")


def test_serve_runs_web_and_worker_and_leaves_nothing(office: Command) -> None:
    port = free_port()
    with started(*office.line("serve", "--port", str(port)), environment=office.environment) as process:
        until_ready(process, f"http://127.0.0.1:{port}/")
        for _ in range(50):
            if office.doctor()["worker"]["ok"]:
                break
        assert office.doctor()["worker"]["ok"]
        began = time.monotonic()
        process.terminate()
        assert process.wait(60) == 0
    assert time.monotonic() - began < 25  # a server that waits for its open streams takes 30 and more
    assert marked(office.home) == []
    assert not (office.home / "postgres" / "postmaster.pid").exists()  # the last one stopped it


def test_public_and_staff_pages_in_processes_of_their_own(office: Command) -> None:
    public, staff = free_port(), free_port()
    with (
        started(*office.line("serve", "--surface", "public", "--port", str(public)), environment=office.environment),
        started(*office.line("serve", "--surface", "staff", "--port", str(staff)), environment=office.environment),
    ):
        assert status(staff, "/de/login/") == 200
        assert status(public, "/de/login/") == 404
        assert status(public, "/de/") == 200


def test_a_taken_port_is_said_in_words(office: Command) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = office("serve", "--port", str(port), expect=2)
    assert f"port {port} is taken by another program" in done.stderr


def test_sigterm_gives_the_database_back(office: Command) -> None:
    with started(*office.line("worker"), environment=office.environment) as process:
        for _ in range(200):
            if (office.home / "postgres" / "postmaster.pid").exists():
                break
            time.sleep(0.05)
        process.terminate()
        process.wait(60)
    assert not (office.home / "postgres" / "postmaster.pid").exists()
