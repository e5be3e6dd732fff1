"""Browsers that press "hold this time" at a real office, each from a network of her own."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.e2e.served import TOKEN, Office
from tests.environment import ROOT


@dataclass(frozen=True)
class Browser:
    """One that has come to the check page."""

    session: str
    key: str
    token: str
    place: int
    network: str


def browsers(office: Office, number: int, *, places: int) -> list[Browser]:
    """So many browsers that want so many places between them."""
    command = [sys.executable, "-m", "tests.e2e.make_bookings", str(number), str(places)]
    done = subprocess.run(command, cwd=ROOT, env=office.command.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [Browser(**each) for each in json.loads(done.stdout)]


def press(office: Office, browser: Browser, *, key: str = "") -> tuple[int, str]:
    """She holds her time: status, and where it leads (the code page when it is hers)."""
    fields = {"key": key or browser.key, "guard_token": browser.token, "guard_proof": "", "csrfmiddlewaretoken": TOKEN}
    headers = {
        "Cookie": f"csrftoken={TOKEN}; sessionid={browser.session}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=20, source_address=(browser.network, 0))
    try:
        connection.request("POST", "/de/appointment/check/", urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def is_held(answer: tuple[int, str]) -> bool:
    """Whether the time is hers."""
    return answer == (302, "/de/appointment/code/")
