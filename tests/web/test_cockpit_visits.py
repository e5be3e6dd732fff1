"""The cockpit's page of visits: figures with definition, n, period, source and unit, and the same as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amtslotse.appointments.models import ClassPolicy
from amtslotse.appointments.rules import events
from amtslotse.reporting import actions
from tests.appointments import rows
from tests.factories.staff import make_staff, sign_in
from tests.reporting.test_visits import BERLIN, NOW, at, booked, came, happen, missed, visited

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/de/cockpit/visits/"
MOST_QUERIES = 22


@pytest.fixture
def head() -> Client:
    return sign_in(make_staff("head"))


def spring() -> None:
    rows.office()
    ClassPolicy.objects.update_or_create(klass="regular", defaults={"promise_workdays": 10})
    for number in range(6):
        came(booked("2027-04-06", f"2027-04-{12 + number}"), f"2027-04-{12 + number}")
    missed(booked("2027-04-06", "2027-05-10"), "2027-05-10")
    for number in range(6):
        visited("2027-05-03", waited=60 * number, outcome="done")
    happen("plan", events.PLAN_SNAPSHOT, at("2027-05-03"), "plan", klass="regular", free=3, third_next_workdays=7)
    actions.catch_up(now=NOW)


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_page_says_what_the_journal_says(head: Client) -> None:
    spring()
    page = text(head.get(PAGE, {"period": "2027Q2"}).content.decode())
    assert "Regeltermin 10 86 7" in page, "promise, kept, n"
    assert "Regeltermin 14,3 7" in page, "not come, n"
    assert "Kurzanliegen 100 6" in page, "left with a result"
    for word in ("Definition", "Formel", "Zeitraum 2. Quartal 2027", "Stand", "Arbeitstage", "eigenes Journal"):
        assert word in page


def test_a_file_holds_the_same_figures(head: Client) -> None:
    spring()
    content = head.get("/de/cockpit/visits.csv", {"period": "2027Q2"}).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    kept = [line for line in lines if line["Kennzahl"] == "Eingehaltenes Leistungsversprechen"]
    assert {line["Angabe"]: line["Wert"] for line in kept}["eingehalten (%)"] == "86"
    assert head.get("/de/cockpit/visits.xlsx").content.startswith(b"PK")
    assert head.get("/de/cockpit/visits.pdf").status_code == 404


def test_an_empty_office_gets_a_page_too(head: Client) -> None:
    assert "keine Termine, Besuche oder Kontakte" in text(head.get(PAGE).content.decode())
    for query in ("?period=2027&source=xx", "?period=%00", "?period=all"):
        assert head.get(PAGE + query).status_code == 200


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_language(head: Client, language: str) -> None:
    spring()
    page = head.get(f"/{language}/cockpit/visits/", {"period": "2027Q2"}).content.decode()
    if language != "de":
        for word in ("Regeltermin", "Arbeitstage", "Klasse", "Auslastung"):
            assert word not in text(page)
    assert "<script>" not in page
    assert "style=" not in page


def test_the_page_asks_the_same_number_of_questions_whatever_the_size(head: Client) -> None:
    asked = []
    for _ in range(2):
        spring()
        head.get(PAGE, {"period": "2027Q2"})
        with CaptureQueriesContext(connection) as counted:
            head.get(PAGE, {"period": "2027Q2"})
        asked.append(len(counted))
    assert asked[0] == asked[1] <= MOST_QUERIES


@pytest.mark.parametrize("role", ["clearing", "caseworker", "council", "admin", "desk"])
def test_nobody_else_finds_it(role: str) -> None:
    client = sign_in(make_staff(role))
    for address in (PAGE, "/de/cockpit/visits.csv"):
        assert client.get(address).status_code == 404


def test_everybody_sees_what_is_promised_and_what_was_kept() -> None:
    rows.office()
    ClassPolicy.objects.update_or_create(klass="regular", defaults={"promise_workdays": 5})
    today = datetime.now(BERLIN).date()
    for number in range(8):
        day = (today - timedelta(days=10 + number)).isoformat()
        booked((today - timedelta(days=20)).isoformat(), day)
    actions.catch_up(now=datetime.now(UTC))
    page = text(Client().get("/de/appointment/promises/").content.decode())
    assert re.search(r"Gehalten in den letzten 90 Tagen \d+ % von 8 Terminen", page)
    assert re.search(r"So lange warteten 8 von 10 höchstens \d Arbeitstage", page)
