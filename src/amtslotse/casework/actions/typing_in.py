"""Applications on paper and at the counter: staff type them through the same questions, and nothing known is typed again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions import drafts, filing
from amtslotse.casework.actions.messages import place_message
from amtslotse.casework.actions.recording import record, staff_id
from amtslotse.casework.models import Case, Draft, EfaMessage, Family, Message, TypedIn, keys
from amtslotse.casework.queries import same_persons
from amtslotse.casework.rules import events
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import LOCAL, local_day
from amtslotse.casework.rules.intake import RELATIONS, taken_over, typed_twice
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import check_answer, known, open_questions
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound

#: An application that was received waits for staff as long as it takes; no sweep takes it.
KEPT = timedelta(days=36525)
_NOON = time(12)


@transaction.atomic
def start_typed(
    *,
    service: str,
    language: str,
    source: str,
    received_on: date | None = None,
    known_from: UUID | None = None,
    relation: str = "",
    message: UUID | None = None,
    by: Actor,
    now: datetime,
) -> UUID:
    """An application is being taken in, under the law of the day it came; what the office knows is answered already.

    ``source``: paper (``received_on``: the day of its stamp, or of the message it came with) or counter (now).
    ``known_from`` with ``relation`` names a case of the same person, or of her family: from the first her person and
    contact are taken over, from the second the contact. Raises ``InvalidInput`` (fields source, received_on ``required``
    ``in_future``, relation), ``NotAllowed``, ``NotFound``.
    """
    require(by, "intake.type_in")
    if source not in ("paper", "counter"):
        raise InvalidInput(field="source", reason="unknown")
    letter = _letter(message) if message else None
    at = _came_at(source, received_on, letter, now)
    before = _before(known_from, relation)
    procedure = catalogue.get(key=service, on=local_day(at))
    answers = taken_over(procedure, before[1], relation=relation, today=local_day(at)) if before else {}
    draft = open_draft(service=procedure.key, version=procedure.version, language=language, answers=answers, now=now)
    TypedIn.objects.create(
        draft=draft,
        source=source,
        received_at=at,
        known=sorted(answers),
        known_from=before[0] if before else None,
        relation=relation if before else "",
        message=letter,
        started_by_id=staff_id(by=by),
        started_at=now,
    )
    return draft.pk


def open_draft(*, service: str, version: int, language: str, answers: Mapping[str, str], now: datetime) -> Draft:
    """A draft that only staff can reach: nobody gets its code, and it does not expire."""
    identity = uuid.uuid4()
    return Draft.objects.create(
        id=identity,
        service=service,
        service_version=version,
        language=language,
        answers=dict(answers),
        code_digest=drafts.digest_of(code=keys.draft_code(identity)),
        created_at=now,
        expires_at=now + KEPT,
    )


@transaction.atomic
def type_answers(*, draft: UUID, answers: Mapping[str, str], by: Actor, now: datetime) -> dict[str, InvalidInput]:
    """What can be taken is answered; what cannot is returned by question and left as it was.

    Questions that do not apply are passed over. An answer that was taken over and is now another one counts as typed.
    Raises ``NotAllowed``, ``NotFound``.
    """
    typed, row = _locked(draft, by)
    today = local_day(typed.received_at)
    procedure = catalogue.get(key=row.service, version=row.service_version, on=today)
    held, refused = dict(row.answers), {}
    for question in procedure.questions:
        if question.key not in answers or question not in open_questions(procedure, held, on=today):
            continue
        try:
            held[question.key] = check_answer(question, answers[question.key], today)
        except InvalidInput as fault:
            refused[question.key] = fault
    applies = known(procedure, held, on=today)
    held = {key: text for key, text in held.items() if applies.asked.get(key) and (key in applies.answers or not text)}
    typed.known = [key for key in typed.known if held.get(key) == row.answers.get(key)]
    row.answers = held
    row.save(update_fields=["answers"])
    typed.save(update_fields=["known"])
    return refused


@transaction.atomic
def attach_typed(*, draft: UUID, need: str, name: str, content: bytes, by: Actor, now: datetime) -> UUID:
    """A scan of what came with it, cleaned as every upload. Raises as ``attach``, and ``NotAllowed``."""
    _seen(draft, by)
    return drafts.attach(draft=draft, need=need, name=name, content=content, now=now)


@transaction.atomic
def remove_typed(*, draft: UUID, document: UUID, by: Actor, now: datetime) -> None:
    """The scan is gone. Raises ``NotAllowed``, ``NotFound``."""
    _seen(draft, by)
    drafts.remove(draft=draft, document=document, now=now)


@transaction.atomic
def discard_typed(*, draft: UUID, by: Actor, now: datetime) -> None:
    """What was typed is gone; the letter it came with is still there, and open. Raises ``NotAllowed``, also for what the
    online service sent: that was received, and nobody holds a paper of it."""
    typed = _seen(draft, by)
    if typed.source == "efa":
        raise NotAllowed(f"draft {draft}")
    drafts.discard(draft=draft, now=now)


def file_typed(*, draft: UUID, digest: str, confirmed: bool, by: Actor, now: datetime) -> Access:
    """The application is received as of the day it came, with the same receipt as by the portal.

    ``confirmed``: it was read back to the person, or stands so on her paper, signed. The journal counts how many answers
    were typed, taken over, and typed although the office had them already (R89). Sending again gives the same case.
    The letter it came with lies on the case. Raises as ``file``, and ``InvalidInput`` (field ``confirmed``, ``required``),
    ``NotAllowed``.
    """
    require(by, "intake.type_in")
    if not confirmed:
        raise InvalidInput(field="confirmed", reason="required")
    with transaction.atomic():
        row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft, typed_in__isnull=False).first()
        typed = TypedIn.objects.select_related("known_from").filter(draft=row).first() if row else None
        came = filing.Came(typed.source, typed.received_at, by) if typed else filing.Came("paper", now, by)
        if row is None or typed is None:
            return filing.file_as(draft=draft, digest=digest, language="de", came=came, now=now)
        message, family_of = typed.message_id, typed.known_from if typed.relation == "family" else None
        answers, already_known = dict(row.answers), list(typed.known)
        sent = list(EfaMessage.objects.filter(draft=row).values_list("pk", flat=True))
        access = filing.file_as(draft=draft, digest=digest, language=row.language, came=came, now=now)
        case = Case.objects.select_related("applicant").get(pk=access.case)
        EfaMessage.objects.filter(pk__in=sent).update(state="filed", reason="", case=case)
        _count(case, typed.source, answers, already_known, by, now)
        if family_of is not None:
            _join_family(case, family_of, now)
        if message is not None and Message.objects.filter(pk=message, status="open").exclude(case=case).exists():
            place_message(message=message, case=case.pk, by=by, now=now)
        return access


def _count(case: Case, source: str, answers: dict[str, str], already_known: list[str], by: Actor, now: datetime) -> None:
    who = case.applicant
    others = [
        pk
        for pk in same_persons(name_key=who.name_key, born=f"{who.birth_year:04d}-{who.birth_month:02d}-{who.birth_day:02d}")
        if pk != case.pk
    ]
    office_knew = [_held(each) for each in Case.objects.select_related("applicant").filter(pk__in=others[:10])]
    typed = {key: value for key, value in answers.items() if value and key not in already_known}
    twice = sorted(typed_twice(typed, office_knew))
    payload = {
        "source": source,
        "typed": len(typed),
        "taken_over": sum(bool(answers.get(key)) for key in already_known),
        "twice": len(twice),
    } | ({"fields": twice} if twice else {})
    record(case=case, kind=events.TYPED_IN, payload=payload, by=by, now=now)


def _join_family(case: Case, other: Case, now: datetime) -> None:
    """Both cases are of one family. A family that is there already is kept."""
    row = Case.objects.select_for_update(of=("self",)).get(pk=other.pk)
    if row.family is None:
        row.family = Family.objects.create(created_at=now)
        row.save(update_fields=["family"])
    case.family = row.family
    case.save(update_fields=["family"])


def _letter(message: UUID) -> Message:
    row = Message.objects.filter(pk=message).first()
    if row is None:
        raise NotFound(f"message {message}")
    return row


def _came_at(source: str, received_on: date | None, letter: Message | None, now: datetime) -> datetime:
    if source == "counter":
        return now
    if received_on is None and letter is not None:
        return letter.received_at
    if received_on is None:
        raise InvalidInput(field="received_on", reason="required")
    if received_on > local_day(now):
        raise InvalidInput(field="received_on", reason="in_future")
    return min(now, datetime.combine(received_on, _NOON, tzinfo=LOCAL))


def _before(known_from: UUID | None, relation: str) -> tuple[Case, dict[str, str]] | None:
    if known_from is None:
        return None
    if relation not in RELATIONS:
        raise InvalidInput(field="relation", reason="required")
    case = Case.objects.select_related("applicant").filter(pk=known_from).first()
    if case is None:
        raise NotFound(f"case {known_from}")
    return case, _held(case)


def _held(case: Case) -> dict[str, str]:
    """What the office knows of her from a case: her person and contact; of one taken over, all that the import holds.

    What she said about her title in an application of ours is as old as that application, and is asked again.
    """
    return dict(case.applicant.answers) | (dict(case.answers) if case.source == "import" else {})


def _seen(draft: UUID, by: Actor) -> TypedIn:
    require(by, "intake.type_in")
    row = TypedIn.objects.filter(draft=draft).first()
    if row is None:
        raise NotFound(f"draft {draft}")
    return row


def _locked(draft: UUID, by: Actor) -> tuple[TypedIn, Draft]:
    typed = _seen(draft, by)
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft).first()
    if row is None:
        raise NotFound(f"draft {draft}")
    typed.refresh_from_db()
    return typed, row
