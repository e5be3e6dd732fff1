"""``amtslotse allocation verify``: a real file is confirmed, a tampered one named; no office and no database is needed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from amtslotse.cli.main import main
from amtslotse.engines.allocation import canonical, commitment, draw, opened_file
from tests.cli.conftest import Command

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEED = "5a" * 32


@pytest.fixture
def real(tmp_path: Path) -> Path:
    entries = [(f"TICKET{n:04}", date(2026, 11, 2 + n % 3)) for n in range(20)]
    order = draw(SEED, entries)
    file = tmp_path / "round.json"
    file.write_bytes(
        opened_file(
            round="0b0e7d0e-0000-4000-8000-000000000001",
            klass="regular",
            entries_until=NOW,
            announced_for=NOW,
            committed_at=NOW,
            commitment=commitment(SEED, entries),
            opened_at=NOW,
            seed=SEED,
            entries=entries,
            result=[(ticket, n if n <= 12 else None) for n, ticket in enumerate(order, start=1)],
        )
    )
    return file


def tamper(file: Path, key: str, value: object) -> None:
    file.write_bytes(canonical({**json.loads(file.read_bytes()), key: value}))


def test_a_real_one(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["allocation", "verify", str(real)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("OK: 20 requests, 12 placed;")
    assert "SHA-256 of this file: " in said


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("seed", "5b" * 32, "commitment"), ("entries", [], "commitment"), ("result", [], "order"), ("count", 19, "count")],
)
def test_a_tampered_one(real: Path, capsys: pytest.CaptureFixture[str], key: str, value: object, code: str) -> None:
    tamper(real, key, value)
    assert main(["allocation", "verify", "--json", str(real)]) == 1
    told = json.loads(capsys.readouterr().out)  # exactly one document
    assert not told["ok"]
    assert code in {finding["code"] for finding in told["findings"]}
    assert main(["allocation", "verify", str(real)]) == 1
    assert "OK" not in capsys.readouterr().out


def test_json_of_a_real_one(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["allocation", "verify", "--json", str(real)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["entries"], told["placed"], told["findings"]) == (True, 20, 12, [])


def test_what_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["allocation", "verify", str(tmp_path / "nothing.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "torn.json").write_text("{")
    assert main(["allocation", "verify", str(tmp_path / "torn.json")]) == 1


def test_it_needs_no_office(real: Path, tmp_path: Path) -> None:
    """Anybody with the program can replay it: no home folder comes into being."""
    done = Command(tmp_path / "home")("allocation", "verify", real)
    assert done.stdout.startswith("OK")
    assert not (tmp_path / "home").exists()
