"""Fault 26: whoever edits, cuts or deletes is named; nobody who works here can."""

from __future__ import annotations

import hashlib
import struct
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from amtslotse.cli.main import parser
from amtslotse.journal import tasks
from amtslotse.journal.actions import append, seal, shred
from amtslotse.journal.models import Event, Stream
from amtslotse.journal.queries import Finding, events_of, verify
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.errors import NotFound
from tests.environment import DATABASE, SERVER

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
TABLES = ("journal_event", "journal_seal", "journal_sealentry")
Superuser = Callable[..., Any]


def _grow(ref: str, times: int = 1) -> None:
    events = [NewEvent("journal.shredded", {"reason": f"r{number}"}) for number in range(times)]
    append(stream_kind="case", stream_ref=ref, events=events, by=SYSTEM, now=NOW)


@pytest.fixture
def superuser() -> Iterator[Superuser]:
    """Runs a statement past all triggers and rights, as somebody with the server's keys could."""
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection.execute


@pytest.fixture
def journal() -> tuple[int, int]:
    """Two streams, 1 and 2, of four events each: three are sealed by seals 1 and 2, the last is not."""
    _grow("1", 2)
    _grow("2", 2)
    assert seal(now=NOW) == 1
    _grow("1")
    _grow("2")
    assert seal(now=NOW + timedelta(hours=1)) == 2
    _grow("1")
    _grow("2")
    one, two = (Stream.objects.get(ref=ref).pk for ref in ("1", "2"))
    return one, two


def _found() -> list[tuple[str, int | None, int | None, int | None]]:
    return [(found.kind, found.stream, found.seq, found.seal) for found in verify().findings]


def test_an_untouched_journal_verifies(journal: tuple[int, int]) -> None:
    """The control: the same journal without tampering. And what has not changed is not sealed again."""
    result = verify()
    assert (result.findings, result.events, result.streams, result.seals) == ((), 8, 2, 2)
    assert result.last_seal is not None
    assert result.last_seal.number == 2
    assert seal(now=NOW) == 3
    assert seal(now=NOW) is None
    assert verify(anchor=(2, result.last_seal.hash)).findings == ()


def test_an_edited_event_is_named(journal: tuple[int, int], superuser: Superuser) -> None:
    edits: dict[str, Any] = {
        "kind": "x.y", "happened_at": NOW + timedelta(microseconds=1), "recorded_at": NOW, "role": "head", "team": "t",
        "source": "s", "procedure": "p", "procedure_version": 1, "purpose": "p", "milestone": "decided", "touched": True,
        "waits_on": "us", "payload": Jsonb({"reason": "other"}), "import_key": uuid.uuid4(),
    }  # fmt: skip
    hashed = {field.column for field in Event._meta.concrete_fields} - {"stream_id", "seq", "xid", "hash"}
    assert set(edits) == hashed, "every column is covered by the hash"
    for column, value in edits.items():
        before = superuser(f"SELECT {column} FROM journal_event WHERE stream_id = %s AND seq = 2", [journal[0]]).fetchone()[0]
        change = f"UPDATE journal_event SET {column} = %s WHERE stream_id = %s AND seq = 2"
        superuser(change, [value, journal[0]])
        assert _found() == [("edited_event", journal[0], 2, None)], column
        superuser(change, [Jsonb(before) if column == "payload" else before, journal[0]])
        assert _found() == [], column
    superuser("UPDATE journal_event SET role = 'head' WHERE stream_id = %s AND seq = 4", [journal[1]])
    (finding,) = verify().findings
    assert finding.text.startswith(f"stream {journal[1]} (case amtslotse 2): event 4 does not fit its hash")


def test_an_edited_event_with_its_hash_breaks_the_next_link(journal: tuple[int, int], superuser: Superuser) -> None:
    superuser("UPDATE journal_event SET hash = sha256('forged') WHERE stream_id = %s AND seq = 1", [journal[0]])
    assert [found for found in _found() if found[0] == "edited_event"] == [
        ("edited_event", journal[0], 1, None),
        ("edited_event", journal[0], 2, None),
    ]


