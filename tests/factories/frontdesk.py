"""A hall for tests: two houses, counters of two bodies, staff at them, and people who wait. Through the real actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from amtslotse.frontdesk import actions
from amtslotse.frontdesk.queries import TicketView
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.offices.models import Body, Counter, Site
from tests.factories.staff import make_actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, ten o'clock in Lindenau
MAIN, BRANCH = "marktplatz", "nordstadt"

_COUNTERS: tuple[dict[str, Any], ...] = (
    {"site": MAIN, "number": 1, "kind": "express", "serves": ["short"], "languages": ["en", "ar"]},
    {"site": MAIN, "number": 2, "kind": "regular", "serves": ["regular", "short", "emergency"], "languages": ["en"]},
    {"site": MAIN, "number": 3, "kind": "regular", "serves": ["regular", "short", "emergency"], "languages": []},
    {"site": MAIN, "number": 4, "kind": "regular", "serves": ["regular"], "languages": [], "step_free": False},
    {"site": MAIN, "number": 5, "kind": "clearing", "serves": ["clearing"], "languages": ["en", "ar"]},
    {"site": MAIN, "number": 9, "kind": "regular", "serves": ["regular"], "languages": [], "body": "jobcenter"},
    {"site": BRANCH, "number": 1, "kind": "regular", "serves": ["regular", "short"], "languages": []},
)


def furnish() -> None:
    """Both houses stand, with their counters. Doing it again changes nothing."""
    for code, german in (("office", "Ausländerbehörde"), ("jobcenter", "Jobcenter"), ("buergerbuero", "Bürgerbüro")):
        Body.objects.get_or_create(code=code, defaults={"names": {"de": german, "en": german, "ar": german}})
    for code in (MAIN, BRANCH):
        Site.objects.get_or_create(
            code=code, defaults={"names": {"de": code.title()}, "address": f"{code.title()} 1\n76000 Lindenau"}
        )
    for each in _COUNTERS:
        rest = {key: value for key, value in each.items() if key not in ("site", "number", "body")}
        Counter.objects.get_or_create(
            site=Site.objects.get(code=each["site"]),
            number=each["number"],
            defaults={**rest, "body_id": each.get("body", "office")},
        )


def counter(number: int, site: str = MAIN) -> int:
    """The id of a counter."""
    return Counter.objects.get(site__code=site, number=number).pk


@dataclass
class Hall:
    """The furnished hall and its people: ``desk`` at the entrance, ``clerks`` at counters, one of the Jobcenter."""

    desk: Actor = field(init=False)
    clerk: Actor = field(init=False)
    other_clerk: Actor = field(init=False)
    jobcenter: Actor = field(init=False)
    head: Actor = field(init=False)

    def __post_init__(self) -> None:
        furnish()
        self.desk = make_actor("desk")
        self.clerk = make_actor("caseworker", teams=("education_work",))
        self.other_clerk = make_actor("desk")
        self.jobcenter = make_actor("desk", teams=("jobcenter",))
        self.head = make_actor("head")

    def sit(self, number: int = 2, by: Actor | None = None, *, now: datetime = NOW, site: str = MAIN) -> int:
        """The clerk sits at the counter; the answer is its id."""
        place = counter(number, site)
        actions.open_counter(counter=place, by=by or self.clerk, now=now)
        return place

    def come(
        self, klass: str = "regular", *, minutes_ago: float = 0, now: datetime = NOW, by: Actor = SYSTEM, **more: Any
    ) -> TicketView:
        """Somebody came some minutes ago and waits."""
        given: dict[str, Any] = {"site": MAIN, "language": "de", "idempotency_key": uuid4(), "name": "Lan Nguyễn"} | more
        return actions.check_in(klass=klass, by=by, now=now - timedelta(minutes=minutes_ago), **given)

    def crowd(self, count: int, *, now: datetime = NOW) -> list[TicketView]:
        """So many wait, one a minute, in turns for what counters do."""
        klasses = ("regular", "short", "regular", "emergency")
        return [self.come(klasses[each % 4], minutes_ago=count - each, now=now) for each in range(count)]
