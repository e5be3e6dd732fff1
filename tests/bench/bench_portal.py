"""What a phone loads on a first visit, and how long the real server takes for it, beside the same server's bare file.

Run: python tests/bench/bench_portal.py
"""

from __future__ import annotations

import http.client
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.e2e.served import Office

BYTES_BAR, TIME_BAR = 110_000, 60.0  # bytes without fonts; ms at p95
ROUNDS = 300
PAGES = ("/de/", "/ar/", "/de/service/study-16b/", "/en/search/?q=study")


def load(port: int, path: str) -> tuple[bytes, int]:
    """An answer's body, and its bytes over the wire with headers, as a browser asks for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, (path, answer.status)
    return body, len(body) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())


def weight(port: int, path: str) -> int:
    """The page and everything it names, without fonts."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    html = connection.getresponse().read().decode()
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+|/[a-z]{2}/colours[^"]*|/colours[^"]*|/arms[^"]*)"', html))
    return load(port, path)[1] + sum(load(port, each)[1] for each in named if not each.endswith(".woff2"))


def times(port: int, path: str) -> list[float]:
    for _ in range(20):
        load(port, path)
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        load(port, path)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-bench-", dir="/tmp"))
    folder.chmod(0o755)
    site = Office(folder / "home")
    site.furnish()
    site.start()
    missed = False
    try:
        html = site.ask("GET", "/de/", None)[2]
        style = re.findall(r'href="(/static/[^"]+\.css)"', html)[0]
        bare = statistics.median(times(site.port, style))
        print(f"{'page':28} {'bytes':>8} {'p50 ms':>8} {'p95 ms':>8} {'× bare file':>12}")
        for path in PAGES:
            taken = times(site.port, path)
            p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
            size = weight(site.port, path)
            missed |= size > BYTES_BAR or p95 > TIME_BAR
            print(f"{path:28} {size:8} {p50:8.1f} {p95:8.1f} {p50 / bare:12.1f}")
        print(f"bars: {BYTES_BAR} bytes without fonts, p95 {TIME_BAR} ms; bare file p50 {bare:.1f} ms")
    finally:
        site.stop()
        shutil.rmtree(folder)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
