"""The legal room over HTTP."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amtslotse.casework.models import Case, Suit
from amtslotse.casework.rules import local_day
from tests.casework import walk
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
COURT = "Verwaltungsgericht Lindenau"


@pytest.fixture
def office() -> None:
    walk.furnish()


def client_of(*roles: str, teams: tuple[str, ...] = ()) -> Client:
    client = sign_in(make_staff(*roles, teams=teams))
    client.raise_request_exception = True
    return client


@pytest.fixture
def legal(office: None) -> Client:
    return client_of("legal")


def text_of(answer: Any) -> str:
    return answer.content.decode()


def day(ahead: int) -> str:
    return (local_day(timezone.now()) + timedelta(days=ahead)).isoformat()


def test_a_suit_from_its_first_letter_to_its_lesson(legal: Client) -> None:
    case = Case.objects.get(pk=walk.filed(now=timezone.now() - timedelta(days=5)).case)
    new = "/de/law/suits/new/"
    sent = {"kind": "inaction", "court": COURT, "filed_on": day(-3), "file_number": case.file_number, "hearing_on": day(9)}
    refused = legal.post(new, {**sent, "file_number": "NIRGENDS"})
    assert refused.status_code == 422
    assert "Dieses Aktenzeichen gibt es nicht" in text_of(refused)
    assert COURT in text_of(refused), "nothing typed is lost"
    saved = legal.post(new, sent)
    assert saved.status_code == 302
    case.refresh_from_db()
    assert case.court_on.isoformat() == day(9)
    page = text_of(legal.get(saved.url))
    assert "Untätigkeitsklage" in page
    assert "Ausgang eintragen" in page
    timeline = text_of(legal.get(f"/de/cases/{case.pk}/"))
    assert "Klage im Register eingetragen" in timeline
    ended = legal.post(f"{saved.url}end/", {"outcome": "moot", "outcome_on": day(0)}, follow=True)
    assert "Der Ausgang ist eingetragen" in text_of(ended)
    assert "Ausgang eintragen" not in text_of(ended)
    legal.post(saved.url, {"court": COURT, "cost_bearer": "office", "costs": "812,50", "lesson": "Fristen früher sehen."})
    row = Suit.objects.get()
    assert (row.outcome, str(row.costs), row.lesson, row.case_id) == ("moot", "812.50", "Fristen früher sehen.", case.pk)
    again = legal.post(f"{saved.url}end/", {"outcome": "upheld", "outcome_on": day(0)})
    assert again.status_code == 422


def test_the_file_holds_exactly_what_the_list_shows(legal: Client, django_assert_max_num_queries: Any) -> None:
    for kind in ("inaction", "inaction", "annulment"):
        legal.post("/de/law/suits/new/", {"kind": kind, "court": "=COURT()", "filed_on": day(-3)})
    legal.get("/de/law/suits/")
    with django_assert_max_num_queries(12):
        page = legal.get("/de/law/suits/?kind=inaction&state=open")
    assert page.context["found"].total == 2
    table = page.context["table"]
    assert table[-1]["cells"][-1] == ("", 3)
    assert sum(row["cells"][-1][1] for row in table[:-1]) == 3
    answer = legal.get("/de/law/suits/export/csv/?kind=inaction&state=open")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 3
    assert lines[1][1] == "'=COURT()"
    assert legal.get("/de/law/suits/export/xlsx/?kind=inaction").status_code == 200


def test_the_head_reads_and_changes_nothing(office: None, legal: Client) -> None:
    saved = legal.post("/de/law/suits/new/", {"kind": "inaction", "court": COURT, "filed_on": day(-3)})
    head = client_of("head")
    assert head.get("/de/law/", follow=True).redirect_chain[-1][0] == "/de/law/suits/"
    page = text_of(head.get(saved.url))
    assert COURT in page
    assert "Speichern" not in page
    assert head.post(saved.url, {"court": "X"}).status_code == 404
    assert head.post(f"{saved.url}end/", {"outcome": "moot", "outcome_on": day(0)}).status_code == 404
    assert head.get("/de/law/suits/new/").status_code == 404
    assert Suit.objects.get().court == COURT


@pytest.mark.parametrize("role", ["council", "desk", "admin"])
def test_nobody_else_comes_in(office: None, role: str) -> None:
    client = client_of(role)
    for address in ("/de/law/", "/de/law/suits/", "/de/law/suits/export/csv/"):
        assert client.get(address).status_code == 404


def test_a_complaint_is_answered_and_counted(legal: Client, django_assert_max_num_queries: Any) -> None:
    new = "/de/law/complaints/new/"
    sent = {"channel": "mail", "topic": "duration", "received_on": day(-4)}
    assert legal.post(new, {**sent, "received_on": day(1)}).status_code == 422
    for _ in range(6):
        legal.post(new, sent)
    page = legal.get("/de/law/complaints/")
    assert "keine Zahl" in text_of(page)
    for place, row in enumerate(page.context["rows"][:5]):
        address = f"/de/law/complaints/{row['view'].id}/"
        assert legal.post(address, {"upheld": "yes", "answered_on": day(-9)}).status_code == 422
        assert legal.post(address, {"upheld": "yes" if place else "no", "answered_on": day(0)}).status_code == 302
    again = legal.post(address, {"upheld": "no", "answered_on": day(0)})
    assert again.status_code == 422
    with django_assert_max_num_queries(12):
        page = legal.get(f"/de/law/complaints/?year={day(-4)[:4]}&state=upheld")
    assert page.context["found"].total == 4
    assert page.context["table"][-1]["cells"] == [("open", 1), ("upheld", 4), ("not_upheld", 1), ("", 6)]
    assert "Median aus 5 Antworten" in text_of(page)
    answer = legal.get("/de/law/complaints/export/csv/?state=upheld")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[4] for line in lines[1:]] == ["4"] * 4
    head = client_of("head")
    assert head.get(address).status_code == 200
    assert head.post(address, {"upheld": "no", "answered_on": day(0)}).status_code == 404
