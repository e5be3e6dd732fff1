"""The clerk's pages of representation, consent and the end of a title: who may, what an error keeps, what the box costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amtslotse.accounts.queries import actor_for
from amtslotse.casework import actions, queries
from amtslotse.casework.models import Renewal
from amtslotse.casework.rules import Access
from tests.casework import walk
from tests.casework.walk import TEAM, People, furnish
from tests.factories.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]

CHILD = {**walk.ANSWERS, "birth_date": "2015-02-03", "representative_name": "Lan", "other_custody_consent": "no"}


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    furnish()


@pytest.fixture
def child() -> Access:
    return walk.filed(CHILD, now=timezone.now())


@pytest.fixture
def clerk() -> Client:
    return sign_in(make_staff("clearing"))


def _day(day: object) -> dict[str, str]:
    year, month, number = f"{day:%Y-%m-%d}".split("-")
    return {"consented_on_0": number, "consented_on_1": month, "consented_on_2": year}


def test_the_box_says_what_is_open_until_somebody_has_looked(child: Access, clerk: Client) -> None:
    page = f"/de/cases/{child.case}/"
    text = clerk.get(page).content.decode()
    assert "Eine Einwilligung fehlt" in text
    assert "noch niemanden" in text
    first, second = queries.representatives(case=child.case)
    for person in (first, second):
        assert clerk.post(f"{page}represent/{person.id}/confirm/", {"shown": "paper"}).status_code == 302
    assert clerk.post(f"{page}represent/{second.id}/consent/", _day(timezone.localdate())).status_code == 302
    text = clerk.get(page).content.decode()
    assert "Eine Einwilligung fehlt" not in text
    assert "noch niemanden" not in text
    assert clerk.post(f"{page}represent/{second.id}/end/").status_code == 302
    assert "Nur eine sorgeberechtigte Person" in clerk.get(page).content.decode()


def test_what_cannot_be_noted_keeps_what_was_typed(child: Access, clerk: Client) -> None:
    page = f"/de/cases/{child.case}/"
    refused = clerk.post(f"{page}represent/", {"kind": "lawyer", "name": "Kanzlei X", "is_sole": "on"})
    assert refused.status_code == 422
    assert "Kanzlei X" in refused.content.decode()
    (first, _) = queries.representatives(case=child.case)
    for wrong in (timezone.localdate() + timedelta(days=2), None):
        typed = _day(wrong) if wrong else {"consented_on_0": "31", "consented_on_1": "02", "consented_on_2": "2026"}
        assert clerk.post(f"{page}represent/{first.id}/consent/", typed).status_code == 422
    assert clerk.post(f"{page}represent/{first.id}/confirm/", {}).status_code == 422
    assert clerk.post(f"{page}represent/", {"kind": "proxy", "name": "Y", "paper_seen": "on"}).status_code == 302
    assert queries.representatives(case=child.case)[0].name == "Y"  # a proxy stands before who acts for a minor


def test_the_end_of_a_title_is_noted_on_a_granted_case(clerk: Client) -> None:
    people = People(author=actor_for(author := make_staff("caseworker", teams=(TEAM,))))
    access = walk.filed(now=timezone.now())
    walk.to_decided(access, people, now=timezone.now())
    page = f"/de/cases/{access.case}/title-end/"
    colleague = sign_in(author)
    past = {"ends_on_0": "01", "ends_on_1": "01", "ends_on_2": "2020"}
    assert colleague.post(page, past).status_code == 422
    year = timezone.localdate().year + 2
    assert colleague.post(page, {**past, "ends_on_2": str(year)}).status_code == 302
    assert Renewal.objects.get().ends_on.year == year
    assert f"01.01.{year}" in colleague.get(f"/de/cases/{access.case}/").content.decode()


@pytest.mark.parametrize("role", ["head", "council", "desk", "legal"])
def test_who_may_not_represent_finds_no_page(child: Access, role: str) -> None:
    other = sign_in(make_staff(role))
    person = queries.representatives(case=child.case)[0].id
    for address in ("represent/", f"represent/{person}/confirm/", f"represent/{person}/consent/", f"represent/{person}/end/"):
        assert (
            other.post(f"/de/cases/{child.case}/{address}", {"kind": "proxy", "name": "X", "shown": "paper"}).status_code == 404
        )
    assert all(not each.is_confirmed and each.valid_to is None for each in queries.representatives(case=child.case))


def test_a_box_costs_two_queries_however_many_act(child: Access, django_assert_max_num_queries: object) -> None:
    from amtslotse.casework.rules import local_day

    actor = actor_for(make_staff("clearing"))
    for number in range(4):
        actions.add_representative(
            case=child.case, kind="proxy", person=actions.Person(f"P {number}"), by=actor, now=timezone.now()
        )
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        queries.representatives(case=child.case, on=local_day(timezone.now()))
        queries.relatives(actor=actor, case=child.case)
