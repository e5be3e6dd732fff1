"""Run beside a real office: ``python -m tests.e2e.make_tickets 200`` fills the hall and then calls one for each line it reads.

Prints the tickets' ids as one JSON line, and for each call when it was committed and whom it called.
"""

from __future__ import annotations

import json
import sys
import time
from uuid import uuid4

import django

from amtslotse.cli import instance


def main(number: int) -> None:
    """The hall of the demonstration's first site is full, and a counter calls when it is told to."""
    instance.open_()
    django.setup()
    from amtslotse.frontdesk import actions
    from amtslotse.journal.queries import clock
    from amtslotse.kernel.actor import SYSTEM
    from amtslotse.offices.queries import counters, sites
    from tests.factories.staff import make_actor

    site, clerk = sites("de")[0].code, make_actor("desk")
    place = next(each.id for each in counters(site=site) if each.body == "office" and "short" in each.serves)
    actions.open_counter(counter=place, by=clerk, now=clock())
    made = [
        actions.check_in(site=site, klass="short", language="de", idempotency_key=uuid4(), by=SYSTEM, now=clock())
        for _ in range(number)
    ]
    print(json.dumps({"site": site, "tickets": [str(ticket.id) for ticket in made]}), flush=True)
    last = None
    for _ in sys.stdin:
        if last is not None:
            actions.finish(stop=last, outcome="done", by=clerk, now=clock())
        called = actions.call_next(counter=place, by=clerk, now=clock())
        at = time.time()
        assert called is not None
        last = called.stop
        print(json.dumps({"ticket": str(called.ticket), "at": at}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
