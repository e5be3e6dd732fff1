"""A family files together: one application and one case a person, and a paper that serves several is sent once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.drafts import Started, answer, start_draft
from amtslotse.casework.actions.filing import file
from amtslotse.casework.actions.recording import record
from amtslotse.casework.models import Case, Document, Draft, Family, SharedDocument
from amtslotse.casework.rules import events
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import required_documents
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import InvalidInput, NotFound

#: Persons that file together: more would be a school class.
MOST_PERSONS = 10
#: What a family has in common and nobody types twice.
IN_COMMON = ("family_name", "nationality", "street", "postcode", "city", "email", "phone")


@transaction.atomic
def add_person(*, draft: UUID, service: str, language: str, now: datetime) -> Started:
    """There is an application for another person of the family, with address and name already in it.

    Raises ``NotFound`` for a draft that is gone or a service that is not published, ``InvalidInput`` (field ``service``,
    ``too_many_people``).
    """
    first = Draft.objects.select_for_update(of=("self",)).filter(pk=draft, expires_at__gt=now).first()
    if first is None:
        raise NotFound(f"draft {draft}")
    if first.family is None:
        first.family = uuid.uuid4()
        first.save(update_fields=["family"])
    if Draft.objects.filter(family=first.family).count() >= MOST_PERSONS:
        raise InvalidInput(field="service", reason="too_many_people", most=MOST_PERSONS)
    started = start_draft(service=service, language=language, now=now)
    Draft.objects.filter(pk=started.draft).update(family=first.family)
    prefill(draft=started.draft, answers={key: first.answers.get(key, "") for key in IN_COMMON}, now=now)
    return started


def prefill(*, draft: UUID, answers: Mapping[str, str], now: datetime) -> None:
    """What is known already stands in the draft, as far as its questions take it; the rest she is asked."""
    for key, value in answers.items():
        if value:
            try:
                with transaction.atomic():
                    answer(draft=draft, question=key, value=value, now=now)
            except (InvalidInput, NotFound):
                continue


@transaction.atomic
def share_document(*, draft: UUID, document: UUID, need: str, now: datetime) -> None:
    """The paper of another person of the family serves this application too, under the need. Doing it again changes nothing.

    Raises ``NotFound``: for a draft, a document or a need that is not theirs.
    """
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft, expires_at__gt=now).first()
    paper = Document.objects.filter(pk=document, draft__family=row.family).first() if row and row.family else None
    if row is None or paper is None or paper.draft_id == row.pk:
        raise NotFound(f"document {document}")
    procedure = catalogue.get(key=row.service, version=row.service_version, on=local_day(now))
    if need not in {each.key for each in required_documents(procedure, row.answers, on=local_day(now))}:
        raise NotFound(f"need {need}")
    SharedDocument.objects.get_or_create(document=paper, draft=row, need=need)


@transaction.atomic
def unshare_document(*, draft: UUID, document: UUID, now: datetime) -> None:
    """The paper serves only its own application again. Doing it again changes nothing."""
    SharedDocument.objects.filter(document=document, draft=draft, draft__expires_at__gt=now).delete()


@transaction.atomic
def file_family(*, digests: Mapping[UUID, str], language: str, now: datetime) -> tuple[Access, ...]:
    """Every person's application is received, or none: one case each, tied as a family. In the order given.

    ``digests``: what the page showed, per draft. Sending again gives the same accesses. Raises as ``filing.file``, and
    ``NotFound`` when the drafts do not belong together.
    """
    rows = list(Draft.objects.select_for_update(of=("self",)).filter(pk__in=digests, expires_at__gt=now).order_by("pk"))
    families = {row.family for row in rows}
    if len(families) > 1 or None in families:
        raise NotFound("drafts of different families")
    access = {draft: file(draft=draft, digest=digest, language=language, now=now) for draft, digest in digests.items()}
    if rows:
        _tie([access[row.pk] for row in rows], rows[0].family or uuid.uuid4(), now)
    return tuple(access[draft] for draft in digests)


def _tie(filed: list[Access], family: UUID, now: datetime) -> None:
    """The cases know each other. Who filed alone before stays as she was."""
    tie, _ = Family.objects.get_or_create(id=family, defaults={"created_at": now})
    cases = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=[each.case for each in filed]).order_by("pk"))
    for case in cases:
        case.family = tie
        case.save(update_fields=["family"])
        record(case=case, kind=events.FAMILY_FILED, payload={"persons": len(cases)}, by=APPLICANT, now=now)
