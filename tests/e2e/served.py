"""A real office in a folder of its own, served by the real web server, killed when a test wants it."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil
import psycopg

from amtslotse.cli.embedded import Embedded
from tests.cli.conftest import Command, set_up
from tests.environment import ROOT

TOKEN = "t" * 32


@dataclass(frozen=True)
class Draft:
    session: str
    draft: str
    digest: str


class Office:
    """A real office in a folder of its own, served by the real web server."""

    def __init__(self, home: Path) -> None:
        self.command = Command(home)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.process: subprocess.Popen[str] | None = None

    def furnish(self) -> None:
        """Tables, catalogue, teams and legal pages are there."""
        set_up(self.command.home, demo=True)

    def start(self) -> None:
        line = self.command.line("serve", "--port", str(self.port))
        self.process = subprocess.Popen(
            line, env=self.command.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(900):
            with suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/de/", None)[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the office does not answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def kill_everything(self) -> None:
        """Web server, worker and database die at once, as in a power cut of the machine's processes."""
        assert self.process is not None
        doomed = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.name() == "postgres" and Path(process.cwd()).is_relative_to(self.command.home):
                    doomed.append(process)
        for process in doomed:
            with suppress(psutil.Error):
                process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.process = None

    def ask(self, method: str, path: str, draft: Draft | None, **fields: str) -> tuple[int, str, str]:
        """Status, Location and text of an answer."""
        session = f"; sessionid={draft.session}" if draft else ""
        headers = {"Cookie": f"csrftoken={TOKEN}{session}", "Content-Type": "application/x-www-form-urlencoded"}
        # closed also when a killed server breaks the answer off
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, urlencode({**fields, "csrfmiddlewaretoken": TOKEN}), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        return answer.status, answer.headers.get("Location", ""), text

    def send(self, draft: Draft, digest: str = "") -> tuple[int, str]:
        """Sends the application; status and the address of the receipt."""
        status, place, _ = self.ask("POST", f"/de/application/{draft.draft}/check/", draft, digest=digest or draft.digest)
        return status, place

    def drafts(self, number: int) -> list[Draft]:
        command = [sys.executable, "-m", "tests.e2e.make_drafts", str(number)]
        done = subprocess.run(command, cwd=ROOT, env=self.command.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [Draft(**each) for each in json.loads(done.stdout)]

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """As superuser, while the office runs or not."""
        server = Embedded(self.command.home)
        server.start()
        try:
            with psycopg.connect(server.dsn(db="amtslotse"), autocommit=True) as connection:
                answer = connection.execute(statement)
                return answer.fetchall() if answer.description else []
        finally:
            server.release()
