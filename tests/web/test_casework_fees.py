"""Pages of certificates, fees, payments and naturalisation over HTTP."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amtslotse.accounts.queries import actor_for
from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Certificate, Charge, Payment
from amtslotse.casework.rules.filing import local_day
from amtslotse.notify.queries import outbox
from tests.casework import walk
from tests.casework.walk import ANSWERS, People
from tests.factories.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]
INDIAN = {**ANSWERS, "nationality": "IN", "livelihood": "own_income"}
REASONS = "Die Versäumung beruht auf einem Krankenhausaufenthalt, siehe Attest."


@pytest.fixture
def office() -> None:
    walk.furnish()


@pytest.fixture
def clearing(office: None) -> Client:
    client = sign_in(make_staff("clearing", teams=("service",)))
    client.raise_request_exception = True
    return client


def filed(**changes: str) -> UUID:
    ends = (timezone.localdate() + timedelta(days=130)).isoformat()
    return walk.filed({**INDIAN, "title_expires_on": ends, **changes}, now=timezone.now() - timedelta(days=1)).case


def day_boxes(name: str, ahead: int) -> dict[str, str]:
    day = local_day(timezone.now()) + timedelta(days=ahead)
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_a_certificate_is_issued_from_the_case_page(clearing: Client) -> None:
    case = filed()
    page = text_of(clearing.get(reverse("casework:case", args=[case])))
    assert "Bescheinigung ausstellen" in page
    address = reverse("casework:certificate", args=[case])
    form = text_of(clearing.get(address))
    assert "auf seinem Vordruck" in form, "says that the official document is printed elsewhere"
    assert "§ 81 Abs. 4 Satz 1 AufenthG" in form
    refused = clearing.post(address, {"number": "1"} | day_boxes("valid_until", -3))
    assert refused.status_code == 422
    sent = {"reason": "capacity", "number": "1"} | day_boxes("valid_until", 20)
    assert clearing.post(address, sent).status_code == 302
    assert clearing.post(address, sent).status_code == 302
    made = Certificate.objects.get()
    page = text_of(clearing.get(reverse("casework:case", args=[case])))
    assert "Nummer 1" in page
    assert "Weitere Bescheinigung ausstellen" in page
    paper = clearing.get(reverse("casework:certificate_paper", args=[made.pk]))
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"].startswith("attachment")


def test_where_the_table_decides_nothing_a_person_does_first(clearing: Client) -> None:
    case = filed(title_expires_on="2026-01-31")
    page = text_of(clearing.get(reverse("casework:case", args=[case])))
    assert "Rechtliche Prüfung nötig" in page
    assert "Bescheinigung ausstellen" not in page
    assert "Wirkung prüfen" in text_of(clearing.get(reverse("casework:certificate", args=[case])))
    address = reverse("casework:effect", args=[case])
    kept = clearing.post(address, {"effect": "ordered", "reasons": "zu kurz"})
    assert kept.status_code == 422
    assert "zu kurz" in text_of(kept)
    assert clearing.post(address, {"effect": "ordered", "reasons": REASONS}).status_code == 302
    page = text_of(clearing.get(reverse("casework:case", args=[case])))
    assert REASONS in page
    assert "Bescheinigung ausstellen" in page


def test_an_order_is_not_offered_before_the_title_expired(clearing: Client) -> None:
    case = filed()
    assert 'value="ordered"' not in text_of(clearing.get(reverse("casework:effect", args=[case])))


def test_fingerprints_block_it_until_they_are_taken(clearing: Client) -> None:
    case = filed()
    address = reverse("casework:fingerprints", args=[case])
    clearing.post(address, {"what": "due"})
    page = text_of(clearing.get(reverse("casework:case", args=[case])))
    assert "§ 81 Abs. 7 AufenthG" in page
    assert "Bescheinigung ausstellen" not in page
    clearing.post(address, {"what": "taken"})
    assert "Bescheinigung ausstellen" in text_of(clearing.get(reverse("casework:case", args=[case])))


def test_the_list_of_those_that_end_and_its_export_hold_the_same(clearing: Client) -> None:
    soon, later = filed(), filed(family_name="=cmd")
    for case, ahead in ((soon, 5), (later, 25)):
        sent = {"reason": "documents" if case == later else "no_slot", "number": "1"} | day_boxes("valid_until", ahead)
        clearing.post(reverse("casework:certificate", args=[case]), sent)
    page = text_of(clearing.get(reverse("casework:certificates")))
    assert "(2)" in page
    assert "(1)" in text_of(clearing.get(reverse("casework:certificates"), {"days": "7"}))
    export = clearing.get(reverse("casework:certificates_export", args=["csv"]), {"reason": "documents"})
    rows = list(csv.reader(io.StringIO(export.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][1].startswith("'="), "no cell becomes a formula"
    assert clearing.get(reverse("casework:certificates_export", args=["xlsx"])).status_code == 200


def test_a_fee_is_set_ticked_and_undone(clearing: Client) -> None:
    case = filed()
    assert "93,00" in text_of(clearing.get(reverse("casework:case", args=[case])))
    address = reverse("casework:fees", args=[case])
    assert clearing.post(address, {"proposal": "application"}).status_code == 302
    page = text_of(clearing.get(address))
    assert "93,00" in page
    charge = Charge.objects.get()
    clearing.post(reverse("casework:charge_paid", args=[charge.pk]))
    assert "von Hand als bezahlt vermerkt" in text_of(clearing.get(address))
    clearing.post(reverse("casework:payment_undo", args=[Payment.objects.get().pk]))
    assert "Als bezahlt vermerken" in text_of(clearing.get(address))
    drop = reverse("casework:charge_drop", args=[charge.pk])
    assert clearing.post(drop, {"reason": "relief"}).status_code == 422
    assert clearing.post(drop, {"reason": "relief", "note": "§ 53 AufenthV, Bescheid liegt vor"}).status_code == 302
    assert "entfallen" in text_of(clearing.get(address))


def test_where_the_tariff_names_no_sum_the_page_asks_for_it_and_for_why(clearing: Client) -> None:
    case = filed(nationality="TR")
    assert "rechtliche Prüfung nötig" in text_of(clearing.get(reverse("casework:case", args=[case])))
    address = reverse("casework:fees", args=[case])
    asked = clearing.post(address, {"proposal": "application", "amount": "28,80"})
    assert asked.status_code == 422
    assert "28,80" in text_of(asked), "nothing typed is lost"
    assert clearing.post(address, {"proposal": "application", "amount": "viel"}).status_code == 422
    sent = {"proposal": "application", "amount": "28,80", "note": "§ 52a, Rechtsstelle"}
    assert clearing.post(address, sent).status_code == 302
    assert Charge.objects.get().amount.as_tuple().digits == (2, 8, 8, 0)


def test_a_file_is_shown_as_it_was_understood_and_then_booked_once(clearing: Client) -> None:
    case = filed()
    clearing.post(reverse("casework:fees", args=[case]), {"proposal": "application"})
    reference = queries.fees_of(case, now=timezone.now()).reference
    content = f"Buchungstag;Betrag;Verwendungszweck;Name\n20.11.2026;93,00;Gebuehr {reference};Geheim\nx;y;z;w\n".encode()
    address = reverse("casework:payments")
    assert clearing.post(address, {}).status_code == 422
    wrong = clearing.post(address, {"file": SimpleUploadedFile("x.csv", b"a;b\n1;2\n")})
    assert wrong.status_code == 422
    assert "fehlt eine Spalte" in text_of(wrong)
    sent = clearing.post(address, {"file": SimpleUploadedFile("Kasse.csv", content)})
    page = text_of(clearing.get(sent.url))
    assert "Spalte „Betrag“" in page
    assert "1 Zahlung buchen" in page
    assert "Geheim" not in page
    assert Payment.objects.count() == 0
    clearing.post(sent.url)
    assert Payment.objects.count() == 1
    again = clearing.post(address, {"file": SimpleUploadedFile("Kasse.csv", content)})
    assert again.url == sent.url
    assert "nichts mehr zu buchen" in text_of(clearing.get(again.url))
    clearing.post(again.url)
    assert Payment.objects.count() == 1
    export = clearing.get(sent.url + "export/csv/")
    assert export.content.decode("utf-8-sig").count("\n") == 3
    assert "Offen" in text_of(clearing.get(reverse("casework:fees", args=[case])))


NATURALISE = {
    "five_years": "yes", "benefits": "no", "with_family": "no", "current_title": "settlement", "resident_since": "2015-05-01",
    "family_name": "Okafor", "given_names": "Ada", "birth_date": "1990-02-03", "nationality": "NG",
    "other_nationalities": "Ghana",
    "sex": "female", "marital_status": "married", "street": "Weg 1", "postcode": "76000", "city": "Lindenau",
}  # fmt: skip


def _naturalisation(answers: dict[str, str]) -> UUID:
    now = timezone.now()
    draft = walk.drafted(answers, service="naturalisation-10", now=now)
    digest = queries.draft(draft=draft, language="de", now=now).digest
    return actions.file(draft=draft, digest=digest, language="de", now=now).case


def test_the_year_of_naturalisation(clearing: Client) -> None:
    now = timezone.now()
    head = sign_in(make_staff("head"))
    person, other = _naturalisation(NATURALISE), _naturalisation({**NATURALISE, "sex": "", "family_name": "Other"})
    with pytest.raises(DatabaseError, match="ended_says_when_and_how"), transaction.atomic():
        Case.objects.filter(pk=other).update(status="settled", ended_at=now)
    actions.settle(case=other, closure="moved_away", by=actor_for(make_staff("clearing")), now=now)
    _granted(person)
    year = {"year": str(local_day(now).year)}
    page = text_of(head.get(reverse("casework:naturalisation"), year))
    assert f"1. März {local_day(now).year + 1}" in page
    assert "nicht bekannt" in page, "the delivery format is not known, and the page says so"
    export = reverse("casework:naturalisation_export", args=["csv"])
    persons = list(csv.reader(io.StringIO(head.get(export, year).content.decode("utf-8-sig")), delimiter=";"))
    assert len(persons) == 2
    assert persons[1][1:5] == ["1990", "weiblich", "verheiratet", "76000 Lindenau"]
    assert persons[1][5] == str(local_day(now).year - 2015 - (local_day(now).strftime("%m%d") < "0501"))
    assert persons[1][6:8] == ["§ 10 StAG", "Nigeria, Ghana"]
    assert "Okafor" not in str(persons), "no name leaves the house for the statistics"
    filed_rows = head.get(export, {**year, "part": "applications"}).content.decode("utf-8-sig")
    assert filed_rows.count("\n") == 3
    closed = head.get(export, {**year, "part": "closures"}).content.decode("utf-8-sig")
    assert "weggezogen" in closed
    assert "Einbürgerung" in closed
    assert head.get(export, {**year, "part": "x"}).status_code == 404
    assert clearing.get(reverse("casework:naturalisation")).status_code == 404
    assert sign_in(make_staff("caseworker", teams=(walk.TEAM,))).get(export).status_code == 404


def _granted(case: UUID) -> None:
    """Decided and handed over, as the database sees it."""
    from amtslotse.casework.rules import Access

    people = People()
    access = Access(case, 1)
    walk.to_clearing(access, people, now=timezone.now())
    for need in queries.case(actor=people.clearing, case=case, language="de", now=timezone.now()).needs:
        if not need.optional:
            actions.mark(case=case, need=need.key, verdict="fine", by=people.clearing, now=timezone.now())
    actions.confirm_complete(case=case, by=people.clearing, now=timezone.now())
    team = Case.objects.get(pk=case).team
    author, reviewer = (actor_for(make_staff("caseworker", teams=(team,))) for _ in range(2))
    actions.take(case=case, by=author, now=timezone.now())
    decision = actions.draft_decision(case=case, outcome="grant", reasons=walk.REASONS, by=author, now=timezone.now())
    actions.release_decision(decision=decision, by=reviewer, now=timezone.now())
    actions.hand_over(case=case, by=author, now=timezone.now())


def test_your_card_is_here(office: None, client: Client) -> None:
    now = timezone.now()
    people = People()
    access = walk.filed(INDIAN, now=now - timedelta(days=5), language="de")
    walk.to_decided(access, people, now=now - timedelta(days=4))
    receipt = queries.receipt(access=access, language="de")
    client.post(reverse("portal:status_entry"), {"file_number": receipt.file_number, "code": receipt.code})
    status = reverse("portal:status", args=[access.case])
    actions.order_card(case=access.case, by=people.author, now=now - timedelta(days=3))
    assert "Karte ist da" not in text_of(client.get(status))
    for _ in range(2):
        actions.card_arrived(case=access.case, by=people.author, now=now)
    page = text_of(client.get(status))
    assert "Ihre Karte ist da" in page
    assert reverse("booking:matter", args=["collect-card"]) in page
    (mail,) = (each for each in outbox()[0] if "abholen" in each.body)
    assert "Karte" not in mail.body, "somebody else may read it"
    actions.hand_over(case=access.case, by=people.author, now=now)
    assert "Karte ist da" not in text_of(client.get(status))


def test_picking_the_card_up_is_a_short_matter() -> None:
    content = tomllib.loads((Path(settings.PACKAGE) / "appointments" / "data" / "matters.toml").read_text())
    (matter,) = (each for each in content["matter"] if each["key"] == "collect-card")
    assert (matter["klass"], matter["channel"]) == ("short", "visit")
