"""Fault 16: a web server whose system clock is wrong, down to the C library, treats tokens as any other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.appointments import rows

LIBRARIES = [*Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), *Path("/usr/lib/faketime").glob("libfaketime.so.1")]

#: Issues a token, tries it at once without work, and with the database's time of nine seconds later.
WORKER = """
import json, time, django
django.setup()
from datetime import timedelta
from django.db import transaction
from amtslotse.appointments.actions import guarding
from amtslotse.journal.queries import clock
here = {"purpose": "hold", "klass": "regular", "network": "198.51.100.7"}
with transaction.atomic():
    now = clock()
    said = {"ahead": time.time() - now.timestamp()}
    token = guarding.ticket(now=now, **here).token
    try:
        guarding.spend(token=token, proof="", now=clock(), **here)
    except guarding.TooFast as error:
        said["wait"] = error.facts["seconds"]
    guarding.spend(token=token, proof="", now=now + timedelta(seconds=9), **here)
    said["taken"] = True
print(json.dumps(said))
"""


def worker(**environment: str) -> dict[str, float]:
    run = subprocess.run(
        [sys.executable, "-c", WORKER], env={**os.environ, **environment}, capture_output=True, check=True, text=True
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not installed")
@pytest.mark.parametrize(("shift", "hours"), [("+9h", 9), ("-400d", -9600), ("+0", 0)])
def test_a_worker_with_a_wrong_clock_takes_and_refuses_as_any_other(shift: str, hours: int) -> None:
    rows.office()
    said = worker(LD_PRELOAD=str(LIBRARIES[0]), FAKETIME=shift, FAKETIME_DONT_RESET="1", DONT_FAKE_MONOTONIC="1")
    assert said["ahead"] == pytest.approx(hours * 3600, abs=120), "the clock is wrong by as much as we said"
    assert said["wait"] == 8
    assert said["taken"]
