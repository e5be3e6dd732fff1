"""What was acknowledged is there: two hundred identical submissions, a kill -9 of everything (faults 1, 2, 5, 6)."""

from __future__ import annotations

import http.client
import shutil
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.served import Draft, Office


@pytest.fixture
def office() -> Iterator[Office]:
    folder = Path(tempfile.mkdtemp(prefix="amtslotse-e2e-", dir="/tmp"))
    folder.chmod(0o755)
    office = Office(folder / "home")
    office.furnish()
    yield office
    office.stop()
    shutil.rmtree(folder)


def _rush(office: Office, drafts: list[Draft], *, kill_after: int) -> dict[str, str]:
    """Eight clients send while somebody kills everything; what was acknowledged, by draft."""
    acknowledged: dict[str, str] = {}
    enough = threading.Event()

    def send(draft: Draft) -> None:
        with suppress(OSError, http.client.HTTPException):
            status, place = office.send(draft)
            if status == 302:
                acknowledged[draft.draft] = place
        if len(acknowledged) >= kill_after:
            enough.set()

    with ThreadPoolExecutor(8) as clients:
        rush = [clients.submit(send, draft) for draft in drafts]
        assert enough.wait(60)
        office.kill_everything()
        for each in rush:
            each.result()
    return acknowledged


def _lost(office: Office, drafts: list[Draft], acknowledged: dict[str, str]) -> list[str]:
    """Acknowledged drafts that have no case."""
    kept = {str(key) for (key,) in office.query("SELECT submission_key FROM casework_case")}
    return [draft.draft for draft in drafts if draft.draft in acknowledged and draft.draft not in kept]


def test_two_hundred_identical_submissions_make_one_case(office: Office) -> None:
    office.start()
    (draft,) = office.drafts(1)
    with ThreadPoolExecutor(200) as clients:
        answers = list(clients.map(lambda _: office.send(draft), range(200)))
    assert {status for status, _ in answers} == {302}
    assert len({place for _, place in answers}) == 1
    assert office.query("SELECT count(*) FROM casework_case") == [(1,)]
    assert office.query("SELECT count(*) FROM notify_mail") == [(1,)]
    # the same key with other content is refused, and nothing changes
    assert office.send(draft, digest="0" * 64) == (409, "")
    assert office.query("SELECT count(*) FROM casework_case") == [(1,)]


def test_a_kill_in_the_middle_loses_no_receipt(office: Office) -> None:
    office.start()
    drafts = office.drafts(160)
    acknowledged = _rush(office, drafts, kill_after=60)
    assert len(acknowledged) < len(drafts), "everything was sent before the kill: nothing was tested"
    office.start()
    assert _lost(office, drafts, acknowledged) == []
    for draft in drafts[:8] + drafts[-8:]:
        if draft.draft in acknowledged:
            assert office.ask("GET", acknowledged[draft.draft], draft)[0] == 200
    # whoever got no answer sends again, and each draft is one case
    again = [office.send(draft) for draft in drafts]
    assert {status for status, _ in again} == {302}
    assert all(place == acknowledged.get(draft.draft, place) for draft, (_, place) in zip(drafts, again, strict=True))
    assert office.query("SELECT count(*), count(DISTINCT submission_key) FROM casework_case") == [(160, 160)]
    assert office.command("journal", "verify").returncode == 0


def test_control_without_synchronous_commit_receipts_are_lost(office: Office) -> None:
    """The test above can fail: with a database that acknowledges before it has written, it does."""
    for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'"):
        office.query(f"ALTER SYSTEM SET {setting}")
    office.start()
    drafts = office.drafts(40)
    acknowledged = _rush(office, drafts, kill_after=20)
    assert _lost(office, drafts, acknowledged) != []
