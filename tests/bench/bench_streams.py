"""Two hundred phones with an open event stream: what other pages pay, how soon a call is seen, how fast the server stops.

Run: python tests/bench/bench_streams.py
"""

from __future__ import annotations

import json
import selectors
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
ROUNDS, TURNS = 240, 4
CALLS = 8
RATIO_BAR, SEEN_BAR, STOP_BAR = 1.5, 2.5, 5.0  # p95 with ÷ without; seconds until every phone was told; seconds of Ctrl-C
WAYS = ("no streams", "200, quiet", "200, calls")
PAGES = ("/de/", "/de/service/study-16b/", "/de/display/{site}/")


class Phones:
    """Open streams, read by one thread, and when each said that its number is called."""

    def __init__(self, port: int, tickets: list[str]) -> None:
        self.called: dict[str, float] = {}
        self.refused = 0
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        for ticket in tickets:
            line = socket.create_connection(("127.0.0.1", port), timeout=30)
            line.sendall(f"GET /de/ticket/{ticket}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            if b" 200 " in line.recv(4096).split(b"\r\n")[0]:
                line.setblocking(False)
                self._selector.register(line, selectors.EVENT_READ, ticket)
                self._sockets.append(line)
            else:
                self.refused += 1
                line.close()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def open(self) -> int:
        return len(self._sockets)

    def _listen(self) -> None:
        while not self._over.is_set():
            for key, _ in self._selector.select(0.2):
                try:
                    said = key.fileobj.recv(65536)  # type: ignore[union-attr]
                except OSError:
                    said = b""
                if not said:
                    self._selector.unregister(key.fileobj)
                elif b"data-call" in said:
                    self.called.setdefault(key.data, time.time())

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        for line in self._sockets:
            line.close()


def times(port: int, path: str, rounds: int) -> list[float]:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        load(port, path)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[18]


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-bench-", dir="/tmp"))
    folder.chmod(0o755)
    site = Office(folder / "home")
    site.furnish()
    site.start()
    caller = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.make_tickets", str(PHONES + 100)],
        cwd=ROOT, env=site.command.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert caller.stdin
        assert caller.stdout
        hall = json.loads(caller.stdout.readline())
        pages = [path.format(site=hall["site"]) for path in PAGES]

        def call() -> dict[str, object]:
            caller.stdin.write("\n")  # type: ignore[union-attr]
            caller.stdin.flush()  # type: ignore[union-attr]
            return json.loads(caller.stdout.readline())  # type: ignore[union-attr,no-any-return]

        taken: dict[tuple[str, str], list[float]] = {(page, way): [] for page in pages for way in WAYS}

        def measure(way: str) -> None:
            for page in pages:
                taken[page, way] += times(site.port, page, ROUNDS // TURNS)

        for page in pages:
            times(site.port, page, 30)
        # In turns, because this machine may have other work.
        for turn in range(TURNS):
            measure(WAYS[0])
            phones = Phones(site.port, hall["tickets"][:PHONES])
            time.sleep(3)
            held = site.query("SELECT count(*) FROM pg_stat_activity WHERE usename LIKE '%app%'")[0][0]
            measure(WAYS[1])
            stop = threading.Event()
            calling = threading.Thread(target=lambda stop=stop: [call() for _ in iter(lambda: stop.wait(2.0), True)])  # type: ignore[misc]
            calling.start()
            measure(WAYS[2])
            stop.set()
            calling.join()
            if turn < TURNS - 1:
                phones.close()
                time.sleep(6)  # the server notices at its next word
        seen = []
        for _ in range(CALLS):
            made = call()
            time.sleep(3.0)
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
        print(f"{'page':32} {'p50 and p95 in ms:':18} {'   '.join(f'{way:>16}' for way in WAYS)}")
        for page in pages:
            cells = [f"{statistics.median(taken[page, way]):7.1f} {p95(taken[page, way]):8.1f}" for way in WAYS]
            print(f"{page:51} {'   '.join(cells)}")
        mixed = {way: [each for page in pages for each in taken[page, way]] for way in WAYS}
        ratios = {way: p95(mixed[way]) / p95(mixed[WAYS[0]]) for way in WAYS[1:]}
        print(f"open {phones.open}, refused {phones.refused}; database connections held with all of them open: {held}")
        print(f"p95 with ÷ without: {', '.join(f'{way} {ratio:.2f}' for way, ratio in ratios.items())} (bar {RATIO_BAR})")
        print(f"call → phone: median {statistics.median(seen):.2f} s, worst {max(seen):.2f} s of {len(seen)} (bar {SEEN_BAR})")
        print(f"Ctrl-C with all open: {took:.1f} s (bar {STOP_BAR})")
        missed = max(ratios.values()) > RATIO_BAR or max(seen) > SEEN_BAR or took > STOP_BAR
        return int(missed or phones.open < PHONES * 0.9 or len(seen) < CALLS)
    finally:
        caller.kill()
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
