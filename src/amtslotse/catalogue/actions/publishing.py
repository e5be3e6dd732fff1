"""Publishing the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from amtslotse.catalogue import rules
from amtslotse.catalogue.models import ReportTableVersion, ServiceVersion
from amtslotse.catalogue.queries.library import read_library, read_toml
from amtslotse.catalogue.rules import DATA, REPORT_ROWS, InvalidCatalogue
from amtslotse.catalogue.rules.events import PUBLISHED
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor


def _is_new(stored: str | None, checksum: str, *, file: str, version: int) -> bool:
    if stored is not None and stored != checksum:
        raise InvalidCatalogue(
            file=file,
            place="version",
            reason=f"version {version} is published with other content; a changed one needs a higher version",
        )
    return stored is None


def publish(*, content: Mapping[str, Any], file: str, shipped: bool, by: Actor, now: datetime) -> bool:
    """The version is published; no: it was already, or the office has its own. Raises ``InvalidCatalogue``."""
    procedure = rules.parse(content, file=file)
    checksum = rules.checksum(content)
    there = ServiceVersion.objects.filter(key=procedure.key)
    if shipped and there.filter(shipped=False).exists():
        return False
    stored = there.filter(version=procedure.version).values_list("checksum", flat=True).first()
    if not _is_new(stored, checksum, file=file, version=procedure.version):
        return False
    newest = there.order_by("-version").first()
    if newest and (procedure.version < newest.version or procedure.valid_from < newest.valid_from):
        raise InvalidCatalogue(
            file=file,
            place="version",
            reason=f"version {newest.version} is published and valid from {newest.valid_from}; a new one comes after it",
        )
    ServiceVersion.objects.create(
        key=procedure.key,
        version=procedure.version,
        valid_from=procedure.valid_from,
        content=content,
        checksum=checksum,
        shipped=shipped,
        published_at=now,
    )
    event = NewEvent(
        PUBLISHED.name,
        {"version": procedure.version, "valid_from": procedure.valid_from},
        procedure=procedure.key,
        procedure_version=procedure.version,
    )
    append(stream_kind="service", stream_ref=procedure.key, events=[event], by=by, now=now)
    return True


def _publish_table(content: dict[str, Any], *, shipped: bool, now: datetime) -> None:
    if shipped and ReportTableVersion.objects.filter(shipped=False).exists():
        return
    content = rules.plain(content)
    table = rules.parse_report_table(content, file=REPORT_ROWS)
    checksum = rules.checksum(content)
    stored = ReportTableVersion.objects.filter(version=table.version).values_list("checksum", flat=True).first()
    if _is_new(stored, checksum, file=REPORT_ROWS, version=table.version):
        ReportTableVersion.objects.create(
            version=table.version,
            valid_from=table.valid_from,
            content=content,
            checksum=checksum,
            shipped=shipped,
            published_at=now,
        )


@transaction.atomic
def load(*, folder: Path = DATA, by: Actor, now: datetime) -> list[str]:
    """Every service of the folder is published, or none; answers the keys of those that are new.

    Doing it again changes nothing. Where the office has published a version of its own, what ships with the program no
    longer comes: the office decides.

    Raises ``InvalidCatalogue`` naming file and place, also when the content of a published version was changed.
    """
    library = read_library(folder)
    shipped = folder == DATA
    published = []
    for file in sorted(folder.glob("*.toml")):
        if file.name.startswith("_") or file.name == REPORT_ROWS:
            continue
        service = read_toml(file)
        if service.get("key") != file.stem:
            raise InvalidCatalogue(file=file.name, place="key", reason=f"must be {file.stem!r}, as the file is called")
        content = rules.assemble(service, library, file=file.name)
        if publish(content=content, file=file.name, shipped=shipped, by=by, now=now):
            published.append(file.stem)
    if (folder / REPORT_ROWS).exists():
        _publish_table(read_toml(folder / REPORT_ROWS), shipped=shipped, now=now)
    return published
