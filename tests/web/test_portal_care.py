"""Her own pages besides papers, without JavaScript: contact data, one question, somebody who acts for her, family, renewal."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Applicant, Case, Document, Renewal
from amtslotse.casework.rules import Access
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.portal import words
from tests.casework import walk
from tests.casework.walk import ANSWERS, furnish, pdf
from tests.web.test_portal import fill, questions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    furnish()


def _enter(access: Access) -> Client:
    client, receipt = Client(), queries.receipt(access=access, language="de")
    answer = client.post("/de/status/", {"file_number": receipt.file_number, "code": receipt.code})
    assert answer.status_code == 302
    return client


@pytest.fixture
def access() -> Access:
    return walk.filed(now=timezone.now())


def test_she_changes_her_contact_data_and_nothing_typed_is_lost(access: Access) -> None:
    client, page = _enter(access), f"/de/case/{access.case}/contact/"
    assert "Weg 1" in client.get(page).content.decode()
    typed = {"street": "Neuweg 9", "postcode": "7600", "city": "Lindenau", "email": "x@example.org", "phone": ""}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "Neuweg 9" in refused.content.decode()
    assert Applicant.objects.get(case=access.case).street == "Weg 1"
    assert client.post(page, {**typed, "postcode": "76001"}).status_code == 302
    assert Applicant.objects.get(case=access.case).street == "Neuweg 9"


def test_she_asks_once_and_reads_the_answer(access: Access) -> None:
    client, page = _enter(access), f"/de/case/{access.case}/ask/"
    assert client.post(page, {"text": ""}).status_code == 422
    assert client.post(page, {"text": "Wie lange noch?"}).status_code == 302
    again = client.post(page, {"text": "Und jetzt?"})
    assert again.status_code == 409
    assert "Und jetzt?" in again.content.decode()
    assert "Wie lange noch?" in client.get(page).content.decode()
    assert "Ihre offene Frage ansehen" in client.get(f"/de/case/{access.case}/").content.decode()


def test_she_names_a_lawyer_with_a_power_of_attorney_and_ends_it(access: Access) -> None:
    client, page = _enter(access), f"/de/case/{access.case}/representative/"
    typed = {"kind": "lawyer", "name": "Kanzlei Öztürk", "street": "Markt 1", "postcode": "76000", "city": "Lindenau"}
    for lacking in ("kind", "name"):
        refused = client.post(page, {**typed, lacking: ""})
        assert refused.status_code == 422
        assert "Markt 1" in refused.content.decode()
    broken = SimpleUploadedFile("vollmacht.pdf", b"no pdf", content_type="application/pdf")
    assert client.post(page, {**typed, "paper": broken}).status_code == 422
    paper = SimpleUploadedFile("vollmacht.pdf", pdf(), content_type="application/pdf")
    assert client.post(page, {**typed, "paper": paper}).status_code == 302
    shown = client.get(page).content.decode()
    assert "wird noch geprüft" in shown
    (person,) = queries.representatives(case=access.case)
    assert Document.objects.get(case=access.case).need == "power_of_attorney"
    assert client.post(f"{page}{person.id}/dismiss/").status_code == 302
    assert "Öztürk" not in client.get(page).content.decode()


def test_another_applicant_reaches_none_of_it(access: Access) -> None:
    stranger = _enter(walk.filed(now=timezone.now()))
    for page in ("contact", "ask", "representative", "renew"):
        assert stranger.get(f"/de/case/{access.case}/{page}/").status_code == 404
        assert stranger.post(f"/de/case/{access.case}/{page}/", {"text": "x"}).status_code == 404


def test_a_family_applies_in_one_go(client: Client) -> None:
    mother = fill(client)
    client.post(f"{mother}documents/passport/", {"file": SimpleUploadedFile("pass.pdf", pdf())})
    added = client.post(f"{mother}family/", {"service": "study-16b"})
    assert added.status_code == 302
    child = added["Location"]
    asked = [key for key, _ in questions(client, child)]
    assert "street" not in asked  # what a family has in common is typed once
    assert "family_name" not in asked
    paper = Document.objects.get()
    page = client.get(f"{child}documents/passport/").content.decode()
    assert "pass.pdf" in page
    assert client.post(f"{child}documents/passport/{paper.pk}/share/").status_code == 302
    assert "von der Familie" in client.get(f"{child}documents/passport/").content.decode()
    assert "Antrag absenden" not in client.get(f"{child}check/").content.decode()  # only all together
    page = client.get(f"{mother}family/").content.decode()
    digests = dict(re.findall(r'name="(digest-[0-9a-f-]+)" value="([0-9a-f]+)"', page))
    assert len(digests) == 2
    sent = client.post(f"{mother}family/send/", digests)
    assert sent.status_code == 302
    receipts = client.get(sent["Location"]).content.decode()
    numbers = [f"{number[:4]}-{number[4:8]}-{number[8:]}" for number in Case.objects.values_list("file_number", flat=True)]
    assert len(numbers) == 2
    assert all(number in receipts for number in numbers)
    assert Document.objects.count() == 1
    assert client.post(f"{mother}family/send/", digests).status_code == 302  # sent twice, received once
    assert Case.objects.count() == 2


def test_what_a_rule_of_today_refuses_in_a_family_is_looked_at_again_and_is_no_error(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = fill(client)

    def refused(**_said: object) -> None:
        raise InvalidInput(field="title_end", reason="in_past")

    monkeypatch.setattr(actions, "file_family", refused)
    answer = client.post(f"{mother}family/send/", {})
    assert (answer.status_code, answer["Location"]) == (302, f"{mother}family/")


def test_a_stranger_cannot_send_or_share_in_a_family(client: Client) -> None:
    mother = fill(client)
    client.post(f"{mother}family/", {"service": "study-16b"})
    stranger = Client()
    for address in ("family/", "family/send/"):
        assert stranger.post(f"{mother}{address}", {"service": "study-16b"}).status_code == 404
    assert not Case.objects.exists()


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_she_renews_with_what_she_said_before(access: Access, language: str) -> None:
    Renewal.objects.create(case_id=access.case, ends_on=timezone.localdate() + timedelta(days=60), noted_at=timezone.now())
    client = _enter(access)
    assert f"/case/{access.case}/renew/" in client.get(f"/{language}/case/{access.case}/").content.decode()
    page = client.get(f"/{language}/case/{access.case}/renew/")
    assert page.status_code == 200
    started = client.post(f"/{language}/case/{access.case}/renew/")
    assert client.get(started["Location"]).status_code == 302


def test_a_wait_for_another_body_is_named_like_any_other() -> None:
    for partner in ("partner:ba", "partner:security", "partner:court"):
        with translation.override("de"):
            assert words.turn(partner) == "Eine andere Stelle ist beteiligt"


def test_a_child_is_applied_for_by_those_who_have_custody(client: Client, monkeypatch: Any) -> None:
    for key, value in {"birth_date": "2015-02-03", "representative_name": "Lan", "representative_role": "sole"}.items():
        monkeypatch.setitem(ANSWERS, key, value)
    mother = fill(client)
    page = client.get(f"{mother}check/").content.decode()
    assert "Wer hat das Sorgerecht?" in page
