"""The pages of web/desk: what they need to exist, who may see each, and what the access walk asks of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from amtslotse.appointments import actions as appointments
from amtslotse.appointments import queries
from amtslotse.appointments.models import Appointment, Place
from amtslotse.appointments.rules.access import RequestAccess
from amtslotse.appointments.rules.parties import PartyInput, PersonInput
from amtslotse.frontdesk import actions
from amtslotse.frontdesk.models import Stop
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.offices.models import Counter
from amtslotse.web.desk.booking import PAPERS
from tests.e2e.entry import FILE, POST, Entry, NoPage

SITE = "marktplatz"
REGULAR, EMERGENCY = "study", "advice"


def play(scene: Any) -> None:
    """Somebody is at a counter, somebody at the express one, others wait, come later, stand on lists or want to be called."""
    now, desk = clock(), scene.staff["desk"]
    actions.set_express(by=SYSTEM, now=now)
    for who, number in (("desk", 4), ("author", 2), ("clearing", 3)):
        actions.open_counter(counter=counter(number), by=scene.staff[who], now=now)
    here = come("regular", minutes_ago=90, name="Lan Nguyễn", language="ar", needs=frozenset({"interpreter", "step_free"}))
    actions.call_next(counter=counter(4), by=desk, now=now)
    come("short", name="Huda Alhassan", language="en")
    express = actions.call_next(counter=counter(2), by=scene.staff["author"], now=now)
    assert express is not None
    waiting = come("regular", minutes_ago=50, bodies=("office", "jobcenter"))
    come("emergency", minutes_ago=1)
    come("clearing", minutes_ago=8)

    coming = book(desk, PersonInput("Öztürk", "Ayşe", "1985-05-00", "document", "T22000129"), tonight(4, "23:30"))
    other = book(desk, PersonInput("Müller", "Ana", "1990-01-02"), tonight(5, "23:30"))
    asked = appointments.request(
        kind="emergency",
        matters=[EMERGENCY],
        party=party(PersonInput("Haddad", "Rima", "1979-00-00", "azr", "4711001"), expires=3),
        reasons=["court"],
        idempotency_key=uuid4(),
        by=desk,
        now=now,
    )
    appointments.lift(request=asked.request, reason="Gerichtstermin am Montag", by=scene.staff["clearing"], now=now)
    call_back = actions.ask_call_back(
        name="Yusuf Demir", phone="0721 4711", language="tr", reason="status", note="ab 14 Uhr", by=desk, now=now
    )
    partner = appointments.add_partner(
        name="Kanzlei Weber", kind="lawyer", email="weber@example.org", by=scene.staff["head"], now=now
    )
    actions.import_telephone_counts(
        rows=[
            {"day": (timezone.localdate() - timedelta(days=1)).isoformat(), "line": "1", "offered": "120", "answered": "90",
             "lost": "30", "repeated": "20"}
        ],
        by=scene.staff["head"],
        now=now,
    )  # fmt: skip
    _keep_papers(scene.sessions["desk"], coming, RequestAccess(asked.request, 1).token)
    person = Appointment.objects.get(pk=other).party.persons.get().pk
    scene.ids["desk"] = {
        "ticket": here, "waiting": waiting, "coming": coming, "other": other, "request_id": asked.request,
        "express": express.stop, "waiting_stop": Stop.objects.get(ticket=waiting, position=0).pk, "place": tonight(6, "23:00"),
    }  # fmt: skip
    parts = scene.ids.setdefault("parts", {})
    mine = {
        "appointment": coming, "ticket": here, "counter": counter(5), "stop": express.stop, "call_back": call_back,
        "request_id": asked.request, "place": scene.ids["desk"]["place"], "person": person, "partner": partner.partner,
    }  # fmt: skip
    parts.update({name: value for name, value in mine.items() if name not in parts})


def counter(number: int) -> int:
    return Counter.objects.get(site__code=SITE, number=number).pk


def come(klass: str, *, minutes_ago: int = 5, name: str = "Somebody", language: str = "de", **more: Any) -> UUID:
    """Somebody came and waits."""
    given: dict[str, Any] = {"site": SITE, "name": name, "language": language, "idempotency_key": uuid4()} | more
    return actions.check_in(klass=klass, by=SYSTEM, now=clock() - timedelta(minutes=minutes_ago), **given).id


def tonight(number: int, at: str) -> int:
    """A place late today, so that it is still to come whenever this runs."""
    begins = datetime.combine(timezone.localdate(), time.fromisoformat(at), timezone.get_current_timezone())
    row = Place.objects.create(
        counter_id=counter(number),
        starts_at=begins,
        ends_at=begins + timedelta(minutes=25),
        klass="regular",
        bookable_from=clock(),
    )
    return row.pk


def party(person: PersonInput, *, expires: int | None = None) -> PartyInput:
    ends = timezone.localdate() + timedelta(days=expires) if expires is not None else None
    return PartyInput("de", "desk", persons=(person,), title_expires_on=ends)


def book(by: Actor, person: PersonInput, place: int) -> UUID:
    matter = next(
        each.key for each in queries.matters("de") if each.klass == "regular" and each.channel == "visit" and each.minutes <= 25
    )
    return appointments.book(
        place=place, matters=[matter], party=party(person), source="desk", idempotency_key=uuid4(), by=by, now=clock()
    ).appointment


def _keep_papers(session: str, appointment: UUID, *tokens: str) -> None:
    """The desk's session made these: it may print them."""
    store = SessionStore(session)
    version = Appointment.objects.get(pk=appointment).code_version
    store[PAPERS] = [f"{appointment}:{version}", *tokens]
    store.save()


