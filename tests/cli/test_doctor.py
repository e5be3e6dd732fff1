"""``doctor`` goes red for what is wrong, and only then."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from amtslotse.cli.embedded import Embedded
from tests.cli.conftest import Command


def test_prints_one_document_and_tells_right_from_wrong_by_its_exit_code(office: Command) -> None:
    done = office("doctor", "--json", expect=1)
    found = json.loads(done.stdout)
    assert found["ok"] is False  # no worker runs, no legal pages yet
    for check in found["checks"]:
        assert set(check) == {"name", "ok", "text", "remedy"}
        assert check["ok"] or check["remedy"], check
    assert "no sign of life" in office.doctor()["worker"]["text"]
    assert "imprint" in office.doctor()["legal pages"]["text"]


def test_a_new_office_is_right_in_what_setup_can_do(office: Command) -> None:
    found = office.doctor()
    mine = ("database", "tables", "role", "journal", "keys", "jobs", "demonstration")
    assert [found[name]["text"] for name in mine if not found[name]["ok"]] == []


def test_says_aloud_what_nobody_has_checked_and_in_which_language(office: Command) -> None:
    found = office.doctor()["texts"]
    assert found["ok"], "German alone goes out: nothing is wrong"
    for said in ("NOT CHECKED", "mails about cases: ar, en", "mails about appointments: ar, en", "letters: ar, en", "blocks"):
        assert said in found["text"], found["text"]


@pytest.mark.parametrize(("user", "what"), [("amtslotse_owner", "the owner"), ("postgres", "a superuser")])
def test_is_red_when_the_web_process_logs_in_as_somebody_mighty(office: Command, user: str, what: str) -> None:
    server = Embedded(office.home)
    server.start()
    mighty = Command(office.home, DATABASE_URL=make_conninfo(server.dsn(), dbname="amtslotse", user=user))
    role = mighty.doctor()["role"]
    journal = mighty.doctor()["journal"]
    server.release()
    assert role["ok"] is False
    assert what in role["text"]
    assert journal["ok"] is False


def test_is_red_when_a_migration_is_missing(office: Command) -> None:
    server = Embedded(office.home)
    server.start()
    with psycopg.connect(server.dsn(db="amtslotse")) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'journal' AND name LIKE '0002%'")
    missing = office.doctor()["tables"]
    with psycopg.connect(server.dsn(db="amtslotse")) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('journal', '0002_append_only', now())")
    server.release()
    assert missing["ok"] is False
    assert office.doctor()["tables"]["ok"]


def test_is_red_when_others_may_read_a_key(office: Command) -> None:
    key = office.home / "keys" / "documents.key"
    key.chmod(0o640)
    assert str(key) in office.doctor()["keys"]["text"]
    key.chmod(0o600)
    assert office.doctor()["keys"]["ok"]


def test_is_red_when_a_key_is_not_the_one_documents_were_made_with(office: Command) -> None:
    key = office.home / "keys" / "documents.key"
    right = key.read_text()
    key.write_text("0" * 64)
    assert office.doctor()["keys"]["text"].startswith("documents.key: not what")
    key.write_text(right)
    assert office.doctor()["keys"]["ok"]


def test_is_red_when_a_real_office_calls_itself_a_demonstration(office: Command) -> None:
    assert Command(office.home, AMTSLOTSE_DEMO="1").doctor()["demonstration"]["ok"] is False


def test_an_empty_folder_is_said_in_words_and_stays_empty(place: Path) -> None:
    nowhere = Command(place / "nothing")
    assert "run `amtslotse setup`" in nowhere.doctor()["database"]["text"]
    done = nowhere("worker", expect=2)
    assert "nothing is set up" in done.stderr
    assert not (place / "nothing").exists()
