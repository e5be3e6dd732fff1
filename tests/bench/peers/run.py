"""pretix and django-appointment, measured as we measure ourselves: on the office's PostgreSQL, by the same clients.

They live in ``var/peers`` (``make peers``) and are served by the same command line as ours, one after the other before our
own server starts, because together they would want more connections than PostgreSQL has. A client has come as far as one
of ours that is about to press. Measured is what is left to do:

* pretix, its presale as a browser uses it. ``cart/add`` reserves the place, as our hold does; ``checkout/questions`` with a
  mail address and ``checkout/confirm`` make the order, as our code does. The pages between the forms are not asked for.
* django-appointment: ``request-submit`` and ``client-info`` make the appointment. It looks whether a time is free when it
  lists the times, and not again. The client is logged in; one who is not would type a code from a mail first.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from amtslotse.cli.embedded import Embedded
from amtslotse.cli.serve import POOL
from tests.bench.crowd import served, together
from tests.environment import ROOT

FOLDER = ROOT / "var" / "peers"
PYTHON = FOLDER / "bin" / "python"
ROUNDS, BOOKINGS = 3, 96  # fewer than ours: they are slow
TOKEN = "t" * 32


@dataclass
class Result:
    """What one peer did."""

    name: str
    walls: list[float] = field(default_factory=list)  # 64 clients on one place, seconds a round
    accepted: list[int] = field(default_factory=list)
    rates: dict[str, float] = field(default_factory=dict)  # bookings a second; the last one is the whole booking


class Browser:
    """One client with its cookies; as ours, each request comes over a connection of its own."""

    def __init__(self, port: int, host: str, **cookies: str) -> None:
        self.port, self.host, self.cookies = port, host, cookies

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        """Status, Location and text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {
            "Host": self.host,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Requested-With": "XMLHttpRequest",  # django-appointment lists its times for scripts only
        }
        connection.request(method, path, urlencode({**fields, "csrfmiddlewaretoken": TOKEN}), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, answer.headers.get("Location", ""), text


class Peer:
    """A booking system with a database of its own on the bench office's PostgreSQL."""

    name = module = host = ""

    def __init__(self, server: Embedded, folder: Path) -> None:
        database = "peer_" + self.name.replace("-", "_")
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}")
        self.address = server.dsn(db=database)
        parts = conninfo_to_dict(self.address)
        self.environment = {
            "PEER_HOST": str(parts["host"]),
            "PEER_DATABASE": database,
            "PEER_USER": str(parts["user"]),
            "PEER_POOL": str(POOL),
            "PEER_FOLDER": str(folder),
        }
        self.port = 0
        self.office: dict[str, Any] = {}

    def furnish(self, places: int, clients: int) -> None:
        """Its tables are there, and so many places."""
        command = [str(PYTHON), "-m", self.module, str(places), str(clients)]
        environment = {**os.environ, **self.environment}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.office = json.loads(done.stdout.splitlines()[-1])

    @contextmanager
    def served(self) -> Iterator[None]:
        with served(f"{self.module}:application", self.environment, PYTHON) as self.port:
            yield

    def query(self, statement: str, *values: object) -> int:
        with psycopg.connect(self.address, autocommit=True) as connection:
            [(number,)] = connection.execute(statement, values)
            return int(number)

    def browsers(self, number: int, place: Any) -> list[Browser]:
        """So many clients who want this place and see it free."""
        raise NotImplementedError

    def press(self, browser: Browser, place: Any) -> None:
        """She presses: the place is hers, or not."""
        raise NotImplementedError

    def given(self, place: Any) -> int:
        """How often the place is given, in the peer's own tables."""
        raise NotImplementedError


