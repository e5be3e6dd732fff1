"""What looks automated: plain counts, with the reason why they are shown, and no person in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import TruncHour

from amtslotse.accounts.rules import require
from amtslotse.appointments.models import Appointment, Person, SpentToken
from amtslotse.appointments.rules import robots
from amtslotse.kernel.actor import Actor

_MOST = 20


@dataclass(frozen=True, slots=True)
class GroupView:
    """One network, contact or document. ``label`` tells it from the others of the report and means nothing outside it."""

    label: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class FindingView:
    """One kind of sign: what it is, from when on it is shown and why it may be harmless, and the largest groups."""

    kind: str
    name: str
    explanation: str
    groups: tuple[GroupView, ...]


def looks_automated(*, from_at: datetime, to_at: datetime, actor: Actor, language: str = "de") -> tuple[FindingView, ...]:
    """Every kind of sign in the half-open stretch, also those without a finding. Five queries. Raises ``NotAllowed``."""
    require(actor, "appointments.automated_report")
    tokens = SpentToken.objects.filter(spent_at__gte=from_at, spent_at__lt=to_at)
    bookings = Appointment.objects.filter(created_at__gte=from_at, created_at__lt=to_at, source="portal").exclude(
        status="expired"
    )
    span = {"first": Min("spent_at"), "last": Max("spent_at")}
    persons = Person.objects.filter(
        ~Q(key=""), party__created_at__gte=from_at, party__created_at__lt=to_at, party__partner=None
    )
    made = {"first": Min("party__created_at"), "last": Max("party__created_at")}
    found = {
        "burst": tokens.annotate(hour=TruncHour("spent_at"))
        .values("network", "hour")
        .annotate(of=F("network"), n=Count("pk"), **span)
        .filter(n__gte=robots.BURST),
        "fast": tokens.filter(seconds__lt=robots.FASTER_THAN_A_PERSON)
        .values("network")
        .annotate(of=F("network"), n=Count("pk"), **span)
        .filter(n__gte=robots.FAST_ANSWERS),
        "contact": persons.exclude(party__contact_kind="desk")
        .values("party__contact_key")
        .annotate(of=F("party__contact_key"), n=Count("key", distinct=True), **made)
        .filter(n__gte=robots.PERSONS_OF_A_CONTACT),
        "document": persons.values("key")
        .annotate(of=F("key"), n=Count("party__contact_key", distinct=True), **made)
        .filter(n__gte=robots.CONTACTS_OF_A_PERSON),
        "cancelled": bookings.filter(
            status="cancelled",
            ended_at__lt=F("booked_at") + timedelta(minutes=robots.QUICK_MINUTES),
            party__partner=None,
        )
        .values("party__contact_key")
        .annotate(of=F("party__contact_key"), n=Count("pk"), first=Min("ended_at"), last=Max("ended_at"))
        .filter(n__gte=robots.QUICK_CANCELLATIONS),
    }
    return tuple(
        FindingView(
            kind,
            name.get(language, name["de"]),
            explanation.get(language, explanation["de"]),
            _groups(found[kind].order_by("-n").values_list("of", "n", "first", "last")[:_MOST]),
        )
        for kind, (name, explanation) in robots.KINDS.items()
    )


def _groups(rows: Iterable[tuple[str, int, datetime, datetime]]) -> tuple[GroupView, ...]:
    return tuple(GroupView(key[:6], count, first, last) for key, count, first, last in rows)
