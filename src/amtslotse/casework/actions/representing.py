"""Who acts for the applicant: named by her or noted by the office, confirmed by the office, ended by either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amtslotse.casework.actions import uploading
from amtslotse.casework.actions.recording import hers, locked, record, tell
from amtslotse.casework.models import Case, Document, Representative
from amtslotse.casework.rules import events
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.family import BY_AUTHORITY, CONSENTING, KINDS, MOST, SHOWN
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel import names
from amtslotse.kernel.actor import APPLICANT, Actor
from amtslotse.kernel.errors import InvalidInput, NotFound

#: Under this need a power of attorney or a paper about custody lies with the case.
AUTHORITY = "power_of_attorney"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts for the applicant, as she or a clerk typed it."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was uploaded."""

    name: str
    content: bytes


@transaction.atomic
def name_representative(*, access: Access, kind: str, person: Person, paper: Paper | None = None, now: datetime) -> UUID:
    """The office knows whom she wants to act for her, with the power of attorney if she sent it.

    Letters go there only once the office has confirmed it. A mail tells her, without a name.
    Raises ``InvalidInput`` (fields kind, name, street, postcode, city, email; ``Refused`` for the paper), ``NotAllowed``,
    ``NotFound``.
    """
    if kind not in BY_AUTHORITY:
        raise InvalidInput(field="kind", reason="required")
    who = _cleaned(person)
    cleaned = uploading.clean(need=AUTHORITY, content=paper.content) if paper else None
    case, _ = hers(access=access, action="name_representative")
    document: Document | None = None
    if paper and cleaned:
        beside = Document.objects.filter(case=case, need=AUTHORITY)
        uploading.check(need=AUTHORITY, size=len(cleaned.content), beside=beside)
        document = uploading.store(need=AUTHORITY, name=paper.name, cleaned=cleaned, case=case, now=now)
        document.handed_in_at = now
        document.save(update_fields=["handed_in_at"])
    row = _add(case, kind, who, valid_from=local_day(now), document=document, now=now, by=APPLICANT)
    tell(case=case, kind="changed", key=f"representative:{row.pk}", now=now)
    return row.pk


@transaction.atomic
def dismiss_representative(*, access: Access, representative: UUID, now: datetime) -> None:
    """From today nobody acts for her by that power of attorney. Doing it again changes nothing.

    Raises ``NotFound``, also for somebody who acts for a minor: that is not hers to end.
    """
    case, _ = hers(access=access, action="dismiss_representative")
    _end(case, representative, Q(kind__in=BY_AUTHORITY), by=APPLICANT, now=now)


@transaction.atomic
def add_representative(
    *,
    case: UUID,
    kind: str,
    person: Person,
    valid_from: date | None = None,
    authority: str = "",
    document: UUID | None = None,
    is_sole: bool = False,
    consented_on: date | None = None,
    by: Actor,
    now: datetime,
) -> UUID:
    """The case names somebody who acts for the applicant; confirmed when the authority was shown (``document`` or ``paper``).

    Raises ``InvalidInput`` (fields kind, name, street, postcode, city, email, authority, valid_from, consented_on),
    ``NotAllowed``, ``NotFound`` (also for a document of another case).
    """
    row, _ = locked(case=case, action="add_representative", by=by)
    if kind not in KINDS:
        raise InvalidInput(field="kind", reason="required")
    if kind not in CONSENTING and (is_sole or consented_on):
        raise InvalidInput(field="consented_on", reason="not_a_custody_holder")
    today = local_day(now)
    for field, day in (("valid_from", valid_from), ("consented_on", consented_on)):
        if day and day > today:
            raise InvalidInput(field=field, reason="in_future")
    paper = _paper(row, authority, document)
    added = _add(
        row,
        kind,
        _cleaned(person),
        valid_from=valid_from or today,
        document=paper,
        authority=authority,
        is_sole=is_sole,
        consented_on=consented_on,
        confirmed_at=now if authority else None,
        now=now,
        by=by,
    )
    if authority:
        record(case=row, kind=events.REPRESENTATIVE_CONFIRMED, payload={"kind": kind}, by=by, now=now)
    tell(case=row, kind="changed", key=f"representative:{added.pk}", now=now)
    return added.pk


@transaction.atomic
def confirm_representative(
    *,
    case: UUID,
    representative: UUID,
    authority: str,
    document: UUID | None = None,
    is_sole: bool = False,
    by: Actor,
    now: datetime,
) -> None:
    """The office has seen the power of attorney, or that this is who acts for the minor: letters go there. Again: no change.

    ``is_sole``: the paper shows that custody is held alone. Raises ``InvalidInput`` (field authority), ``NotAllowed``,
    ``NotFound``.
    """
    row, _ = locked(case=case, action="confirm_representative", by=by)
    person = _living(row, representative)
    if person.confirmed_at is not None:
        return
    if not authority:
        raise InvalidInput(field="authority", reason="required")
    paper = _paper(row, authority, document)
    person.authority, person.confirmed_at = authority, now
    person.document = paper or person.document
    person.is_sole = person.is_sole or (is_sole and person.kind in CONSENTING)
    person.save(update_fields=["authority", "confirmed_at", "document", "is_sole"])
    record(case=row, kind=events.REPRESENTATIVE_CONFIRMED, payload={"kind": person.kind}, by=by, now=now)


