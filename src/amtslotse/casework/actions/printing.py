"""The print station: the letters of the day as one file, a cover sheet each, and the post takes them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pikepdf
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.dispatching import QUEUE, dispatch
from amtslotse.casework.actions.recording import record, sent_before, staff_id
from amtslotse.casework.actions.sending import TooLate
from amtslotse.casework.models import Addressee, Case, Delivery, PrintRun, files, keys
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.deciding import addressees, envelopes_of
from amtslotse.casework.queries.letters import printable, printable_runs
from amtslotse.casework.rules import events
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.letters import LIVING, Envelope, lines_of
from amtslotse.engines import envelope, paper
from amtslotse.engines.paper import PaperError
from amtslotse.kernel import checked
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, NotFound

TASK = "casework.make_run"
#: One file, one pile, one walk to the post.
MOST_LETTERS = 200
_A4 = (595.276, 841.89)  # points


class NothingToPrint(DomainError):
    """No letter waits for the post."""

    code = "nothing_to_print"


def print_letters(*, run: UUID, by: Actor, now: datetime) -> UUID:
    """The letters that wait and that she may print, oldest first and ``MOST_LETTERS`` at most, belong to this run and to no
    other; its file is made in the background.

    ``run`` is the form's own id: sending it twice makes one run. Two people at the same instant share the letters.
    Each goes to the address of now; where several who act for her live apart, to each of them. Nobody gets two of one letter:
    what waits for an envelope that is on its way already is recalled. Raises ``NothingToPrint``, ``NotAllowed``.
    """
    require(by, "post.print")
    with transaction.atomic():
        is_there = sent_before(model=PrintRun, key=run) or _claim(run, by, now)
    if not is_there:
        raise NothingToPrint
    return run


def _claim(run: UUID, by: Actor, now: datetime) -> bool:
    """Whether there was anything to print."""
    queued = (
        Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("letter__case__applicant")
        .filter(printable(by), channel="post", state="queued")
        .order_by("created_at", "pk")[:MOST_LETTERS]
    )
    claimed = list(queued)
    going, doubled = _made_out(claimed, now)
    for row in doubled:
        row.state, row.recalled_at = "recalled", now
        record(case=row.letter.case, kind=events.LETTER_RECALLED, payload={"letter": row.letter.kind}, by=by, now=now)
    Delivery.objects.bulk_update(doubled, ["state", "recalled_at"])
    if not going:
        return False
    made = PrintRun.objects.create(id=run, total=len(going), created_by_id=staff_id(by=by), created_at=now)
    for row in going:
        row.state, row.printed_at, row.run = "printed", now, made
    Delivery.objects.bulk_update(going, ["state", "printed_at", "run", "recipient", "acting"])
    app.configure_task(TASK, queue=QUEUE).defer(run=str(run))
    return True


def _made_out(claimed: Sequence[Delivery], now: datetime) -> tuple[list[Delivery], list[Delivery]]:
    """What goes, each in an envelope of its own, and what would be the second of one letter in the same envelope.

    What waits for somebody alone comes before what waits for whoever acts that day.
    """
    others = Delivery.objects.filter(letter__in={row.letter_id for row in claimed}, channel="post", state__in=LIVING)
    reached = set(others.exclude(pk__in=[row.pk for row in claimed]).values_list("letter_id", "acting"))
    reached |= {(row.letter_id, row.acting) for row in claimed if row.recipient}
    going = [row for row in claimed if row.recipient]
    doubled = []
    for row in sorted((row for row in claimed if not row.recipient), key=lambda row: not row.acting):
        sealed = [each for each in _envelopes(row, on=local_day(now)) if (row.letter_id, each.key) not in reached]
        reached |= {(row.letter_id, each.key) for each in sealed}
        if not sealed:
            doubled.append(row)
            continue
        row.recipient, row.acting = sealed[0].as_recipient(), sealed[0].key
        going.append(row)
        going += [
            dispatch(
                letter=row.letter,
                channel="post",
                envelope=each,
                bulk=row.bulk,
                effect=f"{row.effect_key}:{number}",
                now=now,
            )
            for number, each in enumerate(sealed[1:], start=2)
        ]
    return going, doubled


def _envelopes(row: Delivery, *, on: date) -> list[Envelope]:
    """The envelopes that this try fills on that day: to whoever acts for her (§ 14 Abs. 3 VwVfG, § 80 AufenthG), one an
    address, else to herself.

    A decision that is addressed to herself goes to her, whoever acts for her by now. Sent again to one of several, it goes to
    that one; when she acts no more, to those whom no other try of the letter reaches. At most two queries.
    """
    case = row.letter.case
    is_hers = row.letter.kind == "decision" and not row.acting and not _acted_for(case)
    found = () if is_hers else envelopes_of(case, addressees(case, on=on))
    if not found:
        who = case.applicant
        name = f"{who.given_names} {who.family_name}".strip()
        return [Envelope(name, lines_of(who.street, who.postcode, who.city))]
    if not row.acting:
        return list(found)
    if hers := [each for each in found if row.acting in map(str, each.acting)]:
        return hers
    others = Delivery.objects.filter(letter=row.letter, channel="post", state__in=LIVING).exclude(pk=row.pk)
    reached = {one for other in others if other.recipient for one in other.recipient.get("acting", ())}
    return [each for each in found if reached.isdisjoint(map(str, each.acting))] or list(found[:1])


def _acted_for(case: Case) -> bool:
    """Whether the case's decision was addressed to others than the applicant. One query."""
    return Addressee.objects.filter(decision=case.decision_id).exclude(capacity="applicant").exists()


