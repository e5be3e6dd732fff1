"""Two hundred phones with an open event stream: what other pages pay, how soon a call is seen, how fast the server stops.

Run: python tests/bench/bench_streams.py
"""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.bench.bench_portal import load
from tests.e2e.served import Office
from tests.environment import ROOT

PHONES = 200
ROUNDS = 250
CALLS = 8
RATIO_BAR, SEEN_BAR, STOP_BAR = 1.5, 2.5, 5.0  # p95 with ÷ without; seconds until every phone was told; seconds of Ctrl-C
PAGES = ("/de/", "/de/service/study-16b/", "/de/display/{site}/")


class Phones:
    """Open streams in one thread, and when each said what."""

    def __init__(self, port: int, tickets: list[str]) -> None:
        self.port, self.open, self.refused = port, {}, 0
        self.called: dict[str, float] = {}
        for ticket in tickets:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", f"/de/ticket/{ticket}/events", headers={"Accept": "text/event-stream"})
            answer = connection.getresponse()
            if answer.status == 200:
                self.open[ticket] = (connection, answer)
            else:
                self.refused += 1
                connection.close()
        self._threads = [
            threading.Thread(target=self._listen, args=(ticket, answer), daemon=True)
            for ticket, (_, answer) in self.open.items()
        ]
        for thread in self._threads:
            thread.start()

    def _listen(self, ticket: str, answer: http.client.HTTPResponse) -> None:
        try:
            for line in answer:
                if b"data-call" in line:
                    self.called.setdefault(ticket, time.time())
        except (OSError, ValueError, http.client.HTTPException):
            return

    def close(self) -> None:
        for connection, answer in self.open.values():
            try:
                sock = answer.fp.raw._sock  # type: ignore[attr-defined]
                sock.shutdown(socket.SHUT_RDWR)
            except (OSError, AttributeError):
                pass
            connection.close()


def times(port: int, path: str) -> list[float]:
    for _ in range(10):
        load(port, path)
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        load(port, path)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def row(name: str, taken: list[float]) -> tuple[float, float]:
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
    print(f"{name:44} {p50:8.1f} {p95:8.1f}", flush=True)
    return p50, p95


def measure(site: Office, pages: list[str], name: str) -> dict[str, float]:
    return {path: row(f"{path}  {name}", times(site.port, path))[1] for path in pages}


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-bench-", dir="/tmp"))
    folder.chmod(0o755)
    site = Office(folder / "home")
    site.furnish()
    site.start()
    caller = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.make_tickets", str(PHONES + 2 * CALLS)],
        cwd=ROOT, env=site.command.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert caller.stdin and caller.stdout
        hall = json.loads(caller.stdout.readline())
        pages = [path.format(site=hall["site"]) for path in PAGES]

        def call() -> dict[str, object]:
            caller.stdin.write("\n")  # type: ignore[union-attr]
            caller.stdin.flush()  # type: ignore[union-attr]
            return json.loads(caller.stdout.readline())  # type: ignore[union-attr,no-any-return]

        print(f"{'page':44} {'p50 ms':>8} {'p95 ms':>8}")
        without = measure(site, pages, "0 streams")
        phones = Phones(site.port, hall["tickets"][:PHONES])
        time.sleep(3)
        held = site.query("SELECT count(*) FROM pg_stat_activity WHERE usename LIKE '%app%'")[0][0]
        quiet = measure(site, pages, f"{len(phones.open)} streams, nothing happens")
        stop = threading.Event()

        def busy() -> None:
            while not stop.wait(2.0):
                call()

        calling = threading.Thread(target=busy)
        calling.start()
        loud = measure(site, pages, f"{len(phones.open)} streams, a call every 2 s")
        stop.set()
        calling.join()
        seen = []
        for _ in range(CALLS):
            made = call()
            time.sleep(2.0)
            if (at := phones.called.get(str(made["ticket"]))) is not None:
                seen.append(at - float(made["at"]))  # type: ignore[arg-type]
        process = site.process
        assert process is not None
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait(60)
        took = time.monotonic() - began
        site.process = None
        phones.close()
        quiet_ratio = max(quiet[page] / without[page] for page in pages)
        ratio = max(loud[page] / without[page] for page in pages)
        print(f"open {len(phones.open)}, refused {phones.refused}; database connections held with all of them open: {held}")
        print(f"p95 with ÷ without: {quiet_ratio:.2f} quiet, {ratio:.2f} busy (bar {RATIO_BAR})")
        print(f"call → phone: median {statistics.median(seen):.2f} s, worst {max(seen):.2f} s of {len(seen)} (bar {SEEN_BAR})")
        print(f"Ctrl-C with all open: {took:.1f} s (bar {STOP_BAR})")
        missed = ratio > RATIO_BAR or quiet_ratio > RATIO_BAR or max(seen) > SEEN_BAR or took > STOP_BAR
        return int(missed or len(phones.open) < PHONES * 0.9 or len(seen) < CALLS)
    finally:
        caller.kill()
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
