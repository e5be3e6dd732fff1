"""A person is committed once to a matter; the database says so, and strangers learn nothing of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from amtslotse.appointments.models import Commitment, Party, Person, keys
from amtslotse.appointments.rules.parties import PartyInput, name_key
from amtslotse.kernel.errors import DomainError


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
    row.save(force_insert=True)
    persons = [_person(row, party, position, now) for position in range(len(party.persons))]
    Person.objects.bulk_create(persons)
    return row, tuple(persons)


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
    rows = [
        Commitment(
            person=person,
            person_key=person.key or keys.name_claim(person.name_key, person.birth_date),
            contact_key=contact_key,
            matter=matter,
            verified=person.verified_at is not None,
            confirmed=confirmed,
            appointment_id=appointment,
            request_id=request,
        )
        for person in persons
        for matter in matters
    ]
    try:
        with transaction.atomic():
            Commitment.objects.bulk_create(rows)
    except IntegrityError as fault:
        if "one_unconfirmed_commitment_per_contact" in str(fault):
            raise AlreadyHolding from None
        if "one_unverified_commitment" in str(fault) or "one_living_commitment" in str(fault):
            raise AlreadyCommitted from None
        raise


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
