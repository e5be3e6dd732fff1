"""Who has given a mail address hears what happened, once. Who has not stands on the list to be told by phone.

Each function may be called again: the outbox knows what was told. All return whether a mail was put there now. The callers'
transaction decides: what is rolled back is never told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing

from amtslotse.appointments.models import Appointment, Partner, Party, Request
from amtslotse.appointments.queries.calendars import calendar_visit
from amtslotse.appointments.rules import mails
from amtslotse.appointments.rules.codes import spoken_number
from amtslotse.appointments.rules.mails import Facts
from amtslotse.engines import calendar
from amtslotse.notify import actions as notify
from amtslotse.notify.queries import language_of
from amtslotse.offices.models import Site
from amtslotse.offices.queries import office


def tell_code(*, party: Party, purpose: str, ref: UUID, code: str, again: int = 0, now: datetime) -> bool:
    """The six digits are on their way. ``purpose`` is hold or request; each code is one mail, each ``again`` one more."""
    digest = hashlib.sha256(f"{ref}:{code}".encode()).hexdigest()[:16]
    more = f":{again}" if again else ""
    return _tell(party, "code", f"{purpose}:{ref}:code:{digest}{more}", Facts(code=code), now)


def tell_booked(*, appointment: Appointment, now: datetime) -> bool:
    """Time, place, number and the calendar file; who had asked for a place is told that she has got one."""
    asked = appointment.source in ("allocation", "waiting_list", "emergency")
    return _tell_with_file(appointment, "placed" if asked else "booked", now, key="booked")


def tell_moved(*, old: Appointment, new: Appointment, now: datetime) -> bool:
    """The new time, and a calendar file that replaces the old one."""
    return _tell_with_file(new, "moved", now, before=old)


def tell_cancelled(*, appointment: Appointment, reason: str, now: datetime) -> bool:
    """The appointment is off, also in her calendar. ``reason`` is for the journal; a mail names none."""
    return _tell_with_file(appointment, "cancelled", now, url=mails.HOME_PATH)


def tell_reminder(*, appointment: Appointment, now: datetime) -> bool:
    """The time again, with a link to "I come" and "I cannot"."""
    token = signing.dumps(str(appointment.pk), salt=mails.REMINDER_SALT)
    facts = _facts(appointment, mails.REMINDER_PATH.replace("{token}", token))
    return _tell(appointment.party, "reminder", f"appointment:{appointment.pk}:reminder", facts, now)


def tell_requested(*, request: Request, now: datetime) -> bool:
    """The request is entered, with its number."""
    facts = Facts(number=spoken_number(request.number), url=settings.BASE_URL + mails.REQUEST_PATH)
    return _tell(request.party, "requested", f"request:{request.pk}:requested", facts, now)


def tell_result(*, request: Request, now: datetime) -> bool:
    """She has a place, with its calendar file; or she still waits and keeps her day. Once for each round.

    Who has been told that the place is booked is not told again.
    """
    if request.appointment is not None:
        return _tell_with_file(request.appointment, "placed", now, key="booked")
    facts = Facts(number=spoken_number(request.number), url=settings.BASE_URL + mails.REQUEST_PATH)
    return _tell(request.party, "waiting", f"request:{request.pk}:waiting:{request.allocation_id}", facts, now)


def tell_offer(*, request: Request, now: datetime) -> bool:
    """A place has become free for her, until when she can answer. Once for each offered place."""
    place = request.offered_place
    if place is None:
        return False
    facts = Facts(
        number=spoken_number(request.number),
        starts_at=place.starts_at,
        until_at=request.offered_until,
        place=_site(place.counter.site),
        url=settings.BASE_URL + mails.REQUEST_PATH,
    )
    return _tell(request.party, "offer", f"request:{request.pk}:offer:{place.pk}", facts, now)


def tell_closed(*, appointment: Appointment, replacement: Appointment | None, now: datetime) -> bool:
    """The office closes at her time: the new time it booked for her, or that it has none yet. One mail, not two."""
    if replacement is not None:
        return _tell_with_file(replacement, "replaced", now, before=appointment)
    return _tell_with_file(appointment, "closed", now, url=mails.HOME_PATH)


def tell_partner(*, partner: Partner, now: datetime) -> bool:
    """There is an access, or its code is another one. Once for each code, which the office hands over itself."""
    facts = Facts(url=settings.BASE_URL + mails.PARTNER_PATH)
    return _queue("partner", f"partner:{partner.pk}:{partner.code_version}", partner.email, "de", facts, now)


def _tell_with_file(
    appointment: Appointment,
    kind: str,
    now: datetime,
    *,
    key: str = "",
    before: Appointment | None = None,
    url: str = mails.APPOINTMENT_PATH,
) -> bool:
    visit = calendar_visit(appointment, language=appointment.party.language, now=now)
    text = calendar.build(visit).decode()
    file = notify.Attachment("termin.ics", f"text/calendar; method={calendar.method(visit)}", text)
    facts = _facts(appointment, url, before=before)
    return _tell(appointment.party, kind, f"appointment:{appointment.pk}:{key or kind}", facts, now, files=[file])


def _facts(appointment: Appointment, path: str, *, before: Appointment | None = None) -> Facts:
    return Facts(
        number=spoken_number(appointment.number),
        starts_at=appointment.starts_at,
        before_at=before.starts_at if before else None,
        place=_site(appointment.counter.site),
        url=settings.BASE_URL + path,
    )


def _site(site: Site) -> dict[str, str]:
    """Name and address on one line, by language."""
    address = ", ".join(site.address.splitlines())
    return {language: f"{name}, {address}" for language, name in site.names.items()}


def _tell(party: Party, kind: str, key: str, facts: Facts, now: datetime, *, files: Sequence[notify.Attachment] = ()) -> bool:
    to = party.email or (party.partner.email if party.partner else "")
    if party.contact_kind != "email" or not to:
        return False
    return _queue(kind, key, to, party.language, facts, now, files=files)


def _queue(
    kind: str, key: str, to: str, language: str, facts: Facts, now: datetime, *, files: Sequence[notify.Attachment] = ()
) -> bool:
    here, language = office(), language_of(mails.TEXTS, language)
    written = mails.write(kind, language, facts, office=here.name, telephone=here.telephone)
    return notify.queue(
        key=key,
        to=to,
        language=language,
        subject=written.subject,
        body=written.body,
        now=now,
        attachments=files,
    )
