"""The pages of web/hall: what they need to exist, who may see each, and what the access walk asks of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.e2e.entry import POST, Entry, NoPage

STREAM = NoPage("an event stream, no page")
SITE = "marktplatz"


def play(scene: Any) -> None:
    """What these pages need exists: a ticket that waits and one that is called."""
    from amtslotse.frontdesk import actions
    from amtslotse.journal.queries import clock
    from tests.factories import frontdesk

    hall, now = frontdesk.Hall(), clock()
    place = hall.sit(1, now=now)
    first, second = (
        actions.check_in(site=SITE, klass="short", language="de", idempotency_key=uuid4(), by=hall.desk, now=now)
        for _ in range(2)
    )
    actions.call_next(counter=place, by=hall.clerk, now=now)
    scene.ids |= {"hall_called": first.id, "hall_waiting": second.id}


def ticket(name: str) -> Any:
    return lambda ids: {"ticket": ids[f"hall_{name}"]}


def site(_: dict[str, Any]) -> dict[str, Any]:
    return {"site": SITE}


#: Every address of the journey, for test_pages.
ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "hall:check_in": (Entry(),),
    "hall:check_in_token": (Entry(parts=lambda _: {"token": "x" * 26}),),
    "hall:walk_in": (Entry(parts=site), Entry("desk", site)),
    "hall:device": POST,
    "hall:ticket": (Entry(parts=ticket("waiting")), Entry(parts=ticket("called"))),
    "hall:slip": (Entry(parts=ticket("waiting")),),
    "hall:ticket_events": STREAM,
    "hall:display": (Entry(parts=site),),
    "hall:display_events": STREAM,
    "hall:signs": (Entry(parts=site),),
}

#: For tests/web/test_access_walk.py: nobody signs in here; whoever holds the address of a ticket holds the ticket.
OWNERS: dict[str, set[str]] = {}
PAGES: dict[str, set[str]] = {}
OPEN: set[str] = set(ENTRIES)
