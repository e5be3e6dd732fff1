"""Who acts for the applicant and who filed with her. No scope of its own: who asks has read the case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from amtslotse.accounts.rules import may
from amtslotse.casework.models import Case, Document, Draft, Representative, SharedDocument
from amtslotse.casework.queries.applicant import hers
from amtslotse.casework.queries.drafts import draft as read_draft
from amtslotse.casework.queries.drafts import name_in
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.family import KINDS, RepresentativeView
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound


def representatives(*, case: UUID, on: date | None = None) -> tuple[RepresentativeView, ...]:
    """All of them, also those that ended; with ``on`` only those of that day. In the order of ``KINDS``, oldest first.

    To whom a letter goes, ``rules.family.addressees`` says: one that nobody confirmed is no addressee. One query.
    """
    rows = Representative.objects.filter(case=case).order_by("created_at", "pk")
    people = sorted((_view(row) for row in rows), key=lambda each: KINDS.index(each.kind))
    return tuple(each for each in people if on is None or each.is_living(on))


def representatives_of(*, cases: Collection[UUID], on: date) -> dict[UUID, tuple[RepresentativeView, ...]]:
    """Those of a day, as ``representatives``, of many cases at once. One query."""
    found: dict[UUID, list[RepresentativeView]] = {}
    for row in Representative.objects.filter(case__in=cases).order_by("created_at", "pk"):
        if (view := _view(row)).is_living(on):
            found.setdefault(row.case_id, []).append(view)
    return {case: tuple(sorted(people, key=lambda each: KINDS.index(each.kind))) for case, people in found.items()}


def _view(row: Representative) -> RepresentativeView:
    return RepresentativeView(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        email=row.email,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        authority=row.authority,
        document=row.document_id,
        is_sole=row.is_sole,
        consented_on=row.consented_on,
        confirmed_at=row.confirmed_at,
    )


@dataclass(frozen=True, slots=True)
class PersonView:
    """One application of a family that is not sent yet. ``next``: the first open question; ``None`` when all are answered."""

    draft: UUID
    name: str
    title: str
    next: str | None
    papers: int
    digest: str


@dataclass(frozen=True, slots=True)
class FamilyPaper:
    """A paper of another person of the family that could serve here too."""

    document: UUID
    name: str
    whose: str
    label: str


@dataclass(frozen=True, slots=True)
class RelativeView:
    """Another case of the family, for staff who may see it."""

    case: UUID
    file_number: str
    name: str
    status: str


def family(*, draft: UUID, language: str, now: datetime) -> tuple[PersonView, ...]:
    """The persons who file together with this one, this one among them, in the order in which they were added.

    Raises ``NotFound`` for a draft that is gone.
    """
    return tuple(_person(each, language, now) for each in members(draft=draft, now=now))


def members(*, draft: UUID, now: datetime) -> tuple[UUID, ...]:
    """The drafts that are sent together with this one, itself among them. Raises ``NotFound`` for a draft that is gone."""
    row = Draft.objects.filter(pk=draft, expires_at__gt=now).only("family").first()
    if row is None:
        raise NotFound(f"draft {draft}")
    if row.family is None:
        return (draft,)
    together = Draft.objects.filter(family=row.family, expires_at__gt=now).order_by("created_at", "pk")
    return tuple(together.values_list("pk", flat=True))


def _person(draft: UUID, language: str, now: datetime) -> PersonView:
    view = read_draft(draft=draft, language=language, now=now)
    papers = sum(len(need.uploads) for need in view.needs) + len(view.other_uploads)
    return PersonView(view.id, view.name, view.title, view.next, papers, view.digest)


def family_papers(*, draft: UUID, need: str, language: str, now: datetime) -> tuple[FamilyPaper, ...]:
    """The papers that others of the family have sent and that do not yet serve here under the need, the same kind first."""
    others = Draft.objects.in_bulk([each for each in members(draft=draft, now=now) if each != draft])
    if not others:
        return ()
    used = SharedDocument.objects.filter(draft=draft, need=need).values("document")
    rows = Document.objects.filter(draft__in=others).exclude(pk__in=used).order_by("created_at", "pk")
    papers = [(row.need != need, _paper(row, others[row.draft_id], language, now)) for row in rows if row.draft_id]
    return tuple(paper for _, paper in sorted(papers, key=lambda each: each[0]))


def _paper(row: Document, draft: Draft, language: str, now: datetime) -> FamilyPaper:
    procedure = catalogue.get(key=draft.service, version=draft.service_version, on=local_day(now))
    label = next((each.need.label(language) for each in procedure.documents if each.need.key == row.need), row.need)
    return FamilyPaper(row.pk, row.name, name_in(draft.answers), label)


def relatives(*, actor: Actor, case: UUID) -> tuple[RelativeView, ...]:
    """The other cases of the family that the reader may open. One query."""
    hers_too = Case.objects.filter(pk=case, family__isnull=False).values("family")
    rows = Case.objects.select_related("applicant").filter(family__in=hers_too).exclude(pk=case).order_by("received_at", "pk")
    return tuple(
        RelativeView(row.pk, codes.spoken(row.file_number), _full_name(row), row.status)
        for row in rows
        if may(actor, "casework.see_case", team=row.team)
    )


def _full_name(case: Case) -> str:
    return f"{case.applicant.given_names} {case.applicant.family_name}".strip()


def acting(*, access: Access, now: datetime) -> tuple[RepresentativeView, ...]:
    """Who acts for her today or will, as she may read it. Raises ``NotFound`` for a dead access."""
    case = hers(access)
    today = local_day(now)
    return tuple(each for each in representatives(case=case.pk) if each.valid_to is None or today < each.valid_to)
