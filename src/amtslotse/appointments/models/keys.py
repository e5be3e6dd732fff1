"""What is derived from the office's key of codes: access codes, codes that are sent, keys of persons and contacts.

Nothing derived is stored but the keys, and nobody without the office's key can tell one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from amtslotse.appointments.rules.parties import PartyInput, PersonInput, name_key, normalised_contact
from amtslotse.kernel import codes


@cache
def _key(path: Path) -> bytes:
    return bytes.fromhex(path.read_text().strip())


def _codes_key() -> bytes:
    return _key(Path(settings.KEYS) / "codes.key")


def _keyed(*parts: str) -> str:
    return hmac.new(_codes_key(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def appointment_code(appointment: object, version: int) -> str:
    """The access code of an appointment in one of its versions."""
    return codes.derive(_codes_key(), "appointment", str(appointment), str(version))


def request_code(request: object, version: int) -> str:
    """The access code of a request in one of its versions."""
    return codes.derive(_codes_key(), "request", str(request), str(version))


def partner_code(partner: object, version: int) -> str:
    """The access code of a partner in one of its versions."""
    return codes.derive(_codes_key(), "partner", str(partner), str(version))


def check_in_code(appointment: object) -> str:
    """What stands in the QR code for the check-in beside the number: opens nothing else."""
    return codes.derive(_codes_key(), "check_in", str(appointment))


def sent_code(purpose: str, ref: object) -> str:
    """The six digits that are sent to a contact to prove it (``purpose``: hold or request)."""
    return f"{int(_keyed('sent', purpose, str(ref)), 16) % 1_000_000:06d}"


def person_key(person: PersonInput, *, case_ref: object = None) -> str:
    """The keyed hash of what a person is known by; empty when she has no document and no case.

    Who came in with her case's code and typed no number is known by the case.
    """
    if person.key_kind:
        return _keyed("person", person.key_kind, person.key_number, person.birth_date)
    return _keyed("person", "case", str(case_ref), name_key(person), person.birth_date) if case_ref else ""


def vouched_key() -> str:
    """The key of somebody a clerk vouches for: random, like nobody else's."""
    return secrets.token_hex(32)


def name_claim(name: str, birth_date: str) -> str:
    """By what who has no document is told from others of the same contact (``name``: ``name_key``)."""
    return _keyed("name", name, birth_date)


def contact_key(party: PartyInput, *, own: object) -> str:
    """The keyed hash of the contact: of partner and persons for a partner, ``own`` (unique) for who is reached at the desk."""
    if party.partner is not None:
        persons = sorted(person_key(each) or name_claim(name_key(each), each.birth_date) for each in party.persons)
        return _keyed("partner", str(party.partner), *persons)
    contact = normalised_contact(party)
    return _keyed("contact", party.contact_kind, contact) if contact else _keyed("desk", str(own))