@transaction.atomic
def note_consent(*, case: UUID, representative: UUID, consented_on: date, by: Actor, now: datetime) -> None:
    """The custody holder's consent to the stay is noted with its day (§ 80 Abs. 5 AufenthG), and never changes.

    Raises ``InvalidInput`` (field consented_on: in_future, not_a_custody_holder), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="confirm_representative", by=by)
    person = _living(row, representative)
    if person.kind not in CONSENTING:
        raise InvalidInput(field="consented_on", reason="not_a_custody_holder")
    if consented_on > local_day(now):
        raise InvalidInput(field="consented_on", reason="in_future")
    if person.consented_on is not None:
        return
    person.consented_on = consented_on
    person.save(update_fields=["consented_on"])
    record(case=row, kind=events.CONSENT_NOTED, payload={"kind": person.kind}, by=by, now=now)


@transaction.atomic
def end_representative(*, case: UUID, representative: UUID, by: Actor, now: datetime) -> None:
    """From today this person acts for her no more. Doing it again changes nothing. Raises ``NotAllowed``, ``NotFound``."""
    row, _ = locked(case=case, action="end_representative", by=by)
    _end(row, representative, Q(), by=by, now=now)


def represent_minor(*, case: Case, answers: Mapping[str, str], now: datetime) -> None:
    """Who files for a minor stands on the case, with the other custody holder and the consent declared (§ 80 AufenthG).

    Declared, not confirmed: the office looks at it. Called where an application is received, with its answers.
    """
    name, role = answers.get("representative_name", ""), answers.get("representative_role", "")
    if not name:
        return
    day = local_day(now)
    kind = "guardian" if role == "guardian" else "custody_holder"
    first = Person(name)
    _add(case, kind, first, valid_from=day, is_sole=role == "sole", consented_on=day, now=now, by=APPLICANT)
    if other := answers.get("other_custody_name", ""):
        said_yes = answers.get("other_custody_consent") == "yes"
        consented_on = day if said_yes else None
        after = now + timedelta(microseconds=1)  # who files stands first
        _add(case, "custody_holder", Person(other), valid_from=day, consented_on=consented_on, now=after, by=APPLICANT)


def _cleaned(person: Person) -> Person:
    name = _line(person.name, "name", 200)
    if not name:
        raise InvalidInput(field="name", reason="required")
    email = _line(person.email, "email", 254)
    if email and ("@" not in email.strip("@") or " " in email):
        raise InvalidInput(field="email", reason="not_an_email")
    return Person(
        name,
        _line(person.street, "street", 200),
        _line(person.postcode, "postcode", 20),
        _line(person.city, "city", 200),
        email,
    )


def _line(text: str, field: str, longest: int) -> str:
    return " ".join(names.clean(text, field=field, longest=longest).split())


def _add(
    case: Case,
    kind: str,
    person: Person,
    *,
    valid_from: date,
    document: Document | None = None,
    authority: str = "",
    is_sole: bool = False,
    consented_on: date | None = None,
    confirmed_at: datetime | None = None,
    now: datetime,
    by: Actor,
) -> Representative:
    if Representative.objects.filter(case=case, valid_to=None).count() >= MOST:
        raise InvalidInput(field="name", reason="too_many_people", most=MOST)
    row = Representative.objects.create(
        case=case,
        kind=kind,
        name=person.name,
        street=person.street,
        postcode=person.postcode,
        city=person.city,
        email=person.email,
        valid_from=valid_from,
        document=document,
        authority=authority,
        is_sole=is_sole,
        consented_on=consented_on,
        confirmed_at=confirmed_at,
        created_at=now,
    )
    record(case=case, kind=events.REPRESENTATIVE_NAMED, payload={"kind": kind}, by=by, now=now)
    return row


def _paper(case: Case, authority: str, document: UUID | None) -> Document | None:
    """The document of this case that shows the authority."""
    if authority not in ("", *SHOWN):
        raise InvalidInput(field="authority", reason="required")
    if document is None:
        if authority == "document":
            raise InvalidInput(field="authority", reason="no_document")
        return None
    found = Document.objects.filter(pk=document, case=case, handed_in_at__isnull=False).first()
    if found is None:
        raise NotFound(f"document {document}")
    return found


def _living(case: Case, representative: UUID) -> Representative:
    row = Representative.objects.filter(pk=representative, case=case, valid_to=None).first()
    if row is None:
        raise NotFound(f"representative {representative}")
    return row


def _end(case: Case, representative: UUID, whose: Q, *, by: Actor, now: datetime) -> None:
    row = Representative.objects.filter(whose, pk=representative, case=case).first()
    if row is None:
        raise NotFound(f"representative {representative}")
    if row.valid_to is not None:
        return
    row.valid_to = max(local_day(now), row.valid_from)
    row.save(update_fields=["valid_to"])
    record(case=case, kind=events.REPRESENTATIVE_ENDED, payload={"kind": row.kind}, by=by, now=now)
    tell(case=case, kind="changed", key=f"representative:{row.pk}:ended", now=now)
