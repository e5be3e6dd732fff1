"""A rush on one place, and a kill -9 of everything during bookings: nothing given twice, nothing acknowledged lost (1-6)."""

from __future__ import annotations

import http.client
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.bookings import Browser, browsers, is_held, press
from tests.e2e.served import Office


@pytest.fixture
def office() -> Iterator[Office]:
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-e2e-", dir="/tmp"))
    folder.chmod(0o755)
    office = Office(folder / "home")
    office.furnish()
    yield office
    office.stop()
    shutil.rmtree(folder)


def _twice(office: Office) -> list[tuple[object, ...]]:
    """Places that two sit on, and times of a counter that two have: past the constraints, counted by hand."""
    return office.query(
        "SELECT place_id FROM appointments_seat WHERE living GROUP BY place_id HAVING count(*) > 1 UNION ALL "
        "SELECT counter_id FROM appointments_appointment WHERE status IN ('held', 'booked') "
        "GROUP BY counter_id, starts_at HAVING count(*) > 1"
    )


def _keys(office: Office) -> set[str]:
    return {str(key) for (key,) in office.query("SELECT idempotency_key FROM appointments_appointment")}


def _rush(office: Office, crowd: list[Browser], *, kill_after: int) -> set[str]:
    """Eight clients send while somebody kills everything; the keys of what was acknowledged."""
    acknowledged: set[str] = set()
    enough = threading.Event()

    def send(browser: Browser) -> None:
        with suppress(OSError, http.client.HTTPException):
            if is_held(press(office, browser)):
                acknowledged.add(browser.key)
        if len(acknowledged) >= kill_after:
            enough.set()

    with ThreadPoolExecutor(8) as clients:
        rush = [clients.submit(send, browser) for browser in crowd]
        assert enough.wait(60)
        office.kill_everything()
        for each in rush:
            each.result()
    return acknowledged


def test_sixty_four_want_one_place_and_the_same_press_is_one_hold(office: Office) -> None:
    office.start()
    crowd = browsers(office, 64, places=1)
    with ThreadPoolExecutor(64) as clients:
        answers = list(clients.map(lambda each: press(office, each), crowd))
    assert sum(map(is_held, answers)) == 1
    losers = Counter(answer for answer in answers if not is_held(answer))
    assert losers == {(302, "/de/appointment/times/?problem=place_taken"): 63}
    winner = next(each for each, answer in zip(crowd, answers, strict=True) if is_held(answer))
    with ThreadPoolExecutor(20) as clients:
        again = list(clients.map(lambda _: press(office, winner), range(20)))  # her network may send thirty
    assert set(map(is_held, again)) == {True}
    assert press(office, winner, key="0" * 8)[0] == 409  # the same button under other content
    assert office.query("SELECT count(*) FROM appointments_appointment") == [(1,)]
    assert office.query("SELECT count(*) FROM notify_mail") == [(1,)]


def test_a_kill_in_the_middle_loses_nothing_and_gives_nothing_twice(office: Office) -> None:
    office.start()
    crowd = browsers(office, 160, places=120)  # forty come too late for theirs
    acknowledged = _rush(office, crowd, kill_after=50)
    assert len(acknowledged) < 120, "everything was sent before the kill: nothing was tested"
    office.start()
    assert acknowledged <= _keys(office)
    assert _twice(office) == []
    # whoever got no answer sends again: what was hers is hers, and each place has one
    again = [press(office, each) for each in crowd]
    held = {each.key for each, answer in zip(crowd, again, strict=True) if is_held(answer)}
    assert acknowledged <= held
    assert len(held) == 120
    assert held == _keys(office)
    assert _twice(office) == []
    assert office.query("SELECT count(*), count(DISTINCT key) FROM notify_mail") == [(120, 120)]
    assert office.command("journal", "verify").returncode == 0


def test_control_without_synchronous_commit_holds_are_lost(office: Office) -> None:
    """The test above can fail: with a database that acknowledges before it has written, it does."""
    for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'"):
        office.query(f"ALTER SYSTEM SET {setting}")
    office.start()
    crowd = browsers(office, 60, places=60)
    acknowledged = _rush(office, crowd, kill_after=20)
    assert acknowledged - _keys(office)
