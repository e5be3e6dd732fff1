"""The pages of web/planner: what they need to exist, who may see each, and what the access walk asks of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.e2e.entry import FILE, POST, Entry, NoPage


def play(scene: Any) -> None:
    """The demo office with its plan; a counter that closes, somebody who sits where the plan no longer is."""
    from amtslotse.appointments.models import Place, Seat
    from amtslotse.flows import closing
    from amtslotse.journal.queries import clock
    from tests.factories import plan

    now, head = clock(), scene.staff["head"]
    plan.furnish(now=now)
    places = Place.objects.filter(
        klass="regular", retired=False, counter__site__code="marktplatz", counter__number=8, contingent="public",
        starts_at__gt=now + timedelta(days=20),
    ).order_by("starts_at")  # fmt: skip
    moved, left = places[0], places[20]
    appointments = [plan.book(place, now=now) for place in (moved, left)]
    done = closing.close(
        counter=moved.counter_id,
        starts_at=moved.starts_at,
        ends_at=moved.ends_at,
        reason={"de": "Fortbildung"},
        by=head,
        now=now,
    )
    Place.objects.filter(pk=left.pk).update(stranded=True)
    scene.ids |= {
        "plan_counter": moved.counter_id,
        "closure": done.closure,
        "stranded": Seat.objects.get(place=left, living=True).place_id,
        "stranded_appointment": appointments[1],
    }
    scene.ids.setdefault("parts", {}).update({"closure": done.closure, "round": uuid4()})
    for part, value in (
        ("site", "marktplatz"),
        ("counter", moved.counter_id),
        ("klass", "regular"),
        ("place", left.pk),
        ("appointment", appointments[1]),
    ):
        scene.ids["parts"].setdefault(part, value)


def counter(ids: dict[str, Any]) -> dict[str, Any]:
    return {"counter": ids["plan_counter"]}


def closure(ids: dict[str, Any]) -> dict[str, Any]:
    return {"closure": ids["closure"]}


def klass(_: dict[str, Any]) -> dict[str, Any]:
    return {"klass": "regular"}


def site(_: dict[str, Any]) -> dict[str, Any]:
    return {"site": "marktplatz"}


#: Every address of the journey, for test_pages.
ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "planner:home": (Entry("head"), Entry("desk")),
    "planner:outlook_export": FILE,
    "planner:accept_proposal": POST,
    "planner:shares": (Entry("head"), Entry("head", query="regular=40&short=30&emergency=20")),
    "planner:hours": (Entry("head"),),
    "planner:change_hours": (Entry("head", site),),
    "planner:counters": (Entry("head"),),
    "planner:change_counter": (Entry("head", counter),),
    "planner:plan": (Entry("head"),),
    "planner:change_plan": (Entry("head", counter),),
    "planner:policies": (Entry("head"),),
    "planner:change_policy": (Entry("head", klass),),
    "planner:close": (
        Entry("head"),
        Entry("head", query="what=all&from_day=2099-01-05&reason=Umzug"),
        Entry("head", query="what=all&from_day=&reason=", status=422),
    ),
    "planner:closed": (Entry("head", closure),),
    "planner:reopen": (Entry("head", closure),),
    "planner:stranded": (Entry("head"), Entry("desk")),
    "planner:stranded_export": FILE,
    "planner:keep": POST,
    "planner:replace": POST,
    "planner:allocation": (Entry("head"),),
    "planner:commit_round": POST,
    "planner:open_round": POST,
    "planner:round_file": FILE,
}

_SEE = {"head", "clearing", "desk"}
_HEAD = {"head"}
_STRANDED = {"head", "desk", "clearing", "author", "reviewer", "other_team"}
_ALLOCATE = {"head", "clearing"}

#: For tests/web/test_access_walk.py, see there.
OWNERS: dict[str, set[str]] = {
    "planner:change_hours": _HEAD,
    "planner:change_counter": _HEAD,
    "planner:change_plan": _HEAD,
    "planner:change_policy": _HEAD,
    "planner:closed": _HEAD,
    "planner:reopen": _HEAD,
    "planner:keep": _HEAD,
    "planner:replace": _HEAD,
    "planner:commit_round": _ALLOCATE,
    "planner:open_round": _ALLOCATE,
    "planner:round_file": _ALLOCATE,
}
PAGES: dict[str, set[str]] = {
    "planner:home": _SEE,
    "planner:outlook_export": _SEE,
    "planner:shares": _SEE,
    "planner:hours": _SEE,
    "planner:counters": _SEE,
    "planner:plan": _SEE,
    "planner:policies": _SEE,
    "planner:close": _HEAD,
    "planner:stranded": _STRANDED,
    "planner:stranded_export": _STRANDED,
    "planner:allocation": _ALLOCATE,
}
OPEN: set[str] = {"planner:accept_proposal"}
