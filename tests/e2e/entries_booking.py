"""The pages of web/booking: what they need to exist, who may see each, and what the access walk asks of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.test import Client

from amtslotse.appointments import actions
from amtslotse.appointments.models import keys
from amtslotse.appointments.queries import papers
from amtslotse.appointments.rules.mails import REMINDER_SALT
from amtslotse.appointments.rules.parties import PartyInput, PersonInput
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.localtime import day_of
from tests.e2e.entry import FILE, POST, Entry, NoPage
from tests.factories.booking import Journey, apply_demo_plan

_PEOPLE = ("applicant", "stranger")


def play(scene: Any) -> None:
    """Both applicants have an appointment and a request; others are half-way; a partner has a client."""
    apply_demo_plan()
    parts = scene.ids.setdefault("parts", {})
    for number, who in enumerate(_PEOPLE):
        client = Client()
        client.cookies["sessionid"] = scene.sessions[who]
        journey = Journey(client, email=f"{who}@example.org")
        appointment = journey.book(key_number=f"ENTRY{number}").rstrip("/").rsplit("/", 1)[1]
        wish = _wish(journey, number)
        scene.sessions[who] = client.cookies["sessionid"].value
        if who == "applicant":
            parts |= {"appointment": UUID(appointment), "wish": UUID(wish), "round": uuid4()}
            scene.ids["reminder"] = signing.dumps(appointment, salt=REMINDER_SALT)
            scene.ids["proof_of_request"] = papers.proof_token(UUID(wish))
    booker = Journey(email="booker@example.org")
    booker.to_check(key_number="BOOKER1")
    holder = Journey(email="holder@example.org")
    holder.to_check(key_number="HOLDER1")
    holder.send()
    urgent = Journey(email="urgent@example.org")
    urgent.choose("study", expires=(day_of(clock()) + timedelta(days=3)).isoformat(), urgencies=("violence",))
    urgent.visit(count=2)
    partner = Journey()
    code = actions.add_partner(
        name="Beratungsstelle Brücke", kind="counselling", email="bruecke@example.org", by=scene.staff["head"], now=clock()
    )
    partner.post("partner/enter/", code=code.code)
    partner.post("partner/book/")
    partner.to_check_as_partner(key_number="CLIENT1")
    partner.post("appointment/check/", key=partner.client.session["booking"]["key"])
    for who, journey in (("booker", booker), ("holder", holder), ("urgent", urgent), ("partner", partner)):
        scene.sessions[who] = journey.client.cookies["sessionid"].value


def _wish(journey: Journey, number: int) -> str:
    """A confirmed request on the emergency list, opened with number and code."""
    now = clock()
    made = actions.request(
        kind="emergency",
        matters=["advice"],
        party=PartyInput(
            "de",
            "email",
            f"wish{number}@example.org",
            persons=(PersonInput("Haddad", "Sami", "1970-00-00", "azr", f"77{number}1"),),
        ),
        reasons=["court"],
        idempotency_key=uuid4(),
        by=APPLICANT,
        now=now,
    )
    code = keys.sent_code("request", made.request)
    assert actions.confirm_request(request=made.request, code=code, network="", now=now)
    assert journey.post("appointment/enter/", number=made.number, code=made.code).status_code == 302
    return str(made.request)


def hers(**more: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ids: {"appointment": ids["parts"]["appointment"], **more}


def wish(ids: dict[str, Any]) -> dict[str, Any]:
    return {"wish": ids["parts"]["wish"]}


#: Every address of the journey, for test_pages.
ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "booking:home": (Entry(), Entry(query="q=Karte"), Entry(query="q=xyzzy"), Entry(query="service=study-16b")),
    "booking:matter": tuple(Entry("", lambda ids, key=key: {"key": key}) for key in ("study", "status", "registration")),
    "booking:title": (Entry("booker"),),
    "booking:urgent": (Entry("booker"),),
    "booking:way": (Entry("booker"), Entry("urgent")),
    "booking:visit": (Entry("booker"),),
    "booking:times": (Entry("booker"), Entry("urgent")),
    "booking:month": (Entry("booker"),),
    "booking:days": (Entry("booker"), Entry("urgent")),
    "booking:person": (Entry("booker", lambda _: {"number": 1}),),
    "booking:from_case": POST,
    "booking:contact": (Entry("booker"),),
    "booking:without_phone": (Entry(), Entry("booker")),
    "booking:check": (Entry("booker"),),
    "booking:code": (Entry("holder"),),
    "booking:code_again": POST,
    "booking:discard": POST,
    "booking:enter": (Entry(),),
    "booking:code_lost": (Entry(),),
    "booking:leave": POST,
    "booking:mine": (Entry("applicant"),),
    "booking:appointment": (Entry("applicant", hers()),),
    "booking:paper": FILE,
    "booking:calendar": FILE,
    "booking:move": (Entry("applicant", hers()),),
    "booking:earlier": POST,
    "booking:cancel": (Entry("applicant", hers()),),
    "booking:answer": (
        Entry("", lambda ids: {"token": ids["reminder"]}),
        Entry("", lambda _: {"token": "nothing"}, status=404),
    ),
    "booking:request_enter": (Entry(),),
    "booking:request": (Entry("applicant", wish),),
    "booking:proof": FILE,
    "booking:withdraw": (Entry("applicant", wish),),
    "booking:join": POST,
    "booking:offer": POST,
    "booking:verify": (
        Entry("", lambda ids: {"token": ids["proof_of_request"]}),
        Entry("", lambda _: {"token": "nothing"}, status=404),
    ),
    "booking:rounds": (Entry(),),
    "booking:round_file": FILE,
    "booking:partner": (Entry("partner"),),
    "booking:partner_enter": (Entry(),),
    "booking:partner_book": POST,
    "booking:partner_leave": POST,
    "booking:promises": (Entry(),),
}

#: For tests/web/test_access_walk.py, see there.
OWNERS: dict[str, set[str]] = {
    f"booking:{name}": {"applicant"}
    for name in (
        "appointment",
        "paper",
        "calendar",
        "move",
        "earlier",
        "cancel",
        "request",
        "proof",
        "withdraw",
        "join",
        "offer",
    )
}
PAGES: dict[str, set[str]] = {}
#: Steps show only what this browser typed itself; a partner's page is nothing without its code (test_booking_partners).
OPEN: set[str] = set(ENTRIES) - set(OWNERS)
