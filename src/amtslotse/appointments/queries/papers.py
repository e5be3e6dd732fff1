"""What somebody takes home: the confirmation, the calendar file, the proof of her request; and what their QR codes open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Q

from amtslotse.appointments.models import Appointment, Matter, Party, Request, keys
from amtslotse.appointments.queries.calendars import calendar_visit
from amtslotse.appointments.rules import mails
from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess
from amtslotse.appointments.rules.codes import spoken_number
from amtslotse.engines import calendar, paper
from amtslotse.kernel import checked, codes
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import office

_PROOF = signing.Signer(salt="amtslotse.appointments.proof")


@dataclass(frozen=True, slots=True)
class ProofView:
    """What a proof of request says: that it is ours, its number, and when was asked. Nothing about a person."""

    number: str
    requested_at: datetime


def confirmation_paper(*, access: AppointmentAccess, language: str) -> bytes:
    """The dated confirmation with QR and code, PDF/UA-1. The same appointment gives the same bytes. Raises ``NotFound``."""
    row = _appointment(access)
    matters = Matter.objects.filter(key__in=row.matters)
    data = {
        **_shared(row.party, matters, language),
        "file_number": spoken_number(row.number),
        "starts_at": row.starts_at.isoformat(),
        "site": row.counter.site.names,
        "site_address": row.counter.site.address,
        "bring": [matter.hints for matter in matters if matter.hints.get("de")],
        "requested_at": row.requested_at.isoformat(),
        "code": keys.appointment_code(row.pk, row.code_version),
        "check_in_url": f"{settings.BASE_URL}/{language}/check-in/{check_in_token(row.pk)}/",
        "status_url": settings.BASE_URL + mails.APPOINTMENT_PATH.format(language=language),
    }
    return paper.render("appointment", data, _printed(language), row.booked_at or row.created_at)


def calendar_file(*, access: AppointmentAccess) -> bytes:
    """The appointment for her calendar, as the mails carry it. Raises ``NotFound``."""
    row = _appointment(access)
    return calendar.build(calendar_visit(row, language=row.party.language, now=row.booked_at or row.created_at))


def proof_paper(*, access: RequestAccess, language: str) -> bytes:
    """The signed proof that she asked, to the second, PDF/UA-1. It claims no effect. Raises ``NotFound``."""
    row = Request.objects.select_related("party").filter(pk=access.request, code_version=access.code_version).first()
    if row is None or row.status == "unconfirmed":
        raise NotFound("request")
    data = {
        **_shared(row.party, Matter.objects.filter(key__in=row.matters), language),
        "file_number": spoken_number(row.number),
        "requested_at": row.requested_at.isoformat(),
        "code": keys.request_code(row.pk, row.code_version),
        "check_url": settings.BASE_URL + mails.PROOF_PATH.format(language=language, token=proof_token(row.pk)),
        "status_url": settings.BASE_URL + mails.REQUEST_PATH.format(language=language),
    }
    return paper.render("request_proof", data, _printed(language), row.requested_at)


def proof_token(request: UUID) -> str:
    """What stands in the QR code of a proof: signed with the office's key, opens nothing but ``verify_proof``."""
    return _PROOF.sign(request.hex)


def verify_proof(token: str) -> ProofView | None:
    """What the proof says, if it is ours; ``None`` for anything else, and it does not say why."""
    try:
        number = UUID(_PROOF.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    row = Request.objects.filter(~Q(status="unconfirmed"), pk=number).only("number", "requested_at").first()
    return None if row is None else ProofView(spoken_number(row.number), row.requested_at)


def check_in_token(appointment: UUID) -> str:
    """What stands in the QR code of the confirmation: checks in at the office and opens nothing else."""
    return f"{appointment.hex}{keys.check_in_code(appointment)}"


def checked_in_by(token: str) -> UUID | None:
    """The appointment a check-in token belongs to; ``None`` when it is none of ours. Answers in the same time either way."""
    try:
        appointment = UUID(token[:32])
    except ValueError:
        return None
    return appointment if codes.same(keys.check_in_code(appointment), codes.normalise(token[32:])) else None


def _appointment(access: AppointmentAccess) -> Appointment:
    rows = Appointment.objects.select_related("party", "counter__site")
    row = rows.filter(pk=access.appointment, code_version=access.code_version).first()
    if row is None or row.status not in ("booked", "arrived", "done"):
        raise NotFound("appointment")
    return row


def _printed(language: str) -> str:
    """The language beside German: hers, if somebody answers for its sentences."""
    return language if checked.counts(paper.checked_by(language), demonstration=settings.DEMO) else "de"


def _shared(party: Party, matters: Iterable[Matter], language: str) -> dict[str, object]:
    here = office()
    names = [matter.names for matter in matters]
    return {
        "office": {
            "name": here.name,
            "address": here.address,
            "telephone": here.telephone,
            "email": here.email,
            "hours": dict(here.hours),
            "colour": here.colour,
        },
        "name": ", ".join(f"{who.given_names} {who.family_name}".strip() for who in party.persons.order_by("position")),
        "matter": {code: _joined(names, code) for code in ("de", language)},
        "demonstration": settings.DEMO,
    }


def _joined(names: Sequence[dict[str, str]], language: str) -> str:
    return ("، " if language == "ar" else ", ").join(name.get(language) or name["de"] for name in names)
