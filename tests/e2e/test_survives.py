"""What was acknowledged is there: two hundred identical submissions, a kill -9 of everything (faults 1, 2, 5, 6)."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil
import psycopg
import pytest

from amtslotse.cli.embedded import Embedded
from amtslotse.offices.actions import DEMO_OFFICE
from tests.cli.conftest import Command
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

    def start(self) -> None:
        line = self.command.line("serve", "--port", str(self.port))
        self.process = subprocess.Popen(
            line, env=self.command.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
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
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        session = f"; sessionid={draft.session}" if draft else ""
        headers = {"Cookie": f"csrftoken={TOKEN}{session}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode({**fields, "csrfmiddlewaretoken": TOKEN}), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
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


@pytest.fixture
def office() -> Iterator[Office]:
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-e2e-", dir="/tmp"))
    folder.chmod(0o755)
    office = Office(folder / "home")
    office.command("setup")
    office.command("office", "apply", DEMO_OFFICE)
    yield office
    office.stop()
    shutil.rmtree(folder)


def _rush(office: Office, drafts: list[Draft], *, kill_after: int) -> dict[str, str]:
    """Eight clients send while somebody kills everything; what was acknowledged, by draft."""
    acknowledged: dict[str, str] = {}
    enough = threading.Event()

    def send(draft: Draft) -> None:
        with suppress(OSError, http.client.HTTPException):
            status, place = office.send(draft)
            if status == 302:
                acknowledged[draft.draft] = place
        if len(acknowledged) >= kill_after:
            enough.set()

    with ThreadPoolExecutor(8) as clients:
        rush = [clients.submit(send, draft) for draft in drafts]
        assert enough.wait(60)
        office.kill_everything()
        for each in rush:
            each.result()
    return acknowledged


def _lost(office: Office, drafts: list[Draft], acknowledged: dict[str, str]) -> list[str]:
    """Acknowledged drafts that have no case."""
    kept = {str(key) for (key,) in office.query("SELECT submission_key FROM casework_case")}
    return [draft.draft for draft in drafts if draft.draft in acknowledged and draft.draft not in kept]


def test_two_hundred_identical_submissions_make_one_case(office: Office) -> None:
    office.start()
    (draft,) = office.drafts(1)
    with ThreadPoolExecutor(200) as clients:
        answers = list(clients.map(lambda _: office.send(draft), range(200)))
    assert {status for status, _ in answers} == {302}
    assert len({place for _, place in answers}) == 1
    assert office.query("SELECT count(*) FROM casework_case") == [(1,)]
    assert office.query("SELECT count(*) FROM notify_mail") == [(1,)]
    # the same key with other content is refused, and nothing changes
    assert office.send(draft, digest="0" * 64) == (409, "")
    assert office.query("SELECT count(*) FROM casework_case") == [(1,)]


def test_a_kill_in_the_middle_loses_no_receipt(office: Office) -> None:
    office.start()
    drafts = office.drafts(160)
    acknowledged = _rush(office, drafts, kill_after=60)
    assert len(acknowledged) < len(drafts), "everything was sent before the kill: nothing was tested"
    office.start()
    assert _lost(office, drafts, acknowledged) == []
    for draft in drafts[:8] + drafts[-8:]:
        if draft.draft in acknowledged:
            assert office.ask("GET", acknowledged[draft.draft], draft)[0] == 200
    # whoever got no answer sends again, and each draft is one case
    again = [office.send(draft) for draft in drafts]
    assert {status for status, _ in again} == {302}
    assert all(place == acknowledged.get(draft.draft, place) for draft, (_, place) in zip(drafts, again, strict=True))
    assert office.query("SELECT count(*), count(DISTINCT submission_key) FROM casework_case") == [(160, 160)]
    assert office.command("journal", "verify").returncode == 0


def test_control_without_synchronous_commit_receipts_are_lost(office: Office) -> None:
    """The test above can fail: with a database that acknowledges before it has written, it does."""
    for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'"):
        office.query(f"ALTER SYSTEM SET {setting}")
    office.start()
    drafts = office.drafts(40)
    acknowledged = _rush(office, drafts, kill_after=20)
    assert _lost(office, drafts, acknowledged) != []
