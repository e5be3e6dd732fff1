"""Documents: encrypted, whole or not there, and a bad one never costs the others."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from amtslotse.casework import actions, queries
from amtslotse.casework.actions.sweeping import sweep
from amtslotse.casework.models import Document, Draft, files
from amtslotse.casework.rules import Refused
from amtslotse.engines.envelope import Broken
from tests.casework import walk
from tests.casework.walk import NOW, People
from tests.engines import nasty


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: object) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]


def _on_disk() -> list[Path]:
    return [path for path in Path(settings.FILES).rglob("*") if path.is_file()]


def _attach(draft: object, content: bytes, need: str = "passport") -> object:
    return actions.attach(draft=draft, need=need, name="a.pdf", content=content, now=NOW)  # type: ignore[arg-type]


def test_what_lies_on_the_disk_is_noise(people: People) -> None:
    draft = walk.drafted()
    document = _attach(draft, nasty.plain_pdf())
    (path,) = _on_disk()
    assert b"PDF" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    digest = queries.draft(draft=draft, language="de", now=NOW).digest
    access = actions.file(draft=draft, digest=digest, language="de", now=NOW)
    read = queries.document(actor=people.clearing, case=access.case, document=document)  # type: ignore[arg-type]
    assert (read.media_type, read.content[:5]) == ("application/pdf", b"%PDF-")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Broken):
        queries.document(actor=people.clearing, case=access.case, document=document)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"x" * 10_000_001, "too_large"),
        (b"PK\x03\x04", "wrong_type"),
        (nasty.polyglot_html_pdf(), "wrong_type"),
        (nasty.locked_pdf(user="a", owner="a"), "encrypted"),
        (b"%PDF-1.4 broken", "damaged"),
        (nasty.pixel_flood(), "too_many_pixels"),
    ],
)
def test_a_bad_file_costs_nothing_else(office: None, content: bytes, reason: str) -> None:
    draft = walk.drafted()
    _attach(draft, walk.pdf())
    before = queries.draft(draft=draft, language="de", now=NOW)
    with pytest.raises(Refused) as refused:
        _attach(draft, content, "photo")
    assert (refused.value.field, refused.value.reason) == ("photo", reason)
    after = queries.draft(draft=draft, language="de", now=NOW)
    assert (after.answers, after.digest) == (before.answers, before.digest)
    assert len(_on_disk()) == 1


def test_a_draft_is_full_at_fifty_megabytes(office: None) -> None:
    draft = walk.drafted()
    _attach(draft, walk.pdf())
    Document.objects.update(size=49_999_999)
    with pytest.raises(Refused) as refused:
        _attach(draft, walk.pdf(), "photo")
    assert refused.value.reason == "draft_full"


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("where", ["fsync", "open"])
def test_a_full_disk_says_so_and_leaves_nothing(office: None, monkeypatch: pytest.MonkeyPatch, error: int, where: str) -> None:
    draft = walk.drafted()
    real = getattr(files.os, where)

    def full(target: object, *rest: object) -> object:
        if where == "open" and not str(target).endswith(".part"):
            return real(target, *rest)
        raise OSError(error, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, where, full)
        with pytest.raises(Refused) as refused:
            _attach(draft, walk.pdf())
    assert refused.value.reason == "no_space"
    assert _on_disk() == []
    assert not Document.objects.exists()
    _attach(draft, walk.pdf())  # and when there is room again, it works
    assert len(_on_disk()) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo") or not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_really_full_device_leaves_nothing(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = walk.drafted()
    real = os.open
    with monkeypatch.context() as patched:
        patched.setattr(
            files.os, "open", lambda path, *rest: real("/dev/full" if str(path).endswith(".part") else path, os.O_WRONLY)
        )
        with pytest.raises(Refused) as refused:
            _attach(draft, walk.pdf())
    assert refused.value.reason == "no_space"
    assert _on_disk() == []


def test_without_a_row_there_is_no_file(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = walk.drafted()

    def fails(**_: object) -> None:
        raise RuntimeError("database went away")

    monkeypatch.setattr(Document.objects, "create", fails)
    with pytest.raises(RuntimeError):
        _attach(draft, walk.pdf())
    assert _on_disk() == []


def test_a_document_for_nothing_is_not_taken(office: None) -> None:
    from amtslotse.kernel.errors import NotFound

    with pytest.raises(NotFound):
        _attach(walk.drafted(), walk.pdf(), "shoe_size")


@pytest.mark.django_db(transaction=True)
def test_files_go_with_their_draft(tmp_path: Path) -> None:
    walk.furnish()
    draft, kept = walk.drafted(), walk.drafted()
    document = _attach(draft, walk.pdf())
    _attach(draft, walk.pdf(), "photo")
    _attach(kept, walk.pdf())
    actions.remove(draft=draft, document=document, now=NOW)  # type: ignore[arg-type]
    assert len(_on_disk()) == 2
    actions.discard(draft=draft, now=NOW)
    actions.discard(draft=draft, now=NOW)
    assert len(_on_disk()) == 1
    assert sweep(now=NOW + timedelta(days=59)) == (0, 0)
    assert sweep(now=NOW + timedelta(days=61)) == (1, 0)
    assert _on_disk() == []
    assert not Draft.objects.exists()


def test_stray_files_are_swept_and_living_ones_are_not(office: None) -> None:
    draft = walk.drafted()
    _attach(draft, walk.pdf())
    files.write(draft, b"left by a request that was rolled back")
    (Path(settings.FILES) / "ab").mkdir(exist_ok=True)
    half = Path(settings.FILES) / "ab" / ("ab" * 16 + ".part")
    half.write_bytes(b"half")
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    Draft.objects.update(expires_at=tomorrow + timedelta(days=9))
    assert sweep(now=datetime.now(UTC)) == (0, 0)
    assert sweep(now=tomorrow) == (0, 2)
    assert len(_on_disk()) == 1
