"""Reminders that can be answered with "I come" or "I cannot"."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db import transaction

from amtslotse.appointments.actions import telling
from amtslotse.appointments.actions.changing import cancel
from amtslotse.appointments.actions.recording import record
from amtslotse.appointments.models import Appointment
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.mails import REMINDER_SALT
from amtslotse.kernel import workdays
from amtslotse.kernel.actor import APPLICANT, SYSTEM
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.offices.queries import office

ANSWERS = ("coming", "cannot")


def remind(*, now: datetime) -> int:
    """Everybody with an appointment within the office's ``reminder_workdays`` was reminded, once; how many just now.

    Who is reached by telephone or at the desk gets none: she stands on the list to be told by phone.
    """
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    here = office()
    last = workdays.add(local.date(), here.settings.get("reminder_workdays", 2), land=here.land)
    until = datetime.combine(last + timedelta(days=1), time(), tzinfo=local.tzinfo)
    due = Appointment.objects.filter(status="booked", starts_at__gt=now, starts_at__lt=until, answer="")
    due = due.select_related("party__partner", "counter__site").order_by("starts_at")
    told = 0
    for appointment in due:
        with transaction.atomic():
            if telling.tell_reminder(appointment=appointment, now=now):
                record(appointment=appointment.pk, kind=events.REMINDED, by=SYSTEM, now=now)
                told += 1
    return told


def asked(*, token: str) -> UUID:
    """The appointment a reminder's link asks about. Raises ``NotFound`` for anything that is no link of ours."""
    try:
        return UUID(str(signing.loads(token, salt=REMINDER_SALT)))
    except (signing.BadSignature, ValueError):
        raise NotFound("reminder") from None


@transaction.atomic
def answer(*, token: str, answer: str, now: datetime) -> UUID:
    """She comes, or her place is free for somebody else (``cannot`` cancels it; it goes to the waiting list).

    Answering again with the same word changes nothing. Raises ``NotFound`` for a wrong link or an appointment that is over,
    ``InvalidInput`` for another word.
    """
    if answer not in ANSWERS:
        raise InvalidInput(field="answer", reason="unknown")
    number = asked(token=token)
    appointment = Appointment.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if appointment is None:
        raise NotFound("appointment")
    if appointment.answer == answer:
        return number
    if appointment.status != "booked" or appointment.starts_at <= now:
        raise NotFound("appointment")
    Appointment.objects.filter(pk=number).update(answer=answer)
    record(appointment=number, kind=events.ANSWERED, payload={"answer": answer}, by=APPLICANT, now=now)
    if answer == "cannot":
        cancel(appointment=number, reason="reminder", by=APPLICANT, now=now)
    return number
