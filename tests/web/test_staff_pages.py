"""The staff area: first page, Berechtigungskonzept, accounts, mails of the demonstration."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from amtslotse.accounts.models import Staff
from amtslotse.accounts.rules import ACTIONS, ROLES
from amtslotse.notify.actions import queue
from tests.casework import walk
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    walk.furnish()
    return sign_in(make_staff("admin"))


FIRST = {
    ("clearing",): "/de/clearing/",
    ("caseworker",): "/de/team/",
    ("head",): "/de/cockpit/",
    ("council",): "/de/council/titles/",
    ("admin",): "/de/staff/accounts/",
    ("clearing", "head"): "/de/clearing/",
}


@pytest.mark.parametrize("roles", FIRST)
def test_work_begins_where_her_roles_say(roles: tuple[str, ...]) -> None:
    walk.furnish()
    client = sign_in(make_staff(*roles, teams=("education_work",)))
    first = client.get("/de/staff/").headers["Location"]
    assert first == FIRST[roles]
    assert client.get(first).status_code == 200


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_printed_table_is_the_one_that_decides(language: str) -> None:
    page = sign_in(make_staff("council")).get(f"/{language}/staff/rights/")
    table = page.context["table"]
    assert [line.sentence for line in table] == [action.sentence[language] for action in ACTIONS.values()]
    for line, action in zip(table, ACTIONS.values(), strict=True):
        assert [cell.reach for cell in line.cells] == [action.granted.get(role, "") for role in ROLES]
        assert all(cell.words for cell in line.cells)


def test_the_table_of_rights_is_exported_whole() -> None:
    client = sign_in(make_staff("head"))
    lines = client.get("/de/staff/rights.csv").content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == len(ACTIONS) + 1
    assert client.get("/de/staff/rights.xlsx").content.startswith(b"PK")
    assert client.get("/de/staff/rights.exe").status_code == 404


def test_an_account_from_creation_to_its_first_page(admin: Client) -> None:
    form = {"username": "Neu.Person", "first_name": "Neu", "last_name": "Person", "email": "neu@stadt.example"}
    kept = admin.post("/de/staff/accounts/new/", form)
    assert "mindestens eine Rolle" in kept.content.decode()
    assert 'value="Neu.Person"' in kept.content.decode()
    done = admin.post("/de/staff/accounts/new/", {**form, "roles": ["caseworker"], "teams": ["education_work"]})
    assert (done.context["username"], Staff.objects.get(username="neu.person").teams) == ("neu.person", ["education_work"])
    assert Staff.objects.get(username="neu.person").check_password(done.context["password"])
    twice = admin.post("/de/staff/accounts/new/", {**form, "roles": ["caseworker"]})
    assert "schon bei einem anderen Zugang" in twice.content.decode()


def test_rights_change_and_the_last_administrator_stays(admin: Client) -> None:
    staff = make_staff("clearing")
    path = f"/de/staff/accounts/{staff.pk}/"
    admin.post(path, {"roles": ["head"], "teams": []})
    staff.refresh_from_db()
    assert staff.roles == ["head"]
    assert admin.post(path, {"roles": ["root"]}).status_code == 200
    me = Staff.objects.get(roles__contains=["admin"])
    refused = admin.post(f"/de/staff/accounts/{me.pk}/", {"roles": ["head"]})
    assert "der letzte Zugang" in refused.content.decode()
    refused = admin.post(f"/de/staff/accounts/{me.pk}/close/")
    assert "der letzte Zugang" in refused.content.decode()


@pytest.mark.parametrize("step", ["close", "second-factor", "password"])
def test_what_takes_something_away_is_asked_about_first(admin: Client, step: str) -> None:
    staff = make_staff("clearing")
    other = sign_in(staff)
    path = f"/de/staff/accounts/{staff.pk}/{step}/"
    assert "Nichts ändern" in admin.get(path).content.decode()
    assert other.get("/de/staff/rights/").status_code == 200, "asking changes nothing"
    admin.post(path)
    assert other.get("/de/staff/rights/").status_code == 302
    if step == "close":
        admin.post(f"/de/staff/accounts/{staff.pk}/open/")
        staff.refresh_from_db()
        assert staff.is_active


def test_unknown_accounts_and_steps_are_not_there(admin: Client) -> None:
    staff = make_staff("clearing")
    for path in ("999999/", "999999/close/", f"{staff.pk}/nonsense/"):
        assert admin.get(f"/de/staff/accounts/{path}").status_code == 404


@pytest.mark.parametrize("role", ["clearing", "caseworker", "head", "council"])
def test_accounts_are_for_the_administrator(role: str) -> None:
    client, other = sign_in(make_staff(role)), make_staff("clearing")
    for path in ("", "new/", f"{other.pk}/", f"{other.pk}/close/"):
        assert client.get(f"/de/staff/accounts/{path}").status_code == 404
        assert client.post(f"/de/staff/accounts/{path}", {"roles": ["admin"]}).status_code == 404


def test_the_mails_of_the_demonstration_and_none_in_operation(settings: Settings) -> None:
    clearing, head = sign_in(make_staff("clearing")), sign_in(make_staff("head"))
    assert clearing.get("/de/staff/mails/").status_code == 404
    settings.DEMO = True
    now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    queue(key="k", to="lan@example.org", language="ar", subject="Betreff", body="<b>Text</b>", now=now)
    page = clearing.get("/de/staff/mails/").content.decode()
    assert "Betreff" in page
    assert "&lt;b&gt;Text" in page
    assert clearing.get("/de/staff/mails/?page=nonsense").status_code == 200
    assert head.get("/de/staff/mails/").status_code == 404
