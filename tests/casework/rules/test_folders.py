"""Hand-over folders from elsewhere: whatever they hold, a refusal that says so, never a fault of ours."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest

from amtslotse.casework.rules import folders, importing
from amtslotse.engines import sheets
from amtslotse.kernel.errors import InvalidInput

PAPER = b"%PDF-1.4 a letter that is long enough to be deflated, deflated, deflated"


def told(number: str = "A-1", **more: Any) -> dict[str, Any]:
    paper = {
        "path": "schreiben/01.pdf",
        "what": "letter",
        "kind": "receipt",
        "at": "2026-11-02T09:00:00+01:00",
        "sha256": hashlib.sha256(PAPER).hexdigest(),
    }
    return {"case": {"file_number": number}, "papers": [paper | more]}


def zipped(lists: dict[str, Any]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, said in lists.items():
            archive.writestr(f"{folder}/case.json", json.dumps(said))
            archive.writestr(f"{folder}/schreiben/01.pdf", PAPER)
    return made.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(InvalidInput) as fault:
        folders.read(content)
    assert fault.value.field == "file"
    return fault.value.reason


def test_a_folder_as_we_write_it_is_read() -> None:
    found = folders.read(zipped({"a": told("A-1"), "b": told("B-2")}))
    assert [len(found.papers[number]) for number in ("A-1", "B-2")] == [1, 1]


def test_bytes_that_cannot_be_unpacked_are_unreadable() -> None:
    content = zipped({"a": told()})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        starts = archive.getinfo("a/schreiben/01.pdf").header_offset + 30 + len("a/schreiben/01.pdf")
    assert refused(content[:starts] + b"\xff" * 20 + content[starts + 20 :]) == "unreadable"


def test_a_zip_of_a_later_kind_is_no_folder() -> None:
    content = zipped({"a": told()})
    place = content.index(b"PK\x01\x02") + 6  # the version that is needed to unpack, in the first entry of the directory
    assert not folders.is_folder(content[:place] + b"\xff\x00" + content[place + 2 :])


def test_a_zip_of_very_many_files_or_too_large_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({"a": told()})
    assert folders.is_folder(content)
    with monkeypatch.context() as patched:
        patched.setattr(folders, "_MOST_ENTRIES", 1)
        assert not folders.is_folder(content)
    with monkeypatch.context() as patched:
        patched.setattr(folders, "LARGEST_FOLDER", len(content) - 1)
        assert not folders.is_folder(content)
        patched.setattr(sheets, "LARGEST_FILE", len(content) - 1)
        with pytest.raises(InvalidInput) as fault:
            importing.sheet_of(content)
    assert fault.value.reason == "too_large"


def test_two_folders_of_one_number_are_refused() -> None:
    """Else one person's papers would lie with the other's case."""
    assert refused(zipped({"a": told("A-1"), "b": told("A-1")})) == "unreadable"


def test_a_paper_is_listed_once() -> None:
    said = told()
    said["papers"] *= 1_000
    assert refused(zipped({"a": said})) == "unreadable"


def test_a_list_is_not_larger_than_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "LARGEST_LISTS", 1_000)
    assert refused(zipped({"a": told(note="x" * 2_000)})) == "too_large"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "1899-12-31T23:00:00+01:00"])
def test_a_day_that_no_calendar_of_the_database_holds_is_unreadable(at: str) -> None:
    assert refused(zipped({"a": told(at=at)})) == "unreadable"
