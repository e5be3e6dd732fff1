"""What time takes away: who came, how she is reached, what she needed. What happened stays in the journal."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from amtslotse.appointments.actions.recording import record
from amtslotse.appointments.models import Appointment, Commitment, Party, Person, Request
from amtslotse.appointments.rules import events
from amtslotse.appointments.rules.words import LIVING
from amtslotse.kernel.actor import SYSTEM
from amtslotse.offices.queries import office

#: A hold that was never confirmed leaves nothing after this.
KEEP_UNCONFIRMED = timedelta(days=1)

_OPEN_REQUESTS = ("unconfirmed", "waiting", "offered")


def forget(*, now: datetime) -> int:
    """Parties whose last visit lies the office's days behind are nobody any more; returns how many just now.

    Names, birth dates, keys, contacts and needs are blank, commitments gone; number, time and class of the appointment and
    its journal stay. Needs are deleted right after the visit, whatever the days. A living appointment or request keeps its
    party: one that is past and was never ended counts as past.
    """
    before = now - timedelta(days=office().number("appointment_keep_days"))
    _forget_needs(now)
    recent = Appointment.objects.filter(
        Q(ends_at__gte=before) & ~Q(status="expired") | Q(status="expired", ended_at__gte=now - KEEP_UNCONFIRMED),
        party=OuterRef("pk"),
    )
    asking = Request.objects.filter(
        Q(status__in=_OPEN_REQUESTS)
        | Q(ended_at__gte=before)
        | Q(ended_at=None, status__in=("placed", "filed"), told_at__gte=before),
        party=OuterRef("pk"),
    )
    due = Party.objects.filter(~Exists(recent), ~Exists(asking), forgotten_at=None, created_at__lt=now - KEEP_UNCONFIRMED)
    parties = list(due.values_list("pk", flat=True)[:2000])
    for party in parties:
        _forget(party, now)
    return len(parties)


@transaction.atomic
def _forget(party: UUID, now: datetime) -> None:
    if not Party.objects.filter(pk=party, forgotten_at=None).update(
        email="",
        phone="",
        contact_key="",
        title_expires_on=None,
        case_ref=None,
        needs_interpreter=False,
        needs_step_free=False,
        needs_helper=False,
        forgotten_at=now,
    ):
        return
    Person.objects.filter(party=party).update(
        family_name="", given_names="", name_key="", birth_date="", key="", key_kind="", verified_at=None
    )
    Commitment.objects.filter(person__party=party).delete()
    appointments = Appointment.objects.filter(party=party)
    appointments.update(contact_key="", contact_slot=None, digest="")
    for appointment in appointments.values_list("pk", flat=True):
        record(appointment=appointment, kind=events.FORGOTTEN, by=SYSTEM, now=now)


def _forget_needs(now: datetime) -> None:
    """Also of those whose visit nobody ended."""
    to_come = Appointment.objects.filter(party=OuterRef("pk"), status__in=LIVING, ends_at__gte=now - KEEP_UNCONFIRMED)
    asking = Request.objects.filter(party=OuterRef("pk"), status__in=_OPEN_REQUESTS)
    needing = Party.objects.filter(Q(needs_interpreter=True) | Q(needs_step_free=True) | Q(needs_helper=True))
    needing.filter(~Exists(to_come), ~Exists(asking), created_at__lt=now - KEEP_UNCONFIRMED).update(
        needs_interpreter=False, needs_step_free=False, needs_helper=False
    )
