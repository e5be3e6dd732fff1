"""The hand-over folder of a case: letters, documents, data and a list of them, as one ZIP. Format: docs/folder.md."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from amtslotse.casework.models import Case, Document, ImportedPaper
from amtslotse.casework.queries import reading
from amtslotse.kernel import codes

FORMAT, VERSION = "amtslotse-case", 1
#: Letters that carry the applicant's code: they are hers alone.
_NOT_FOR_OTHERS = ("new_code",)
#: Decisions that left the house; drafts are nobody else's.
_LEFT = ("released", "signed")


class _Sink(io.RawIOBase):
    """What was written since it was last taken; a ZIP that nobody can seek in."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(self._parts[-1])

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def folder(*, case: UUID, now: datetime) -> tuple[str, Iterator[bytes]]:
    """The name of the file, and its bytes: one paper in memory at a time, nothing unencrypted on a disk.

    Who may have it, ``actions.make_folder`` asks. What changes while it is read is as it was when its turn came.
    """
    row = Case.objects.select_related("applicant").get(pk=case)
    number = codes.spoken(row.file_number)
    return f"{number}.zip", _zipped(row, number, now)


def _zipped(row: Case, number: str, now: datetime) -> Iterator[bytes]:
    sink, listed = _Sink(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content, about in _papers(row):
            archive.writestr(f"{number}/{path}", content)
            listed.append({**about, "path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()})
            yield sink.take()
        told = _told(row, number, listed, now)
        archive.writestr(f"{number}/case.json", json.dumps(told, ensure_ascii=False, indent=2, default=_text))
        archive.writestr(f"{number}/inhalt.txt", _checklist(told))
    yield sink.take()


def _papers(row: Case) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Letters, those that came from another folder last, then documents, in order of time."""
    letters = 0
    for letters, letter in enumerate(row.letters.exclude(kind__in=_NOT_FOR_OTHERS).order_by("created_at", "pk"), start=1):
        content = reading.print_letter(letter, row, code_covered=True).content
        about = {"what": "letter", "kind": letter.kind, "language": letter.language, "at": letter.created_at}
        yield f"schreiben/{letters:02}-{letter.kind.replace('_', '-')}.pdf", content, about
    place = letters
    for came in (
        ImportedPaper.objects.select_related("document").filter(document__case=row, what="letter").order_by("written_at", "pk")
    ):
        place += 1
        about = {"what": "letter", "kind": came.kind, "language": came.language, "at": came.written_at}
        yield f"schreiben/{place:02}-{_plain(f'{came.kind}.pdf')}", reading.decrypt(came.document).content, about
    hers = Document.objects.filter(Q(case=row) | Q(shares__case=row), handed_in_at__isnull=False)
    hers = hers.exclude(imported__what="letter")
    for place, document in enumerate(hers.distinct().order_by("created_at", "pk"), start=1):
        about = {"what": "document", "need": document.need, "name": document.name, "at": document.handed_in_at}
        yield f"unterlagen/{place:02}-{_plain(document.name)}", reading.decrypt(document).content, about


def _plain(name: str) -> str:
    """The name as every system can store it; her own stands in ``case.json``."""
    stem, dot, ending = name.rpartition(".")
    return f"{re.sub(r'[^A-Za-z0-9]+', '-', stem).strip('-')[:60] or 'datei'}{dot}{ending}"


def _told(row: Case, number: str, papers: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    who = row.applicant
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now,
        "case": {
            "file_number": number,
            "service": row.service,
            "service_version": row.service_version,
            "purpose": row.purpose,
            "source": row.source,
            "status": row.status,
            "received_at": row.received_at,
            "complete_since": row.complete_since,
            "decided_at": row.decided_at,
            "ended_at": row.ended_at,
            "closure": row.closure,
            "final_on": row.final_on,
            "title_expires_on": row.title_expires_on,
            "team": row.team,
            "answers": row.answers,
        },
        "person": {
            "family_name": who.family_name,
            "given_names": who.given_names,
            "birth_date": f"{who.birth_year:04}-{who.birth_month:02}-{who.birth_day:02}",
            "nationality": who.nationality,
            "street": who.street,
            "postcode": who.postcode,
            "city": who.city,
            "email": who.email,
            "phone": who.phone,
            "answers": who.answers,
        },
        "checks": [{"need": each.need, "verdict": each.verdict} for each in row.checks.order_by("need")],
        "decisions": [
            {"status": each.status, "outcome": each.outcome, "reasons": each.reasons, "reviewed_at": each.reviewed_at}
            for each in row.decisions.filter(status__in=_LEFT).order_by("created_at", "pk")
        ],
        "papers": papers,
    }


def _checklist(told: dict[str, Any]) -> str:
    """For the person who takes it over: what is in it, to be ticked."""
    papers = [f"[ ] {each['path']}  {each['size']} Byte  SHA-256 {each['sha256']}" for each in told["papers"]]
    checks = [f"    {each['need']}: {each['verdict']}" for each in told["checks"]]
    lines = [f"Übergabemappe {told['case']['file_number']}", "", *papers, "[ ] case.json", "", "Geprüfte Unterlagen:", *checks]
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
