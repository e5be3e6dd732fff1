"""The case page with its clocks and waits, and the pages of other bodies."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amtslotse.accounts.models import Staff
from amtslotse.accounts.queries import actor_for
from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Partner, PartnerOutage, Suspension
from amtslotse.casework.rules import local_day
from amtslotse.journal.rules import registered
from amtslotse.web.casework import words
from amtslotse.web.casework.history import theme
from tests.casework import walk
from tests.casework.walk import TEAM, People
from tests.factories.staff import make_actor, make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]

#: The bar of the case page: others' boxes are in it.
MOST_QUERIES = 25


class Office:
    """Staff with browsers, and one case that lies with its team."""

    def __init__(self) -> None:
        walk.furnish()
        staff = {
            "clearing": make_staff("clearing"),
            "author": make_staff("caseworker", teams=(TEAM,)),
            "reviewer": make_staff("caseworker", teams=(TEAM,)),
            "head": make_staff("head"),
        }
        self.browsers: dict[str, Client] = {name: sign_in(person) for name, person in staff.items()}
        actors = {name: actor_for(Staff.objects.get(pk=person.pk)) for name, person in staff.items()}
        self.people = People(**actors)
        self.now = timezone.now()

    def __getitem__(self, who: str) -> Client:
        return self.browsers[who]

    def in_team(self, days_ago: int = 20) -> UUID:
        then = self.now - timedelta(days=days_ago)
        access = walk.filed(now=then)
        walk.to_team(access, self.people, now=then)
        return access.case


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def page(client: Client, case: UUID, query: str = "") -> str:
    answer = client.get(f"/de/cases/{case}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_wait_from_the_page_to_its_end(office: Office) -> None:
    case, client = office.in_team(), office["author"]
    assert client.post(f"/de/cases/{case}/wait/", {"note": "x"}).status_code == 422
    assert client.post(f"/de/cases/{case}/wait/", {"partner": "court", "note": "Az. 4 K 1/26"}).status_code == 302
    shown = page(client, case)
    assert "Az. 4 K 1/26" in shown
    assert "rechtliche Prüfung nötig" in shown
    assert "Gericht ist dran" in shown
    assert 'value="court"' not in client.get(f"/de/cases/{case}/wait/").content.decode()
    interval = Suspension.objects.get()
    assert client.post(f"/de/cases/{case}/wait/{interval.pk}/", {"ending": "answered"}).status_code == 302
    assert "Früheres Warten" in page(client, case)
    assert office["head"].get(f"/de/cases/{case}/wait/").status_code == 404


def test_an_investigation_stops_the_draft_and_says_how_to_go_on(office: Office) -> None:
    case = office.in_team()
    actions.suspend(case=case, partner="prosecution", by=office.people.author, now=office.now)
    shown = page(office["author"], case)
    assert "geht keine Entscheidung hinaus" in shown
    assert "Entscheidung entwerfen" not in shown
    assert office["author"].get(f"/de/cases/{case}/decision/").status_code == 404


def test_a_request_from_the_team_and_its_end(office: Office) -> None:
    case, client = office.in_team(), office["author"]
    client.post(f"/de/cases/{case}/needs/passport/", {"verdict": "missing"})
    deadline = office.now.date() + timedelta(days=30)
    typed = {"deadline_on_0": f"{deadline:%d}", "deadline_on_1": f"{deadline:%m}", "deadline_on_2": f"{deadline:%Y}"}
    assert client.post(f"/de/cases/{case}/request/", typed).status_code == 302
    assert "Nachforderung beenden" in page(client, case)
    assert client.post(f"/de/cases/{case}/end-request/").status_code == 302
    assert "Nachforderung beenden" not in page(client, case)


def test_incomplete_goes_on_after_the_deadline(office: Office) -> None:
    then = office.now - timedelta(days=60)
    access = walk.filed(now=then)
    walk.to_waiting(access, office.people, now=then)
    client = office["clearing"]
    assert client.post(f"/de/cases/{access.case}/pass-on/", {"reason": ""}).status_code == 422
    assert client.post(f"/de/cases/{access.case}/pass-on/", {"reason": "Keine Antwort."}).status_code == 302
    shown = page(office["author"], access.case)
    assert "Keine Antwort." in shown
    assert "nie bestätigt" in shown
    fresh = walk.filed(now=office.now)
    walk.to_waiting(fresh, office.people, now=office.now)
    assert client.get(f"/de/cases/{fresh.case}/pass-on/").status_code == 404


def test_settled_and_over(office: Office) -> None:
    case, client = office.in_team(), office["author"]
    assert client.post(f"/de/cases/{case}/settle/", {}).status_code == 422
    assert client.post(f"/de/cases/{case}/settle/", {"closure": "moved_away"}).status_code == 302
    assert Case.objects.get(pk=case).closure == "moved_away"
    assert "weggezogen" in page(client, case)
    assert client.get(f"/de/cases/{case}/settle/").status_code == 404


def test_the_card_from_order_to_arrival(office: Office) -> None:
    then = office.now - timedelta(days=2)
    access = walk.filed(now=then)
    walk.to_decided(access, office.people, now=then)
    client = office["author"]
    assert "Karte ist bestellt" in page(client, access.case)
    assert client.post(f"/de/cases/{access.case}/card/ordered/").status_code == 302
    assert "Kartendruck" in page(client, access.case)
    assert client.post(f"/de/cases/{access.case}/card/arrived/").status_code == 302
    assert "liegt bereit" in page(client, access.case)


def test_a_body_is_kept_and_reported_down_once_for_all(office: Office) -> None:
    case, client = office.in_team(), office["clearing"]
    actions.suspend(case=case, partner="recognition", by=office.people.author, now=office.now - timedelta(days=9))
    typed = {"name": "=Zoll", "reason": "partner", "usual_days": "5", "is_active": "on"}
    assert client.post("/de/partners/new/", {**typed, "usual_days": "900"}).status_code == 422
    assert client.post("/de/partners/new/", typed).status_code == 302
    assert Partner.objects.filter(code="zoll").exists()
    assert client.post("/de/partners/recognition/outage/", {"note": "Umzug"}).status_code == 302
    for shown in (page(office["author"], case), office["author"].get("/de/team/").content.decode()):
        assert "zurzeit nicht erreichbar" in shown
        assert "Umzug" in shown
    assert client.post("/de/partners/recognition/outage/", {"end": "1"}).status_code == 302
    assert not PartnerOutage.objects.filter(ended_at=None).exists()
    assert "nicht erreichbar" not in page(office["author"], case)
    exported = client.get("/de/partners/export/csv/").content.decode("utf-8-sig")
    assert "'=Zoll" in exported
    assert "Anerkennungsstelle" in exported
    assert Case.objects.get(pk=case).applicant.family_name in client.get("/de/partners/recognition/export/csv/").content.decode(
        "utf-8-sig"
    )
    assert office["author"].get("/de/partners/").status_code == 404


def test_the_timeline_filters_and_shows_the_rest_when_asked(office: Office) -> None:
    case, client = office.in_team(), office["author"]
    for _ in range(8):
        interval = actions.suspend(case=case, partner="recognition", by=office.people.author, now=office.now)
        actions.stop_waiting(case=case, suspension=interval, ending="answered", by=office.people.author, now=office.now)
    assert "weitere Zeilen zeigen" in page(client, case)
    assert "weitere Zeilen zeigen" not in page(client, case, "?history=all")
    waits = page(client, case, "?history=waiting")
    assert "Wartet auf: Anerkennungsstelle" in waits
    assert "Antrag eingegangen" not in waits
    assert page(client, case, "?history=nonsense").count("weitere Zeilen zeigen") == 1


def test_every_kind_of_a_case_has_a_theme() -> None:
    assert {theme(kind.name) for kind in registered()} <= set(words.HISTORY)


def test_the_fullest_case_page_stays_within_its_queries(office: Office) -> None:
    case = office.in_team(days_ago=60)
    for body in ("recognition", "bundesagentur", "court"):
        actions.suspend(case=case, partner=body, by=office.people.author, now=office.now - timedelta(days=50))
    actions.mark(case=case, need="passport", verdict="missing", by=office.people.author, now=office.now)
    actions.request_documents(case=case, by=office.people.author, now=office.now)
    for _ in range(3):
        office.in_team()
    found = {}
    for who in ("author", "reviewer", "clearing", "head"):
        office[who].get(f"/de/cases/{case}/")
        with CaptureQueriesContext(connection) as taken:
            page(office[who], case)
        found[who] = sum("SAVEPOINT" not in query["sql"] for query in taken.captured_queries)
    assert max(found.values()) <= MOST_QUERIES, found


def test_a_decided_case_with_every_box_filled_stays_within_them_too(office: Office) -> None:
    """Decision returned and released, notified, card, fee, certificate, question to the lawyers, hold, messages, guardians."""
    now, by = office.now, office.people
    access = walk.filed({**walk.ANSWERS, "birth_date": "2014-03-02"}, now=now - timedelta(days=30))
    case = access.case
    for person in queries.representatives(case=case):
        actions.confirm_representative(case=case, representative=person.id, authority="paper", by=by.clearing, now=now)
    walk.to_team(access, by, now=now - timedelta(days=20))
    actions.issue_certificate(
        case=case, number=1, reason="capacity", valid_until=now.date() + timedelta(days=90), by=by.author, now=now
    )
    actions.charge(case=case, proposal="application", by=by.author, now=now)
    actions.ask_legal(case=case, question="Zählt der Sprachkurs als Studium?", by=by.author, now=now)
    actions.hold(case=case, reason="Klage ist angekündigt", until=None, by=make_actor("legal"), now=now)
    for text in ("Wie lange noch?", "Ich bin umgezogen."):
        actions.receive_message(channel="letter", reason="status", text=text, case=case, by=by.clearing, now=now)
    first = actions.draft_decision(case=case, outcome="grant", reasons=walk.REASONS, by=by.author, now=now)
    actions.return_decision(decision=first, reason="Bitte begründen.", by=by.reviewer, now=now)
    second = actions.draft_decision(case=case, outcome="grant", reasons=walk.REASONS, by=by.author, now=now)
    actions.release_decision(decision=second, by=by.reviewer, now=now)
    office["author"].post(f"/de/cases/{case}/notification/", {"way": "in_person", **_parts("sent_on", local_day(now))})
    actions.order_card(case=case, by=by.author, now=now)
    for _ in range(3):
        office.in_team()
    found = {}
    for who in ("author", "reviewer", "head"):
        office[who].get(f"/de/cases/{case}/")
        with CaptureQueriesContext(connection) as taken:
            shown = page(office[who], case)
        found[who] = sum("SAVEPOINT" not in query["sql"] for query in taken.captured_queries)
        assert 'id="decisions-title"' in shown
        assert "Zählt der Sprachkurs" in shown or who == "head"
    assert max(found.values()) <= MOST_QUERIES, found


def _parts(name: str, day: date) -> dict[str, str]:
    return {f"{name}_{number}": str(part) for number, part in enumerate((day.day, day.month, day.year))}
