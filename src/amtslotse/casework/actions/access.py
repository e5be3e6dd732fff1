"""File number and code: how the applicant gets to her case, and what happens when the code is lost."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from amtslotse.accounts.actions import count_attempt, forgive_attempt
from amtslotse.casework.actions.recording import locked, record, tell, write_letter
from amtslotse.casework.models import Case, keys
from amtslotse.casework.rules import events
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import spoken_file_number
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.birthdate import BirthDate

#: Wrong codes in a window (``accounts.actions.WINDOW``) before even the right one is refused.
TRIES_PER_FILE_NUMBER = 10
TRIES_PER_NETWORK = 60


@dataclass(frozen=True, slots=True)
class NewCode:
    """The new code in its spoken form and the letter that carries it (see ``queries.case_letter``)."""

    file_number: str
    code: str
    letter: UUID


def enter_status(*, file_number: str, code: str, network: str, now: datetime) -> Access | None:
    """The access to the case, or ``None``: unknown number, wrong code, or locked; the answer is the same.

    Tries are counted per file number, known or not, and per network (stored as keyed hashes). After too many, even the
    right code gives ``None`` until the window has passed. ``None`` instead of an error keeps the count whatever the page
    does. Put ``access.token`` into the session and read it back with ``Access.from_token``.
    """
    number = codes.normalise(file_number)[:40]
    limits = _limits(number, network)
    is_open = count_attempt(limits=limits, now=now)
    case = Case.objects.filter(file_number=number).only("code_version").first()
    # An unknown number costs the same derivation and comparison as a known one.
    right = keys.case_code(case.pk, case.code_version) if case else keys.case_code(uuid.uuid4(), 0)
    is_right = codes.same(codes.normalise(code), right)
    if case is None or not is_right or not is_open:
        return None
    forgive_attempt(keys=limits, now=now)
    return Access(case.pk, case.code_version)


def identify(*, file_number: str, birth_date: str, network: str, now: datetime) -> Access | None:
    """As ``enter_status``, for somebody on the telephone who names the birth date instead: ``YYYY-MM-DD``, 00 where unknown.

    It shares the count of tries with the code, and a date as it stands in the register is the only right one. Never for a
    page that anybody can open: a birth date is no secret.
    """
    number = codes.normalise(file_number)[:40]
    limits = _limits(number, network)
    is_open = count_attempt(limits=limits, now=now)
    case = Case.objects.select_related("applicant").filter(file_number=number).first()
    is_right = codes.same(_born(case) if case else _NOBODY, birth_date.strip()[:40])
    if case is None or not is_right or not is_open:
        return None
    forgive_attempt(keys=limits, now=now)
    return Access(case.pk, case.code_version)


#: Nobody's birth date, compared where there is no case.
_NOBODY = str(BirthDate(1900))


def _born(case: Case) -> str:
    who = case.applicant
    return str(BirthDate(who.birth_year, who.birth_month, who.birth_day))


def _limits(number: str, network: str) -> dict[str, int]:
    return {f"status:number:{number}": TRIES_PER_FILE_NUMBER, f"status:network:{network}": TRIES_PER_NETWORK}


@transaction.atomic
def replace_code(*, case: UUID, channel: Literal["desk", "letter"], by: Actor, now: datetime) -> NewCode:
    """There is a new code, the old one and every session opened with it are dead, and a letter carries the new one.

    Raises ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="replace_code", by=by)
    row.code_version += 1
    row.save(update_fields=["code_version"])
    procedure = catalogue.get(key=row.service, version=row.service_version, on=now.date())
    letter = write_letter(
        case=row,
        kind="new_code",
        data={"matter": dict(procedure.title.by_language), "replaced_at": now.isoformat()},
        now=now,
        channel="post" if channel == "letter" else "counter",
    )
    record(case=row, kind=events.CODE_REPLACED, payload={"channel": channel}, by=by, now=now)
    tell(case=row, kind="code_replaced", key=f"code:{row.code_version}", now=now)
    return NewCode(spoken_file_number(row.file_number), codes.spoken(keys.case_code(row.pk, row.code_version)), letter.pk)