def part(**names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ids: {name: ids["desk"][key] for name, key in names.items()}


#: Every address of the journey, for test_pages.
ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "desk:today": (
        Entry("desk"),
        Entry("desk", query="q=Nguyen"),
        Entry("desk", query="q=nothing"),
        Entry("jobcenter"),
        Entry("head"),
    ),
    "desk:check_in": POST,
    "desk:new_ticket": (Entry("desk"),),
    "desk:paper_ticket": (Entry("desk"),),
    "desk:ticket": (Entry("desk", part(ticket="ticket")), Entry("desk", part(ticket="waiting"))),
    "desk:slip": (Entry("desk", part(ticket="waiting")),),
    "desk:counter": (Entry("desk"), Entry("author"), Entry("clearing"), Entry("reviewer")),
    "desk:open_counter": POST,
    "desk:close_counter": POST,
    "desk:call_next": POST,
    "desk:call": POST,
    "desk:send_on": POST,
    "desk:finish": POST,
    "desk:stop_appointment": (Entry("author", part(stop="express")),),
    "desk:lift_stop": (Entry("clearing", part(stop="waiting_stop")), Entry("head", part(stop="waiting_stop"))),
    "desk:step": POST,
    "desk:information": (
        Entry("desk"),
        Entry("desk", query="q=Nguyen"),
        *(
            Entry("desk", query=f"reason={reason}")
            for reason in ("general", "appointment", "handing_in", "status", "responsible")
        ),
    ),
    "desk:tell": POST,
    "desk:log": POST,
    "desk:call_backs": (Entry("desk"),),
    "desk:call_backs_export": FILE,
    "desk:tried": POST,
    "desk:called": POST,
    "desk:told": POST,
    "desk:telephone": (Entry("head"), Entry("desk")),
    "desk:telephone_export": FILE,
    "desk:book": (Entry("desk"), Entry("desk", query=f"matters={REGULAR}&persons=2&source=desk")),
    "desk:book_place": (Entry("desk", part(place="place"), query=f"matters={REGULAR}&persons=1&source=desk"),),
    "desk:appointment": (Entry("desk", part(appointment="coming")), Entry("desk", part(appointment="other"))),
    "desk:paper": FILE,
    "desk:vouch": POST,
    "desk:move": POST,
    "desk:cancel": POST,
    "desk:new_code": POST,
    "desk:wish": (Entry("desk"),),
    "desk:wished": (Entry("desk", part(request_id="request_id")),),
    "desk:proof": FILE,
    "desk:withdraw": POST,
    "desk:wish_code": POST,
    "desk:emergency": (Entry("desk"), Entry("head", query="show=lifted"), Entry("desk", query="show=unserved")),
    "desk:emergency_export": FILE,
    "desk:urgent": (Entry("clearing", part(request_id="request_id")), Entry("head", part(request_id="request_id"))),
    "desk:place_urgent": POST,
    "desk:lift": POST,
    "desk:looked": POST,
    "desk:contested": (Entry("desk"),),
    "desk:partners": (Entry("head"),),
    "desk:partner_code": POST,
    "desk:partner_end": POST,
    "desk:robots": (Entry("head"),),
    "desk:robots_export": FILE,
    "desk:day_list": (Entry("desk"),),
    "desk:day_list_export": FILE,
}

