"""Writing, signing, reviewing and notifying a decision over HTTP, and the page of quality."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Decision, Notification
from amtslotse.offices.models import Office as OfficeRow
from tests.casework import walk
from tests.casework.walk import REASONS
from tests.factories.staff import make_staff, sign_in
from tests.web.test_casework_pages import HEARD, NOW, Office, address, messages_of, status_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]


@pytest.fixture
def office() -> Office:
    return Office()


def _in_team(office: Office) -> UUID:
    access = walk.filed(now=NOW)
    walk.to_team(access, office.people, now=NOW)
    return access.case


def _new_for(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So long a procedure counts as new, whatever day it is."""
    from dataclasses import replace

    from amtslotse.casework.rules import sampling

    monkeypatch.setattr(sampling, "plan", lambda _: replace(sampling.plans()[-1], new_days=days))


def _percent(percent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    row = OfficeRow.objects.get()
    row.settings = {**row.settings, "review_percent": percent}
    row.save()
    _new_for(0, monkeypatch)


def _refused(office: Office, case: UUID) -> UUID:
    """Drafted over HTTP and released by another."""
    sent = {"outcome": "refuse", "reasons": REASONS, **HEARD}
    assert office["author"].post(address(case, "decision/"), sent).status_code == 302
    made = Decision.objects.get(case=case, status="in_review").pk
    assert office["reviewer"].post(address(case, f"decision/{made}/"), {"release": "1"}).status_code == 302
    return made


def test_a_refusal_asks_for_what_it_cannot_do_without_and_keeps_what_was_typed(office: Office) -> None:
    case, author = _in_team(office), office["author"]
    page = author.get(address(case, "decision/"))
    text = messages_of(page)
    for said in ("Eine Ablehnung beendet die Fortgeltung", "§ 70 VwGO", "rechtliche Prüfung nötig", "Noch keine."):
        assert said in text
    bare = author.post(address(case, "decision/"), {"outcome": "refuse", "reasons": REASONS})
    assert bare.status_code == 422
    assert REASONS in messages_of(bare)
    assert "Bitte ausfüllen" in messages_of(bare)
    for without, problem in (
        ("hearing", "ob angehört wurde"),
        ("hearing_on_0", "Diesen Tag gibt es nicht"),
        ("unmet", "Bitte ausfüllen"),
    ):
        answer = author.post(address(case, "decision/"), {"outcome": "refuse", "reasons": REASONS, **HEARD, without: ""})
        assert answer.status_code == 422, without
        assert problem in messages_of(answer), without
    assert not Decision.objects.filter(case=case).exists()
    discretion = {"discretion": "exercised", "discretion_reasons": ""}
    answer = author.post(address(case, "decision/"), {"outcome": "grant", "reasons": REASONS, **discretion})
    assert "Gründe des Ermessens" in messages_of(answer)


def test_where_the_land_has_no_text_a_person_writes_it_and_the_reviewer_sees_that(office: Office) -> None:
    OfficeRow.objects.update(land="BY")
    case, author = _in_team(office), office["author"]
    assert "remedy_notice" in author.get(address(case, "decision/")).context["form"].fields
    sent = {"outcome": "refuse", "reasons": REASONS, **HEARD}
    assert "Rechtsbehelfsbelehrung eintragen" in messages_of(author.post(address(case, "decision/"), sent))
    author.post(address(case, "decision/"), {**sent, "remedy_notice": "Gegen diesen Bescheid ist die Klage gegeben."})
    made = Decision.objects.get(case=case)
    page = messages_of(office["reviewer"].get(address(case, f"decision/{made.pk}/")))
    for said in ("die Klage gegeben", "Von Hand eingetragen", HEARD["unmet"], "18. November 2026"):
        assert said in page


def test_signing_goes_alone_only_where_the_sample_did_not_draw(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _percent(0, monkeypatch)
    case, author = _in_team(office), office["author"]
    assert 'name="sign"' in messages_of(author.get(address(case, "decision/")))
    refused = author.post(address(case, "decision/"), {"outcome": "refuse", "reasons": REASONS, **HEARD, "sign": "1"})
    assert refused.status_code == 422
    assert "niemand allein unterzeichnen" in messages_of(refused)
    author.post(address(case, "decision/"), {"outcome": "grant", "reasons": REASONS, "sign": "1"})
    assert status_of(case) == "decided"
    assert "unterzeichnet" in messages_of(author.get(address(case)))
    _percent(100, monkeypatch)
    drawn = _in_team(office)
    answer = author.post(address(drawn, "decision/"), {"outcome": "grant", "reasons": REASONS, "sign": "1"}, follow=True)
    assert "Die Stichprobe hat diesen Vorgang gezogen" in messages_of(answer)
    assert status_of(drawn) == "in_review"


def test_a_return_needs_a_kind_and_the_author_reads_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _percent(0, monkeypatch)
    access = walk.filed(now=NOW)
    made = walk.to_review(access, office.people, now=NOW)
    review = address(access.case, f"decision/{made}/")
    answer = office["reviewer"].post(review, {"return": "1", "reason": "Die Anhörung fehlt."})
    assert answer.status_code == 422
    assert "Die Anhörung fehlt." in messages_of(answer)
    office["reviewer"].post(review, {"return": "1", "reason": "Die Anhörung fehlt.", "code": "hearing"})
    page = messages_of(office["author"].get(address(access.case, "decision/")))
    assert "Anhörung fehlt oder ist nicht gewürdigt" in page
    assert 'name="sign"' not in page, "what was returned once nobody signs alone"


def test_a_minor_for_whom_nobody_acts_is_seen_before_and_stops_the_release(office: Office) -> None:
    case = _in_team(office)
    who = Case.objects.get(pk=case).applicant
    who.birth_year = timezone.localdate().year - 16
    who.save()
    assert "handelt hier noch niemand" in messages_of(office["author"].get(address(case, "decision/")))
    made = actions.draft_decision(case=case, outcome="grant", reasons=REASONS, by=office.people.author, now=NOW)
    answer = office["reviewer"].post(address(case, f"decision/{made}/"), {"release": "1"})
    assert answer.status_code == 422
    assert "Bitte zuerst eintragen" in messages_of(answer)
    assert status_of(case) == "in_review"


def _day(name: str, day: Any) -> dict[str, str]:
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def test_a_posted_refusal_asks_for_the_days_and_a_handed_one_does_not(office: Office) -> None:
    case, author, today = _in_team(office), office["author"], timezone.localdate()
    assert author.get(address(case, "notification/")).status_code == 404
    _refused(office, case)
    page = messages_of(author.get(address(case, "notification/")))
    assert "keine Bekanntgabe" in page
    posted = {"way": "post", **_day("sent_on", today)}
    answer = author.post(address(case, "notification/"), posted)
    assert answer.status_code == 422
    assert "Rechtliche Prüfung nötig" in messages_of(answer)
    said = {
        **posted,
        **_day("notified_on", today + timedelta(days=4)),
        **_day("remedy_until", today + timedelta(days=36)),
        "note": "Rechtlich geprüft",
    }
    assert author.post(address(case, "notification/"), said).status_code == 302
    found = Notification.objects.get()
    assert (found.notified_on, found.rule) == (today + timedelta(days=4), "")
    shown = messages_of(author.get(address(case)))
    assert "Bestandskräftig ab" in shown
    for name in ("reviewer", "clearing", "head", "other_team"):
        expected = 200 if name == "reviewer" else 404
        assert office[name].get(address(case, "notification/")).status_code == expected, name


def test_handing_over_what_no_rule_dates_leads_to_the_page_that_does(office: Office) -> None:
    OfficeRow.objects.update(land="BY")
    case, author = _in_team(office), office["author"]
    sent = {"outcome": "refuse", "reasons": REASONS, **HEARD, "remedy_notice": "Gegen diesen Bescheid ist die Klage gegeben."}
    author.post(address(case, "decision/"), sent)
    made = Decision.objects.get(case=case).pk
    office["reviewer"].post(address(case, f"decision/{made}/"), {"release": "1"})
    answer = author.post(address(case, "hand-over/"))
    assert answer.headers["Location"].endswith("/notification/")
    assert status_of(case) == "decided"


def test_similar_cases_stand_beside_and_lead_to_them(office: Office) -> None:
    _refused(office, _in_team(office))
    case = _in_team(office)
    page = office["author"].get(address(case, "decision/"))
    assert page.context["similar"].total == 1
    assert "Ablehnung: <strong>1</strong>" in messages_of(page)
    assert address(page.context["similar"].rows[0].case) in messages_of(page)


def test_the_share_of_discretion_with_reasons_is_said(office: Office) -> None:
    access = walk.filed(now=NOW)
    walk.to_team(access, office.people, now=NOW)
    chosen = walk.Details(discretion="exercised", discretion_reasons="Die Bindungen im Bundesgebiet wiegen schwerer.")
    people = office.people
    made = actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, details=chosen, by=people.author, now=NOW)
    actions.release_decision(decision=made, by=people.reviewer, now=NOW)
    assert "Ermessensentscheidungen mit Gründen: 1 von 1." in messages_of(office["head"].get("/de/decisions/?days=30"))


def test_quality_is_for_head_and_legal_and_exports_what_it_shows(
    office: Office, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _new_for(100_000, monkeypatch)
    legal = sign_in(make_staff("legal"))
    _refused(office, _in_team(office))
    made = walk.to_review(walk.filed(now=NOW), office.people, now=NOW)
    actions.return_decision(decision=made, code="law", reason="Nein.", by=office.people.reviewer, now=NOW)
    for name in ("author", "clearing", "council", "admin"):
        assert office[name].get("/de/decisions/").status_code == 404, name
    office["head"].get("/de/decisions/")  # the catalogue is read once a process
    with django_assert_max_num_queries(14):
        page = office["head"].get("/de/decisions/?days=30")
    assert legal.get("/de/decisions/").status_code == 200
    text = messages_of(page)
    for said in ("Recht falsch angewandt", "§ 16b AufenthG", "neues Verfahren"):
        assert said in text
    names = [person.get_full_name() for person in office.staff.values() if person.get_full_name()]
    main = re.search(r"<main.*</main>", text)
    assert main is not None
    assert not any(name in main.group() for name in names), "no member of staff stands there"
    exported = office["head"].get("/de/decisions/export/csv/?table=returns&days=30").content.decode("utf-8-sig")
    assert exported.splitlines()[1:] == ["Recht falsch angewandt;1"]
    grounds = office["head"].get("/de/decisions/export/csv/?table=grounds&days=30").content.decode("utf-8-sig").splitlines()
    assert grounds[1] == "§ 16b AufenthG;1;0;0;0;1;0"
    assert len(office["head"].get("/de/decisions/export/csv/?table=sample").content.splitlines()) == 1 + len(
        queries.sample(actor=office.people.head, language="de", since=NOW, now=timezone.now()).services
    )
    assert office["head"].get("/de/decisions/export/xlsx/?table=sample").content.startswith(b"PK")
    assert office["head"].get("/de/decisions/export/csv/?table=nothing").status_code == 404
