"""Rows as the actions would have left them, for tests of what reads them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from amtslotse.appointments.models import Appointment, Matter, Party, Person, Place, Request
from amtslotse.appointments.rules.codes import fresh_number
from amtslotse.offices.models import Body, Counter, Office, Site

NOW = datetime(2027, 3, 25, 9, 0, tzinfo=UTC)


def office() -> Office:
    return Office.objects.get_or_create(
        only=True,
        defaults={
            "name": "Ausländerbehörde der Stadt Lindenau",
            "city": "Lindenau",
            "land": "BW",
            "address": "Marktplatz 1\n76000 Lindenau",
            "telephone": "0721 000-0",
            "email": "amt@lindenau.example",
            "hours": {"de": "Montag bis Freitag 8 bis 12 Uhr"},
        },
    )[0]


def counter() -> Counter:
    site, _ = Site.objects.get_or_create(
        code="markt",
        defaults={"names": {"de": "Haus am Markt", "en": "House at the market"}, "address": "Marktplatz 1\nLindenau"},
    )
    body, _ = Body.objects.get_or_create(code="office", defaults={"names": {"de": "Ausländerbehörde"}})
    return Counter.objects.get_or_create(site=site, number=1, defaults={"body": body, "kind": "regular"})[0]


def matter(key: str = "abholung") -> Matter:
    return Matter.objects.get_or_create(
        key=key,
        defaults={
            "names": {"de": "Aufenthaltstitel abholen", "en": "Collect a residence permit"},
            "hints": {"de": "Pass", "en": "Passport"},
            "klass": "regular",
            "channel": "visit",
            "minutes": 30,
        },
    )[0]


def party(**changes: Any) -> Party:
    values = {"language": "en", "contact_kind": "email", "email": "lan@example.org", "contact_key": "k", "created_at": NOW}
    row = Party.objects.create(**{**values, **changes})
    Person.objects.create(
        party=row, position=1, family_name="Nguyễn", given_names="Lan", name_key="nguyen lan", birth_date="1990-00-00"
    )
    return row


def appointment(**changes: Any) -> Appointment:
    office()
    matter()
    starts_at = changes.pop("starts_at", NOW + timedelta(days=4))
    values = {
        "number": fresh_number("T", NOW),
        "idempotency_key": uuid.uuid4(),
        "digest": "d",
        "klass": "regular",
        "matters": ["abholung"],
        "minutes": 30,
        "counter": counter(),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "status": "booked",
        "source": "portal",
        "requested_at": NOW - timedelta(days=1),
        "created_at": NOW,
        "booked_at": NOW,
    }
    values = {**values, **changes}
    if "party" not in values:
        values["party"] = party()
    number = values.setdefault("id", uuid.uuid4())
    return Appointment.objects.create(**{"lineage": number, **values})


def request(**changes: Any) -> Request:
    office()
    matter()
    values = {
        "number": fresh_number("A", NOW),
        "idempotency_key": uuid.uuid4(),
        "digest": "d",
        "ticket": uuid.uuid4().hex[:16],
        "kind": "allocation",
        "status": "waiting",
        "klass": "regular",
        "matters": ["abholung"],
        "minutes": 30,
        "requested_at": NOW,
        "requested_on": NOW.date(),
    }
    values = {**values, **changes}
    if "party" not in values:
        values["party"] = party()
    return Request.objects.create(**values)


def place(**changes: Any) -> Place:
    starts_at = changes.pop("starts_at", NOW + timedelta(days=4))
    values = {"counter": counter(), "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=30), "klass": "regular"}
    return Place.objects.create(**{**values, **changes})
