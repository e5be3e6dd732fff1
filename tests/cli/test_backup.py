"""What is backed up comes back, without the keys; and nothing is ever written over."""

from __future__ import annotations

import tarfile
from pathlib import Path

import psycopg
import pytest

from amtslotse.cli import home
from amtslotse.cli.embedded import Embedded
from tests.cli.conftest import Command

DOCUMENT = "files/ab/0123.enc"


@pytest.fixture(scope="module")
def backups(office: Command) -> tuple[Path, Path]:
    """A backup of an office with a document and some events, and its keys."""
    document = office.home / DOCUMENT
    document.parent.mkdir(mode=0o700)
    document.write_bytes(b"sealed" * 1000)
    ask(office, "CREATE TABLE large AS SELECT md5(i::text) AS noise FROM generate_series(1, 1200000) i")  # more than one piece
    file, keys = office.home.parent / "backup.tar", office.home.parent / "keys.tar"
    office("backup", file, "--keys", keys)
    return file, keys


def ask(office: Command, *questions: str, user: str = "amtslotse_owner") -> list[object]:
    """The first field of each answer."""
    server = Embedded(office.home)
    server.start()
    answers: list[object] = []
    with psycopg.connect(server.dsn(db="amtslotse", user=user)) as connection:
        for question in questions:
            cursor = connection.execute(question)
            answers.append(cursor.fetchone()[0] if cursor.description else None)  # type: ignore[index]
    server.release()
    return answers


COUNTS = (
    "SELECT count(*) FROM django_migrations",
    "SELECT md5(string_agg(noise, '' ORDER BY noise)) FROM large",
    "SELECT string_agg(c.relname || ' ' || coalesce(c.relacl::text, ''), E'\\n' ORDER BY c.relname) FROM pg_class c"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S')",
    "SELECT string_agg(tgname || ' ' || tgenabled::text, E'\\n' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal",
)


def test_a_backup_comes_back_as_it_was(office: Command, backups: tuple[Path, Path], place: Path) -> None:
    file, keys = backups
    other = Command(place / "restored")
    other("restore", file, "--keys", keys)
    assert (other.home / DOCUMENT).read_bytes() == (office.home / DOCUMENT).read_bytes()
    assert ask(other, *COUNTS) == ask(office, *COUNTS)  # rows, rights, triggers
    found = other.doctor()
    assert {name for name in ("tables", "role", "journal", "keys") if not found[name]["ok"]} == set()


def test_a_backup_holds_no_key(office: Command, backups: tuple[Path, Path]) -> None:
    file, keys = backups
    content = file.read_bytes()
    for name in home.KEYS:
        secret = (office.home / "keys" / name).read_bytes()
        assert secret not in content
        assert bytes.fromhex(secret.decode()) not in content
    with tarfile.open(keys) as archive:  # the control: that is where they are
        assert sorted(archive.getnames()) == sorted(f"keys/{name}" for name in home.KEYS)
    assert file.stat().st_mode & 0o077 == keys.stat().st_mode & 0o077 == 0


def test_the_dump_is_cut_in_pieces(backups: tuple[Path, Path]) -> None:
    with tarfile.open(backups[0]) as archive:
        assert sum(name.startswith("database/") for name in archive.getnames()) > 1


def test_without_its_keys_documents_stay_unreadable_and_doctor_says_so(backups: tuple[Path, Path], place: Path) -> None:
    other = Command(place / "without")
    done = other("restore", backups[0], expect=1)
    assert "documents.key" in done.stderr
    assert other.doctor()["keys"]["ok"] is False


def test_nothing_is_written_over(office: Command, backups: tuple[Path, Path], place: Path) -> None:
    file, keys = backups
    assert "not empty" in office("restore", file, "--keys", keys, expect=2).stderr
    assert "exists already" in office("backup", file, expect=2).stderr
    with_keys = place / "with keys"
    home.prepare(with_keys)
    before = home.fingerprints(with_keys)
    assert "is there already" in Command(with_keys)("restore", file, "--keys", keys, expect=2).stderr
    assert home.fingerprints(with_keys) == before


def test_keys_may_lie_in_the_folder_already(office: Command, backups: tuple[Path, Path], place: Path) -> None:
    by_hand = place / "by hand"
    (by_hand / "keys").mkdir(parents=True, mode=0o700)
    with tarfile.open(backups[1]) as archive:
        archive.extractall(by_hand, filter="data")
    Command(by_hand)("restore", backups[0])
    assert home.fingerprints(by_hand) == home.fingerprints(office.home)


def test_what_is_no_backup_is_refused(place: Path) -> None:
    (place / "letter.txt").write_text("no tar")
    with tarfile.open(place / "other.tar", "w") as archive:
        archive.add(place / "letter.txt", "letter.txt")
    for name in ("letter.txt", "other.tar", "missing.tar"):
        done = Command(place / "home")("restore", place / name, expect=2)
        assert "backup" in done.stderr
    assert not (place / "home" / "postgres").exists()


def test_an_interrupted_backup_leaves_nothing(office: Command) -> None:
    ask(office, "REVOKE SELECT ON django_migrations FROM amtslotse_backup")
    target = office.home.parent / "broken.tar"
    assert "pg_dump" in office("backup", target, expect=2).stderr
    ask(office, "GRANT SELECT ON django_migrations TO amtslotse_backup")
    assert not list(office.home.parent.glob("broken*"))
