"""Who comes, as a page, a desk or a partner hands it in, and what of it can be taken."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from amtslotse.kernel import names
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import InvalidInput

#: With what a person proves who she is; a clerk vouches for who has none of them.
KEY_KINDS: Final = ("document", "file", "azr", "duldung")
CONTACT_KINDS: Final = ("email", "phone", "desk")
NEEDS: Final = frozenset({"interpreter", "step_free", "helper"})
MOST_PERSONS: Final = 12

_MAIL = re.compile(r"[^@\s\x00-\x1f,;<>\"]+@[^@\s\x00-\x1f,;<>\"]+\.[^@\s\x00-\x1f,;<>\"]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{3,58}")


@dataclass(frozen=True, slots=True)
class PersonInput:
    """One person. ``birth_date`` is ``YYYY-MM-DD`` with ``00`` for unknown parts; no key: she has no document."""

    family_name: str
    given_names: str
    birth_date: str
    key_kind: str = ""
    key_number: str = ""


@dataclass(frozen=True, slots=True)
class PartyInput:
    """Those who come together, and how they are reached.

    ``proven``: she came in with her case's code (``case_ref``; this proves the first person only), or everybody's document was
    shown at the desk. ``needs`` are said voluntarily.
    """

    language: str
    contact_kind: str
    email: str = ""
    phone: str = ""
    persons: tuple[PersonInput, ...] = ()
    title_expires_on: date | None = None
    case_ref: UUID | None = None
    proven: bool = False
    partner: UUID | None = None
    needs: frozenset[str] = frozenset()


def normalised_number(number: str) -> str:
    """A document's number as it is compared: capital letters and digits only."""
    text = unicodedata.normalize("NFKC", number).upper()
    return "".join(character for character in text if character.isalnum())


def normalised_contact(party: PartyInput) -> str:
    """The contact as it is compared; empty for who is reached at the desk only."""
    if party.contact_kind == "email":
        return party.email.strip().casefold()
    return "".join(c for c in party.phone if c.isdigit()) if party.contact_kind == "phone" else ""


def checked(party: PartyInput, *, today: date) -> PartyInput:
    """The party as it is stored. Raises ``InvalidInput`` naming the field (``persons.<position>.<field>`` for a person)."""
    if party.contact_kind not in CONTACT_KINDS:
        raise InvalidInput(field="contact_kind", reason="unknown")
    email, phone = party.email.strip(), party.phone.strip()
    if (party.contact_kind == "email" or email) and (len(email) > 254 or not _MAIL.fullmatch(email)):
        raise InvalidInput(field="email", reason="not_an_address" if email else "required")
    if (party.contact_kind == "phone" or phone) and not _PHONE.fullmatch(phone):
        raise InvalidInput(field="phone", reason="not_a_number" if phone else "required")
    if not party.persons:
        raise InvalidInput(field="persons", reason="required")
    if len(party.persons) > MOST_PERSONS:
        raise InvalidInput(field="persons", reason="too_many", most=MOST_PERSONS)
    if unknown := party.needs - NEEDS:
        raise InvalidInput(field="needs", reason="unknown", unknown=sorted(unknown))
    persons = tuple(_person(each, position, today) for position, each in enumerate(party.persons))
    if len({_same(each) for each in persons}) < len(persons):
        raise InvalidInput(field="persons", reason="same_twice")
    return replace(party, email=email, phone=phone, persons=persons)


def _person(person: PersonInput, position: int, today: date) -> PersonInput:
    def where(field: str) -> str:
        return f"persons.{position}.{field}"

    family = names.clean(person.family_name, field=where("family_name"))
    if not family:
        raise InvalidInput(field=where("family_name"), reason="required")
    given = names.clean(person.given_names, field=where("given_names"))
    try:
        born = str(BirthDate.parse(person.birth_date, today=today))
    except InvalidInput as fault:
        raise InvalidInput(field=where("birth_date"), reason=fault.reason) from None
    number = normalised_number(person.key_number)
    if person.key_kind and person.key_kind not in KEY_KINDS:
        raise InvalidInput(field=where("key_kind"), reason="unknown")
    if person.key_kind and not 3 <= len(number) <= 40:
        raise InvalidInput(field=where("key_number"), reason="not_a_number" if number else "required")
    return PersonInput(family, given, born, person.key_kind, number if person.key_kind else "")


def _same(person: PersonInput) -> tuple[str, ...]:
    if person.key_kind:
        return person.key_kind, person.key_number, person.birth_date
    return "", name_key(person), person.birth_date


def name_key(person: PersonInput) -> str:
    """Where she stands in a list of names, and how she is compared who has no document."""
    return names.sort_key(f"{person.family_name} {person.given_names}".strip())[:800]
