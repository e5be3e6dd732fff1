"""Messages as staff sort and answer them, and her questions as she reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from amtslotse.accounts.rules import may, reach, require
from amtslotse.casework.models import Applicant, Case, Document, Message, TextBlock
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.importing import by_foreign_number
from amtslotse.casework.queries.views import Download, UploadView
from amtslotse.casework.rules import messages as rules
from amtslotse.casework.rules import states
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue.rules import required_documents
from amtslotse.kernel import codes, names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import NotFound

PAGE_SIZE = 50
MOST_PROPOSED = 10
#: So long a text is compared letter by letter; two that share so much say the same.
_SAME_TEXT = 200


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in a list."""

    id: UUID
    channel: str
    reason: str
    status: str
    received_at: datetime
    sender: str
    subject: str  # or how the text begins
    case: UUID | None
    file_number: str  # spoken form; empty without a case
    joined: int  # how many others say the same
    answered_at: datetime | None
    hours: int  # until it was over, or until now


@dataclass(frozen=True, slots=True)
class MessageList:
    """One page of a filtered list; ``counts`` before the filter by status."""

    rows: tuple[MessageRow, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case that a message may be about, and why: number, name_and_birth, email. A person decides."""

    case: UUID
    file_number: str
    name: str
    birth_date: str  # as a German register prints it
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message with all that is known of it."""

    id: UUID
    channel: str
    reason: str
    status: str
    language: str
    received_at: datetime
    recorded_at: datetime
    sender_name: str
    sender_born: str  # as a German register prints it
    sender_email: str
    sender_address: str
    subject: str
    text: str
    case: UUID | None
    file_number: str
    case_language: str
    matched_by: str
    joined_to: UUID | None
    answer: str
    answer_way: str
    answered_at: datetime | None
    answered_by: str
    ways: tuple[str, ...]
    uploads: tuple[UploadView, ...]  # attachments that are not put to a document of the case
    needs: tuple[tuple[str, str], ...]  # (key, label): where an attachment may be put
    can_change: bool


@dataclass(frozen=True, slots=True)
class QuestionOnCase:
    """What she wrote about her case, and the answer she reads."""

    id: UUID
    channel: str
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class BlockView:
    """A version of a text block."""

    id: int
    key: str
    version: int
    reason: str
    title: str
    texts: dict[str, str]
    author: str
    created_at: datetime
    checked_by: str
    checked_at: datetime | None
    can_check: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages: of these statuses, of one reason and channel, with a case (``placed`` yes), without (no), or either.

    ``search`` fits sender, file number or subject. What is empty does not filter.
    """

    statuses: Collection[str] = ()
    reason: str = ""
    channel: str = ""
    placed: str = ""
    search: str = ""


EVERY = Wanted()


def message_list(*, actor: Actor, now: datetime, wanted: Wanted = EVERY, page: int = 1) -> MessageList:
    """Messages the reader may sort and answer, oldest first. Three queries. Raises ``NotAllowed``."""
    found = _selected(actor, wanted)
    counts = dict(found.order_by().values_list("status").annotate(n=Count("pk")))
    found = _of_status(found, wanted)
    total = sum(n for status, n in counts.items() if not wanted.statuses or status in wanted.statuses)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = _listed(found)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return MessageList(tuple(_row(row, now) for row in shown), total, page, pages, counts)


def message_rows(*, actor: Actor, now: datetime, wanted: Wanted = EVERY) -> Iterator[MessageRow]:
    """The whole list, for an export: exactly what ``message_list`` shows. Raises ``NotAllowed``."""
    return (_row(row, now) for row in _listed(_of_status(_selected(actor, wanted), wanted)).iterator(2000))


def message(*, actor: Actor, message: UUID, language: str) -> MessageView:
    """One message. Raises ``NotFound``, also outside the reader's reach."""
    row = _seen(actor, message)
    case = row.case
    needs: tuple[tuple[str, str], ...] = ()
    if case is not None:
        procedure = reading.procedure_of(case)
        asked = required_documents(procedure, reading.all_answers(case), on=local_day(case.received_at))
        needs = tuple((need.key, need.label(language)) for need in asked)
    return MessageView(
        id=row.pk,
        channel=row.channel,
        reason=row.reason,
        status=row.status,
        language=row.language,
        received_at=row.received_at,
        recorded_at=row.recorded_at,
        sender_name=row.sender_name,
        sender_born=reading.birth_text(row.sender_born) if row.sender_born else "",
        sender_email=row.sender_email,
        sender_address=row.sender_address,
        subject=row.subject,
        text=row.text,
        case=row.case_id,
        file_number=codes.spoken(case.file_number) if case else "",
        case_language=case.language if case else row.language,
        matched_by=row.matched_by,
        joined_to=row.joined_to_id,
        answer=row.answer,
        answer_way=row.answer_way,
        answered_at=row.ended_at if row.status == "answered" else None,
        answered_by=row.answered_by.get_full_name() if row.answered_by else "",
        ways=rules.ways(channel=row.channel, has_case=case is not None, has_email=bool(row.sender_email)),
        uploads=tuple(reading.upload(each) for each in row.documents.filter(case=None).order_by("created_at", "pk")),
        needs=needs,
        can_change=row.status == "open",
    )


def message_document(*, actor: Actor, message: UUID, document: UUID) -> Download:
    """An attachment of a message, decrypted. Raises ``NotFound``."""
    row = Document.objects.filter(pk=document, message=_seen(actor, message), case=None).first()
    if row is None:
        raise NotFound(f"document {document}")
    return reading.decrypt(row)


def proposals(*, actor: Actor, message: UUID, language: str) -> tuple[Proposal, ...]:
    """Cases the message may be about, surest first; none once it has one. Bounded queries.

    By a number in its text (when it names several), by name and birth date, by the mail address: only what the reader
    may see, and never more than a proposal.
    """
    row = _seen(actor, message)
    if row.case_id is not None:
        return ()
    found: dict[UUID, str] = {}
    if numbers := rules.file_numbers(f"{row.subject}\n{row.text}"):
        found |= dict.fromkeys(Case.objects.filter(file_number__in=numbers).values_list("pk", flat=True), "number")
    for case in same_persons(name_key=row.sender_key, born=row.sender_born):
        found.setdefault(case, "name_and_birth")
    if row.sender_email:
        mails = Applicant.objects.filter(email__iexact=row.sender_email).order_by("-case__received_at")
        for case in mails.values_list("case", flat=True)[:MOST_PROPOSED]:
            found.setdefault(case, "email")
    return _proposed(actor, found)


def same_persons(*, name_key: str, born: str) -> list[UUID]:
    """The cases, newest first, of everybody with this name in any order of its words and this birth date."""
    if not (name_key and born):
        return []
    date_of_birth = BirthDate.parse(born, today=date.max)
    rows = Applicant.objects.filter(
        birth_year=date_of_birth.year, birth_month=date_of_birth.month, birth_day=date_of_birth.day
    ).order_by("-case__received_at")
    return [case for case, key in rows.values_list("case", "name_key") if rules.same_person(name_key, key)]


def find_cases(*, actor: Actor, search: str, born: str = "") -> tuple[Proposal, ...]:
    """Cases with a file number, or of a person with this name and birth date, for a clerk who chooses one."""
    number = codes.normalise(search)
    found: dict[UUID, str] = {}
    if len(number) >= 8:
        found |= dict.fromkeys(Case.objects.filter(file_number=number).values_list("pk", flat=True), "number")
    for case in by_foreign_number(search):
        found.setdefault(case, "number")
    for case in same_persons(name_key=names.sort_key(search.strip()), born=born):
        found.setdefault(case, "name_and_birth")
    return _proposed(actor, found)


def duplicates(*, actor: Actor, message: UUID, now: datetime) -> tuple[MessageRow, ...]:
    """Messages that may say the same: on the same case, from the same address, or beginning with the same words."""
    row = _seen(actor, message)
    same = Q(pk__in=())
    if row.case_id:
        same |= Q(case=row.case_id)
    if row.sender_email:
        same |= Q(sender_email__iexact=row.sender_email)
    if row.sender_key:
        same |= Q(sender_key=row.sender_key)
    same |= Q(text__startswith=row.text[:_SAME_TEXT])
    others = _scope(actor).filter(same).exclude(pk=row.pk).exclude(status="joined").exclude(joined_to=row)
    return tuple(_row(each, now) for each in _listed(others, newest_first=True)[:MOST_PROPOSED])


def messages_of(*, actor: Actor, case: UUID, now: datetime) -> tuple[MessageRow, ...]:
    """The contact history of a case, newest first: every message, joined ones too. Empty where the reader may not sort."""
    if not may(actor, "intake.messages"):
        return ()
    return tuple(_row(each, now) for each in _listed(_scope(actor).filter(case=case), newest_first=True)[:PAGE_SIZE])


def questions(*, access: Access) -> tuple[QuestionOnCase, ...]:
    """What she asked about her case and the answers on her status page, newest first; of letters and mails the answer alone,
    for somebody else may have written them. Raises ``NotFound``."""
    if not Case.objects.filter(pk=access.case, code_version=access.code_version).exists():
        raise NotFound(f"case {access.case}")
    hers = Q(channel="portal") | Q(answer_way="status_page")
    rows = Message.objects.filter(hers, case=access.case).exclude(status="joined").order_by("-received_at", "pk")
    return tuple(
        QuestionOnCase(
            id=row.pk,
            channel=row.channel,
            text=row.text if row.channel == "portal" else "",
            asked_at=row.received_at,
            answer=row.answer,
            answered_at=row.ended_at if row.answer else None,
            is_open=row.status == "open",
        )
        for row in rows[:PAGE_SIZE]
    )


def may_ask(*, access: Access) -> bool:
    """Whether she can ask now: her case goes on and no question of hers is open. One query."""
    open_one = Count("messages", filter=Q(messages__channel="portal", messages__status="open"))
    case = (
        Case.objects.filter(pk=access.case, code_version=access.code_version).annotate(asked=open_one).values("status", "asked")
    ).first()
    return case is not None and not case["asked"] and states.is_possible("ask", case["status"])


def blocks(*, actor: Actor, reason: str = "", checked_only: bool = False) -> tuple[BlockView, ...]:
    """The newest version of each text block that is in use, by reason and title. ``checked_only``: what answers may use."""
    if checked_only:
        require(actor, "intake.messages")
    else:
        require(actor, "intake.blocks")
    rows = TextBlock.objects.filter(retired_at=None).select_related("author", "checked_by")
    if checked_only:
        rows = rows.filter(checked_at__isnull=False)
    newest = {row.key: row for row in rows.order_by("key", "version")}
    order = {each: place for place, each in enumerate(rules.REASONS)}
    shown = sorted(newest.values(), key=lambda row: (order[row.reason], names.sort_key(row.title)))
    return tuple(_block(row, actor) for row in shown if not reason or row.reason == reason)


def block_versions(*, actor: Actor, key: str) -> tuple[BlockView, ...]:
    """All versions of a text block, newest first. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "intake.blocks")
    rows = TextBlock.objects.filter(key=key).select_related("author", "checked_by").order_by("-version")
    found = tuple(_block(row, actor) for row in rows)
    if not found:
        raise NotFound(f"block {key}")
    return found


def _block(row: TextBlock, actor: Actor) -> BlockView:
    may_check = may(actor, "intake.blocks") and actor.staff_id is not None and row.author_id != actor.staff_id
    return BlockView(
        id=row.pk,
        key=row.key,
        version=row.version,
        reason=row.reason,
        title=row.title,
        texts=dict(row.texts),
        author=row.author.get_full_name() if row.author else "",
        created_at=row.created_at,
        checked_by=row.checked_by.get_full_name() if row.checked_by else "",
        checked_at=row.checked_at,
        can_check=may_check and row.checked_at is None and row.retired_at is None,
    )


def _scope(actor: Actor) -> QuerySet[Message]:
    """Those without a case are for whoever sorts for the office; those with one also for its team."""
    if reach(actor, "intake.messages") == "office":
        return Message.objects.all()
    return Message.objects.filter(case__team__in=actor.teams)


def _of_status(found: QuerySet[Message], wanted: Wanted) -> QuerySet[Message]:
    return found.filter(status__in=wanted.statuses) if wanted.statuses else found


def _selected(actor: Actor, wanted: Wanted) -> QuerySet[Message]:
    require(actor, "intake.messages")
    found = _scope(actor)
    if wanted.reason:
        found = found.filter(reason=wanted.reason)
    if wanted.channel:
        found = found.filter(channel=wanted.channel)
    if wanted.placed:
        found = found.filter(case__isnull=wanted.placed != "yes")
    if text := wanted.search.strip():
        by = Q(sender_key__contains=names.sort_key(text)) | Q(subject__icontains=text) | Q(sender_email__iexact=text)
        number = codes.normalise(text)
        found = found.filter(by | Q(case__file_number__contains=number) if len(number) >= 4 else by)
    return found


def _listed(found: QuerySet[Message], *, newest_first: bool = False) -> QuerySet[Message]:
    order = "-received_at" if newest_first else "received_at"
    return found.select_related("case").annotate(n_joined=Count("joined")).order_by(order, "pk")


def _row(row: Message, now: datetime) -> MessageRow:
    return MessageRow(
        id=row.pk,
        channel=row.channel,
        reason=row.reason,
        status=row.status,
        received_at=row.received_at,
        sender=row.sender_name or row.sender_email,
        subject=row.subject or row.text.partition("\n")[0][:120],
        case=row.case_id,
        file_number=codes.spoken(row.case.file_number) if row.case else "",
        joined=row.n_joined,  # type: ignore[attr-defined]
        answered_at=row.ended_at if row.status == "answered" else None,
        hours=rules.hours_between(row.received_at, row.ended_at or now),
    )


def _seen(actor: Actor, message: UUID) -> Message:
    require(actor, "intake.messages")
    row = _scope(actor).select_related("case__applicant", "answered_by").filter(pk=message).first()
    if row is None:
        raise NotFound(f"message {message}")
    return row


def _proposed(actor: Actor, found: dict[UUID, str]) -> tuple[Proposal, ...]:
    rows = Case.objects.select_related("applicant").in_bulk(list(found)[:MOST_PROPOSED])
    return tuple(
        Proposal(
            case=pk,
            file_number=codes.spoken(rows[pk].file_number),
            name=", ".join(part for part in (rows[pk].applicant.family_name, rows[pk].applicant.given_names) if part),
            birth_date=BirthDate(
                rows[pk].applicant.birth_year, rows[pk].applicant.birth_month, rows[pk].applicant.birth_day
            ).german,
            title=reading.procedure_of(rows[pk]).title("de"),
            why=why,
        )
        for pk, why in found.items()
        if pk in rows and may(actor, "intake.messages", team=rows[pk].team)
    )
