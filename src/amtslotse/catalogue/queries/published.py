"""Reading the catalogue. What is published never changes, so a version is parsed once a process."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from amtslotse.catalogue import rules
from amtslotse.catalogue.models import ReportTableVersion, ServiceVersion
from amtslotse.catalogue.rules import DATA, REPORT_ROWS, Procedure, ReportTable
from amtslotse.kernel.errors import NotFound


@lru_cache(maxsize=1024)
def _parsed(checksum: str) -> Procedure:
    """Parsed by checksum: equal content is equal whatever row it stands in."""
    return rules.parse(ServiceVersion.objects.filter(checksum=checksum).values_list("content", flat=True)[0])


@lru_cache(maxsize=16)
def _parsed_table(checksum: str) -> ReportTable:
    content = ReportTableVersion.objects.filter(checksum=checksum).values_list("content", flat=True)[0]
    return rules.parse_report_table(content, file=REPORT_ROWS)


def published(*, on: date) -> list[Procedure]:
    """Each service in its newest version that is valid on the day, by matter and title. One query once all are parsed."""
    newest = (
        ServiceVersion.objects.filter(valid_from__lte=on).order_by("key", "-version").distinct("key").values_list("checksum")
    )
    found = [_parsed(checksum) for (checksum,) in newest]
    return sorted(found, key=lambda procedure: (procedure.matter.position, procedure.legal_basis, procedure.key))


def get(*, key: str, on: date, version: int | None = None) -> Procedure:
    """A service: in the given version, whatever day it is (a case keeps its own), or in the one valid on the day.

    Raises ``NotFound``.
    """
    rows = ServiceVersion.objects.filter(key=key)
    rows = rows.filter(valid_from__lte=on) if version is None else rows.filter(version=version)
    checksum = rows.order_by("-version").values_list("checksum", flat=True).first()
    if checksum is None:
        raise NotFound(f"service {key} {version or ''}")
    return _parsed(checksum)


def in_versions(wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Procedure]:
    """Many services in the versions that cases keep, by key and version. One query once all are parsed."""
    rows = ServiceVersion.objects.filter(key__in={key for key, _version in wanted}).values_list("key", "version", "checksum")
    return {(key, version): _parsed(checksum) for key, version, checksum in rows if (key, version) in wanted}


@dataclass(frozen=True, slots=True)
class MatterView:
    """One matter of the first page, in one language, with its services."""

    key: str
    title: str
    summary: str
    services: tuple[Procedure, ...]


def matters(*, language: str, on: date) -> list[MatterView]:
    """The matters in which something is published, in their order."""
    services: dict[str, list[Procedure]] = {}
    for procedure in published(on=on):
        services.setdefault(procedure.matter.key, []).append(procedure)
    return [
        MatterView(key, found[-1].matter.title(language), found[-1].matter.summary(language), tuple(found))
        for key, found in services.items()
    ]


def search(*, text: str, language: str, on: date) -> list[Procedure]:
    """The published services that fit what was typed, in whatever language, best first."""
    return rules.search(published(on=on), text, language=language)


@lru_cache(maxsize=1)
def _shipped_table() -> ReportTable:
    return rules.parse_report_table(tomllib.loads((DATA / REPORT_ROWS).read_text("utf-8")), file=REPORT_ROWS)


def report_table() -> ReportTable:
    """The newest published table; the one that ships with the program while none is published."""
    checksum = ReportTableVersion.objects.order_by("-version").values_list("checksum", flat=True).first()
    return _shipped_table() if checksum is None else _parsed_table(checksum)


def report_rows() -> dict[str, str]:
    """Title code → row key, for every code that the council's table counts."""
    return {code: title.row for code, title in report_table().titles.items() if title.row}
