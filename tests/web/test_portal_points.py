"""The public Chancenkarte check: it stores nothing, works in three languages, and counts as the clerk's page does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from amtslotse.casework import actions, queries
from amtslotse.casework.queries import chancenkarte
from tests.casework import walk
from tests.casework.walk import People, furnish
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db

#: § 20b: B1, English C1, five of seven years, 41 years old: six points.
SIX = {
    "age": "41", "where": "abroad", "livelihood": "yes", "skilled": "no", "qualification": "yes", "partial_recognition": "no",
    "german": "b1", "english": "c1", "experience": "five", "shortage": "no", "stay": "no", "spouse": "no",
}  # fmt: skip

CARD = {**walk.ANSWERS, "card": "search", "route": "points", "occasion": "first"}


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    furnish()


def _rows() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models(include_auto_created=True)}


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_it_stores_nothing_neither_row_nor_session(language: str) -> None:
    client, before = Client(), _rows()
    assert client.get(f"/{language}/points/").status_code == 200
    answer = client.post(f"/{language}/points/", SIX)
    assert answer.status_code == 200
    assert _rows() == before
    assert "sessionid" not in client.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    assert "?" not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    for said in ("§ 20b Abs. 1 Nr. 3 AufenthG", "§ 20b Abs. 1 Nr. 6 AufenthG", "§ 20a Abs. 4 Satz 3 Nr. 2 AufenthG"):
        assert said in answer.content.decode()


def test_a_session_that_is_there_is_left_alone() -> None:
    client = Client()
    client.force_login(make_staff("clearing"))
    before = dict(client.session.items())
    client.post("/de/points/", SIX)
    assert dict(client.session.items()) == before


def test_a_row_would_be_seen() -> None:
    """Control: the count notices one draft."""
    before = _rows()
    walk.drafted()
    assert _rows() != before


def _points(text: str) -> str:
    found = re.search(r"<h2>(\d+ Punkte?, nötig sind \d+)</h2>", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize(
    ("change", "says"),
    [({}, "6 Punkte"), ({"german": "none", "experience": "none", "english": "none"}, "0 Punkte"), ({"age": "35"}, "8 Punkte")],
)
def test_public_and_clerk_count_the_same(change: dict[str, str], says: str) -> None:
    draft = walk.drafted(CARD, service="opportunity-card-20a")
    digest = queries.draft(draft=draft, language="de", now=walk.NOW).digest
    access = actions.file(draft=draft, digest=digest, language="de", now=walk.NOW)
    public = _points(Client().post("/de/points/", {**SIX, **change}).content.decode())
    clerk = sign_in(make_staff("clearing"))
    page = clerk.get(f"/de/cases/{access.case}/points/")
    assert page.status_code == 200
    assert page.context["form"]["age"].value() == "25"  # her age on the day of application, from the case
    before = _rows()
    counted = clerk.post(f"/de/cases/{access.case}/points/", {**SIX, **change}).content.decode()
    assert _points(counted) == public
    assert public.startswith(says)
    assert _rows() == before


def test_the_age_that_the_law_leaves_open_is_marked() -> None:
    for age, marked in (("34", False), ("35", True), ("36", False), ("40", True)):
        text = Client().post("/de/points/", {**SIX, "age": age}).content.decode()
        assert ("Rechtliche Prüfung nötig" in text) is marked, age


@pytest.mark.parametrize("change", [{"age": ""}, {"age": "alt"}, {"age": "5"}, {"german": "c9"}, {"spouse": ""}])
def test_a_missing_answer_says_so_and_keeps_the_others(change: dict[str, str]) -> None:
    answer = Client().post("/de/points/", {**SIX, **change})
    assert answer.status_code == 422
    assert "nötig sind" not in answer.content.decode()
    assert 'value="b1" id="id_german' in answer.content.decode() or "checked" in answer.content.decode()


def test_no_case_of_another_service_has_points(people: People) -> None:
    access = walk.filed()
    clerk = sign_in(make_staff("clearing"))
    assert clerk.get(f"/de/cases/{access.case}/points/").status_code == 404


@pytest.fixture
def people() -> People:
    return People()


def test_before_the_first_table_a_human_has_to_look(people: People, monkeypatch: Any) -> None:
    draft = walk.drafted(CARD, service="opportunity-card-20a")
    digest = queries.draft(draft=draft, language="de", now=walk.NOW).digest
    access = actions.file(draft=draft, digest=digest, language="de", now=walk.NOW)
    monkeypatch.setattr(chancenkarte, "_tables", lambda: ())
    page = sign_in(make_staff("clearing")).get(f"/de/cases/{access.case}/points/")
    assert "Rechtliche Prüfung nötig" in page.content.decode()
