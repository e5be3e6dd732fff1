"""The council's page: the paper's table, with shares that follow from the counts."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amtslotse.casework import actions
from tests.casework.walk import furnish
from tests.factories.logs import feed
from tests.factories.staff import make_actor, make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/de/council/titles/"


@pytest.fixture
def council() -> Client:
    return sign_in(make_staff("council"))


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def decide(*codes: str, day: str = "2025-05-05") -> None:
    feed([(f"{day}-{number}", "decided", f"{day}T10:00:00Z", code) for number, code in enumerate(codes)])


def test_the_table_has_counts_shares_total_and_footnotes(council: Client) -> None:
    decide("FAM_28", "FAM_30", "NE_9", "DUL_60A", "XX")
    page = text(council.get(PAGE, {"period": "2025"}).content.decode())
    assert "Gesamtzahl 4 100,00" in page
    assert "Familie 2 50,00" in page
    assert "Duldungen 1) 1 25,00" in page
    assert "Die Duldung ist kein Aufenthaltstitel" in page
    assert "kaufmännisch auf zwei Stellen gerundet" in page
    assert "1 entschiedener Vorgang hat keinen Titelcode" in page


def test_shares_that_miss_100_say_so_and_are_not_bent(council: Client) -> None:
    decide("FAM_28", "NE_9", "DUL_60A")
    page = text(council.get(PAGE, {"period": "2025Q2"}).content.decode())
    assert page.count("33,33") == 3
    assert "ergeben 99,99 Prozent" in page
    assert "2. Quartal 2025" in page


def test_the_file_is_the_table(council: Client) -> None:
    decide("FAM_28", "NE_9")
    content = council.get("/de/council/titles.csv", {"period": "2025"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[1][:2] == ["Gesamtzahl", "2"]
    assert any(row[0] == "Familie" and row[1] == "1" for row in rows)
    assert any("Rundungsregel" in row[0] for row in rows)
    assert council.get("/de/council/titles.xlsx").content.startswith(b"PK")


@pytest.mark.parametrize("role", ["clearing", "caseworker", "admin"])
def test_nobody_else_finds_it(role: str) -> None:
    client = sign_in(make_staff(role))
    for address in (PAGE, "/de/council/titles.csv"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_language_and_any_query(council: Client, language: str) -> None:
    decide("FAM_28")
    for query in ("", "?period=2025", "?period=x", "?period=2025-03", "?period=1900"):
        assert council.get(f"/{language}/council/titles/{query}").status_code == 200


def test_few_questions(council: Client) -> None:
    decide("FAM_28", "NE_9")
    council.get(PAGE)
    with CaptureQueriesContext(connection) as counted:
        council.get(PAGE)
    assert len(counted) <= 11


def test_suits_sum_and_rare_outcomes_stand_together(council: Client) -> None:
    furnish()
    legal, now = make_actor("legal"), timezone.now()
    for outcome, number in (("dismissed", 6), ("upheld", 3), ("compromise", 2)):
        for _ in range(number):
            suit = actions.keep_suit(kind="obligation", court="VG", filed_on=now.date(), by=legal, now=now)
            actions.end_suit(suit=suit, outcome=outcome, outcome_on=now.date(), by=legal, now=now)
    asked = {"period": str(now.year)}
    answered = council.get("/de/council/legal/", asked).content.decode()
    assert '<a href="/de/council/titles/" aria-current="page">' in answered, "the staff bar says in which room she is"
    page = text(answered)
    assert "Abgeschlossene Klageverfahren 11" in page
    assert "– abgewiesen 6" in page
    assert "– übrige Ausgänge 5" in page
    assert "27,3" not in page, "the rate would say how many of the rare ones were upheld"
    answer = council.get("/de/council/legal.csv", asked)
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[1] for line in lines[1:4]] == ["11", "6", "5"]
    assert sign_in(make_staff("legal")).get("/de/council/legal/").status_code == 404
