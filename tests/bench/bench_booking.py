"""How fast places are given, over HTTP with everything an appointment needs, beside a bare view with a unique index.

Three tables: 64 clients on one place, bookings a second over many places, listing a month. All servers run with the same
number of processes and threads on the same PostgreSQL, and the clients share the cores with them: read the ratios.
``make peers`` installs pretix and django-appointment into ``var/peers``; then they stand in the first two tables as well.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from amtslotse.cli.embedded import Embedded
from tests.bench.crowd import served, together
from tests.bench.office import office as bench_office
from tests.bench.peers import run as peers
from tests.e2e.bookings import Browser, browsers, is_held, press
from tests.e2e.served import TOKEN, Office
from tests.environment import DATABASE, SERVER

CLIENTS, ROUNDS = 64, 5
BOOKINGS, AT_ONCE = 240, 16
WALL_BAR, RATE_BAR = 6.0, 0.2  # × the bare view
PEER_BAR = 10.0  # × pretix
MONTH_BARS = {"736 places": 10.0, "20 × 2,208 places": 50.0}  # ms of server time
BARE_TABLE = "CREATE TABLE bare_seat (id bigserial PRIMARY KEY, place bigint UNIQUE, who text)"


@contextmanager
def bare(site: Office) -> Iterator[int]:
    """The bare view answers at the port, on the office's PostgreSQL."""
    site.query(BARE_TABLE)
    address = Embedded(site.command.home).dsn(db="amtslotse")
    with served("tests.bench.bare_view:application", {"BARE_DATABASE": address}) as port:
        for number in range(40):
            ask_bare(port, number)
        yield port


