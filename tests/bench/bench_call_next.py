"""Calling the next of five hundred: the action alone, and twenty clerks who press at the same instant, through the real server.

Run: python tests/bench/bench_call_next.py
"""

from __future__ import annotations

import http.client
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.e2e.served import TOKEN, Office
from tests.environment import ROOT

CLERKS, WAITING, ROUNDS = 20, 500, 15
ACTION_BAR, REQUEST_BAR = 30.0, 120.0  # ms: the action at p95 with 500 waiting; twenty whole requests at once, p95


def press(port: int, clerk: dict[str, object], path: str, **fields: str) -> float:
    """One whole request, session, journal and all; its milliseconds. The connection is open already, as a browser's is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.connect()
    headers = {
        "Cookie": f"csrftoken={TOKEN}; sessionid={clerk['session']}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN})
    if fields.pop("wait", ""):
        GATE.wait()
    began = time.perf_counter()
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    taken = (time.perf_counter() - began) * 1000
    assert answer.status == 302, answer.status
    assert "login" not in (answer.headers.get("Location") or "")
    connection.close()
    return taken


GATE = threading.Barrier(CLERKS)


def at_once(port: int, crew: list[dict[str, object]]) -> list[float]:
    """Everybody calls the next at the same instant."""
    taken: list[float] = []

    def call(clerk: dict[str, object]) -> None:
        taken.append(press(port, clerk, f"/de/desk/counter/{clerk['counter']}/next/", wait="1"))

    threads = [threading.Thread(target=call, args=(clerk,)) for clerk in crew]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(taken) == CLERKS, "a request failed"
    return taken


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-bench-", dir="/tmp"))
    folder.chmod(0o755)
    site = Office(folder / "home")
    site.furnish()
    line = [sys.executable, "-m", "tests.bench.make_hall", str(CLERKS), str(WAITING + CLERKS * (ROUNDS + 1))]
    done = subprocess.run(line, cwd=ROOT, env=site.command.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    hall = json.loads(done.stdout)
    crew = hall["crew"]
    site.start()
    try:
        taken: list[float] = []
        twice = 0
        for turn in range(ROUNDS + 1):
            found = at_once(site.port, crew)
            taken += found if turn else []  # the first round warms both workers up
            called = site.query("SELECT id, counter_id, ticket_id FROM frontdesk_stop WHERE status = 'called'")
            twice += CLERKS - len({ticket for _, _, ticket in called})
            by_counter = {counter: stop for stop, counter, _ in called}
            for clerk in crew:
                press(site.port, clerk, f"/de/desk/stops/{by_counter[clerk['counter']]}/finish/", outcome="done")
        left = site.query("SELECT count(*) FROM frontdesk_stop WHERE status = 'waiting'")[0][0]
        action = statistics.quantiles(hall["action"], n=20)[18]
        request = statistics.quantiles(taken, n=20)[18]
        print(f"{'what':44} {'p50 ms':>8} {'p95 ms':>8} {'bar ms':>8}")
        name = f"call_next, {WAITING} and more waiting"
        print(f"{name:44} {statistics.median(hall['action']):8.1f} {action:8.1f} {ACTION_BAR:8.0f}")
        name = f"{CLERKS} whole requests at once, {left}+ waiting"
        print(f"{name:44} {statistics.median(taken):8.1f} {request:8.1f} {REQUEST_BAR:8.0f}")
        print(f"called twice: {twice} of {CLERKS * (ROUNDS + 1)}")
        return int(action > ACTION_BAR or request > REQUEST_BAR or twice > 0)
    finally:
        site.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
