"""The plan as it stands: what counters offer, how classes are given, and who sits where the plan no longer is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from amtslotse.accounts.rules import may, require
from amtslotse.appointments.models import ClassPolicy, PlanRule, Seat
from amtslotse.appointments.rules.planning import PolicyInput
from amtslotse.appointments.rules.words import CLASSES
from amtslotse.engines.slots import Offer
from amtslotse.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class RuleView:
    """A line of the plan: on this weekday this counter offers places of a class."""

    id: int
    counter: int
    weekday: int
    opens: time
    closes: time
    klass: str
    contingent: str
    minutes: int
    valid_from: date
    valid_to: date | None

    @property
    def one_day(self) -> bool:
        """Whether the line holds for one day only: an accepted proposal."""
        return self.valid_to is not None and (self.valid_to - self.valid_from).days == 1


@dataclass(frozen=True, slots=True)
class StrandedRow:
    """Somebody sits on a place that the plan no longer has: a person decides."""

    place: int
    appointment: UUID
    number: str
    starts_at: datetime
    ends_at: datetime
    counter: int
    counter_number: int
    site: str
    klass: str
    names: tuple[str, ...]
    language: str
    contact_kind: str
    phone: str


def offers_between(*, from_day: date, to_day: date) -> tuple[Offer, ...]:
    """What counters offer on some day from ``from_day`` to before ``to_day``. One query."""
    rows = PlanRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=from_day), valid_from__lt=to_day)
    return tuple(
        Offer(
            row.counter_id,
            row.weekday,
            row.opens,
            row.closes,
            row.klass,
            row.contingent,
            row.minutes,
            row.valid_from,
            row.valid_to,
        )
        for row in rows.order_by("pk")
    )


def plan_rules(*, on: date) -> tuple[RuleView, ...]:
    """The lines of the plan that hold on the day or will hold later, by counter, weekday and time. One query."""
    rows = PlanRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    return tuple(
        RuleView(
            row.pk,
            row.counter_id,
            row.weekday,
            row.opens,
            row.closes,
            row.klass,
            row.contingent,
            row.minutes,
            row.valid_from,
            row.valid_to,
        )
        for row in rows.order_by("counter__site_id", "counter__number", "valid_from", "weekday", "opens")
    )


def policies() -> tuple[PolicyInput, ...]:
    """How the places of every class are given; the defaults where the office said nothing. One query."""
    rows = {row.klass: row for row in ClassPolicy.objects.all()}
    names = [field.name for field in fields(PolicyInput)]
    return tuple(
        PolicyInput(**{name: getattr(row, name) for name in names})
        for row in (rows.get(klass) or ClassPolicy(klass=klass, result_hour=time(16)) for klass in CLASSES)
    )


def stranded(*, actor: Actor, now: datetime) -> tuple[StrandedRow, ...]:
    """Everybody who sits where the plan no longer is and whose time has not come, the earliest first. Three queries.

    For who plans and who may cancel for others. Raises ``NotAllowed``: the list has names.
    """
    if not may(actor, "appointments.book_for"):
        require(actor, "planner.change")
    seats = (
        Seat.objects.filter(living=True, place__stranded=True, place__starts_at__gt=now, appointment__status="booked")
        .select_related("place", "appointment__party", "place__counter__site")
        .prefetch_related("appointment__party__persons")
        .order_by("place__starts_at", "place_id")
    )
    return tuple(
        StrandedRow(
            seat.place_id,
            seat.appointment_id,
            seat.appointment.number,
            seat.place.starts_at,
            seat.place.ends_at,
            seat.place.counter_id,
            seat.place.counter.number,
            seat.place.counter.site.code,
            seat.place.klass,
            tuple(
                f"{person.family_name}, {person.given_names}".rstrip(", ") for person in seat.appointment.party.persons.all()
            ),
            seat.appointment.party.language,
            seat.appointment.party.contact_kind,
            seat.appointment.party.phone,
        )
        for seat in seats
    )


def count_stranded(*, now: datetime) -> int:
    """How many sit where the plan no longer is. One query."""
    return Seat.objects.filter(
        living=True, place__stranded=True, place__starts_at__gt=now, appointment__status="booked"
    ).count()
