"""Events a second and peak memory of ``import-log``, beside what one would write without it.

Run: python tests/bench/bench_import_log.py. Bars: 60,000 events a second (CSV, with hashes), whatever the size; peak memory
at 1,000,000 events at most 1.2 times that at 100,000.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import psycopg

from amtslotse.cli import database, home
from amtslotse.cli.embedded import Embedded

RATE, GROWTH = 60_000, 1.2
SIZES = (100_000, 1_000_000)
BY_HAND = 20_000  # one statement an event is too slow for more
COMMAND = Path(sys.executable).with_name("amtslotse")
STEPS = ("Eingang", "Prüfung der Unterlagen", "Nachforderung", "Unterlagen vollständig", "Entscheidung", "Versand")
HEADER = ("Vorgang", "Schritt", "Zeit", "Person", "Zweck", "Eingang", "Ende", "Kanal")
MAPPING = """
case = "Vorgang"
activity = "Schritt"
time = "Zeit"
resource = "Person"
purpose = "Zweck"
received = "Eingang"
ended = "Ende"
attributes = ["Kanal"]
[milestones]
received = ["Eingang"]
decided = ["Entscheidung"]
"""


def write_log(path: Path, size: int) -> None:
    chance, begin = random.Random(1), datetime(2020, 1, 1)  # noqa: DTZ001  an export without zone, as most are

    def rows() -> Iterator[tuple[str, ...]]:
        for case in range(size):
            at = begin + timedelta(minutes=chance.randrange(2_000_000))
            times = [at := at + timedelta(seconds=chance.randrange(600_000)) for _ in STEPS]
            received, ended = times[0].isoformat(sep=" "), times[-1].isoformat(sep=" ")
            for step, time_of_step in zip(STEPS, times, strict=True):
                person = f"Person {chance.randrange(40)}"
                yield (
                    f"V-{case:07d}", step, time_of_step.isoformat(sep=" "), person, "AUSB_16B", received, ended, "Internet",
                )  # fmt: skip

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(islice(rows(), size))


def import_once(log: Path, mapping: Path) -> tuple[dict[str, int], float]:
    """What the command says, and its peak memory in MB."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen([COMMAND, "import-log", log, "--mapping", mapping, "--json"], stdout=out, stderr=sys.stderr)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(child.returncode)
        out.seek(0)
        return json.load(out), usage.ru_maxrss / 1024


def by_hand(log: Path, dsn: str) -> tuple[float, float]:
    """Seconds for the rows of the log with COPY and nothing else, and events a second with ``executemany``."""
    with psycopg.connect(dsn) as connection, log.open(encoding="utf-8", newline="") as file:
        columns = ", ".join(f"{name} {'timestamptz' if name == 'Zeit' else 'text'}" for name in HEADER)
        connection.execute(f"CREATE TABLE plain ({columns})")
        connection.execute("CREATE UNIQUE INDEX ON plain (vorgang, schritt, zeit)")
        began = time.perf_counter()
        rows = csv.reader(file)
        next(rows)
        with connection.cursor().copy("COPY plain FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
        copied = time.perf_counter() - began
        file.seek(0)
        next(rows)
        some = list(islice(rows, BY_HAND))
        connection.execute("TRUNCATE plain")
        began = time.perf_counter()
        connection.cursor().executemany(
            "INSERT INTO plain VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING", some
        )
        connection.commit()
        each = BY_HAND / (time.perf_counter() - began)
        connection.execute("DROP TABLE plain")
    return copied, each


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="amtslotse-bench-") as folder:
        office = Path(folder, "office")
        os.environ["AMTSLOTSE_HOME"] = str(office)
        os.environ.pop("DATABASE_URL", None)
        subprocess.run([COMMAND, "setup"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        home.prepare(office)
        server = Embedded(office)
        server.start()  # or each command would start and stop it
        owner = server.dsn(db="amtslotse", user=database.role("amtslotse", "owner"))
        peaks, rates = [], []
        print(f"{'events':>10} {'run':<8} {'events/s':>10} {'peak MB':>8} {'plain COPY takes':>17} {'executemany/s':>14}")
        for size in SIZES:
            log, mapping = Path(folder, f"log{size}.csv"), Path(folder, f"log{size}.toml")
            write_log(log, size)
            mapping.write_text(MAPPING)
            copied, each = by_hand(log, owner)
            for name, expected in (("first", size), ("second", 0)):
                told, peak = import_once(log, mapping)
                if told["events_added"] != expected:
                    raise SystemExit(f"{told['events_added']} events added, {expected} expected")
                rate = size / told["seconds"]
                share = f"{copied / told['seconds']:.0%} of the time"
                print(f"{size:>10,} {name:<8} {rate:>10,.0f} {peak:>8.1f} {share:>17} {each:>14,.0f}", flush=True)
                if name == "first":
                    peaks.append(peak)
                    rates.append(rate)
        server.release()
    growth = peaks[-1] / peaks[0]
    print(f"slowest first run {min(rates):,.0f} events/s (bar {RATE:,}); memory grows {growth:.2f} times (bar {GROWTH})")
    return 0 if min(rates) >= RATE and growth <= GROWTH else 1


if __name__ == "__main__":
    raise SystemExit(main())
