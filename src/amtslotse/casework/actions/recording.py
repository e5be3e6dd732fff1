"""What every action on a case does: find and lock it, and afterwards journal it and tell the applicant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Subquery

from amtslotse.casework.actions.dispatching import dispatch
from amtslotse.casework.models import BulkLetter, Case, DocumentRequest, Letter, Suspension
from amtslotse.casework.rules import events, states
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import STATUS_PATH, spoken_file_number
from amtslotse.casework.rules.letters import Envelope, channel_of
from amtslotse.casework.rules.waiting import NO_DECISION, turn
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel.actor import APPLICANT, Actor
from amtslotse.kernel.errors import NotAllowed, NotFound
from amtslotse.notify import actions as notify
from amtslotse.notify.queries import language_of
from amtslotse.notify.rules import TEXTS, write
from amtslotse.offices.queries import office


def locked(*, case: UUID, action: str, by: Actor) -> tuple[Case, str]:
    """The case, locked until the transaction ends, and the state the action leads to.

    Raises ``NotFound``, and ``NotAllowed`` by the table of moves, also for what hinders it.
    """
    row = Case.objects.select_for_update(of=("self",)).filter(pk=case).first()
    if row is None:
        raise NotFound(f"case {case}")
    target = states.require(by, action, state=row.status, team=row.team)
    hindered = [each for each in states.MOVES[action].unless if _HINDERS[each](row)]
    if hindered:
        raise NotAllowed(action=action, hindered_by=hindered)
    return row, target


_HINDERS: Mapping[str, Callable[[Case], bool]] = {
    "documents_asked": lambda row: row.requests.filter(fulfilled_at=None).exists(),
    "investigation": lambda row: row.suspensions.filter(ended_at=None, reason__in=NO_DECISION).exists(),
}


def hers(*, access: Access, action: str) -> tuple[Case, str]:
    """As ``locked``, for the applicant with a living code. Raises ``NotFound`` for a dead one."""
    row = Case.objects.select_for_update(of=("self",)).filter(pk=access.case, code_version=access.code_version).first()
    if row is None:
        raise NotFound(f"case {access.case}")
    return row, states.require(APPLICANT, action, state=row.status, team=row.team)


def sent_before(*, model: type[Model], key: UUID) -> bool:
    """Whether what the form with this id makes is there. Who sends it at the same instant waits until the first is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    return model._default_manager.filter(pk=key).exists()


def staff_id(*, by: Actor) -> int:
    """The member of staff who acts. Raises ``NotAllowed`` for anybody else: what needs a person is done by one."""
    if by.staff_id is None:
        raise NotAllowed(role=by.role)
    return by.staff_id


def record(*, case: Case, kind: Kind, payload: Mapping[str, Any] | None = None, by: Actor, now: datetime) -> None:
    """The journal says it, with procedure, version and purpose of the case.

    A kind that makes it our turn does so only while nobody else owes anything: see ``turn_of``.
    """
    event = NewEvent(
        kind.name,
        payload or {},
        waits_on=turn_of(case=case) if kind.waits_on == "us" and kind is not events.RECEIVED else None,
        procedure=case.service,
        procedure_version=case.service_version,
        purpose=case.purpose,
    )
    append(stream_kind="case", stream_ref=str(case.pk), events=[event], by=by, now=now)


def turn_of(*, case: Case) -> str:
    """Whose turn it is by what is open now: she, while documents are asked for; a body we wait for; else we. One query."""
    asked = Exists(DocumentRequest.objects.filter(case=OuterRef("pk"), fulfilled_at=None))
    waiting = Suspension.objects.filter(case=OuterRef("pk"), ended_at=None).order_by("began_at", "pk")
    found = Case.objects.filter(pk=case.pk).values_list(asked, Subquery(waiting.values("partner__code")[:1])).get()
    return turn(ended=False, asked_her=found[0], bodies=[found[1]] if found[1] else [])


def write_letter(
    *,
    case: Case,
    kind: str,
    data: Mapping[str, Any],
    now: datetime,
    channel: str = "",
    envelopes: Sequence[Envelope] = (),
    bulk: BulkLetter | None = None,
) -> Letter:
    """The letter exists with all it needs to be printed again, except a code, and is on its way (``dispatch``).

    ``channel`` instead of the one that ``rules.letters`` gives; ``envelopes`` where it is known already who gets the post, one
    delivery each. Without any, whoever acts for her on the day it is printed.
    """
    here = office()
    who = case.applicant
    shared = {
        "office": {
            "name": here.name,
            "address": here.address,
            "telephone": here.telephone,
            "email": here.email,
            "hours": dict(here.hours),
            "colour": here.colour,
        },
        "file_number": spoken_file_number(case.file_number),
        "name": f"{who.given_names} {who.family_name}".strip(),
        "status_url": settings.BASE_URL + STATUS_PATH.format(language=case.language),
        "demonstration": settings.DEMO,
    }
    letter = Letter.objects.create(case=case, kind=kind, language=case.language, data={**shared, **data}, created_at=now)
    way = channel or channel_of(kind, source=case.source, has_email=bool(who.email))
    for number, envelope in enumerate(envelopes or (None,), start=1):
        dispatch(letter=letter, channel=way, now=now, envelope=envelope, bulk=bulk, effect=f"letter:{letter.pk}:{number}")
    return letter


def tell(*, case: Case, kind: str, key: str, now: datetime, to: str = "") -> None:
    """A mail is on its way to her, if she gave an address: that there is news, not what. Once per ``key``; in her language only
    where somebody checked its words.

    ``to``: an address instead of the one that is hers now.
    """
    here, language = office(), language_of(TEXTS, case.language)
    written = write(
        kind,
        language,
        office=here.name,
        telephone=here.telephone,
        file_number=spoken_file_number(case.file_number),
        url=settings.BASE_URL + STATUS_PATH,
    )
    notify.queue(
        key=f"case:{case.pk}:{key}",
        to=to or case.applicant.email,
        language=language,
        subject=written.subject,
        body=written.body,
        now=now,
    )
