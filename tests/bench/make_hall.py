"""Run beside a real office: ``python -m tests.bench.make_hall 20 700`` fills its hall and measures the action alone.

Prints one JSON document: clerks at open counters with a browser session each, and the milliseconds of each call.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from uuid import uuid4

import django

from amtslotse.cli import instance

CALLS = 100


def main(clerks: int, waiting: int) -> None:
    """Counters, staff and people exist; then so many calls, one after another, with about ``waiting`` in the hall."""
    instance.open_()
    django.setup()
    from amtslotse.accounts.queries import actor_for
    from amtslotse.frontdesk import actions
    from amtslotse.journal.queries import clock
    from amtslotse.kernel.actor import SYSTEM
    from amtslotse.offices.models import Counter, Site
    from amtslotse.offices.queries import sites
    from tests.factories.staff import make_staff, sign_in

    house = Site.objects.get(code=sites("de")[0].code)
    now = clock()

    def come(minutes_ago: int) -> None:
        klass = ("regular", "short", "emergency", "regular")[minutes_ago % 4]
        actions.check_in(
            site=house.code,
            klass=klass,
            name="Person",
            language=("de", "en", "ar")[minutes_ago % 3],
            idempotency_key=uuid4(),
            by=SYSTEM,
            now=now - timedelta(seconds=minutes_ago),
        )

    for number in range(waiting):
        come(number)
    crew = []
    for number in range(clerks):
        place = Counter.objects.create(
            site=house, number=100 + number, body_id="office", kind="regular", serves=["regular", "short", "emergency"]
        )
        person = make_staff("desk", username=f"bench{number}")
        actions.open_counter(counter=place.pk, by=actor_for(person), now=now)
        crew.append({"counter": place.pk, "session": sign_in(person).session.session_key})
        last = actor_for(person)
    taken = []
    for number in range(CALLS):
        began = time.perf_counter()
        called = actions.call_next(counter=place.pk, by=last, now=now)
        taken.append((time.perf_counter() - began) * 1000)
        assert called is not None
        actions.finish(stop=called.stop, outcome="done", by=last, now=now)
        come(number)
    print(json.dumps({"crew": crew, "action": taken}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
