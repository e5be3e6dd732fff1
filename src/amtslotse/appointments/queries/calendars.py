"""An appointment as a calendar keeps it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from amtslotse.appointments.models import Appointment
from amtslotse.appointments.rules.codes import spoken_number
from amtslotse.appointments.rules.mails import APPOINTMENT_PATH
from amtslotse.engines.calendar import Visit
from amtslotse.offices.queries import office

_WORDS = {
    "de": ("Termin Behörde", "Nummer {number}. Kommen Sie zehn Minuten vorher. Verschieben oder absagen: {url}"),
    "en": ("Appointment (public office)", "Number {number}. Come ten minutes early. To move or cancel: {url}"),
    "ar": ("موعد لدى الدائرة", "الرقم {number}. يُرجى الحضور قبل عشر دقائق. للتغيير أو الإلغاء: {url}"),
}


def calendar_visit(appointment: Appointment, *, language: str, now: datetime) -> Visit:
    """The visit with the UID of its lineage, which every move keeps; its end counts one more. What for stays out of it."""
    here = office()
    cancelled = appointment.status in ("cancelled", "moved", "expired")
    site = appointment.counter.site
    summary, description = _WORDS.get(language, _WORDS["de"])
    name = site.names.get(language) or site.names["de"]
    url = settings.BASE_URL + APPOINTMENT_PATH.format(language=language)
    return Visit(
        uid=f"{appointment.lineage}@{here.email.rpartition('@')[2] or 'amtslotse.invalid'}",
        sequence=appointment.calendar_sequence + cancelled,
        stamp=now,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        summary=summary,
        location=", ".join((name, *site.address.splitlines())),
        description=description.format(number=spoken_number(appointment.number), url=url),
        organizer=here.email,
        organizer_name=here.name,
        alarm=summary,
        cancelled=cancelled,
    )
