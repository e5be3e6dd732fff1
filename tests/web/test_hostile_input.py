"""What nobody types by accident, in queries and hidden fields of the staff's rooms: a clear answer, never an error of ours."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from amtslotse.accounts.queries import actor_for
from amtslotse.casework import actions
from amtslotse.casework.models import Case
from tests.casework import walk
from tests.casework.test_letters import released
from tests.casework.walk import TEAM, People
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
HUGE = "9" * 5_000  # more digits than Python reads
HOSTILE = (HUGE, "²", "٣", "-1", "99999999999999", "no number")


class Office:
    def __init__(self) -> None:
        walk.furnish()
        actions.load_partners()
        self.staff = {
            "clearing": make_staff("clearing"),
            "author": make_staff("caseworker", teams=(TEAM,)),
            "reviewer": make_staff("caseworker", teams=(TEAM,)),
            "head": make_staff("head"),
            "legal": make_staff("legal"),
            "admin": make_staff("admin"),
        }
        self.clients = {name: sign_in(person) for name, person in self.staff.items()}
        self.people = People(**{name: actor_for(self.staff[name]) for name in ("clearing", "author", "reviewer", "head")})

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize(
    ("who", "address", "name"),
    [
        ("clearing", "/de/clearing/", "page"),
        ("author", "/de/team/", "page"),
        ("clearing", "/de/intake/", "page"),
        ("clearing", "/de/post/", "page"),
        ("clearing", "/de/post/returns/", "page"),
        ("legal", "/de/law/questions/", "page"),
        ("legal", "/de/law/suits/", "page"),
        ("head", "/de/certificates/", "days"),
        ("head", "/de/partners/bundesagentur/", "page"),
    ],
)
def test_a_page_that_is_no_number_is_the_first(office: Office, who: str, address: str, name: str) -> None:
    assert office[who].get(address).status_code == 200, "the control: the page is there"
    for typed in HOSTILE:
        assert office[who].get(address, {name: typed}).status_code == 200, typed[:20]


def test_hidden_numbers_of_forms(office: Office) -> None:
    released()
    walk.filed(now=timezone.now())
    given = {"template": "hint", "service": "study-16b", "status": "", "team": "", "bulk": str(uuid4())}
    for typed in HOSTILE:
        answer = office["clearing"].post("/de/post/bulk/new/", {**given, "shown": typed})
        assert answer.status_code == 200, typed[:20]
        assert "andere Vorgänge" in answer.content.decode()
        assert office["head"].post("/de/triage/skills/", {"staff": typed}).status_code == 404, typed[:20]
    assert office["clearing"].post("/de/post/bulk/new/", {**given, "shown": "1"}).status_code == 302


def test_a_block_is_written_after_the_version_that_was_read(office: Office) -> None:
    said = {"title": "Stand", "reason": "general", "de": "Ihr Antrag wird bearbeitet."}
    assert office["head"].post("/de/intake/blocks/new/", said).status_code == 302
    for typed in HOSTILE:
        answer = office["head"].post("/de/intake/blocks/stand/", {**said, "de": "Anders.", "after": typed})
        assert (answer.status_code, "Anders." in answer.content.decode()) == (422, True), typed[:20]
    assert office["head"].post("/de/intake/blocks/stand/", {**said, "de": "Anders.", "after": "1"}).status_code == 302


def test_what_no_page_offers_is_not_there(office: Office) -> None:
    access = walk.filed(now=timezone.now())
    walk.to_team(access, office.people, now=timezone.now())
    team = {"from_team": TEAM, "to_team": "humanitarian", "reason": "Linie.", "go": "1", "shown": "1"}
    assert office["head"].post("/de/records/imports/moves/", {**team, "move": "no-uuid"}).status_code == 404
    interval = actions.suspend(case=access.case, partner="bundesagentur", by=office.people.author, now=timezone.now())
    gone = office["author"].post(f"/de/cases/{access.case}/wait/{interval}/", {"ending": "somehow"})
    assert gone.status_code == 404
    message = actions.receive_message(
        channel="letter", reason="general", text="Wie lange noch?", by=office.people.clearing, now=timezone.now()
    )
    assert office["clearing"].post(f"/de/intake/messages/{message}/reason/", {"reason": "somehow"}).status_code == 404
    assert office["clearing"].post(f"/de/intake/messages/{message}/join/", {"to": str(message)}).status_code == 422
    asked = actions.ask(access=access, text="Wie lange noch?", now=timezone.now())
    filed = office["clearing"].post(f"/de/intake/messages/{asked}/file/")
    assert (filed.status_code, "wartet auf eine Antwort" in filed.content.decode()) == (422, True)
    assert Case.objects.get(pk=access.case).team == TEAM
