"""Reading drafts of procedures, and what is published of each service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from amtslotse.accounts.queries import names_of
from amtslotse.accounts.rules import may, require
from amtslotse.catalogue import rules
from amtslotse.catalogue.models import ProcedureDraft, ProcedureTest, ServiceVersion
from amtslotse.catalogue.queries.published import get, in_versions
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed, NotFound

_OPEN = ("writing", "submitted")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """An open draft in a list."""

    id: int
    key: str
    title: str
    status: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """One published version of a service, and who stands for it when the office wrote it."""

    version: int
    valid_from: date
    shipped: bool
    published_at: datetime
    authors: tuple[str, ...] = ()
    released_by: str = ""
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class TestView:
    """A test case and what comes of it now. ``differences``: nothing when it passes."""

    id: int
    name: str
    on: date
    answers: Mapping[str, str]
    expected: rules.Result
    found: rules.Result
    differences: tuple[rules.Difference, ...]

    @property
    def passes(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with all that its pages need. ``procedure`` has a dash where something is not written yet."""

    id: int
    key: str
    base_version: int | None
    status: str
    revision: int
    content: Mapping[str, Any]
    procedure: rules.Procedure
    gaps: tuple[rules.Gap, ...]
    tests: tuple[TestView, ...]
    authors: tuple[str, ...]
    return_reason: str
    released_by: str
    released_at: datetime | None
    version: int | None
    valid_from: date | None
    may_write: bool
    may_release: bool
    is_own: bool

    @property
    def failing(self) -> int:
        return sum(not test.passes for test in self.tests)


def _may_see_drafts(by: Actor) -> None:
    if not (may(by, "procedures.write") or may(by, "procedures.release")):
        raise NotAllowed(action="procedures.write")


def open_drafts(*, by: Actor) -> list[DraftLine]:
    """Drafts that are written or wait for their release, by service. Two queries. Raises ``NotAllowed``."""
    _may_see_drafts(by)
    rows = ProcedureDraft.objects.filter(status__in=_OPEN).order_by("key")
    names = names_of({row.changed_by_id for row in rows})
    return [
        DraftLine(row.pk, row.key, row.content["title"]["de"], row.status, row.changed_at, names.get(row.changed_by_id, ""))
        for row in rows
    ]


def _tests(rows: list[ProcedureTest], procedure: rules.Procedure) -> tuple[TestView, ...]:
    views = []
    for row in rows:
        expected, found = rules.result_of(row.expected), rules.outcome(procedure, row.answers, on=row.on)
        told = rules.differences(expected, found)
        views.append(TestView(row.pk, row.name, row.on, row.answers, expected, found, told))
    return tuple(views)


def find_draft(*, draft: int, by: Actor) -> DraftView:
    """The draft, its gaps, and its test cases run just now. Three queries. Raises ``NotFound``, ``NotAllowed``."""
    _may_see_drafts(by)
    row = ProcedureDraft.objects.filter(pk=draft).first()
    if row is None:
        raise NotFound(f"draft {draft}")
    procedure = rules.as_far_as_written(row.content)
    people = [*row.authors, *([row.released_by_id] if row.released_by_id else [])]
    names = names_of(set(people))
    is_own = by.staff_id in row.authors
    return DraftView(
        id=row.pk,
        key=row.key,
        base_version=row.base_version,
        status=row.status,
        revision=row.revision,
        content=row.content,
        procedure=procedure,
        gaps=rules.gaps(row.content),
        tests=_tests(list(row.tests.order_by("pk")), procedure),
        authors=tuple(names.get(person, "") for person in row.authors),
        return_reason=row.return_reason,
        released_by=names.get(row.released_by_id, "") if row.released_by_id else "",
        released_at=row.released_at,
        version=row.version,
        valid_from=row.valid_from,
        may_write=row.status == "writing" and may(by, "procedures.write"),
        may_release=row.status == "submitted" and not is_own and may(by, "procedures.release"),
        is_own=is_own,
    )


def versions(*, service: str, by: Actor) -> list[VersionView]:
    """Every published version of a service, newest first, with its authors and releaser. Three queries.

    Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "procedures.see")
    rows = ServiceVersion.objects.filter(key=service).order_by("-version").defer("content")
    drafts = {row.version: row for row in ProcedureDraft.objects.filter(key=service, status="released").defer("content")}
    names = names_of({person for row in drafts.values() for person in (*row.authors, row.released_by_id) if person})
    found = []
    for row in rows:
        draft = drafts.get(row.version)
        found.append(
            VersionView(
                row.version,
                row.valid_from,
                row.shipped,
                row.published_at,
                tuple(names.get(person, "") for person in draft.authors) if draft else (),
                names.get(draft.released_by_id or 0, "") if draft else "",
                draft.pk if draft else None,
            )
        )
    if not found:
        raise NotFound(f"service {service}")
    return found


def newest(*, by: Actor) -> list[rules.Procedure]:
    """Every service in its newest version, also one that is not valid yet, by matter. Two queries. Raises ``NotAllowed``."""

    require(by, "procedures.see")
    rows = ServiceVersion.objects.order_by("key", "-version").distinct("key").values_list("key", "version")
    found = in_versions(set(rows)).values()
    return sorted(found, key=lambda each: (each.matter.position, each.legal_basis, each.key))


def toml(*, service: str, version: int, by: Actor) -> str:
    """A published version as a file. Raises ``NotAllowed``, ``NotFound``."""
    require(by, "procedures.see")
    content = ServiceVersion.objects.filter(key=service, version=version).values_list("content", flat=True).first()
    if content is None:
        raise NotFound(f"service {service} {version}")
    return rules.to_toml(content)


def exercises(*, service: str, version: int, by: Actor) -> tuple[TestView, ...]:
    """The test cases with which a version was released; none for one that came with the program. Three queries at most.

    Raises ``NotAllowed``, ``NotFound``.
    """

    require(by, "procedures.see")
    rows = ProcedureTest.objects.filter(draft__key=service, draft__version=version).order_by("pk")
    return _tests(list(rows), get(key=service, version=version, on=date.max))
