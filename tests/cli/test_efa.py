"""The folder of the online service: read as it is, never out of itself, and never twice."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import procrastinate
import procrastinate.testing
import pytest
from django.utils import timezone

from amtslotse.casework.models import Case, Document, Draft, EfaMessage
from amtslotse.cli import efa
from amtslotse.cli.main import parser
from amtslotse.kernel.errors import DomainError
from tests.casework.walk import SERVICE, drafted, furnish, pdf

pytestmark = pytest.mark.django_db


def take(folder: Path) -> int:
    args = parser().parse_args(["efa", str(folder)])
    return int(args.run(args))


def message(name: str, folder: Path, file: str = "pass.pdf") -> None:
    draft = Draft.objects.get(pk=drafted(now=timezone.now()))
    said = {
        "format": "amtslotse-efa-1",
        "id": name,
        "service": SERVICE,
        "language": "ar",
        "submitted_at": (timezone.now() - timedelta(hours=2)).isoformat(),
        "answers": draft.answers,
        "attachments": [{"need": "passport", "file": file}],
    }
    draft.delete()
    (folder / f"{name}.json").write_text(json.dumps(said), "utf-8")


def test_a_folder_is_taken_in_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    furnish()
    (tmp_path / "pass.pdf").write_bytes(pdf())
    message("a", tmp_path)
    message("b", tmp_path)
    assert take(tmp_path) == 0
    assert take(tmp_path) == 0
    assert (Case.objects.count(), Document.objects.count()) == (2, 2)
    assert "b.json: filed (known already)" in capsys.readouterr().out


def test_an_attack_stops_nobody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    furnish()
    (tmp_path / "pass.pdf").write_bytes(pdf())
    (tmp_path / "a.xml").write_text('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><application>&x;</application>')
    message("b", tmp_path)
    assert take(tmp_path) == 1
    assert "a.xml: not taken: forbidden_xml" in capsys.readouterr().out
    assert Case.objects.count() == 1


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    furnish()
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(pdf())
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "pass.pdf").symlink_to(outside)
    message("a", folder)
    assert take(folder) == 0
    assert EfaMessage.objects.get().refused == [["pass.pdf", "missing_file"]]
    assert Document.objects.count() == 0


def test_the_worker_looks_into_the_folder_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish()
    message("BW-1", tmp_path, file="nothing.pdf")
    monkeypatch.delenv("AMTSLOTSE_EFA", raising=False)
    nobody = procrastinate.App(connector=procrastinate.testing.InMemoryConnector())
    efa.watch(nobody)
    assert efa.TASK not in nobody.tasks

    monkeypatch.setenv("AMTSLOTSE_EFA", str(tmp_path))
    worker = procrastinate.App(connector=procrastinate.testing.InMemoryConnector())
    efa.watch(worker)
    look = worker.tasks[efa.TASK]
    for _ in range(2):
        look(timestamp=0)
    assert EfaMessage.objects.count() == 1
    (tmp_path / "broken.json").write_text("{", "utf-8")
    with pytest.raises(DomainError, match="could not be taken"):
        look(timestamp=0)