def test_a_removed_event_and_a_cut_tail_are_named(journal: tuple[int, int], superuser: Superuser) -> None:
    superuser("DELETE FROM journal_event WHERE stream_id = %s AND seq = 2", [journal[0]])
    assert ("missing_events", journal[0], 2, None) in _found()
    superuser("DELETE FROM journal_event WHERE stream_id = %s AND seq >= 3", [journal[1]])
    assert {("cut_tail", journal[1], 3, None), ("cut_tail", journal[1], 3, 2)} <= set(_found())


def test_a_cut_tail_with_a_mended_head_is_named_by_its_seal(journal: tuple[int, int], superuser: Superuser) -> None:
    superuser("DELETE FROM journal_event WHERE stream_id = %s AND seq >= 3", [journal[0]])
    superuser(
        "UPDATE journal_stream SET (head_seq, head_hash) = (SELECT seq, hash FROM journal_event "
        "WHERE stream_id = %s AND seq = 2) WHERE id = %s",
        [journal[0], journal[0]],
    )
    assert _found() == [("cut_tail", journal[0], 3, 2)]


def test_what_was_never_sealed_can_be_cut_without_a_trace(journal: tuple[int, int], superuser: Superuser) -> None:
    """The limit that verify's description states, as a control: only a seal tells."""
    superuser("DELETE FROM journal_event WHERE stream_id = %s AND seq = 4", [journal[0]])
    superuser(
        "UPDATE journal_stream SET (head_seq, head_hash) = (SELECT seq, hash FROM journal_event "
        "WHERE stream_id = %s AND seq = 3) WHERE id = %s",
        [journal[0], journal[0]],
    )
    assert _found() == []


def test_a_deleted_stream_is_named_by_its_seal(journal: tuple[int, int], superuser: Superuser) -> None:
    superuser("DELETE FROM journal_stream WHERE id = %s", [journal[0]])
    superuser("DELETE FROM journal_event WHERE stream_id = %s", [journal[0]])
    assert _found() == [("deleted_stream", journal[0], 3, 2)]
    (finding,) = verify().findings
    assert finding.text == f"seal 2: stream {journal[0]}: the stream was deleted"


def test_a_stream_that_is_given_to_somebody_else_is_named(journal: tuple[int, int], superuser: Superuser) -> None:
    superuser("UPDATE journal_stream SET ref = '3' WHERE id = %s", [journal[0]])
    assert _found() == [("changed_stream", journal[0], None, None)]
    superuser("UPDATE journal_stream SET ref = NULL, salt = NULL WHERE id = %s", [journal[0]])
    superuser("UPDATE journal_event SET kind = 'x.y' WHERE stream_id = %s", [journal[0]])
    assert ("changed_stream", journal[0], None, None) in _found(), "a tie that goes without a shredding event"


def _forge(superuser: Superuser, stream: int) -> None:
    """All hashes of a stream computed anew, as somebody who reads this code would do it."""
    superuser(
        "UPDATE journal_event AS e SET hash = f.hash FROM (SELECT e.stream_id, e.seq, journal_chain(journal_digest(e.kind, "
        "happened_at, recorded_at, role, team, e.source, procedure, procedure_version, purpose, milestone, touched, waits_on, "
        "payload), import_key, s.origin) OVER (PARTITION BY e.stream_id ORDER BY seq) AS hash FROM journal_event AS e "
        "JOIN journal_stream AS s ON s.id = e.stream_id) AS f WHERE (f.stream_id, f.seq) = (e.stream_id, e.seq)"
    )
    superuser(
        "UPDATE journal_stream AS s SET head_hash = e.hash FROM journal_event AS e "
        "WHERE e.stream_id = s.id AND e.seq = s.head_seq AND s.id = %s",
        [stream],
    )


def test_a_history_rewritten_with_all_its_hashes_is_named_by_its_seal(journal: tuple[int, int], superuser: Superuser) -> None:
    superuser("UPDATE journal_event SET role = 'head' WHERE stream_id = %s AND seq = 3", [journal[0]])
    _forge(superuser, journal[0])
    assert _found() == [("rewritten_stream", journal[0], 3, 2)]