_CALL = {"desk", "clearing", "author", "reviewer", "other_team"}
_RECEIVE = {"desk", "clearing"}
_LIST = {*_CALL, "head"}
_LIFT = _LIST - {"desk"}
#: For tests/web/test_access_walk.py, see there. Somebody of another body owns nothing of the office's.
OWNERS: dict[str, set[str]] = {
    "desk:check_in": _RECEIVE,
    "desk:ticket": _RECEIVE,
    "desk:slip": {*_CALL, "jobcenter"},
    "desk:open_counter": _CALL,
    "desk:close_counter": _CALL,
    "desk:call_next": _CALL,
    "desk:call": _CALL,
    "desk:send_on": {*_CALL, "jobcenter"},
    "desk:finish": {*_CALL, "jobcenter"},
    "desk:stop_appointment": _CALL,
    "desk:lift_stop": _LIFT,
    "desk:step": _CALL,
    "desk:tell": _RECEIVE,
    "desk:log": _RECEIVE,
    "desk:tried": _RECEIVE,
    "desk:called": _RECEIVE,
    "desk:told": _CALL,
    "desk:book_place": _CALL,
    "desk:appointment": _CALL,
    "desk:paper": _CALL,
    "desk:vouch": _RECEIVE,
    "desk:move": _CALL,
    "desk:cancel": _CALL,
    "desk:new_code": _CALL,
    "desk:wished": _CALL,
    "desk:proof": _CALL,
    "desk:withdraw": _CALL,
    "desk:wish_code": _CALL,
    "desk:urgent": _LIST,
    "desk:place_urgent": _CALL,
    "desk:lift": _LIST,
    "desk:looked": _LIST,
    "desk:partner_code": {"head", "admin"},
    "desk:partner_end": {"head", "admin"},
}
PAGES: dict[str, set[str]] = {
    "desk:today": {*_LIST, "jobcenter"},
    "desk:new_ticket": _RECEIVE,
    "desk:paper_ticket": _RECEIVE,
    "desk:counter": {*_CALL, "jobcenter"},
    "desk:information": _RECEIVE,
    "desk:call_backs": _RECEIVE,
    "desk:call_backs_export": _RECEIVE,
    "desk:telephone": {"desk", "head"},
    "desk:telephone_export": {"desk", "head"},
    "desk:book": _CALL,
    "desk:wish": _CALL,
    "desk:emergency": _LIST,
    "desk:emergency_export": _LIST,
    "desk:contested": _CALL,
    "desk:partners": {"head", "admin"},
    "desk:robots": {"head", "admin"},
    "desk:robots_export": {"head", "admin"},
    "desk:day_list": {*_RECEIVE, "head"},
    "desk:day_list_export": {*_RECEIVE, "head"},
}
OPEN: set[str] = set()
