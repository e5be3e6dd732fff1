"""Milliseconds for a cockpit page over the demo office's past (about 79,000 cases), beside plain SQL over the raw events.

The SQL is what an analyst would write who has the events and no read model: the same counts and percentiles, and no page.

Run: python tests/bench/bench_cockpit.py
"""

from __future__ import annotations

import io
import json
import statistics
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from office import office

BAR = 300.0  # ms, p95 of a page
ROUNDS = 40
PAGES = {"as it opens": "", "one year": "?period=2025", "one purpose": "?purpose=familie", "everything": "?period=all"}

RAW = """
WITH told AS (
    SELECT stream_id, min(happened_at) FILTER (WHERE milestone = 'received') AS received,
        min(happened_at) FILTER (WHERE milestone = 'decided') AS decided,
        min(happened_at) FILTER (WHERE milestone IN ('decided', 'ended')) AS closed,
        min(happened_at) FILTER (WHERE touched) AS touched, max(purpose) AS purpose
    FROM journal_event GROUP BY stream_id
)
SELECT date_trunc('month', decided AT TIME ZONE 'Europe/Berlin') AS month, split_part(purpose, '_', 1) AS row, count(*),
    percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM decided - received)),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM touched - received)), count(closed)
FROM told GROUP BY GROUPING SETS ((1), (2), ())
"""


def timed(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one round that warms up."""
    work()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20, method="inclusive")[18]


def fill() -> int:
    """The demo office's past up to yesterday is in the journal and in the read model; returns the number of cases."""
    from amtslotse.cli import demo_history
    from amtslotse.engines.eventlog import Mapping, read_csv
    from amtslotse.journal.actions import import_log
    from amtslotse.reporting import actions, queries

    now = datetime.now(UTC)
    log = io.StringIO(newline="")
    demo_history.write(log, until=date.today() - timedelta(days=1))  # noqa: DTZ011
    log.seek(0)
    mapping = Mapping.parse(tomllib.loads(demo_history.MAPPING.read_text("utf-8")), name=demo_history.SOURCE)
    import_log(batches=read_csv(log, mapping), mapping=mapping, now=now, on_reject=print, on_progress=lambda _: None)
    actions.catch_up(now=now)
    return sum(source.cases for source in queries.state().sources)


def measure() -> dict[str, object]:
    from django.db import connection

    from tests.factories.staff import make_staff, sign_in

    cases = fill()
    client = sign_in(make_staff("head"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_event")
        events = cursor.fetchone()[0]
        pages = {}
        for name, query in PAGES.items():
            p50, p95 = timed(lambda query=query: client.get(f"/de/cockpit/{query}"), ROUNDS)
            pages[name] = {"p50_ms": round(p50, 1), "p95_ms": round(p95, 1), "met": p95 <= BAR}
        raw, _ = timed(lambda: cursor.execute(RAW), 5)
    worst = max(page["p95_ms"] for page in pages.values())
    return {
        "cases": cases,
        "events": events,
        "bar_p95_ms": BAR,
        "pages": pages,
        "raw_sql_ms": round(raw, 1),
        "raw_sql_to_page": round(raw / pages["as it opens"]["p50_ms"], 1),
        "met": worst <= BAR,
    }


def main() -> int:
    with office():
        report = measure()
    print(json.dumps(report, indent=2))
    return 0 if report["met"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