def make_run(*, run: UUID, now: datetime) -> bool:
    """The file of the run is there, made now or before; ``False`` when there is no such run or it cannot be made.

    ``done`` counts while it is made. Killed half-way, the next try begins again; two at once make one file, for only the
    first finds the run unfinished under its lock. Letters recalled meanwhile are left out. Raises ``files.NoSpace``.
    """
    open_run = PrintRun.objects.filter(pk=run, state="making")
    if not open_run.exists():
        return PrintRun.objects.filter(pk=run, state__in=("ready", "sent")).exists()
    rows = Delivery.objects.select_related("letter__case__applicant").filter(run=run, state="printed")
    pile = pikepdf.new()
    try:
        for number, row in enumerate(rows.order_by("created_at", "pk"), start=1):
            _add(pile, row, now)
            open_run.update(done=number)
    except PaperError as fault:
        open_run.update(state="failed", error=str(fault)[:200] or "PaperError")
        return False
    written = io.BytesIO()
    pile.save(written)
    with transaction.atomic():
        kept = PrintRun.objects.select_for_update(of=("self",)).get(pk=run)
        if kept.state == "making":
            sealed = envelope.seal(written.getvalue(), master=keys.documents_key(), identity=str(run))
            files.write(run, sealed.content)
            kept.state, kept.ready_at, kept.done = "ready", now, kept.total
            kept.size, kept.wrapped_key = written.tell(), sealed.wrapped_key
            kept.save(update_fields=["state", "ready_at", "done", "size", "wrapped_key"])
    return True


@transaction.atomic
def try_again(*, run: UUID, by: Actor, now: datetime) -> None:
    """A run whose file could not be made is made again. Raises ``TooLate`` for one that did not fail, ``NotFound``."""
    row = _locked(run, by)
    if row.state != "failed":
        raise TooLate(f"run {run} is {row.state}")
    row.state, row.error, row.done = "making", "", 0
    row.save(update_fields=["state", "error", "done"])
    app.configure_task(TASK, queue=QUEUE).defer(run=str(run))


@transaction.atomic
def hand_to_post(*, run: UUID, by: Actor, now: datetime) -> int:
    """The post has the letters of the run, each said by its case's journal, and the file is gone. Returns how many.

    What was recalled stays recalled. Doing it again changes nothing and returns 0. Raises ``TooLate`` before the file is
    ready, ``NotAllowed``, ``NotFound``.
    """
    row = _locked(run, by)
    if row.state == "sent":
        return 0
    if row.state != "ready":
        raise TooLate(f"run {run} is {row.state}")
    going = list(
        Delivery.objects.select_for_update(of=("self",)).select_related("letter__case").filter(run=row, state="printed")
    )
    for each in going:
        each.state, each.sent_at = "sent", now
        record(case=each.letter.case, kind=events.LETTER_SENT, payload={"letter": each.letter.kind}, by=by, now=now)
    Delivery.objects.bulk_update(going, ["state", "sent_at"])
    row.state, row.sent_at, row.wrapped_key = "sent", now, b""
    row.save(update_fields=["state", "sent_at", "wrapped_key"])
    transaction.on_commit(lambda: files.delete(run))
    return len(going)


def _locked(run: UUID, by: Actor) -> PrintRun:
    require(by, "post.print")
    row = PrintRun.objects.select_for_update(of=("self",)).filter(printable_runs(by), pk=run).first()
    if row is None:
        raise NotFound(f"run {run}")
    return row


def _add(pile: pikepdf.Pdf, row: Delivery, now: datetime) -> None:
    """Cover and letter at the end of the pile, each letter from a front page on, for printing on both sides."""
    letter, to = row.letter, row.recipient or {}  # by constraint, what is printed has one
    with pikepdf.open(io.BytesIO(reading.print_letter(letter, letter.case).content)) as inside:
        cover = {
            "office": letter.data["office"],
            "file_number": letter.data["file_number"],
            "name": to["name"],
            "address": "\n".join(to["lines"]),
            "cover_code": row.cover_token,
            "sheets": str((len(inside.pages) + 1) // 2),
            "demonstration": settings.DEMO,
        }
        language = "de" if letter.language not in paper.languages() else letter.language
        answered_for = checked.counts(paper.checked_by(language), demonstration=settings.DEMO)
        drawn = paper.render("cover", cover, language if answered_for else "de", now)
        with pikepdf.open(io.BytesIO(drawn)) as front:
            for sheet in (front, inside):
                pile.pages.extend(sheet.pages)
                if len(sheet.pages) % 2:
                    pile.add_blank_page(page_size=_A4)


def left_behind(*, now: datetime) -> list[UUID]:
    """Runs that nobody has finished for an hour: their job was lost."""
    return list(PrintRun.objects.filter(state="making", created_at__lt=now - timedelta(hours=1)).values_list("pk", flat=True))