def test_changed_and_deleted_seals_are_named(journal: tuple[int, int], superuser: Superuser) -> None:
    superuser("UPDATE journal_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 1")
    assert _found() == [("changed_seal", None, None, 1)]
    superuser("UPDATE journal_seal SET sealed_at = sealed_at + interval '1 day' WHERE number = 1")
    superuser("UPDATE journal_sealentry SET seq = 1 WHERE seal_number = 2 AND stream_id = %s", [journal[0]])
    assert ("changed_seal", None, None, 2) in _found()
    superuser("DELETE FROM journal_seal WHERE number = 2")
    assert ("missing_seal", None, None, 2) in _found()


def test_whoever_computes_everything_anew_is_found_by_the_anchor(journal: tuple[int, int], superuser: Superuser) -> None:
    last = verify().last_seal
    assert last is not None
    superuser("UPDATE journal_event SET role = 'head' WHERE stream_id = %s AND seq = 1", [journal[0]])
    _forge(superuser, journal[0])
    superuser(
        "UPDATE journal_sealentry AS n SET hash = e.hash FROM journal_event AS e "
        "WHERE (e.stream_id, e.seq) = (n.stream_id, n.seq)"
    )
    for number in (1, 2):
        superuser(
            "UPDATE journal_seal SET hash = journal_seal_hash(number, sealed_at, streams, coalesce((SELECT hash FROM "
            "journal_seal WHERE number = %s - 1), ''), journal_entries_hash(number)) WHERE number = %s",
            [number, number],
        )
    assert _found() == [], "inside the database nothing is left to see"
    assert verify(anchor=(2, last.hash)).findings == (Finding("not_the_anchor", None, "", None, 2),)
    assert verify(anchor=(9, last.hash)).findings == (Finding("missing_seal", None, "", None, 9),)


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize("table", TABLES)
def test_nobody_changes_or_deletes(journal: tuple[int, int], role: str, table: str) -> None:
    expected = psycopg.errors.InsufficientPrivilege if role == "app" else psycopg.errors.RestrictViolation
    column = "hash"
    for statement in (f"UPDATE {table} SET {column} = ''", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with (
            psycopg.connect(SERVER.dsn(db=DATABASE, user=f"{DATABASE}_{role}"), autocommit=True) as connection,
            pytest.raises(expected),
        ):
            connection.execute(statement)


def test_a_stream_only_moves_on(journal: tuple[int, int]) -> None:
    refused = {
        "UPDATE journal_stream SET ref = 'other'": psycopg.errors.RestrictViolation,
        "UPDATE journal_stream SET head_seq = head_seq - 1": psycopg.errors.RestrictViolation,
        "UPDATE journal_stream SET kind = 'other'": psycopg.errors.InsufficientPrivilege,
        "UPDATE journal_stream SET origin = ''": psycopg.errors.InsufficientPrivilege,
        "DELETE FROM journal_stream": psycopg.errors.InsufficientPrivilege,
        "TRUNCATE journal_stream": psycopg.errors.InsufficientPrivilege,
    }
    for statement, error in refused.items():
        with (
            psycopg.connect(SERVER.dsn(db=DATABASE, user=f"{DATABASE}_app"), autocommit=True) as connection,
            pytest.raises(error),
        ):
            connection.execute(statement)


def test_shredding_destroys_the_tie_and_keeps_the_events(journal: tuple[int, int], superuser: Superuser) -> None:
    shred(stream_kind="case", stream_ref="1", reason="retention", by=SYSTEM, now=NOW)
    stream = Stream.objects.get(pk=journal[0])
    assert (stream.ref, stream.salt, stream.head_seq) == (None, None, 5)
    assert Event.objects.filter(stream=stream).count() == 5
    assert events_of(stream_kind="case", stream_ref="1") == []
    assert _found() == []
    superuser("UPDATE journal_event SET role = 'head' WHERE stream_id = %s AND seq = 1", [journal[0]])
    assert _found() == [("edited_event", journal[0], 1, None)], "a shredded stream still verifies"
    with pytest.raises(NotFound):
        shred(stream_kind="case", stream_ref="1", reason="retention", by=SYSTEM, now=NOW)


def test_the_hash_can_be_computed_without_this_database() -> None:
    """An auditor needs the description in docs/algorithms/journal.md and nothing of ours."""
    _grow("1", 2)
    stream = Stream.objects.get()

    def field(oid: int, raw: bytes | None) -> bytes:
        return struct.pack("!Ii", oid, -1) if raw is None else struct.pack("!Ii", oid, len(raw)) + raw

    def record(*fields: bytes) -> bytes:
        return hashlib.sha256(struct.pack("!i", len(fields)) + b"".join(fields)).digest()

    def text(value: str) -> bytes:
        return field(25, value.encode())

    def moment(value: datetime) -> bytes:
        return field(1184, struct.pack("!q", (value - datetime(2000, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)))

    assert stream.ref is not None
    assert stream.salt is not None
    so_far = record(text("case"), text("amtslotse"), text(stream.ref), field(2950, stream.salt.bytes))
    assert so_far == bytes(stream.origin)
    for event in Event.objects.order_by("seq"):
        payload = f'{{"reason": "{event.payload["reason"]}"}}'
        digest = record(
            text(event.kind), moment(event.happened_at), moment(event.recorded_at), text(event.role), text(event.team),
            text(event.source), text(event.procedure), field(23, None), text(event.purpose), text(event.milestone),
            field(16, b"\1" if event.touched else b"\0"), text(event.waits_on), field(3802, b"\1" + payload.encode()),
        )  # fmt: skip
        so_far = hashlib.sha256(so_far + digest).digest()
        assert so_far == bytes(event.hash)
    assert so_far == bytes(stream.head_hash)


def test_hashes_depend_on_no_setting_of_a_session() -> None:
    digest = (
        "SELECT journal_digest('a.b', '2026-03-29 01:30:00.000001+00', '2026-10-25 01:30+00', 'r', '', 's', 'p', 1, '', '', "
        'true, \'\', \'{"b": 1.50, "a": "ä"}\')'
    )
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as connection:
        expected = connection.execute(digest).fetchone()
        for setting in (
            "TimeZone = 'Asia/Tokyo'",
            "DateStyle = 'German'",
            "bytea_output = 'escape'",
            "extra_float_digits = -3",
        ):
            connection.execute(f"SET {setting}")
            assert connection.execute(digest).fetchone() == expected, setting


def test_after_a_restore_every_event_lies_below_the_watermark(journal: tuple[int, int], superuser: Superuser) -> None:
    """In a new cluster transaction numbers begin again; ``journal_restored`` makes all events old, and only its owner may."""
    with (
        psycopg.connect(SERVER.dsn(db=DATABASE, user=f"{DATABASE}_app"), autocommit=True) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("SELECT journal_restored()")
    with psycopg.connect(SERVER.dsn(db=DATABASE, user=f"{DATABASE}_owner"), autocommit=True) as owner:
        owner.execute("SELECT journal_restored()")
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute("DELETE FROM journal_event")
    assert set(Event.objects.values_list("xid", flat=True)) == {0}
    assert _found() == []


def test_the_job_and_the_command(journal: tuple[int, int], superuser: Superuser, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int, str]:
        args = parser().parse_args(["journal", *words])
        return args.run(args), capsys.readouterr().out

    tasks.seal(timestamp=0)
    code, told = run("verify")
    assert (code, "8 events in 2 streams and 3 seals: everything fits." in told, "Keep this outside: 3:" in told) == (
        0,
        True,
        True,
    )
    assert run("seal") == (0, "Nothing has changed since the last seal.\n")
    superuser("UPDATE journal_event SET role = 'head' WHERE stream_id = %s AND seq = 2", [journal[0]])
    code, told = run("verify", "--json")
    assert code == 1
    assert f'"kind": "edited_event", "stream": {journal[0]}, "name": "case amtslotse 1", "seq": 2' in told
