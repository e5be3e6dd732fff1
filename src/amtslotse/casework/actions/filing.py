"""A draft becomes a case: once, however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from amtslotse.casework.actions.recording import record, tell, write_letter
from amtslotse.casework.actions.representing import represent_minor
from amtslotse.casework.models import Applicant, Case, Document, Draft, SharedDocument, keys
from amtslotse.casework.rules import effect, events
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import PROOF_PATH, day, fresh_file_number, local_day, situation
from amtslotse.casework.rules.filing import digest as fingerprint
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import (
    DocumentNeed,
    Procedure,
    check_answers,
    difficulty,
    required_documents,
    unanswered,
    unmet,
)
from amtslotse.kernel import names
from amtslotse.kernel.actor import APPLICANT, Actor
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import DomainError, NotFound

_THE_PERSONS = ("person", "contact")


class Conflict(DomainError):
    """What is sent is not what was shown: answers or documents changed since. Nothing changed; show the check page again."""

    code = "conflict"


@dataclass(frozen=True, slots=True)
class Came:
    """How an application came in: by which way, when, and who filed it."""

    source: str
    at: datetime
    by: Actor


class NotFinished(DomainError):
    """Required questions are open. ``facts["questions"]`` holds their keys."""

    code = "not_finished"


def file(*, draft: UUID, digest: str, language: str, now: datetime) -> Access:
    """The application is received: case, receipt, journal and mail exist, and the draft is gone.

    ``digest`` is ``DraftView.digest`` from the check page. Sending again, at once or later, gives the access to the
    same case; the UNIQUE ``submission_key`` (the draft's id) makes that hold whatever races. ``language`` is the
    language of the page, in which letters and mails are written beside German.
    Missing documents do not stop her: the effect depends on the day of receipt, not on completeness.

    Raises ``Conflict`` when the digest differs, ``NotFinished``, ``InvalidInput``, ``NotFound``.
    """
    return file_as(draft=draft, digest=digest, language=language, came=Came("portal", now, APPLICANT), now=now)


def file_as(*, draft: UUID, digest: str, language: str, came: Came, now: datetime) -> Access:
    """As ``file``, for an application that came another way: received when it came, under the law of that day.

    What staff take in is filed as that alone, and never by the portal.
    """
    with transaction.atomic():
        waiting = Draft.objects.select_for_update(of=("self",)).filter(pk=draft, expires_at__gt=now)
        row = waiting.filter(typed_in__isnull=came.source == "portal").first()
        if row is None:
            return _filed(draft, digest)
        try:
            with transaction.atomic():
                return _received(row, digest, language, came, now)
        except IntegrityError:
            # Somebody filed past the lock. The winner's receipt is the answer; without a winner it was another fault.
            if not Case.objects.filter(submission_key=draft).exists():
                raise
            return _filed(draft, digest)


def _filed(draft: UUID, digest: str) -> Access:
    case = Case.objects.filter(submission_key=draft, code_version=1).first()
    if case is None:
        raise NotFound(f"draft {draft}")
    if case.submission_digest != digest:
        raise Conflict(f"draft {draft}")
    return Access(case.pk, case.code_version)


def _received(row: Draft, digest: str, language: str, came: Came, now: datetime) -> Access:
    documents = list(row.documents.order_by("created_at", "pk"))
    shared = list(row.shared_documents.select_related("document"))
    papers = [(each.need, each.name, each.sha256) for each in documents]
    papers += [(each.need, each.document.name, each.document.sha256) for each in shared]
    sent = fingerprint(service=row.service, version=row.service_version, answers=row.answers, documents=papers)
    if sent != digest:
        raise Conflict(f"draft {row.pk}")
    today = local_day(came.at)
    procedure = catalogue.get(key=row.service, version=row.service_version, on=today)
    if open_ones := unanswered(procedure, row.answers, on=today):
        raise NotFinished(questions=tuple(question.key for question in open_ones))
    answers = check_answers(procedure, row.answers, today)
    case = _case(row, procedure, answers, sent, language, came)
    _applicant(case, procedure, answers)
    Document.objects.filter(draft=row).update(draft=None, case=case, handed_in_at=came.at)
    SharedDocument.objects.filter(draft=row).update(draft=None, case=case)
    row.delete()
    needs = required_documents(procedure, answers, on=today)
    receipt = _receipt(case, procedure, needs, {paper[0] for paper in papers}, answers)
    write_letter(case=case, kind="receipt", data=receipt, now=now)
    record(
        case=case,
        kind=events.RECEIVED,
        payload={"documents": len(papers), "language": case.language, "effect": case.effect},
        by=came.by,
        now=came.at,
    )
    represent_minor(case=case, answers=answers, now=now)
    tell(case=case, kind="received", key="received", now=now)
    return Access(case.pk, case.code_version)


def _case(row: Draft, procedure: Procedure, answers: Mapping[str, str], sent: str, language: str, came: Came) -> Case:
    stay = situation(procedure, answers, on=local_day(came.at))
    identity = uuid.uuid4()
    the_persons = {question.key for question in procedure.questions if question.group in _THE_PERSONS}
    return Case.objects.create(
        id=identity,
        file_number=fresh_file_number(came.at),
        submission_key=row.pk,
        submission_digest=sent,
        proof_token=keys.proof_token(identity),
        service=procedure.key,
        service_version=procedure.version,
        purpose=stay.purpose,
        language=language,
        answers={key: value for key, value in answers.items() if key not in the_persons},
        status="received",
        source=came.source,
        received_at=came.at,
        effect=effect.decide(stay).code,
        title_expires_on=stay.title_expires_on,
        needed_on=day(answers, "travel_or_job_date"),
        difficulty=difficulty(procedure, answers, on=stay.received_on).level,
    )


def _applicant(case: Case, procedure: Procedure, answers: Mapping[str, str]) -> None:
    born = BirthDate.parse(answers["birth_date"], today=local_day(case.received_at))
    family, given = answers["family_name"], answers.get("given_names", "")
    the_persons = {question.key for question in procedure.questions if question.group in _THE_PERSONS}
    Applicant.objects.create(
        case=case,
        family_name=family,
        given_names=given,
        name_key=names.sort_key(f"{family} {given}".strip())[:800],
        birth_year=born.year,
        birth_month=born.month,
        birth_day=born.day,
        nationality=answers["nationality"],
        street=answers.get("street", ""),
        postcode=answers.get("postcode", ""),
        city=answers.get("city", ""),
        email=answers.get("email", ""),
        phone=answers.get("phone", ""),
        answers={key: value for key, value in answers.items() if key in the_persons},
    )


def _receipt(
    case: Case,
    procedure: Procedure,
    needs: Sequence[DocumentNeed],
    sent: Set[str],
    answers: Mapping[str, str],
) -> dict[str, Any]:
    """The data of the receipt without its code: that is derived when it is printed."""
    decided = effect.decide(situation(procedure, answers, on=local_day(case.received_at)))
    is_given = decided.public != effect.OFFICE_WILL_TELL
    return {
        "matter": dict(procedure.title.by_language),
        "legal_basis": procedure.legal_basis,
        "received_at": case.received_at.isoformat(),
        "effect": dict(effect.TEXTS[decided.public]) if is_given else None,
        "effect_basis": decided.paragraph if is_given else "",
        "check_url": settings.BASE_URL + PROOF_PATH.format(language=case.language, token=case.proof_token),
        "documents_received": [dict(need.label.by_language) for need in needs if need.key in sent],
        "documents_missing": [_one_of(group) for group in unmet(needs, sent)],
    }


def _one_of(group: Sequence[DocumentNeed]) -> dict[str, str]:
    first = group[0]
    if len(group) > 1 and first.one_of_label:
        return dict(first.one_of_label.by_language)
    return {language: " / ".join(need.label(language) for need in group) for language in first.label.by_language}
