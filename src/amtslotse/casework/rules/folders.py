"""A hand-over folder that comes back (docs/folder.md): its ``case.json``, and every paper checked against its list. Pure."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from amtslotse.casework.rules.filing import LOCAL
from amtslotse.casework.rules.messages import readable
from amtslotse.kernel.errors import InvalidInput

LARGEST_FOLDER: Final = 50_000_000
LARGEST_UNPACKED: Final = 200_000_000
#: Of all its lists together: read as JSON, they take many times as much memory.
LARGEST_LISTS: Final = 10_000_000
MOST_FILES: Final = 2_000
#: Of its directory, before anybody opens it: a million empty ones take ten seconds and half a gigabyte only to be listed.
_ENTRY: Final = b"PK\x01\x02"
_MOST_ENTRIES: Final = 10 * MOST_FILES
#: When a paper may have been written; the database holds more, but not what it cannot turn into a day of ours.
_YEARS: Final = range(1900, 2201)
#: What reading a ZIP that somebody broke, or made so, can end in.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
)
_LIST: Final = "case.json"
#: What lies beside the papers and is none.
_NO_PAPERS: Final = frozenset({_LIST, "inhalt.txt"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or document of a folder as its list names it. ``place``: where it lies in the ZIP."""

    place: str
    what: str
    kind: str
    language: str
    need: str
    name: str
    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Folders:
    """What a ZIP of folders holds: each ``case.json``, and the papers by the file number they came with."""

    told: tuple[object, ...]
    papers: Mapping[str, tuple[Paper, ...]]


def is_folder(content: bytes) -> bool:
    """Whether this is a ZIP with a ``case.json`` in it; a spreadsheet is a ZIP too. Not what is too large to be opened."""
    if len(content) > LARGEST_FOLDER or content.count(_ENTRY) > _MOST_ENTRIES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(_is_list(name) for name in archive.namelist())
    except _BROKEN:
        return False


def read(content: bytes) -> Folders:
    """Each folder of the ZIP, every paper of which is there, listed once, and byte for byte what its list says. No two folders
    are of one number: else the papers of one would lie with the case of the other.

    The hash finds what was damaged or exchanged on the way; who can write the list can write another hash: it is no signature.
    Raises ``InvalidInput`` (field ``file``: ``unreadable``, ``too_large``, ``paper_missing``, ``paper_changed``,
    ``paper_unlisted``, the latter with ``path``).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except _BROKEN:
        raise InvalidInput(field="file", reason="unreadable") from None


def paper(content: bytes, which: Paper) -> bytes:
    """The bytes of a paper of a ZIP that was read before. Raises ``InvalidInput`` (``file``, ``paper_changed``)."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _checked(archive, which)


def _is_list(name: str) -> bool:
    return name.rpartition("/")[2] == _LIST and name.count("/") <= 1


def _read(archive: zipfile.ZipFile) -> Folders:
    files = {each.filename: each for each in archive.infolist() if not each.is_dir()}
    if len(files) > MOST_FILES or sum(each.file_size for each in files.values()) > LARGEST_UNPACKED:
        raise InvalidInput(field="file", reason="too_large")
    lists = sorted(filter(_is_list, files))
    if sum(files[name].file_size for name in lists) > LARGEST_LISTS:
        raise InvalidInput(field="file", reason="too_large")
    told, papers = [], {}
    listed = set()
    for name in lists:
        folder = name.removesuffix(_LIST)
        said = json.loads(archive.read(name).decode("utf-8-sig"))
        found = tuple(_paper(folder, each) for each in _list_of(said))
        for each in found:
            if each.place not in files:
                raise InvalidInput(field="file", reason="paper_missing", path=each.place)
            if each.place in listed:
                raise ValueError
            listed.add(each.place)
            _checked(archive, each)
        listed |= {folder + beside for beside in _NO_PAPERS}
        told.append(said)
        number = _number(said)
        if number in papers:
            raise ValueError
        papers[number] = found
    if unlisted := sorted(set(files) - listed):
        raise InvalidInput(field="file", reason="paper_unlisted", path=readable(unlisted[0]))
    return Folders(tuple(told), papers)


def _checked(archive: zipfile.ZipFile, which: Paper) -> bytes:
    found = archive.read(which.place)
    if hashlib.sha256(found).hexdigest() != which.sha256:
        raise InvalidInput(field="file", reason="paper_changed", path=which.place)
    return found


def _list_of(said: object) -> list[dict[str, Any]]:
    papers = said.get("papers") if isinstance(said, dict) else None
    if not isinstance(papers, list) or not all(isinstance(each, dict) for each in papers):
        raise ValueError
    return papers


def _number(said: object) -> str:
    case = said.get("case") if isinstance(said, dict) else None
    number = case.get("file_number") if isinstance(case, dict) else None
    if not isinstance(number, str) or not number:
        raise ValueError
    return readable(number)


def _paper(folder: str, told: Mapping[str, Any]) -> Paper:
    words = {key: readable(str(told.get(key) or "")) for key in ("path", "what", "kind", "language", "need", "name", "sha256")}
    at = datetime.fromisoformat(str(told.get("at")))
    if words["what"] not in ("letter", "document") or len(words["sha256"]) != 64 or at.year not in _YEARS:
        raise ValueError
    return Paper(
        place=folder + words["path"],
        what=words["what"],
        kind=words["kind"][:20] if words["what"] == "letter" else "",
        language=words["language"][:8] if words["what"] == "letter" else "",
        need=words["need"][:80],
        name=words["name"] or words["path"].rpartition("/")[2],
        at=at if at.tzinfo else at.replace(tzinfo=LOCAL),
        sha256=words["sha256"],
    )
