"""Test cases for decisions: written and resolved by the legal clerk, answered by others without seeing each other."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import staff_id
from amtslotse.casework.models import Vignette, VignetteAnswer
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import text
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.templates import template_for, template_of
from amtslotse.casework.rules.vignettes import (
    LONGEST_FACTS,
    LONGEST_QUESTION,
    LONGEST_REASON,
    LONGEST_RESOLUTION,
    LONGEST_TITLE,
)
from amtslotse.catalogue import queries as catalogue
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound


@transaction.atomic
def keep_vignette(
    *, vignette: UUID | None = None, title: str, service: str, facts: str, question: str, by: Actor, now: datetime
) -> UUID:
    """The draft reads so; without ``vignette`` there is a new one, hers. Outcomes: those of the service's template today.

    Raises ``InvalidInput`` (a field: ``required``, ``too_long``; ``service``: ``not_an_option``; ``vignette``: ``ended`` once
    it is open), ``NotAllowed``, ``NotFound`` (also for a draft of somebody else).
    """
    require(by, "vignettes.write")
    today = local_day(now)
    said = {
        "title": text(title, field="title", longest=LONGEST_TITLE),
        "facts": text(facts, field="facts", longest=LONGEST_FACTS),
        "question": text(question, field="question", longest=LONGEST_QUESTION),
    }
    try:
        procedure = catalogue.get(key=service, on=today)
    except NotFound as error:
        raise InvalidInput(field="service", reason="not_an_option") from error
    template = template_for(service, kind=procedure.kind, on=today)
    said |= {"service": service, "template": template.key}
    if vignette is None:
        row = Vignette(author_id=staff_id(by=by), created_at=now)
    else:
        row = _locked(vignette)
        if row.author_id != by.staff_id:
            raise NotFound(f"vignette {vignette}")
        if row.opened_at is not None:
            raise InvalidInput(field="vignette", reason="ended")
    for name, value in said.items():
        setattr(row, name, value)
    row.template_version = template.version
    row.save()
    return row.pk


@transaction.atomic
def open_vignette(*, vignette: UUID, by: Actor, now: datetime) -> None:
    """Others may answer it; from now on it never changes. Asked again, nothing happens. Raises ``NotAllowed``, ``NotFound``."""
    require(by, "vignettes.write")
    row = _locked(vignette)
    if row.author_id != by.staff_id:
        raise NotFound(f"vignette {vignette}")
    if row.opened_at is not None:
        return
    row.opened_at = now
    row.save(update_fields=["opened_at"])
    _tell(row, events.VIGNETTE_OPENED, {"service": row.service}, by, now)


@transaction.atomic
def answer_vignette(*, vignette: UUID, outcome: str, reason: str, by: Actor, now: datetime) -> None:
    """Her answer is kept, once and for good; nobody sees it before the test case is closed.

    Raises ``InvalidInput`` (``outcome``: ``not_an_option``; ``reason``: ``required``, ``too_long``; ``vignette``: ``ended``
    when she answered already or it is closed), ``NotAllowed`` (also to its author), ``NotFound`` (also for a draft).
    """
    require(by, "vignettes.answer")
    row = _locked(vignette)
    if row.opened_at is None:
        raise NotFound(f"vignette {vignette}")
    who = staff_id(by=by)
    if who == row.author_id:
        raise NotAllowed(f"vignette {vignette} is her own")
    if outcome not in template_of(row.template, row.template_version).outcomes:
        raise InvalidInput(field="outcome", reason="not_an_option")
    said = text(reason, field="reason", longest=LONGEST_REASON)
    if row.closed_at is not None or row.answers.filter(by=who).exists():
        raise InvalidInput(field="vignette", reason="ended")
    VignetteAnswer.objects.create(vignette=row, by_id=who, outcome=outcome, reason=said, answered_at=now)
    _tell(row, events.VIGNETTE_ANSWERED, {}, by, now)


@transaction.atomic
def close_vignette(*, vignette: UUID, resolution: str, by: Actor, now: datetime) -> None:
    """No more answers; everybody reads what the house does in such a case, and how far the answers differed.

    Raises ``InvalidInput`` (``resolution``: ``required``, ``too_long``; ``vignette``: ``ended``), ``NotAllowed``, ``NotFound``.
    """
    require(by, "vignettes.write")
    row = _locked(vignette)
    if row.author_id != by.staff_id or row.opened_at is None:
        raise NotFound(f"vignette {vignette}")
    said = text(resolution, field="resolution", longest=LONGEST_RESOLUTION)
    if row.closed_at is not None:
        raise InvalidInput(field="vignette", reason="ended")
    row.closed_at, row.resolution = now, said
    row.save(update_fields=["closed_at", "resolution"])
    _tell(row, events.VIGNETTE_CLOSED, {"answers": row.answers.count()}, by, now)


def _locked(vignette: UUID) -> Vignette:
    row = Vignette.objects.select_for_update(of=("self",)).filter(pk=vignette).first()
    if row is None:
        raise NotFound(f"vignette {vignette}")
    return row


def _tell(row: Vignette, kind: Kind, payload: dict[str, object], by: Actor, now: datetime) -> None:
    append(stream_kind="vignette", stream_ref=str(row.pk), events=[NewEvent(kind.name, payload)], by=by, now=now)
