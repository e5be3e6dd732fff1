"""An office with its plan, and people who sit on its places."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from amtslotse.appointments import actions
from amtslotse.appointments.models import Place
from amtslotse.appointments.rules.parties import PartyInput, PersonInput
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.localtime import begins
from amtslotse.offices import actions as offices

#: A Sunday evening; the demo office opens on Monday at eight.
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)

_people = count(1)


def furnish(*, now: datetime = NOW) -> None:
    """The demo office, its matters and its plan with ten weeks of places."""
    offices.configure_from(path=offices.DEMO_OFFICE, by=SYSTEM, now=now)
    for path in (actions.MATTERS, actions.DEMO_PLAN):
        actions.apply_plan_from(path=path, by=SYSTEM, now=now)


def places(*, site: str = "marktplatz", counter: int, day: date, klass: str = "regular") -> list[Place]:
    """The places of a counter on a day, in order, retired ones left out."""
    rows = Place.objects.filter(retired=False, klass=klass, counter__site__code=site, counter__number=counter)
    return list(rows.filter(starts_at__gte=begins(day), starts_at__date=day).order_by("starts_at"))


def someone(*, title_expires_on: date | None = None, contact: str = "email", name: str = "") -> PartyInput:
    """A new person who has shown her document."""
    number = next(_people)
    return PartyInput(
        language="en",
        contact_kind=contact,
        email=f"person{number}@example.org" if contact == "email" else "",
        phone=f"0721 {number:06}" if contact == "phone" else "",
        persons=(PersonInput(name or f"Person {number}", "Ada", "1990-01-01", "document", f"C0{number:07}"),),
        title_expires_on=title_expires_on,
        proven=True,
    )


def book(place: Place, *, matter: str = "study", party: PartyInput | None = None, now: datetime = NOW,
         requested_at: datetime | None = None, key: UUID | None = None) -> UUID:  # fmt: skip
    """Somebody sits on the place; her appointment."""
    access = actions.book(
        place=place.pk,
        matters=[matter],
        party=party or someone(),
        source="desk",
        idempotency_key=key or uuid.uuid4(),
        requested_at=requested_at,
        by=SYSTEM,
        now=now,
    )
    return access.appointment
