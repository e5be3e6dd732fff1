"""Applications that staff are taking in, and what the online service sent. Scope: ``intake.type_in``, the whole office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amtslotse.accounts.rules import require
from amtslotse.casework.models import EfaMessage, TypedIn
from amtslotse.casework.queries import drafts
from amtslotse.casework.queries.views import AnswerView, DraftView
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Question, open_questions
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound

#: More open ones than this no office has on its desk; the list says so.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TypedRow:
    """An application that somebody began to take in."""

    draft: UUID
    source: str
    title: str
    name: str
    received_at: datetime
    started_at: datetime
    started_by: str


@dataclass(frozen=True, slots=True)
class TypedView:
    """One of them: the draft in the reader's language and, to be read back, in the person's."""

    draft: DraftView
    hers: DraftView
    source: str
    received_at: datetime
    known: tuple[AnswerView, ...]  # taken over: shown, not asked again
    questions: tuple[Question, ...]  # what is to be typed
    answers: dict[str, str]
    known_from: UUID | None
    known_from_number: str
    relation: str
    message: UUID | None


@dataclass(frozen=True, slots=True)
class EfaRow:
    """What became of a message of the online service."""

    ref: str
    state: str
    reason: str
    refused: tuple[tuple[str, str], ...]
    case: UUID | None
    draft: UUID | None
    taken_at: datetime


def typed_list(*, actor: Actor, language: str) -> tuple[TypedRow, ...]:
    """What was begun and is not filed, oldest receipt first. Two queries. Raises ``NotAllowed``."""
    require(actor, "intake.type_in")
    rows = list(TypedIn.objects.select_related("draft", "started_by").order_by("received_at", "pk")[:MOST_SHOWN])
    procedures = catalogue.in_versions({(row.draft.service, row.draft.service_version) for row in rows})
    return tuple(
        TypedRow(
            draft=row.draft_id,
            source=row.source,
            title=procedures[row.draft.service, row.draft.service_version].title(language),
            name=", ".join(part for key in ("family_name", "given_names") if (part := row.draft.answers.get(key, ""))),
            received_at=row.received_at,
            started_at=row.started_at,
            started_by=row.started_by.get_full_name() if row.started_by else "",
        )
        for row in rows
    )


def typed(*, actor: Actor, draft: UUID, language: str, asked_anew: frozenset[str] = frozenset()) -> TypedView:
    """One application that is being taken in. ``asked_anew``: known answers to be asked all the same.

    Raises ``NotAllowed``, ``NotFound``, also once it was filed.
    """
    require(actor, "intake.type_in")
    row = TypedIn.objects.select_related("draft", "known_from").filter(draft=draft).first()
    if row is None:
        raise NotFound(f"draft {draft}")
    view = drafts.draft(draft=draft, language=language, now=row.received_at)
    on = local_day(row.received_at)
    procedure = catalogue.get(key=row.draft.service, version=row.draft.service_version, on=on)
    shown = set(row.known) - asked_anew
    return TypedView(
        draft=view,
        hers=drafts.draft(draft=draft, language=row.draft.language, now=row.received_at),
        source=row.source,
        received_at=row.received_at,
        known=tuple(answer for answer in view.answers if answer.key in shown),
        questions=tuple(
            question for question in open_questions(procedure, row.draft.answers, on=on) if question.key not in shown
        ),
        answers=dict(row.draft.answers),
        known_from=row.known_from_id,
        known_from_number=codes.spoken(row.known_from.file_number) if row.known_from else "",
        relation=row.relation,
        message=row.message_id,
    )


def efa_list(*, actor: Actor) -> tuple[EfaRow, ...]:
    """The last messages of the online service, newest first. One query. Raises ``NotAllowed``."""
    require(actor, "intake.type_in")
    return tuple(
        EfaRow(
            ref=row.ref,
            state=row.state,
            reason=row.reason,
            refused=tuple((file, reason) for file, reason in row.refused),
            case=row.case_id,
            draft=row.draft_id,
            taken_at=row.taken_at,
        )
        for row in EfaMessage.objects.order_by("-taken_at", "ref")[:MOST_SHOWN]
    )
