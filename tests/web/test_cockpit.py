"""The cockpit's pages: every number leads to its list, every list to its file, and to nobody else's eyes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.logs import Event, feed
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

HOME, CASES = "/de/cockpit/", "/de/cockpit/cases/"
#: Transaction, session, person, state, table of rows, office, six statements of the figures, and two to eight a row of cards.
MOST_QUERIES = 40


def log(cases: int = 30) -> Iterator[Event]:
    """Cases received day by day in March 2025, decided after 1, 2, 3 … days, every fifth still open."""
    for number in range(1, cases + 1):
        code = "FAM_28" if number % 2 else "NE_9"
        ref = f"C{number:03d}"
        yield ref, "received", f"2025-03-{number % 28 + 1:02d}T10:00:00+01:00", code
        yield ref, "checked", f"2025-03-{number % 28 + 1:02d}T22:00:00+01:00", code
        if number % 5:
            yield ref, "decided", f"2025-04-{number % 28 + 1:02d}T12:00:00+02:00", code


@pytest.fixture
def head() -> Client:
    return sign_in(make_staff("head"))


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def links(html: str) -> dict[str, int]:
    """Every link of the page to a list, with the number it stands on."""
    found = re.findall(r'href="(/de/cockpit/cases/[^"]*)">([\d.]+)<', html)
    return {unescape(address): int(number.replace(".", "")) for address, number in found}


def test_the_page_says_what_the_log_says(head: Client) -> None:
    feed(log())
    page = text(head.get(HOME, {"period": "2025"}).content.decode())
    assert "Eingegangen 30 Vorgänge" in page
    assert "Entschieden 24 Vorgänge" in page
    assert "Bestand 6 Vorgänge" in page
    assert "Durchlaufzeit brutto P50 31,0 Kalendertage" in page
    assert "Bis zur ersten Bearbeitung, Median 0,5 Kalendertage" in page
    assert "Import „office“" in page
    for word in ("Definition", "Formel", "Zeitraum 2025", "Stand", "percentile_cont"):
        assert word in page


def test_every_number_leads_to_a_list_of_as_many_cases(head: Client) -> None:
    feed(log())
    page = head.get(HOME, {"period": "all"}).content.decode()
    found = links(page)
    assert len(found) > 10
    for address, number in found.items():
        assert f"{number} Vorg" in text(head.get(address).content.decode()), address


def test_a_file_holds_exactly_the_list(head: Client) -> None:
    feed(log())
    query = {"show": "decided", "period": "2025-04", "purpose": "familie"}
    content = head.get("/de/cockpit/cases.csv", query).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert {row["Vorgang"] for row in rows} == {f"C{n:03d}" for n in range(1, 31) if n % 5 and n % 2}
    assert {row["Titelcode"] for row in rows} == {"FAM_28"}
    xlsx = head.get("/de/cockpit/cases.xlsx", query)
    assert xlsx["Content-Disposition"] == 'attachment; filename="vorgaenge-decided.xlsx"'
    assert xlsx.content.startswith(b"PK")
    assert head.get("/de/cockpit/cases.pdf", query).status_code == 404


def test_a_cell_of_a_file_is_never_a_formula(head: Client) -> None:
    feed([("=1+1", "received", "2025-03-01T10:00:00Z", "FAM_28")])
    content = head.get("/de/cockpit/cases.csv", {"show": "received", "period": "2025"}).content.decode("utf-8-sig")
    assert "'=1+1" in content
    assert ";=1+1" not in content


def test_lists_have_pages(head: Client) -> None:
    feed(log(120))
    query = {"show": "received", "period": "2025"}
    first, last = (head.get(CASES, query | {"page": page}).content.decode() for page in ("1", "3"))
    assert (first.count("<tr data-row>"), last.count("<tr data-row>")) == (50, 20)
    for page in ("0", "99", "x", "-1", "9" * 30):
        assert head.get(CASES, query | {"page": page}).status_code == 200


def test_few_cases_show_no_percentile_and_say_why(head: Client) -> None:
    feed(log(4))
    page = text(head.get(HOME, {"period": "2025"}).content.decode())
    assert "Nicht gezeigt: nur 4 Vorgänge, gezeigt wird ab 5." in page


def test_an_empty_office_gets_a_page_too(head: Client) -> None:
    assert "keine Vorgänge" in text(head.get(HOME).content.decode())


@pytest.mark.parametrize(
    "query", ["?period=2025&purpose=xx&source=xx", "?period=%00", "?period=٢٠٢٥", "?show=;&band='", "?page=1e9"]
)
def test_a_query_that_means_nothing_does_no_harm(head: Client, query: str) -> None:
    feed(log())
    assert head.get(HOME + query).status_code == 200
    assert head.get(CASES + query).status_code == 200


def test_the_page_asks_the_same_number_of_questions_whatever_the_size(head: Client) -> None:
    asked = []
    for cases in (5, 200):
        feed(log(cases))
        head.get(HOME, {"period": "all"})
        with CaptureQueriesContext(
            connection,
        ) as counted:
            head.get(HOME, {"period": "all"})
        asked.append(len(counted))
    assert asked[0] == asked[1] <= MOST_QUERIES


@pytest.mark.parametrize("role", ["clearing", "caseworker", "council", "admin"])
def test_nobody_else_finds_the_cockpit(role: str) -> None:
    client = sign_in(make_staff(role))
    nowhere = client.get("/de/no-such-page/")
    for address in (HOME, CASES, "/de/cockpit/cases.csv"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert text(answer.content.decode()) == text(nowhere.content.decode())


def test_nobody_at_all_is_sent_to_sign_in() -> None:
    assert Client().get(HOME).status_code == 302


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_language(head: Client, language: str) -> None:
    feed(log(), invented="true")
    page = head.get(f"/{language}/cockpit/", {"period": "2025"}).content.decode()
    german = {"en": ("Vorgänge", "Bestand", "Zweck"), "ar": ("Vorgänge", "Bestand", "Stand"), "de": ("Received",)}[language]
    for word in german:
        assert word not in text(page)
    assert head.get(f"/{language}/cockpit/cases/", {"show": "stock"}).status_code == 200
    assert "<script>" not in page
    assert "style=" not in page


def test_no_figure_is_about_staff(head: Client) -> None:
    feed(log())
    content = head.get("/de/cockpit/cases.csv", {"show": "received", "period": "2025"}).content.decode("utf-8-sig")
    assert {"Bearbeiter", "Rolle", "Team", "Person"}.isdisjoint(content.splitlines()[0].split(";"))
