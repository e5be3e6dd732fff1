"""``amtslotse import-log`` as it is typed: one JSON document, a rejects file, clear words when something is wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from amtslotse.cli.main import parser
from amtslotse.journal.models import Event
from amtslotse.kernel.errors import DomainError

MAPPING = 'case = "c"\nactivity = "a"\ntime = "t"\n'
LOG = "c,a,t\nA,in,2024-01-02\n=B,out,never\n"


def run(folder: Path, *more: str, log: str = "log.csv") -> int:
    args = parser().parse_args(["import-log", str(folder / log), "--mapping", str(folder / "my.toml"), *more])
    code: int = args.run(args)
    return code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "my.toml").write_text(MAPPING)
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    return tmp_path


@pytest.mark.django_db
def test_json_is_one_document_and_rejects_lie_in_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    expected = {
        "source": "my",
        "events_read": 2,
        "events_added": 1,
        "cases": 1,
        "cases_added": 1,
        "corrections": 0,
        "rejected": 1,
    }
    assert {key: told[key] for key in expected} == expected
    assert told["rejects_file"] == str(folder / "log.csv.rejects.csv")
    rejects = (folder / "log.csv.rejects.csv").read_text().splitlines()
    assert rejects[0] == "line,reason"
    assert rejects[1].startswith("3,\"t: 'never' is not a time")
    assert run(folder, "--rejects", str(folder / "elsewhere.csv")) == 0
    told_in_words = capsys.readouterr().out
    assert "0 of 2 events are new, in 1 cases" in told_in_words
    assert "elsewhere.csv says which and why" in told_in_words


@pytest.mark.django_db
def test_no_rejects_no_file_and_a_mark_at_the_beginning_is_skipped(folder: Path) -> None:
    (folder / "log.csv").write_text("\ufeff" + LOG.replace("never", "2024-01-03"), "utf-8")
    assert run(folder) == 0
    assert not (folder / "log.csv.rejects.csv").exists()
    assert Event.objects.count() == 2


@pytest.mark.django_db
def test_compressed_logs_and_xes(folder: Path) -> None:
    (folder / "log.csv.gz").write_bytes(gzip.compress(LOG.encode()))
    assert run(folder, log="log.csv.gz") == 0
    (folder / "my.toml").write_text('case = "case:id"\nactivity = "a"\ntime = "t"\n')
    event = '<event><string key="a" value="in"/><date key="t" value="2024-01-02"/></event>'
    xes = f'<log><trace><string key="id" value="X"/>{event}</trace></log>'.encode()
    (folder / "log.xes").write_bytes(xes)
    (folder / "log.xes.gz").write_bytes(gzip.compress(xes))
    assert run(folder, log="log.xes") == 0
    assert run(folder, log="log.xes.gz") == 0
    assert Event.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"my.toml": b"case: c"}, "mapping: .*my.toml is no TOML file"),
        ({"my.toml": b'case = "c"\nactivity = "a"\n'}, 'time: missing; add time = "<name of the column>"'),
        ({"log.csv": b"c,a\nA,in\n"}, "time: the file has no column 't'; the file's columns are c, a"),
        ({"log.csv": b"c,a,t\nA,Pr\xfcfung,2024-01-02\n"}, "is not in UTF-8 .byte 0xfc.; save it as CSV UTF-8"),
        ({"log.csv": b""}, "the file is empty"),
        ({"log.csv": b"c,a,t\nA,in,soon\n"}, "no row of the file could be taken; the first reason: line 2, t: 'soon'"),
        ({"log.csv": b"c,a,t\n"}, "it has a header and nothing else"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(folder: Path, change: dict[str, bytes], message: str) -> None:
    for name, content in change.items():
        (folder / name).write_bytes(content)
    with pytest.raises(DomainError, match=message):
        run(folder)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_files_that_are_not_there(folder: Path) -> None:
    with pytest.raises(DomainError, match=r"other\.csv cannot be read .*; name an existing file"):
        run(folder, log="other.csv")
    (folder / "bad.csv.gz").write_bytes(gzip.compress(LOG.encode() * 100)[:40])
    with pytest.raises(DomainError, match="cannot be read to its end"):
        run(folder, log="bad.csv.gz")
    with pytest.raises(DomainError, match="say where with --rejects"):
        run(folder, "--rejects", str(folder / "no" / "folder.csv"))
    (folder / "my.toml").unlink()
    with pytest.raises(DomainError, match="name an existing TOML file"):
        run(folder)
