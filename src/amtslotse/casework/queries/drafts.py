"""A draft, read by the one whose session or code holds it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from amtslotse.casework.models import Case, Draft, keys
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.views import DraftView, QuestionView
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import digest, local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure, Question, countries, fee, open_questions, required_documents
from amtslotse.kernel import codes
from amtslotse.kernel.errors import NotFound


def draft(*, draft: UUID, language: str, now: datetime) -> DraftView:
    """The whole draft in the language. Raises ``NotFound`` when it expired, was discarded or was filed (see ``filed_as``)."""
    row, procedure, asked = _read(draft, now)
    today = local_day(now)
    documents = list(row.documents.order_by("created_at", "pk"))
    uploads = reading.with_shared(reading.by_need(documents, can_remove=True), row)
    needs = required_documents(procedure, row.answers, on=today)
    wanted = {need.key for need in needs}
    papers = [(each.need, each.name, each.sha256) for each in documents]
    papers += [
        (share.need, share.document.name, share.document.sha256) for share in row.shared_documents.select_related("document")
    ]
    return DraftView(
        id=row.pk,
        service=row.service,
        version=row.service_version,
        title=procedure.title(language),
        language=row.language,
        code=codes.spoken(keys.draft_code(row.pk)),
        expires_at=row.expires_at,
        questions=asked,
        answers=reading.answers_of(procedure, row.answers, on=today, language=language),
        answered=sum(question.key in row.answers for question in asked),
        of=len(asked),
        next=next((question.key for question in asked if question.key not in row.answers), None),
        needs=reading.needs_view(needs, uploads, {}, language),
        other_uploads=tuple(each for need, found in uploads.items() if need not in wanted for each in found),
        fee=fee(procedure, row.answers, on=today),
        digest=digest(
            service=row.service,
            version=row.service_version,
            answers=row.answers,
            documents=papers,
        ),
        name=name_in(row.answers),
        is_family=row.family is not None and Draft.objects.filter(family=row.family).exclude(pk=row.pk).exists(),
    )


def question(*, draft: UUID, key: str, language: str, now: datetime) -> QuestionView:
    """One question page. Raises ``NotFound`` for a question that does not apply to her answers."""
    row, _, asked = _read(draft, now)
    order = [each.key for each in asked]
    if key not in order:
        raise NotFound(f"question {key}")
    place = order.index(key)
    this = asked[place]
    return QuestionView(
        draft=row.pk,
        question=this,
        label=this.label(language),
        help=this.help(language),
        options=_options(this, language),
        value=row.answers.get(key, ""),
        number=place + 1,
        of=len(order),
        previous=order[place - 1] if place else None,
        next=order[place + 1] if place + 1 < len(order) else None,
    )


def filed_as(*, draft: UUID) -> Access | None:
    """The access to the case this draft became, for the back button after sending; ``None`` when it was not filed.

    ``None`` too once the code was replaced: a session from before is dead.
    """
    case = Case.objects.filter(submission_key=draft, code_version=1).only("code_version").first()
    return Access(case.pk, case.code_version) if case else None


def name_in(answers: Mapping[str, str]) -> str:
    """The person's name as far as it was answered."""
    return f"{answers.get('given_names', '')} {answers.get('family_name', '')}".strip()


def _options(question: Question, language: str) -> tuple[tuple[str, str], ...]:
    if question.kind == "country":
        return countries(language)
    if question.kind == "yesno":
        return tuple((key, reading.answer_text(question, key, language)) for key in ("yes", "no"))
    return tuple((option.key, option.label(language)) for option in question.options)


def _read(draft: UUID, now: datetime) -> tuple[Draft, Procedure, tuple[Question, ...]]:
    row = Draft.objects.filter(pk=draft, expires_at__gt=now).first()
    if row is None:
        raise NotFound(f"draft {draft}")
    procedure = catalogue.get(key=row.service, version=row.service_version, on=local_day(now))
    return row, procedure, open_questions(procedure, row.answers, on=local_day(now))
