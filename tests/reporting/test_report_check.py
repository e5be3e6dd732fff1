"""``amtslotse report check``: one JSON document and nothing else, and errors that say where and what to do."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from amtslotse.cli import report
from tests.engines.test_shares import PAPER


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    report.add(parser.add_subparsers())
    args = parser.parse_args(["report", *arguments])
    return int(args.run(args))


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "paper.csv"
    file.write_text(PAPER, encoding="utf-8")
    return file


def test_the_findings_as_json(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(paper), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["findings"]
    assert {
        "period": "2023",
        "category": "Familie",
        "kind": "wrong",
        "printed": "13.64",
        "correct": "12.65",
    } in told["findings"]
    kinds = [finding["kind"] for finding in told["findings"]]
    assert (kinds.count("wrong"), kinds.count("truncated"), kinds.count("total")) == (1, 7, 2)


def test_the_findings_in_words(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(paper)) == 0
    assert "Familie: 13.64 is printed, 12.65 is correct" in capsys.readouterr().out


def test_it_needs_no_database(paper: Path) -> None:
    parser = argparse.ArgumentParser()
    report.add(parser.add_subparsers())
    assert parser.parse_args(["report", "check", str(paper)]).bare is True


def test_a_mark_at_the_beginning_and_windows_line_ends_do_no_harm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "windows.csv"
    file.write_bytes(b"\xef\xbb\xbf" + PAPER.replace("\n", "\r\n").encode())
    assert run("check", str(file), "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 10


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"period,category,count,percent_printed\n2023,A,x,1\n", ("line 2", "count", "digits only")),
        ("period,category,count,percent_printed\n2023,Humanitär,1,1\n".encode("latin-1"), ("UTF-8",)),
        (b"", ("line 1", "period")),
        (b"period;category;count\n", ("line 1", "percent_printed")),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: tuple[str, ...]
) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    assert run("check", str(file), "--json") == 2
    told = capsys.readouterr()
    assert told.out == ""
    for word in words:
        assert word in told.err


def test_a_missing_file_and_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(tmp_path / "none.csv")) == 2
    assert run("check", str(tmp_path)) == 2
    assert "Check the path" in capsys.readouterr().err


@pytest.mark.parametrize("year", ["23", "x", "99999", "２０２３"])
def test_a_year_is_four_digits(year: str) -> None:
    with pytest.raises(SystemExit):
        run("titles", "--year", year)
