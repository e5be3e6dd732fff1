"""A small office with places for tests: two houses, three counters, matters, policies. People come through the real actions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from amtslotse.appointments import actions
from amtslotse.appointments.models import ClassPolicy, Matter, Place, keys
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.appointments.rules.parties import PartyInput, PersonInput
from amtslotse.kernel.actor import APPLICANT, SYSTEM, Actor
from amtslotse.offices.models import Body, Counter, Site

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday, ten o'clock in Lindenau
MONDAY = date(2026, 11, 23)
BERLIN = ZoneInfo("Europe/Berlin")
MAIN, BRANCH = "marktplatz", "nordstadt"
#: Thirty minutes and fifteen for each further person; ten; twenty.
REGULAR, SHORT, EMERGENCY = "extension", "collect-card", "expiring"

_numbers = count(1)


def furnish() -> None:
    """Sites, counters, matters and policies stand; no places yet. Doing it again changes nothing."""
    Body.objects.get_or_create(code="office", defaults={"names": {"de": "Ausländerbehörde", "en": "Immigration office"}})
    for code, name, step_free in ((MAIN, "Marktplatz", True), (BRANCH, "Nordstadt", False)):
        Site.objects.get_or_create(
            code=code,
            defaults={
                "names": {"de": name, "en": name, "ar": name},
                "address": f"{name} 1\n76000 Lindenau",
                "step_free": step_free,
            },
        )
    for site, number, languages in ((MAIN, 1, ["en", "ar"]), (MAIN, 2, []), (BRANCH, 1, ["en"])):
        Counter.objects.get_or_create(
            site=Site.objects.get(code=site),
            number=number,
            defaults={
                "body_id": "office",
                "kind": "regular",
                "serves": ["regular", "short", "emergency"],
                "languages": languages,
                "step_free": site == MAIN,
            },
        )
    for key, klass, minutes, more in ((REGULAR, "regular", 30, 15), (SHORT, "short", 10, 5), (EMERGENCY, "emergency", 20, 0)):
        Matter.objects.get_or_create(
            key=key,
            defaults={
                "names": {"de": f"Anliegen {key}", "en": f"Matter {key}"},
                "hints": {"de": "Pass"},
                "klass": klass,
                "channel": "visit",
                "minutes": minutes,
                "minutes_each_more": more,
            },
        )
    for klass in ("regular", "short", "emergency"):
        ClassPolicy.objects.get_or_create(klass=klass, defaults={"draws": klass == "regular"})


def counter(number: int = 1, site: str = MAIN) -> int:
    """The id of a counter."""
    return Counter.objects.get(site__code=site, number=number).pk


def at(day: date, clock: str) -> datetime:
    """A local time as a moment."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=BERLIN)


def make_places(
    number: int = 4,
    *,
    day: date = MONDAY,
    clock: str = "09:00",
    minutes: int = 30,
    klass: str = "regular",
    contingent: str = "public",
    of: int | None = None,
    bookable_from: datetime | None = NOW,
) -> list[int]:
    """So many places one after another at a counter (``of``: its id), by time; their ids."""
    begins = at(day, clock).astimezone(UTC)
    rows = [
        Place(
            counter_id=of or counter(),
            starts_at=begins + timedelta(minutes=minutes * index),
            ends_at=begins + timedelta(minutes=minutes * (index + 1)),
            klass=klass,
            contingent=contingent,
            bookable_from=bookable_from,
        )
        for index in range(number)
    ]
    return [row.pk for row in Place.objects.bulk_create(rows)]


def make_person(**changes: str) -> PersonInput:
    """Somebody like nobody else, with a document."""
    number = next(_numbers)
    said = PersonInput("Nguyễn", f"Lan {number}", "1990-05-00", "document", f"X{number:07}{random.randrange(1000):03}")
    return replace(said, **changes)


def make_party(*persons: PersonInput, **changes: object) -> PartyInput:
    """A party reached by mail, of one new person unless told otherwise."""
    number = next(_numbers)
    party = PartyInput("de", "email", email=f"person{number}@example.org", persons=persons or (make_person(),))
    return replace(party, **changes)  # type: ignore[arg-type]


def hold(
    place: int,
    party: PartyInput | None = None,
    *,
    matters: Sequence[str] = (REGULAR,),
    key: UUID | None = None,
    now: datetime = NOW,
) -> actions.Held:
    """A time is held in the portal."""
    return actions.hold(
        place=place, matters=matters, party=party or make_party(), idempotency_key=key or uuid4(), by=APPLICANT, now=now
    )


def confirm(held: actions.Held, *, network: str = "192.0.2.1", now: datetime = NOW) -> AppointmentAccess:
    """The held time is confirmed with the code that was sent."""
    code = keys.sent_code("hold", held.appointment)
    access = actions.confirm(appointment=held.appointment, code=code, network=network, now=now)
    assert access is not None
    return access


def book(
    place: int,
    party: PartyInput | UUID | None = None,
    *,
    matters: Sequence[str] = (REGULAR,),
    source: str = "desk",
    key: UUID | None = None,
    by: Actor = SYSTEM,
    now: datetime = NOW,
) -> AppointmentAccess:
    """A time is booked without a hold."""
    return actions.book(
        place=place,
        matters=matters,
        party=party or make_party(),
        source=source,
        idempotency_key=key or uuid4(),
        by=by,
        now=now,
    )