class Pretix(Peer):
    name, module, host = "pretix", "tests.bench.peers.pretix_office", "localhost"

    def browsers(self, number: int, place: int) -> list[Browser]:
        """With a session and an empty cart. The page of the date is not asked for: rendering it takes half a second."""
        crowd = [Browser(self.port, self.host, pretix_csrftoken=TOKEN) for _ in range(number)]
        together([lambda each=each: each.ask("POST", "/office/visits/cart/add") for each in crowd], 4)
        assert all("pretix_session" in each.cookies for each in crowd)
        return crowd

    def press(self, browser: Browser, place: int) -> None:
        fields = {f"item_{self.office['item']}": "1", "subevent": str(place)}
        browser.ask("POST", "/office/visits/cart/add", **fields)

    def confirm(self, browser: Browser) -> None:
        """Mail address and order."""
        browser.ask("POST", "/office/visits/checkout/questions/", email="somebody@example.org")
        browser.ask("POST", "/office/visits/checkout/confirm/")

    def given(self, place: int) -> int:
        return self.query("SELECT count(*) FROM pretixbase_cartposition WHERE subevent_id = %s", place)

    def ordered(self) -> int:
        return self.query("SELECT count(*) FROM pretixbase_order WHERE status = 'p'")


class DjangoAppointment(Peer):
    name, module, host = "django-appointment", "tests.bench.peers.django_appointment_office", "127.0.0.1"

    def browsers(self, number: int, place: tuple[str, str]) -> list[Browser]:
        """Logged in, and the list of times offers the place."""
        crowd = [Browser(self.port, self.host, csrftoken=TOKEN, sessionid=each) for each in self.office["sessions"][:number]]
        day, start = place
        query = urlencode({"selected_date": day, "staff_member": self.office["staff"], "service_id": self.office["service"]})
        for each in crowd:
            _, _, text = each.ask("GET", f"/ajax/available_slots/?{query}")
            assert f"{day}T{start}" in text, text
        return crowd

    def press(self, browser: Browser, place: tuple[str, str]) -> None:
        day, start = place
        ends = (datetime.fromisoformat(f"{day}T{start}") + timedelta(minutes=30)).time().isoformat()
        wish = {"date": day, "start_time": start, "end_time": ends}
        wish |= {"service": str(self.office["service"]), "staff_member": str(self.office["staff"])}
        _, page, _ = browser.ask("POST", "/request-submit/", **wish)
        who = {"name": "Some Body", "phone_0": "DE", "phone_1": "030 12345678", "address": "-", "payment_type": "full"}
        browser.ask("POST", page, **who)

    def given(self, place: tuple[str, str]) -> int:
        return self.query(
            "SELECT count(*) FROM appointment_appointment a JOIN appointment_appointmentrequest r"
            " ON r.id = a.appointment_request_id WHERE r.date = %s AND r.start_time = %s",
            *place,
        )


def measure(home: Path, clients: int, at_once: int) -> list[Result]:
    """What both peers do; nothing when nobody installed them."""
    if not PYTHON.exists():
        return []
    server = Embedded(home)
    server.start()
    try:
        with TemporaryDirectory(prefix="amtslotse-peers-") as folder:
            return [_measure(peer(server, Path(folder)), clients, at_once) for peer in (Pretix, DjangoAppointment)]
    finally:
        server.release()


def _measure(peer: Peer, clients: int, at_once: int) -> Result:
    peer.furnish(ROUNDS + BOOKINGS + at_once, max(clients, BOOKINGS))
    places = iter(peer.office["places"])
    result = Result(peer.name)
    with peer.served():
        _rush(peer, islice(places, at_once), at_once)  # warm
        for place in islice(places, ROUNDS):
            crowd = peer.browsers(clients, place)
            seconds, _ = together([lambda each=each, place=place: peer.press(each, place) for each in crowd], clients)
            result.walls.append(seconds)
            result.accepted.append(peer.given(place))
        result.rates = _rush(peer, places, at_once)
    return result


def _rush(peer: Peer, wanted: Iterable[Any], at_once: int) -> dict[str, float]:
    """Everybody wants another place; bookings a second."""
    places = list(wanted)
    crowd = peer.browsers(len(places), places[0])
    pairs = zip(crowd, places, strict=True)
    giving, _ = together([lambda each=each, place=place: peer.press(each, place) for each, place in pairs], at_once)
    assert {peer.given(place) for place in places} == {1}
    if not isinstance(peer, Pretix):
        return {"booked": len(places) / giving}
    before = peer.ordered()
    confirming, _ = together([lambda each=each: peer.confirm(each) for each in crowd], at_once)
    assert peer.ordered() - before == len(places)
    return {
        "place given (in the cart)": len(places) / giving,
        "confirmed (ordered)": len(places) / confirming,
        "both": len(places) / (giving + confirming),
    }
