"""What the Land's online service sends becomes a case, once, with the same receipts as by the portal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions import drafts, filing
from amtslotse.casework.actions.typing_in import open_draft
from amtslotse.casework.models import Draft, EfaMessage, TypedIn
from amtslotse.casework.queries import draft as read_draft
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.uploads import Refused
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure, check_answer, known, open_questions, unanswered
from amtslotse.engines import efa
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound


class SentAgainChanged(DomainError):
    """A message of this number was taken already, with other content: nothing was changed."""

    code = "sent_again_changed"


@dataclass(frozen=True, slots=True)
class EfaTaken:
    """What became of a message. ``draft`` waits for staff when something is missing; ``refused``: (file, reason)."""

    ref: str
    state: str  # filed | to_complete
    reason: str
    case: UUID | None
    draft: UUID | None
    refused: tuple[tuple[str, str], ...]
    is_new: bool


@transaction.atomic
def take_in_efa(*, content: bytes, is_xml: bool, files: Mapping[str, bytes], by: Actor, now: datetime) -> EfaTaken:
    """The application is received as of the time the online service received it; taken again, it is the same case.

    Attachments are cleaned as uploads are; one that cannot be taken is named and asked for like any missing document. What
    does not fit our questions is not thrown away: it waits for staff (``to_complete``) with its time of receipt.
    Raises ``efa.Unreadable``, ``SentAgainChanged``, ``InvalidInput`` (field ``submitted_at``, ``in_future``), ``NotAllowed``,
    ``NotFound`` for a service that we do not have.
    """
    if by != SYSTEM:
        require(by, "intake.type_in")
    sent = efa.read(content, is_xml=is_xml)
    digest = _digest(content, sent, files)
    row, is_new = EfaMessage.objects.get_or_create(ref=sent.ref, defaults={"digest": digest, "state": "filed", "taken_at": now})
    if not is_new:
        if row.digest != digest:
            raise SentAgainChanged(sent.ref)
        return _taken(row, is_new=False)
    if sent.submitted_at > now:
        raise InvalidInput(field="submitted_at", reason="in_future")
    on = local_day(sent.submitted_at)
    procedure = catalogue.get(key=sent.service, on=on)
    answers, unfit = _answers(procedure, sent.answers, sent.submitted_at)
    draft = open_draft(service=procedure.key, version=procedure.version, language=sent.language, answers=answers, now=now)
    TypedIn.objects.create(
        draft=draft,
        source="efa",
        received_at=sent.submitted_at,
        known=sorted(answers),
        started_by_id=by.staff_id,
        started_at=now,
    )
    row.refused = _attach(draft, sent.attachments, files, now)
    missing = [question.key for question in unanswered(procedure, answers, on=on)]
    if unfit or missing:
        row.state, row.draft = "to_complete", draft
        row.reason = (f"not_valid:{unfit[0]}" if unfit else f"missing:{missing[0]}")[:60]
    else:
        shown = read_draft(draft=draft.pk, language="de", now=sent.submitted_at)
        came = filing.Came("efa", sent.submitted_at, by)
        access = filing.file_as(draft=draft.pk, digest=shown.digest, language=sent.language, came=came, now=now)
        row.case_id = access.case
    row.save()
    return _taken(row, is_new=True)


def _answers(procedure: Procedure, sent: Mapping[str, str], at: datetime) -> tuple[dict[str, str], list[str]]:
    """What our questions take of it, and the keys of what they do not."""
    today = local_day(at)
    held: dict[str, str] = {}
    unfit = []
    for question in procedure.questions:
        if question.key not in sent or question not in open_questions(procedure, held, on=today):
            continue
        try:
            held[question.key] = check_answer(question, sent[question.key], today)
        except InvalidInput:
            unfit.append(question.key)
    applies = known(procedure, held, on=today)
    held = {key: text for key, text in held.items() if applies.asked.get(key) and (key in applies.answers or not text)}
    return held, unfit


def _attach(
    draft: Draft, attachments: Iterable[efa.Attached], files: Mapping[str, bytes], now: datetime
) -> list[tuple[str, str]]:
    refused = []
    for each in attachments:
        content = files.get(each.file)
        if content is None:
            refused.append((each.file, "missing_file"))
            continue
        try:
            with transaction.atomic():
                drafts.attach(draft=draft.pk, need=each.need, name=each.file, content=content, now=now)
        except Refused as fault:
            refused.append((each.file, fault.reason))
        except NotFound:
            refused.append((each.file, "unknown_need"))
    return refused


def _digest(content: bytes, sent: efa.EfaApplication, files: Mapping[str, bytes]) -> str:
    said = hashlib.sha256(content)
    for name in sorted({each.file for each in sent.attachments}):
        said.update(name.encode() + hashlib.sha256(files.get(name, b"")).digest())
    return said.hexdigest()


def _taken(row: EfaMessage, *, is_new: bool) -> EfaTaken:
    refused = tuple((file, reason) for file, reason in row.refused)
    return EfaTaken(row.ref, row.state, row.reason, row.case_id, row.draft_id, refused, is_new)
