"""A real office for browser stories: granian in a process of its own, on this test process's database.

Playwright's synchronous API keeps an event loop in the test's thread, and Django refuses the database there. So whatever
a story does to the database it does through ``Office.run``, in a thread of its own with a connection of its own.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

from tests.environment import HOME, ROOT

T = TypeVar("T")

#: One process is enough for one browser. ``web`` is what ``amtslotse serve`` runs.
SERVE = """
import sys
from amtslotse.cli import serve
serve.WORKERS, serve.POOL = 1, 6
serve.web("127.0.0.1", int(sys.argv[1]), "all")
"""
STARTS_WITHIN = 60.0
#: The shell without a window costs half the time of a whole Chromium.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
NO_CHROMIUM = "no Chromium on PATH: browser tests are left out (apt install chromium, or .ci/run)"


class Office:
    """The running server and a thread that may use the database."""

    def __init__(self, url: str, database: ThreadPoolExecutor) -> None:
        self.url = url
        self._database = database

    def run(self, work: Callable[[], T]) -> T:
        """What ``work`` answers, from the thread that may use the database; what it wrote is committed."""
        return self._database.submit(work).result()


@contextmanager
def open_office(blocker: object) -> Iterator[Office]:
    """An empty office answers; afterwards server and connection are gone. ``blocker`` is pytest-django's."""
    from django.db import connections

    _collect_static()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = HOME / "e2e.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-W", "default", "-c", SERVE, str(port)],
            cwd=ROOT,
            env={**os.environ, "AMTSLOTSE_DEMO": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    unblocked = blocker.unblock()  # type: ignore[attr-defined]
    unblocked.__enter__()
    database = ThreadPoolExecutor(1)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, server, log)
        yield Office(url, database)
    finally:
        database.submit(connections.close_all).result()
        database.shutdown()
        unblocked.__exit__(None, None, None)
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@cache
def _collect_static() -> None:
    """Once a test process: its home is its own."""
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT,
        env=os.environ,
        check=True,
    )


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/de/login/", timeout=20):
                return
        except urllib.error.HTTPError:
            return  # it answers; what it says is for the tests
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server does not answer:\n{log.read_text()[-3000:]}")


def clear() -> None:
    """Every table but the migrations' is empty."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined]