def ask_bare(port: int, place: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", f"/{place}/", "who=x", {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def one_place(site: Office, port: int, beside: Sequence[peers.Result]) -> bool:
    """64 clients want one place; whether a bar was missed."""
    walls: dict[str, list[float]] = {"amtslotse": [], "bare view": []}
    won: dict[str, list[int]] = {"amtslotse": [], "bare view": []}
    for number in range(ROUNDS):
        crowd = browsers(site, CLIENTS, places=1)
        seconds, answers = together([lambda each=each: press(site, each) for each in crowd], CLIENTS)
        walls["amtslotse"].append(seconds)
        won["amtslotse"].append(sum(map(is_held, answers)))
        seconds, answers = together([lambda place=10**6 + number: ask_bare(port, place)] * CLIENTS, CLIENTS)
        walls["bare view"].append(seconds)
        won["bare view"].append(answers.count(201))
    for peer in beside:
        walls[peer.name], won[peer.name] = peer.walls, peer.accepted
    fewer = f" ({peers.ROUNDS} of the peers)" if beside else ""
    print(f"\n{CLIENTS} clients want one place, {ROUNDS} rounds{fewer}")
    print(f"{'':20} {'accepted':>16} {'wall s, median':>16} {'worst':>8}")
    for name, seconds in walls.items():
        print(f"{name:20} {'/'.join(map(str, won[name])):>16} {statistics.median(seconds):16.3f} {max(seconds):8.3f}")
    ratio = statistics.median(walls["amtslotse"]) / statistics.median(walls["bare view"])
    missed = ratio > WALL_BAR or set(won["amtslotse"]) != {1}
    print(f"bar: 1 accepted, wall ≤ {WALL_BAR:g} × bare view; now {ratio:.1f} ×{' MISSED' if missed else ''}")
    return missed


def many_places(site: Office, port: int, beside: Sequence[peers.Result]) -> bool:
    """Bookings a second when everybody wants another place; whether a bar was missed."""
    crowd = browsers(site, BOOKINGS + AT_ONCE, places=BOOKINGS + AT_ONCE)
    together([lambda each=each: press(site, each) for each in crowd[BOOKINGS:]], AT_ONCE)  # warm
    crowd = crowd[:BOOKINGS]
    holding, answers = together([lambda each=each: press(site, each) for each in crowd], AT_ONCE)
    assert all(map(is_held, answers)), [answer for answer in answers if not is_held(answer)][:3]
    ids = dict(site.query("SELECT idempotency_key::text, id::text FROM appointments_appointment"))
    key = bytes.fromhex((site.command.home / "keys" / "codes.key").read_text().strip())
    confirming, answers = together(
        [lambda each=each: confirm(site, each, sent_code(key, str(ids[each.key]))) for each in crowd], AT_ONCE
    )
    assert {status for status, _ in answers} == {302}, answers[:3]
    assert site.query("SELECT count(*) FROM appointments_appointment WHERE status = 'booked'") == [(BOOKINGS,)]
    plain, answers = together([lambda place=2 * 10**6 + number: ask_bare(port, place) for number in range(BOOKINGS)], AT_ONCE)
    assert set(answers) == {201}
    rates = {
        "amtslotse, place given (held)": BOOKINGS / holding,
        "amtslotse, confirmed by code": BOOKINGS / confirming,
        "amtslotse, both": BOOKINGS / (holding + confirming),
        "bare view": BOOKINGS / plain,
    }
    rates |= {f"{peer.name}, {step}": rate for peer in beside for step, rate in peer.rates.items()}
    fewer = f" ({peers.BOOKINGS} of the peers)" if beside else ""
    print(f"\n{BOOKINGS} bookings{fewer}, {AT_ONCE} clients, each another place\n{'':36} {'a second':>10}")
    for name, rate in rates.items():
        print(f"{name:36} {rate:10.1f}")
    ratio = rates["amtslotse, place given (held)"] / rates["bare view"]
    missed = ratio < RATE_BAR
    print(f"bar: ≥ {RATE_BAR:g} × bare view; now {ratio:.2f} ×{' MISSED' if missed else ''}")
    if beside:
        given = rates["amtslotse, place given (held)"] / rates["pretix, place given (in the cart)"]
        whole = rates["amtslotse, both"] / rates["pretix, both"]
        behind = min(given, whole) < PEER_BAR
        missed |= behind
        print(f"bar: ≥ {PEER_BAR:g} × pretix; now place given {given:.1f} ×, both {whole:.1f} ×{' MISSED' if behind else ''}")
    return missed


def sent_code(key: bytes, appointment: str) -> str:
    """The six digits in the mail, as the office derives them."""
    digest = hmac.new(key, "\x1f".join(("sent", "hold", appointment)).encode(), hashlib.sha256).hexdigest()
    return f"{int(digest, 16) % 1_000_000:06d}"


def confirm(site: Office, browser: Browser, code: str) -> tuple[int, str]:
    headers = {
        "Cookie": f"csrftoken={TOKEN}; sessionid={browser.session}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30, source_address=(browser.network, 0))
    connection.request("POST", "/de/appointment/code/", urlencode({"code": code, "csrfmiddlewaretoken": TOKEN}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")


def months() -> bool:
    """Server time of a month and of the list of times, 60 % taken; whether a bar was missed."""
    import psycopg
    from django.db import connection

    from amtslotse.appointments import queries
    from amtslotse.appointments.models import ClassPolicy
    from amtslotse.appointments.queries import times
    from amtslotse.offices.models import Counter
    from tests.factories import appointments as make

    make.furnish()
    ClassPolicy.objects.update(horizon_days=150)
    site = Counter.objects.first().site
    counters = [
        Counter.objects.create(site=site, number=100 + number, body_id="office", kind="regular").pk for number in range(20)
    ]
    missed = False
    print(f"\nA month, 60 % taken; server time in ms\n{'':20} {'visit':>8} {'p50':>8} {'worst':>8} {'bar':>6}")
    for label, chosen, each in (("736 places", counters[:1], 736), ("20 × 2,208 places", counters, 2208)):
        for counter in chosen:
            fill(counter, each, make)
        with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
            superuser.execute("ANALYZE")
        for minutes in (15, 45):
            month = date(2026, 12, 1)
            following = date(2027, 1, 1)
            values = times._values("regular", minutes, (), (), False, "public", month, following, make.NOW)
            taken = []
            for _ in range(15):
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN (ANALYZE, TIMING OFF) " + times._DAYS, values)
                    lines = [line for (line,) in cursor.fetchall()]
                taken.append(
                    sum(float(line.split()[-2]) for line in lines if line.startswith(("Planning Time", "Execution Time")))
                )
            p50, bar = statistics.median(taken), MONTH_BARS[label]
            missed |= p50 > bar
            print(f"{label:20} {minutes:>4} min {p50:8.1f} {max(taken):8.1f} {bar:6.0f}{' MISSED' if p50 > bar else ''}")
        began = time.perf_counter()
        days = queries.free_times(
            klass="regular", minutes=30, from_day=make.MONDAY, to_day=make.MONDAY + timedelta(days=21), now=make.NOW
        )
        wall = (time.perf_counter() - began) * 1000
        print(f"{label:20} the list of three weeks, {sum(len(day.times) for day in days)} times: {wall:.1f} ms with Python")
    return missed


def fill(counter: int, number: int, make: Any) -> None:
    """So many places of fifteen minutes from Monday on, 60 % of them taken; 32 a working day."""
    from amtslotse.appointments.models import Appointment, Party, Place, Seat

    have = Place.objects.filter(counter=counter).count()
    party = Party.objects.create(contact_kind="desk", language="de", created_at=make.NOW)
    rows: list[Any] = []
    day = make.MONDAY
    while len(rows) < number:
        if day.weekday() < 5:
            begins = make.at(day, "08:00").astimezone(UTC)
            rows += [
                Place(
                    counter_id=counter,
                    starts_at=begins + timedelta(minutes=15 * index),
                    ends_at=begins + timedelta(minutes=15 * index + 15),
                    klass="regular",
                    bookable_from=make.NOW,
                )
                for index in range(32)
            ]
        day += timedelta(days=1)
    rows = Place.objects.bulk_create(rows[have:number])
    taken = random.sample(rows, int(len(rows) * 0.6))
    booked = []
    for place in taken:
        identity = uuid4()
        booked.append(
            Appointment(
                id=identity,
                lineage=identity,
                number=identity.hex[:20],
                idempotency_key=uuid4(),
                party=party,
                klass="regular",
                matters=[],
                minutes=15,
                counter_id=counter,
                starts_at=place.starts_at,
                ends_at=place.ends_at,
                status="booked",
                source="desk",
                requested_at=make.NOW,
                created_at=make.NOW,
                booked_at=make.NOW,
            )
        )
    Appointment.objects.bulk_create(booked)
    Seat.objects.bulk_create(
        [Seat(place=place, appointment=row, klass="regular") for place, row in zip(taken, booked, strict=True)]
    )


def main() -> int:
    missed = False
    with bench_office():
        missed |= months()
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-bench-", dir="/tmp"))
    folder.chmod(0o755)
    site = Office(folder / "home")
    try:
        site.furnish()
        beside = peers.measure(site.command.home, CLIENTS, AT_ONCE)
        site.start()
        with bare(site) as port:
            missed |= one_place(site, port, beside)
            missed |= many_places(site, port, beside)
    finally:
        site.stop()
        shutil.rmtree(folder)
    if not beside:
        print("\npretix and django-appointment were not run: `make peers` installs them into var/peers.")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
