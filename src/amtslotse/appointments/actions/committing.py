"""A person is committed once to a matter; the database says so, and strangers learn nothing of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from amtslotse.appointments.models import Commitment, Party, Person, keys
from amtslotse.appointments.rules.parties import PartyInput, name_key
from amtslotse.kernel.errors import DomainError

_COMMIT = """
INSERT INTO appointments_commitment (person_id, person_key, contact_key, matter, verified, confirmed, living, appointment_id,
    request_id)
SELECT person, key, %(contact)s, matter, verified, %(confirmed)s, true, %(appointment)s, %(request)s
FROM unnest(%(persons)s::bigint[], %(keys)s::text[], %(verified)s::boolean[]) AS who(person, key, verified),
     unnest(%(matters)s::text[]) AS what(matter)
ORDER BY key, matter
ON CONFLICT DO NOTHING RETURNING person_id, matter
"""


_OF_A_PARTY = (
    *("id", "language", "contact_kind", "email", "phone", "contact_key", "partner_id", "title_expires_on", "case_ref"),
    *("needs_interpreter", "needs_step_free", "needs_helper", "created_at"),
)
_OF_A_PERSON = ("family_name", "given_names", "name_key", "birth_date", "key", "key_kind")

_PARTY = f"""
WITH party AS (
    INSERT INTO appointments_party ({", ".join(_OF_A_PARTY)})
    VALUES ({", ".join(f"%({column})s" for column in _OF_A_PARTY)}) RETURNING id
)
INSERT INTO appointments_person (party_id, position, {", ".join(_OF_A_PERSON)}, verified_at)
SELECT party.id, position, {", ".join(_OF_A_PERSON)}, CASE WHEN verified THEN %(created_at)s::timestamptz END
FROM party, jsonb_to_recordset(%(persons)s::jsonb) AS each(position int, family_name text, given_names text, name_key text,
    birth_date text, key text, key_kind text, verified boolean)
RETURNING position, id
"""  # noqa: S608  only names of columns are put in


class AlreadyHolding(DomainError):
    """This contact is just holding a time for this person and matter: confirm it, or wait until it expires."""

    code = "already_holding"


class AlreadyCommitted(DomainError):
    """This person has an appointment or a request for the matter. Only ever told to her or to staff."""

    code = "already_committed"


def make_party(*, party: PartyInput, now: datetime, identity: UUID | None = None) -> tuple[Party, tuple[Person, ...]]:
    """The party is stored with its persons. ``party`` comes from ``rules.parties.checked``."""
    row = Party(
        id=identity or uuid.uuid4(),
        language=party.language,
        contact_kind=party.contact_kind,
        email=party.email,
        phone=party.phone,
        partner_id=party.partner,
        title_expires_on=party.title_expires_on,
        case_ref=party.case_ref,
        needs_interpreter="interpreter" in party.needs,
        needs_step_free="step_free" in party.needs,
        needs_helper="helper" in party.needs,
        created_at=now,
    )
    row.contact_key = keys.contact_key(party, own=row.pk)
    persons = [_person(row, party, position, now) for position in range(len(party.persons))]
    _write(row, persons)
    return row, tuple(persons)


def _write(row: Party, persons: Sequence[Person]) -> None:
    """Both in one statement: it is on the way of every booking."""
    who = [
        {
            "position": each.position,
            **{column: getattr(each, column) for column in _OF_A_PERSON},
            "verified": bool(each.verified_at),
        }
        for each in persons
    ]
    values = {column: getattr(row, column) for column in _OF_A_PARTY} | {"persons": json.dumps(who)}
    with connection.cursor() as cursor:
        cursor.execute(_PARTY, values)
        numbers = dict(cursor.fetchall())
    for each in persons:
        each.pk = numbers[each.position]


def _person(row: Party, party: PartyInput, position: int, now: datetime) -> Person:
    said = party.persons[position]
    # A case's code proves its applicant, the first person, and nobody she brings along.
    is_proven = party.proven and (position == 0 or party.case_ref is None)
    key, kind = keys.person_key(said, case_ref=party.case_ref if is_proven else None), said.key_kind
    if is_proven and not key:  # somebody at the desk saw her: vouched for
        key, kind = keys.vouched_key(), "vouched"
    return Person(
        party=row,
        position=position,
        family_name=said.family_name,
        given_names=said.given_names,
        name_key=name_key(said),
        birth_date=said.birth_date,
        key=key,
        key_kind=kind or ("file" if key else ""),
        verified_at=now if is_proven else None,
    )


def commit(
    *,
    persons: Sequence[Person],
    contact_key: str,
    matters: Sequence[str],
    confirmed: bool,
    appointment: UUID | None = None,
    request: UUID | None = None,
) -> None:
    """Each person is committed to each matter; the constraints of ``Commitment`` decide whatever races.

    Raises ``AlreadyCommitted`` for who has proven who she is, and for whoever is told by staff; ``AlreadyHolding`` when this
    contact has another that waits to be confirmed for the person and matter. The transaction is then of no more use.
    """
    known = {person.pk: person.key or keys.name_claim(person.name_key, person.birth_date) for person in persons}
    values: dict[str, Any] = {
        "persons": [person.pk for person in persons],
        "keys": list(known.values()),
        "verified": [person.verified_at is not None for person in persons],
        "matters": list(matters),
        "contact": contact_key,
        "confirmed": confirmed,
        "appointment": appointment,
        "request": request,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMMIT, values)
        made = set(cursor.fetchall())
    for person in persons:
        for matter in matters:
            if (person.pk, matter) not in made:
                _refuse(person, confirmed)


def _refuse(person: Person, confirmed: bool) -> None:
    """What stood in the way. An unproven hold can only meet another hold of its contact."""
    if person.verified_at is None and not confirmed:
        raise AlreadyHolding
    raise AlreadyCommitted


def confirm_commitments(*, appointment: UUID | None = None, request: UUID | None = None) -> None:
    """The contact is confirmed: from here on the commitments stand against a second booking of the contact.

    Raises ``AlreadyCommitted``: she reads her own mail, so she may know.
    """
    rows = _of(appointment, request).filter(confirmed=False)
    try:
        with transaction.atomic():
            rows.update(confirmed=True)
    except IntegrityError as fault:
        if "one_unverified_commitment" not in str(fault):
            raise
        raise AlreadyCommitted from None


def end_commitments(*, appointment: UUID | None = None, request: UUID | None = None) -> None:
    """The persons are free to ask again."""
    _of(appointment, request).update(living=False)


def pass_on_commitments(*, to: UUID, appointment: UUID | None = None, request: UUID | None = None) -> int:
    """What stood behind a request or an appointment that moved stands behind the appointment ``to``; how many."""
    return _of(appointment, request).update(appointment=to, confirmed=True)


def _of(appointment: UUID | None, request: UUID | None) -> QuerySet[Commitment]:
    which = {"appointment": appointment} if appointment else {"request": request}
    return Commitment.objects.filter(living=True, **which)
