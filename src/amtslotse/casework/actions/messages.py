"""Messages and letters: received, put to their case, joined with what says the same, answered.

A message with a case is journaled on the case; one without on a stream of its own, until somebody finds its case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from amtslotse.accounts.rules import reach, require
from amtslotse.casework.actions import uploading
from amtslotse.casework.actions.recording import hers, locked, record, staff_id, tell, write_letter
from amtslotse.casework.models import Case, Delivery, Document, DocumentCheck, Message
from amtslotse.casework.rules import events
from amtslotse.casework.rules import messages as rules
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import required_documents
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel import names
from amtslotse.kernel.actor import APPLICANT, Actor
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.notify import actions as notify
from amtslotse.offices.queries import office, team_name

_TITLE = "Antwort auf Ihre Nachricht"


class AlreadyAsked(DomainError):
    """Her last question is still open: nothing was changed."""

    code = "already_asked"


class AlreadyOver(DomainError):
    """The message was answered, filed or joined meanwhile: nothing was changed."""

    code = "already_over"


def ask(*, access: Access, text: str, reason: str = "status", now: datetime) -> UUID:
    """Her question lies with her case, and she reads the answer on the status page.

    The constraint ``one_open_question_per_case`` lets her have one at a time, whatever races.
    Raises ``AlreadyAsked``, ``InvalidInput`` (field ``text``: required, too_long; field ``reason``: unknown), ``NotFound``,
    and ``NotAllowed`` on a case that has ended.
    """
    said = _text(text, field="text", longest=rules.LONGEST_QUESTION)
    _known(reason, rules.REASONS, field="reason")
    try:
        with transaction.atomic():
            case, _ = hers(access=access, action="ask")
            row = Message.objects.create(
                channel="portal",
                reason=reason,
                case=case,
                matched_by="portal",
                language=case.language,
                text=said,
                received_at=now,
                recorded_at=now,
            )
            _received(case, row, APPLICANT, now)
            return row.pk
    except IntegrityError:
        if not Message.objects.filter(case=access.case, channel="portal", status="open").exists():
            raise
        raise AlreadyAsked(f"case {access.case}") from None


@transaction.atomic
def receive_message(
    *,
    channel: str,
    reason: str,
    text: str,
    received_at: datetime | None = None,
    language: str = "de",
    sender_name: str = "",
    sender_born: str = "",
    sender_email: str = "",
    sender_address: str = "",
    subject: str = "",
    case: UUID | None = None,
    by: Actor,
    now: datetime,
) -> UUID:
    """The message is there; on its case when a number or code in it names exactly one, or when the clerk names it.

    Numbers are file numbers, the codes of receipts, and those of cover sheets. Everything else is only proposed
    (``queries.proposals``): a person decides. ``received_at`` is when it came, not when it was recorded.
    Raises ``InvalidInput`` (fields channel, reason, text, received_at ``in_future``, sender_…), ``NotAllowed``, ``NotFound``.
    """
    require(by, "intake.messages")
    if channel == "portal":
        raise InvalidInput(field="channel", reason="unknown")
    _known(channel, rules.CHANNELS, field="channel")
    _known(reason, rules.REASONS, field="reason")
    came = received_at or now
    if came > now:
        raise InvalidInput(field="received_at", reason="in_future")
    name = names.clean(sender_name, field="sender_name")
    born = str(BirthDate.parse(sender_born, today=local_day(now))) if sender_born else ""
    about, said = rules.readable(subject)[:200], _text(text, field="text", longest=rules.LONGEST_TEXT)
    found, matched_by = (case, "clerk") if case else _named(f"{about}\n{said}")
    row = Message(
        id=uuid4(),
        channel=channel,
        reason=reason,
        language=language,
        sender_name=name,
        sender_key=names.sort_key(name)[:800],
        sender_born=born,
        sender_email=names.clean(sender_email, field="sender_email", longest=254),
        sender_address=names.clean(sender_address, field="sender_address", longest=400),
        subject=about,
        text=said,
        received_at=came,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )
    target = _case(found, by) if found else None
    if target is not None:
        row.case, row.matched_by = target, matched_by
    elif case is None and reach(by, "intake.messages") != "office":
        raise NotAllowed(action="intake.messages")
    row.save(force_insert=True)
    _received(target, row, by, now)
    return row.pk


@transaction.atomic
def place_message(*, message: UUID, case: UUID | None, by: Actor, now: datetime) -> None:
    """The message lies with the case, or with none; what was joined to it goes along, and so do its attachments.

    Once it is answered it stays where it is. Raises ``AlreadyOver``, ``NotAllowed``, ``NotFound``; ``InvalidInput`` (field
    ``case``, ``same_case``) when it lies there already, (``portal``) for a question she asked on her case, or one joined to it.
    """
    row, before = _found(message, by, also=case)
    if row.status in ("answered", "joined"):
        raise AlreadyOver(f"message {message}")
    if _is_hers(row):
        raise InvalidInput(field="case", reason="portal")
    if row.case_id == case:
        raise InvalidInput(field="case", reason="same_case")
    if case is None and reach(by, "intake.messages") != "office":
        raise NotAllowed(action="intake.messages")
    after = _case(case, by) if case else None
    for each in (row, *row.joined.all()):
        _leave(each, before, by, now)
        each.case, each.matched_by = after, "clerk" if after else ""
        each.save(update_fields=["case", "matched_by"])
        _arrive(each, after, by, now)


@transaction.atomic
def join_message(*, message: UUID, to: UUID, by: Actor, now: datetime) -> None:
    """The message says the same as the other: it lies with that one's case, and one answer answers both.

    What was joined to it is joined to the other too, so that nothing is joined to something joined.
    A question she asked on her case stays on it and is not joined to what nobody answers any more: she waits for an answer.
    Raises ``InvalidInput`` (field ``to``: ``same_message``, ``portal``, ``needs_an_answer``), ``AlreadyOver``, ``NotAllowed``,
    ``NotFound``.
    """
    if message == to:
        raise InvalidInput(field="to", reason="same_message")
    other_case = Message.objects.filter(pk=to).values_list("case", flat=True).first()
    row, before = _found(message, by, also=other_case, beside=to)
    other = Message.objects.select_for_update(of=("self",)).filter(pk=to).first()
    if other is None or other.case_id != other_case or not _may_see(other, by):
        raise NotFound(f"message {to}")
    if row.status != "open" or other.status == "joined":
        raise AlreadyOver(f"message {message}")
    if _is_hers(row) and row.case_id != other.case_id:
        raise InvalidInput(field="to", reason="portal")
    if _is_hers(row) and other.status == "filed":
        raise InvalidInput(field="to", reason="needs_an_answer")
    for each in (row, *row.joined.all()):
        if each.case_id != other.case_id:
            _leave(each, before, by, now)
            each.case, each.matched_by = other.case, "clerk" if other.case_id else ""
            _arrive(each, other.case, by, now)
        each.status, each.joined_to, each.ended_at = "joined", other, now
        each.save(update_fields=["case", "matched_by", "status", "joined_to", "ended_at"])
    _say(other.case, row, events.MESSAGE_JOINED, events.LOOSE_JOINED, {}, by, now)


@transaction.atomic
def answer_message(
    *, message: UUID, text: str, way: str = "", blocks: Sequence[tuple[str, int]] = (), by: Actor, now: datetime
) -> None:
    """The answer is given: on the status page (a mail says that there is one), by mail, or on paper.

    With a case the answer stands on the status page or on paper, never in a mail: a mail may be read by others. Without
    ``way`` it is the one that fits. ``blocks`` are those it was made of. Raises ``InvalidInput`` (field ``text``; field ``way``
    ``not_possible``), ``AlreadyOver``, ``NotAllowed``, ``NotFound``.
    """
    row, case = _found(message, by)
    if row.status != "open":
        raise AlreadyOver(f"message {message}")
    said = _text(text, field="text", longest=rules.LONGEST_ANSWER)
    possible = rules.ways(channel=row.channel, has_case=case is not None, has_email=bool(row.sender_email))
    chosen = way or possible[0]
    if chosen not in possible:
        raise InvalidInput(field="way", reason="not_possible")
    row.status, row.ended_at = "answered", now
    row.answer, row.answer_way, row.answered_by_id = said, chosen, staff_id(by=by)
    row.blocks = [[key, version] for key, version in blocks]
    row.save(update_fields=["status", "ended_at", "answer", "answer_way", "answered_by", "blocks"])
    hours = rules.hours_between(row.received_at, now)
    _say(case, row, events.MESSAGE_ANSWERED, events.LOOSE_ANSWERED, {"hours": hours}, by, now)
    if chosen == "mail":
        here = office()
        notify.queue(
            key=f"message:{row.pk}:answer",
            to=row.sender_email,
            language=row.language,
            subject=f"Re: {row.subject}" if row.subject else here.name,
            body=f"{said}\n\n{here.name}\n{here.telephone}",
            now=now,
        )
    elif chosen == "status_page" and case is not None:
        tell(case=case, kind="answered", key=f"answered:{row.pk}", now=now)
    elif case is not None:
        _write(case, said, now)


@transaction.atomic
def file_message(*, message: UUID, by: Actor, now: datetime) -> None:
    """The message was read, and no answer is needed. Never for her question in the portal, nor for what such a question was
    joined to: she waits for an answer.

    Raises ``AlreadyOver``, ``InvalidInput`` (field ``message``, ``needs_an_answer``), ``NotAllowed``, ``NotFound``.
    """
    row, case = _found(message, by)
    if row.status != "open":
        raise AlreadyOver(f"message {message}")
    if _is_hers(row):
        raise InvalidInput(field="message", reason="needs_an_answer")
    row.status, row.ended_at = "filed", now
    row.save(update_fields=["status", "ended_at"])
    _say(case, row, events.MESSAGE_FILED, events.LOOSE_FILED, {}, by, now)


@transaction.atomic
def sort_message(*, message: UUID, reason: str, by: Actor) -> None:
    """The message has another of the five reasons. Raises ``InvalidInput``, ``AlreadyOver``, ``NotAllowed``, ``NotFound``."""
    row, _ = _found(message, by)
    if row.status != "open":
        raise AlreadyOver(f"message {message}")
    _known(reason, rules.REASONS, field="reason")
    row.reason = reason
    row.save(update_fields=["reason"])


@transaction.atomic
def attach_to_message(*, message: UUID, name: str, content: bytes, by: Actor, now: datetime) -> UUID:
    """The cleaned, encrypted attachment lies with the message, as an upload would. Raises ``Refused`` and keeps nothing."""
    row = Message.objects.filter(pk=message).select_related("case").first()
    if row is None or not _may_see(row, by):
        raise NotFound(f"message {message}")
    beside = Document.objects.filter(message=row)
    uploading.check(need="file", size=len(content), beside=beside)
    cleaned = uploading.clean(need="file", content=content)
    row, _ = _found(message, by)
    uploading.check(need="file", size=len(cleaned.content), beside=beside)
    return uploading.store(need="", name=name, cleaned=cleaned, message=row, now=now).pk


@transaction.atomic
def put_attachment(*, document: UUID, need: str, by: Actor, now: datetime) -> None:
    """The attachment is part of the application, under the need, and is to be checked again.

    Raises ``InvalidInput`` (field ``need``, ``unknown``), ``NotAllowed`` without a case or once it is put, ``NotFound``.
    """
    message = Document.objects.filter(pk=document, message__isnull=False).values_list("message", flat=True).first()
    if message is None:
        raise NotFound(f"document {document}")
    row, case = _found(message, by)
    held = Document.objects.select_for_update(of=("self",)).get(pk=document)
    if case is None or held.case_id is not None:
        raise NotAllowed(f"document {document}")
    procedure = catalogue.get(key=case.service, version=case.service_version, on=local_day(case.received_at))
    answers = {**case.answers, **case.applicant.answers}
    if need not in {each.key for each in required_documents(procedure, answers, on=local_day(case.received_at))}:
        raise InvalidInput(field="need", reason="unknown")
    held.case, held.need, held.handed_in_at = row.case, need, now
    held.save(update_fields=["case", "need", "handed_in_at"])
    DocumentCheck.objects.filter(case=case, need=need).delete()
    record(case=case, kind=events.ATTACHMENT_PUT, payload={"need": need}, by=by, now=now)


def _write(case: Case, said: str, now: datetime) -> None:
    """The answer is a letter of the case, on its way by post."""
    procedure = catalogue.get(key=case.service, version=case.service_version, on=local_day(case.received_at))
    data = {
        "matter": dict(procedure.title.by_language),
        "team": {"de": team_name(case.team, "de", on=local_day(now)) if case.team else office().name},
        "title": {"de": _TITLE},
        "plain": {"de": said},
        "legal": {"de": ""},
    }
    write_letter(case=case, kind="notice", data=data, now=now, channel="post")


def _is_hers(row: Message) -> bool:
    """Whether she asked this on her status page, or something that is joined to it."""
    return row.channel == "portal" or row.joined.filter(channel="portal").exists()


def _found(message: UUID, by: Actor, *, also: UUID | None = None, beside: UUID | None = None) -> tuple[Message, Case | None]:
    """The message and its case, both locked; the cases (``also``: where it is to go) before the messages (``beside``), each in
    order, so that two who join the same two crosswise never wait for each other."""
    seen = Message.objects.filter(pk=message).only("case").first()
    if seen is None:
        raise NotFound(f"message {message}")
    cases = {pk: _case(pk, by) for pk in sorted({pk for pk in (seen.case_id, also) if pk})}
    both = Message.objects.select_for_update(of=("self",)).filter(pk__in={message, beside or message}).order_by("pk")
    row = next((each for each in both if each.pk == message), None)
    if row is None or row.case_id != seen.case_id or not _may_see(row, by):
        raise NotFound(f"message {message}")
    return row, cases.get(row.case_id) if row.case_id else None


def _case(case: UUID, by: Actor) -> Case:
    row, _ = locked(case=case, action="answer_message", by=by)
    return row


def _may_see(row: Message, by: Actor) -> bool:
    """A message with a case is for those whose case it is, one without for those who sort messages."""
    reached = reach(by, "intake.messages")
    if reached == "team":
        return row.case is not None and row.case.team in by.teams
    return reached == "office"


def _named(text: str) -> tuple[UUID | None, str]:
    """The one case that numbers in the text name, and by what; none when they name none or several."""
    found: dict[UUID, str] = {}
    if numbers := rules.file_numbers(text):
        found |= dict.fromkeys(Case.objects.filter(file_number__in=numbers).values_list("pk", flat=True), "file_number")
    if tokens := rules.proof_tokens(text):
        covers = Delivery.objects.filter(cover_token__in=tokens).values_list("letter__case", flat=True)
        found |= dict.fromkeys(covers, "cover_sheet")
        found |= dict.fromkeys(Case.objects.filter(proof_token__in=tokens).values_list("pk", flat=True), "code")
    return next(iter(found.items())) if len(found) == 1 else (None, "")


def _received(case: Case | None, row: Message, by: Actor, now: datetime) -> None:
    _say(case, row, events.MESSAGE_RECEIVED, events.LOOSE_RECEIVED, _came(row), by, now)


def _leave(row: Message, case: Case | None, by: Actor, now: datetime) -> None:
    _say(case, row, events.MESSAGE_TAKEN_OFF, events.LOOSE_PLACED, _came(row), by, now)


def _arrive(row: Message, case: Case | None, by: Actor, now: datetime) -> None:
    _received(case, row, by, now)


def _came(row: Message) -> dict[str, Any]:
    return {"received_on": local_day(row.received_at)}


def _say(
    case: Case | None, row: Message, with_case: Kind, loose: Kind, more: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """The journal says it: on the case, or on the message's own stream while it has none."""
    payload = {"channel": row.channel, "reason": row.reason, **more}
    if case is not None:
        record(case=case, kind=with_case, payload=payload, by=by, now=now)
    else:
        append(stream_kind="message", stream_ref=str(row.pk), events=[NewEvent(loose.name, payload)], by=by, now=now)


def _known(value: str, allowed: Sequence[str], *, field: str) -> None:
    if value not in allowed:
        raise InvalidInput(field=field, reason="unknown")


def _text(raw: str, *, field: str, longest: int) -> str:
    said = rules.readable(raw)
    if not said:
        raise InvalidInput(field=field, reason="required")
    if len(said) > longest:
        raise InvalidInput(field=field, reason="too_long", longest=longest, length=len(said))
    return said
