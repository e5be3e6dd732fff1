"""One letter to many: it waits ten minutes, and whoever calls it back calls it back for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from amtslotse.accounts.rules import require
from amtslotse.casework.actions import dispatching
from amtslotse.casework.actions.recording import sent_before, staff_id
from amtslotse.casework.actions.sending import TooLate
from amtslotse.casework.actions.writing import write_from
from amtslotse.casework.models import BulkLetter, BulkRecipient, Case, LetterPaper, LetterTemplate
from amtslotse.casework.queries.addressed import addressed
from amtslotse.casework.queries.letters import chosen
from amtslotse.casework.rules import letters
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.states import ENDED
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound

TASK = "casework.send_bulk"
WAITS = timedelta(minutes=letters.RECALL_MINUTES)
MOST_RECIPIENTS = 5_000


class Changed(DomainError):
    """The selection holds another number of cases than the one that was shown. Nothing was prepared."""

    code = "changed"


@transaction.atomic
def prepare_bulk(
    *, bulk_letter: UUID, template: str, selection: Mapping[str, str], shown: int, by: Actor, now: datetime
) -> UUID:
    """The letter will go to these cases in ten minutes, unless somebody recalls it before.

    ``bulk_letter`` is the form's own id: sending it twice prepares one. The cases are fixed now. Raises ``Changed`` when they
    are not as many as were shown, ``InvalidInput`` (field ``template`` ``required``; field ``selection`` ``empty`` or
    ``too_many``), ``NotAllowed``.
    """
    require(by, "post.bulk")
    if sent_before(model=BulkLetter, key=bulk_letter):
        return bulk_letter
    version = LetterTemplate.objects.filter(key=template, released_at__isnull=False).order_by("-version").first()
    if version is None:
        raise InvalidInput(field="template", reason="required")
    cases = list(chosen(selection).values_list("pk", flat=True)[: MOST_RECIPIENTS + 1])
    if not cases:
        raise InvalidInput(field="selection", reason="empty")
    if len(cases) > MOST_RECIPIENTS:
        raise InvalidInput(field="selection", reason="too_many", most=MOST_RECIPIENTS)
    if len(cases) != shown:
        raise Changed(f"{len(cases)} instead of {shown}")
    made = BulkLetter.objects.create(
        id=bulk_letter,
        template=version,
        selection=dict(selection),
        total=len(cases),
        created_by_id=staff_id(by=by),
        created_at=now,
        goes_at=now + WAITS,
    )
    to = addressed(cases=cases, on=local_day(now))
    BulkRecipient.objects.bulk_create(BulkRecipient(bulk=made, case_id=case, addressed=to[case]) for case in cases)
    app.configure_task(TASK, queue=dispatching.QUEUE, schedule_at=made.goes_at).defer(bulk_letter=str(bulk_letter))
    return bulk_letter


@transaction.atomic
def recall_bulk(*, bulk_letter: UUID, by: Actor, now: datetime) -> None:
    """Nobody gets the letter. Recalling it again changes nothing.

    The row's lock decides between recall and sending: all of them, or none. Raises ``TooLate``, ``NotAllowed``, ``NotFound``.
    """
    require(by, "post.bulk")
    row = BulkLetter.objects.select_for_update(of=("self",)).filter(pk=bulk_letter).first()
    if row is None:
        raise NotFound(f"bulk letter {bulk_letter}")
    if row.state == "sent":
        raise TooLate(f"bulk letter {bulk_letter} is sent")
    if row.state == "waiting":
        row.state, row.recalled_at, row.recalled_by_id = "recalled", now, staff_id(by=by)
        row.save(update_fields=["state", "recalled_at", "recalled_by"])


@transaction.atomic
def send(*, bulk_letter: UUID, now: datetime) -> int:
    """Every case of the letter has it, each once, in one transaction; how many. 0 when it was recalled, sent, or is not due.

    Left out, and noted so, is what ended since it was prepared, and what would go to another name or address by now: somebody
    has to look at those. A worker that dies half-way leaves none of them, and the next try begins again.
    """
    row = BulkLetter.objects.select_for_update(of=("self",)).filter(pk=bulk_letter).first()
    if row is None or row.state != "waiting" or now < row.goes_at:
        return 0
    row.state, row.sent_at = "sent", now
    row.save(update_fields=["state", "sent_at"])
    texts = {text.language: text for text in row.template.texts.all()}
    goes = _still_meant(row, now)
    cases = Case.objects.select_related("applicant").filter(pk__in=goes).order_by("pk")
    sent = 0
    for case in cases.iterator(chunk_size=200):
        write_from(case=case, template=row.template, texts=texts, bulk=row, by=SYSTEM, now=now)
        sent += 1
    return sent


def _still_meant(row: BulkLetter, now: datetime) -> list[UUID]:
    """The cases that the letter goes to; the others are left out from here on. The cases stay locked: none ends meanwhile."""
    states = dict(
        Case.objects.select_for_update(of=("self",))
        .filter(pk__in=row.recipients.values("case"))
        .order_by("pk")
        .values_list("pk", "status")
    )
    to = addressed(cases=states, on=local_day(now))
    left_out: dict[str, list[int]] = {reason: [] for reason in letters.LEFT_OUT}
    goes = []
    for pk, case, before in row.recipients.values_list("pk", "case_id", "addressed"):
        if states[case] in ENDED:
            left_out["ended"].append(pk)
        elif before and before != to[case]:
            left_out["addressee_changed"].append(pk)
        else:
            goes.append(case)
    for reason, recipients in left_out.items():
        row.recipients.filter(pk__in=recipients).update(left_out=reason)
    return goes


def make_papers(*, bulk_letter: UUID, now: datetime) -> int:
    """The papers of the letter are made, one after the other, so that the page can count them. Returns how many now."""
    waiting = LetterPaper.objects.filter(letter__deliveries__bulk=bulk_letter, state="waiting")
    return sum(dispatching.make_paper(letter=letter, now=now) for letter in list(waiting.values_list("pk", flat=True)))


def send_due(*, now: datetime) -> int:
    """Bulk letters whose job was lost are sent, their papers too; how many."""
    due = list(BulkLetter.objects.filter(state="waiting", goes_at__lte=now - timedelta(minutes=5)).values_list("pk", flat=True))
    for each in due:
        send(bulk_letter=each, now=now)
        make_papers(bulk_letter=each, now=now)
    return len(due)
