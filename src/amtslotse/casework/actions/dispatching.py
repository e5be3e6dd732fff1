"""A letter leaves the pen: one row an effect, and its paper made in the background."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from amtslotse.casework.models import BulkLetter, Delivery, Letter, LetterPaper, files, keys
from amtslotse.casework.queries import reading
from amtslotse.casework.rules.letters import WITH_CODE, Envelope
from amtslotse.engines import envelope as envelopes
from amtslotse.engines.paper import PaperError
from amtslotse.kernel import codes

TASK = "casework.make_paper"
QUEUE = "paper"


def dispatch(
    *,
    letter: Letter,
    channel: str,
    now: datetime,
    envelope: Envelope | None = None,
    acting: str = "",
    bulk: BulkLetter | None = None,
    effect: str = "",
) -> Delivery:
    """The letter is on its way once, and its paper is made in the background when the caller's transaction commits.

    By post it waits for the next print. ``effect`` names it; a second delivery of the same effect is refused by the database.
    ``envelope`` where it is known already who gets it; else it is made out when it is printed, and ``acting`` says to whom
    if that somebody still acts then.
    """
    if letter.kind not in WITH_CODE and LetterPaper.objects.get_or_create(letter=letter)[1] and bulk is None:
        app.configure_task(TASK, queue=QUEUE).defer(letter=str(letter.pk))
    by_post = channel == "post"
    return Delivery.objects.create(
        letter=letter,
        effect_key=effect or f"letter:{letter.pk}:1",
        channel=channel,
        state="queued" if by_post else "sent",
        cover_token=codes.fresh() if by_post else "",
        recipient=envelope.as_recipient() if envelope else None,
        acting=envelope.key if envelope else acting,
        bulk=bulk,
        created_at=now,
        sent_at=None if by_post else now,
    )


def make_paper(*, letter: UUID, now: datetime) -> bool:
    """The PDF of the letter is kept, made now or before; ``False`` when there is none to make or somebody else is at it.

    The same data and time give the same bytes, and the file is named by the letter: doing it twice changes nothing.
    What typst refuses is written down and not tried again. Raises ``files.NoSpace``.
    """
    with transaction.atomic():
        row = LetterPaper.objects.select_for_update(skip_locked=True).filter(letter=letter).first()
        if row is None:
            return False
        if row.state == "made":
            return True
        found = Letter.objects.select_related("case__applicant").get(pk=letter)
        try:
            content = reading.draw_letter(found, found.case).content
        except PaperError as fault:
            row.state, row.error = "failed", str(fault)[:200] or "PaperError"
            row.save(update_fields=["state", "error"])
            return False
        sealed = envelopes.seal(content, master=keys.documents_key(), identity=str(letter))
        files.write(letter, sealed.content)
        row.state, row.made_at, row.size, row.wrapped_key = "made", now, len(content), sealed.wrapped_key
        row.error = ""
        row.save(update_fields=["state", "made_at", "size", "wrapped_key", "error"])
    return True


def left_behind(*, now: datetime) -> list[UUID]:
    """Letters whose paper nobody has made for an hour: their job was lost."""
    waiting = LetterPaper.objects.filter(state="waiting", letter__created_at__lt=now - timedelta(hours=1))
    return list(waiting.order_by("letter__created_at").values_list("pk", flat=True)[:500])
