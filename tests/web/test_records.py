"""Retention pages: holds are set and lifted by hand, what is typed stays, reports are files too; she is told."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from amtslotse.casework import actions
from amtslotse.casework.actions import uploading
from amtslotse.casework.models import Case, Document, LegalHold
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.retention import months_after
from amtslotse.kernel import codes
from tests.casework import walk
from tests.casework.walk import People
from tests.factories.staff import make_staff, sign_in
from tests.web.test_status_allowlist import hers

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    walk.furnish()
    return People()


@pytest.fixture
def legal(people: People) -> Client:
    return sign_in(make_staff("legal"))


def _url(name: str, *args: object) -> str:
    return reverse(f"records:{name}", args=args)


def test_a_hold_is_set_shown_and_lifted(legal: Client) -> None:
    access = walk.filed(now=timezone.now() - timedelta(hours=1))
    number = codes.spoken(Case.objects.get().file_number)
    said = {"file_number": number.lower(), "reason": "Klage angekündigt", "until": ""}
    assert legal.post(_url("hold"), said).status_code == 302
    page = legal.get(_url("home")).content.decode()
    assert number in page
    assert "Klage angekündigt" in page
    hold = LegalHold.objects.get(case=access.case)
    assert legal.get(_url("lift", hold.pk)).status_code == 405
    assert legal.post(_url("lift", hold.pk)).status_code == 302
    assert "aufgehoben" in legal.get(_url("home")).content.decode()
    assert "Klage angekündigt" in legal.get(_url("holds_export", "csv")).content.decode("utf-8-sig")


def test_a_wrong_number_or_a_day_that_is_over_loses_nothing(legal: Client) -> None:
    walk.filed(now=timezone.now() - timedelta(hours=1))
    number = Case.objects.get().file_number
    for said, why in (
        ({"file_number": "2020-XXXX-XXXX"}, "gibt es hier nicht"),
        ({"file_number": number, "until": "2020-01-01"}, "schon vorbei"),
    ):
        answer = legal.post(_url("hold"), {"reason": "Klage angekündigt", **said})
        assert answer.status_code == 422
        assert why in answer.content.decode()
        assert "Klage angekündigt" in answer.content.decode()
    assert not LegalHold.objects.exists()


def test_reports_are_shown_and_files_say_the_same(legal: Client, django_assert_max_num_queries: object) -> None:
    first = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
    for day in range(5):
        actions.retain(now=first + timedelta(days=day))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = legal.get(_url("home")).content.decode()
    assert page.count("<tr data-row>") == 5
    lines = legal.get(_url("export", "csv")).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert legal.get(_url("export", "pdf")).status_code == 404


def test_who_may_not_finds_nothing(people: People) -> None:
    stranger = sign_in(make_staff("caseworker", teams=(walk.TEAM,)))
    assert [stranger.get(_url(name)).status_code for name in ("home", "hold")] == [404, 404]
    admin = sign_in(make_staff("admin"))
    assert admin.get(_url("home")).status_code == 200
    assert admin.get(_url("hold")).status_code == 404


def test_she_is_told_when_her_uploads_go_and_that_they_went(people: People) -> None:
    now = timezone.now()
    access = walk.filed(now=now)
    cleaned = uploading.clean(need="passport", content=walk.pdf())
    paper = uploading.store(need="passport", name="Pass.pdf", cleaned=cleaned, case=Case.objects.get(pk=access.case), now=now)
    Document.objects.filter(pk=paper.pk).update(handed_in_at=now)
    her, status = hers(access), reverse("portal:status", args=[access.case])
    assert "hochgeladenen Unterlagen" not in her.get(status).content.decode()
    actions.withdraw(access=access, now=now)
    goes = months_after(local_day(now), 6)
    with translation.override("de"):
        on = date_format(goes, "j. F Y")
    assert f"löschen wir am {on}" in her.get(status).content.decode()
    hold = actions.hold(case=access.case, reason="Klage", until=None, by=people.head, now=now)
    page = her.get(status).content.decode()
    assert "hochgeladenen Unterlagen" not in page
    assert "Klage" not in page
    actions.lift_hold(hold=hold, by=people.head, now=now)
    actions.retain(now=datetime(goes.year, goes.month, goes.day, 3, 17, tzinfo=UTC))
    assert f"haben wir am {on} gelöscht" in her.get(status).content.decode()


def test_the_folder_is_streamed_from_the_case_page(people: People) -> None:
    access = walk.filed()
    walk.to_decided(access, people)
    clerk = sign_in(make_staff("caseworker", teams=(walk.TEAM,)))
    link = _url("folder", access.case)
    assert link in clerk.get(reverse("casework:case", args=[access.case])).content.decode()
    assert clerk.get(link).status_code == 405
    answer = clerk.post(link)
    assert answer.streaming
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
    stranger = sign_in(make_staff("caseworker", teams=("humanitarian",)))
    assert stranger.post(link).status_code == 404
    assert link not in stranger.get(reverse("casework:case", args=[access.case])).content.decode()
