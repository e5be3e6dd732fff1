"""The cockpit's page of the work: figures with definition and n, before and after, and the same as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amtslotse.casework.rules import events
from amtslotse.catalogue.models import ServiceVersion
from amtslotse.frontdesk.rules import events as hall
from amtslotse.reporting import actions
from tests.casework import walk
from tests.factories.staff import make_staff, sign_in
from tests.reporting.test_process import GRANT, NOW, TEAM, straight, tell, winding

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/de/cockpit/process/"
MOST_QUERIES = 34


@pytest.fixture
def head() -> Client:
    return sign_in(make_staff("head"))


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def quarter() -> None:
    walk.furnish()
    for _ in range(7):
        straight()
    winding()
    actions.catch_up(now=NOW)


def test_the_page_says_what_the_journal_says(head: Client) -> None:
    quarter()
    page = text(head.get(PAGE, {"period": "2027Q1"}).content.decode())
    assert "Beim ersten Mal vollständig 88 Prozent" in page
    assert "Nachforderungen 0,25 je Vorgang" in page
    assert "AUSB_16B 8 88 0,25 2,0 2,0" in page
    assert "Noch gibt es kein Verfahren" in page
    for word in ("Definition", "Formel", "n 8", "Zeitraum 1. Quartal 2027", "Zahlen über einzelne Beschäftigte gibt es nicht"):
        assert word in page


def test_before_and_after_stand_with_their_interval(head: Client) -> None:
    walk.furnish()
    for number in range(40):
        for version, days in ((1, 40 + number % 5), (2, 30 + number % 5)):
            ends = (events.COMPLETENESS_CONFIRMED, 2, dict(TEAM)), (events.DECISION_RELEASED, days, dict(GRANT))
            tell(*ends, version=version, start=timezone.now() - timedelta(days=200))
    first = ServiceVersion.objects.get(key="study-16b")
    content = first.content | {"version": 2}
    ServiceVersion.objects.create(
        key=first.key, version=2, valid_from=NOW.date(), content=content, checksum="2", shipped=False, published_at=NOW
    )
    actions.catch_up(now=NOW)
    page = text(head.get(PAGE).content.decode())
    assert re.search(r"1 → 2 40 40 42,0 32,0 -10,0 \( ?-10,6 bis -9,4 ?\) Die neue Fassung ist schneller\.", page), page


def test_a_file_holds_the_same_figures(head: Client) -> None:
    quarter()
    found = head.get("/de/cockpit/process.csv", {"period": "2027Q1"})
    rows = list(csv.reader(io.StringIO(found.content.decode("utf-8-sig")), delimiter=";"))
    assert ["Nachforderungen", "", "", "0.25", "je Vorgang", "8", "1. Quartal 2027"] in rows


def test_backlog_and_contacts_stand_on_the_page_and_in_the_file(head: Client) -> None:
    walk.furnish()
    for _ in range(6):
        asked = {"channel": "telephone", "reason": "status", "settled": True}
        tell((hall.CASE_CONTACTED, 1, asked), start=timezone.now() - timedelta(days=100))
    tell((hall.CASE_CONTACTED, 1, asked | {"reason": "appointment"}), start=timezone.now() - timedelta(days=100))
    actions.catch_up(now=timezone.now())
    page = text(head.get(PAGE).content.decode())
    assert "Älter als 90 Tage 100 Prozent" in page
    assert "90 bis 179 Tage 7 – –" in page
    assert "Beim ersten Kontakt erledigt 100 Prozent in 7 Tagen" in page
    assert "Stand des Antrags 6 100" in page
    for word in ("Einarbeitung bis zur eigenen Bearbeitung Nicht gezeigt: zu wenige.", "Noch keine Besuche"):
        assert word in page
    found = head.get("/de/cockpit/process.csv")
    rows = [row[:6] for row in csv.reader(io.StringIO(found.content.decode("utf-8-sig")), delimiter=";")]
    assert ["Älter als 90 Tage", "", "", "100", "Prozent", "7"] in rows
    assert ["Beim ersten Kontakt erledigt", "Stand des Antrags", "erledigt, Prozent", "100", "Prozent", "6"] in rows
    assert ["Beim ersten Kontakt erledigt", "Stand des Antrags", "n", "6", "", "6"] in rows, "a count is no per cent"
    assert ["Beim ersten Kontakt erledigt", "Termin", "erledigt, Prozent", "", "Prozent", "1"] in rows, "n is that of its row"
    assert ["Abbau nach Alter", "90 bis 179 Tage", "Vorgänge", "7", "", "7"] in rows


def test_it_costs_the_same_for_one_case_and_many(head: Client) -> None:
    counted = []
    walk.furnish()
    for many in (1, 12):
        for _ in range(many):
            straight()
        actions.catch_up(now=NOW + timedelta(minutes=many))
        with CaptureQueriesContext(connection) as captured:
            head.get(PAGE, {"period": "2027Q1"})
        counted.append(len(captured))
    assert counted[0] == counted[1] <= MOST_QUERIES


@pytest.mark.parametrize("role", ["clearing", "caseworker", "council", "admin", "desk"])
def test_nobody_else_finds_it(role: str) -> None:
    client = sign_in(make_staff(role))
    for address in (PAGE, "/de/cockpit/process.csv"):
        assert client.get(address).status_code == 404
