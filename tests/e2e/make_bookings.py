"""Run beside a real office: ``python -m tests.e2e.make_bookings 64 1`` prints 64 browsers that have come to the check page.

The second number is how many places they want between them: 1 is a rush on one. Each browser has answered every question,
typed who she is, and holds a token whose delay is over, so that one POST holds the time.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import django

from amtslotse.cli import instance

#: Counters that stand for this alone, far from those of the office's own plan.
FIRST_COUNTER, PLACES_A_DAY = 500, 32


def main(browsers: int, places: int) -> None:
    """One JSON document: session, key, token and place of each browser, and her network."""
    instance.open_()
    django.setup()
    from django.contrib.sessions.backends.db import SessionStore

    from amtslotse.appointments.actions import guarding
    from amtslotse.appointments.models import ClassPolicy, Place
    from amtslotse.appointments.rules.guard import DELAY
    from amtslotse.offices.models import Counter, Site
    from amtslotse.web.booking.keeping import Draft
    from tests.factories import appointments as make

    now = datetime.now(UTC)
    make.furnish()
    ClassPolicy.objects.filter(klass="regular").update(hold_share_percent=100)
    site = Site.objects.get(code=make.MAIN)
    day = (now + timedelta(days=10)).date()
    wanted: list[int] = []
    number = max([FIRST_COUNTER, *Counter.objects.filter(site=site).values_list("number", flat=True)]) + 1
    while len(wanted) < places:
        counter = Counter.objects.create(site=site, number=number, body_id="office", kind="regular", serves=["regular"])
        size = min(PLACES_A_DAY, places - len(wanted))
        wanted += make.make_places(size, day=day, clock="06:00", of=counter.pk, bookable_from=now - timedelta(days=1))
        number += 1
    starts = dict(Place.objects.filter(pk__in=wanted).values_list("pk", "starts_at"))
    made = []
    for index in range(browsers):
        place, network = wanted[index % places], f"127.1.{index // 200}.{index % 200 + 1}"
        asked = {"purpose": "hold", "klass": "regular", "network": network}
        person = asdict(make.make_person())
        booking = Draft(
            matters=[make.REGULAR],
            expires_on="",
            urgencies=[],
            count=1,
            place={"place": place, "starts_at": starts[place].isoformat(), "site": site.code},
            persons=[person],
            email=f"browser{place}-{index}@example.org",
        )
        session = SessionStore()
        session["booking"] = asdict(booking)
        session.save()
        token = guarding.ticket(**asked, now=now - DELAY).token
        made.append({"session": session.session_key, "key": booking.key, "token": token, "place": place, "network": network})
    print(json.dumps(made))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
