"""What the applicant does after filing, with her code."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from amtslotse.casework.actions import uploading
from amtslotse.casework.actions.recording import hers, record, tell
from amtslotse.casework.models import Case, Decision, Document, DocumentCheck, DocumentRequest
from amtslotse.casework.rules import events
from amtslotse.casework.rules.access import Access
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import InvalidInput, NotFound


@transaction.atomic
def add_document(*, access: Access, need: str, name: str, content: bytes, now: datetime) -> UUID:
    """The cleaned, encrypted document lies with the case under the need. Not yet handed in: see ``hand_in``.

    Raises as ``drafts.attach``; ``NotAllowed`` when the office does not wait for documents; ``NotFound`` also for a need
    that was not requested.
    """
    _requested(access, need)
    uploading.check(need=need, size=len(content), beside=_added(access.case))
    cleaned = uploading.clean(need=need, content=content)
    case, _ = hers(access=access, action="add_document")
    uploading.check(need=need, size=len(cleaned.content), beside=_added(case.pk))
    document = uploading.store(need=need, name=name, cleaned=cleaned, case=case, now=now)
    record(case=case, kind=events.DOCUMENT_ADDED, payload={"need": need}, by=APPLICANT, now=now)
    return document.pk


@transaction.atomic
def take_back_document(*, access: Access, document: UUID, now: datetime) -> None:
    """A document added since the request is gone again. Raises ``NotFound``, also once it was handed in."""
    case, _ = hers(access=access, action="take_back_document")
    row = _added(case.pk).filter(pk=document).first()
    if row is None:
        raise NotFound(f"document {document}")
    need = row.need
    uploading.delete(document=row)
    record(case=case, kind=events.DOCUMENT_TAKEN_BACK, payload={"need": need}, by=APPLICANT, now=now)


@transaction.atomic
def hand_in(*, access: Access, now: datetime) -> None:
    """The request is fulfilled as far as she can: it is the office's turn, and the case lies in clearing again.

    What she sent anew is unchecked again. Raises ``InvalidInput`` (field ``documents``, ``nothing_added``),
    ``NotAllowed`` when there is no open request.
    """
    case, status = hers(access=access, action="hand_in")
    added = list(_added(case.pk))
    if not added:
        raise InvalidInput(field="documents", reason="nothing_added")
    _added(case.pk).update(handed_in_at=now)
    DocumentCheck.objects.filter(case=case, need__in={document.need for document in added}).delete()
    DocumentRequest.objects.filter(case=case, fulfilled_at=None).update(fulfilled_at=now)
    case.status = status
    case.save(update_fields=["status"])
    record(case=case, kind=events.HANDED_IN, payload={"count": len(added)}, by=APPLICANT, now=now)


@transaction.atomic
def withdraw(*, access: Access, now: datetime) -> None:
    """The application is withdrawn and the case ended. Raises ``NotAllowed`` once it is decided."""
    case, status = hers(access=access, action="withdraw")
    Decision.objects.filter(case=case, status="in_review").update(status="void")
    DocumentRequest.objects.filter(case=case, fulfilled_at=None).update(fulfilled_at=now)
    case.status, case.ended_at, case.closure = status, now, "withdrawn"
    case.save(update_fields=["status", "ended_at", "closure"])
    record(case=case, kind=events.WITHDRAWN, by=APPLICANT, now=now)
    tell(case=case, kind="withdrawn", key="withdrawn", now=now)


def _added(case: UUID) -> QuerySet[Document]:
    """What she added since the request and did not hand in yet."""
    return Document.objects.filter(case_id=case, handed_in_at=None)


def _requested(access: Access, need: str) -> None:
    living = Case.objects.filter(pk=access.case, code_version=access.code_version)
    if not living.filter(requests__fulfilled_at=None, requests__items__need=need).exists():
        raise NotFound(f"need {need}")
