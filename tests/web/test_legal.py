"""The legal room over HTTP."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amtslotse.accounts.queries import actor_for
from amtslotse.casework.models import Case, KnowledgeItem, LegalQuestion, Suit
from amtslotse.casework.rules import local_day
from tests.casework import walk
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
COURT = "Verwaltungsgericht Lindenau"


@pytest.fixture
def office() -> None:
    walk.furnish()


def client_of(*roles: str, teams: tuple[str, ...] = ()) -> Client:
    client = sign_in(make_staff(*roles, teams=teams))
    client.raise_request_exception = True
    return client


@pytest.fixture
def legal(office: None) -> Client:
    return client_of("legal")


def text_of(answer: Any) -> str:
    return answer.content.decode()


def day(ahead: int) -> str:
    return (local_day(timezone.now()) + timedelta(days=ahead)).isoformat()


def test_a_suit_from_its_first_letter_to_its_lesson(legal: Client) -> None:
    case = Case.objects.get(pk=walk.filed(now=timezone.now() - timedelta(days=5)).case)
    new = "/de/law/suits/new/"
    sent = {"kind": "inaction", "court": COURT, "filed_on": day(-3), "file_number": case.file_number, "hearing_on": day(9)}
    refused = legal.post(new, {**sent, "file_number": "NIRGENDS"})
    assert refused.status_code == 422
    assert "Dieses Aktenzeichen gibt es nicht" in text_of(refused)
    assert COURT in text_of(refused), "nothing typed is lost"
    saved = legal.post(new, sent)
    assert saved.status_code == 302
    case.refresh_from_db()
    assert case.court_on.isoformat() == day(9)
    page = text_of(legal.get(saved.url))
    assert "Untätigkeitsklage" in page
    assert "Ausgang eintragen" in page
    timeline = text_of(legal.get(f"/de/cases/{case.pk}/"))
    assert "Klage im Register eingetragen" in timeline
    ended = legal.post(f"{saved.url}end/", {"outcome": "moot", "outcome_on": day(0)}, follow=True)
    assert "Der Ausgang ist eingetragen" in text_of(ended)
    assert "Ausgang eintragen" not in text_of(ended)
    late = {"court": COURT, "cost_bearer": "office", "costs": "812,50", "lesson": "Fristen früher sehen."}
    legal.post(saved.url, {**late, "version": Suit.objects.get().version})
    row = Suit.objects.get()
    assert (row.outcome, str(row.costs), row.lesson, row.case_id) == ("moot", "812.50", "Fristen früher sehen.", case.pk)
    again = legal.post(f"{saved.url}end/", {"outcome": "upheld", "outcome_on": day(0)})
    assert again.status_code == 422


def test_the_file_holds_exactly_what_the_list_shows(legal: Client, django_assert_max_num_queries: Any) -> None:
    for kind in ("inaction", "inaction", "annulment"):
        legal.post("/de/law/suits/new/", {"kind": kind, "court": "=COURT()", "filed_on": day(-3)})
    legal.get("/de/law/suits/")
    with django_assert_max_num_queries(12):
        page = legal.get("/de/law/suits/?kind=inaction&state=open")
    assert page.context["found"].total == 2
    table = page.context["table"]
    assert table[-1]["cells"][-1] == ("", 3)
    assert sum(row["cells"][-1][1] for row in table[:-1]) == 3
    answer = legal.get("/de/law/suits/export/csv/?kind=inaction&state=open")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 3
    assert lines[1][1] == "'=COURT()"
    assert legal.get("/de/law/suits/export/xlsx/?kind=inaction").status_code == 200


def test_the_head_reads_and_changes_nothing(office: None, legal: Client) -> None:
    saved = legal.post("/de/law/suits/new/", {"kind": "inaction", "court": COURT, "filed_on": day(-3)})
    head = client_of("head")
    assert "<h1>Klagen" in text_of(head.get("/de/law/"))
    page = text_of(head.get(saved.url))
    assert COURT in page
    assert "Speichern" not in page
    assert head.post(saved.url, {"court": "X"}).status_code == 404
    assert head.post(f"{saved.url}end/", {"outcome": "moot", "outcome_on": day(0)}).status_code == 404
    assert head.get("/de/law/suits/new/").status_code == 404
    assert Suit.objects.get().court == COURT


@pytest.mark.parametrize("role", ["council", "desk", "admin"])
def test_nobody_else_comes_in(office: None, role: str) -> None:
    client = client_of(role)
    for address in ("/de/law/", "/de/law/suits/", "/de/law/suits/export/csv/"):
        assert client.get(address).status_code == 404


def test_a_complaint_is_answered_and_counted(legal: Client, django_assert_max_num_queries: Any) -> None:
    new = "/de/law/complaints/new/"
    sent = {"channel": "mail", "topic": "duration", "received_on": day(-4)}
    assert legal.post(new, {**sent, "received_on": day(1)}).status_code == 422
    for _ in range(6):
        legal.post(new, sent)
    page = legal.get("/de/law/complaints/")
    assert "keine Zahl" in text_of(page)
    for place, row in enumerate(page.context["rows"][:5]):
        address = f"/de/law/complaints/{row['view'].id}/"
        assert legal.post(address, {"upheld": "yes", "answered_on": day(-9)}).status_code == 422
        assert legal.post(address, {"upheld": "yes" if place else "no", "answered_on": day(0)}).status_code == 302
    again = legal.post(address, {"upheld": "no", "answered_on": day(0)})
    assert again.status_code == 422
    with django_assert_max_num_queries(12):
        page = legal.get(f"/de/law/complaints/?year={day(-4)[:4]}&state=upheld")
    assert page.context["found"].total == 4
    assert page.context["table"][-1]["cells"] == [("open", 1), ("upheld", 4), ("not_upheld", 1), ("", 6)]
    assert "Median aus 5 Antworten" in text_of(page)
    answer = legal.get("/de/law/complaints/export/csv/?state=upheld")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[4] for line in lines[1:]] == ["4"] * 4
    head = client_of("head")
    assert head.get(address).status_code == 200
    assert head.post(address, {"upheld": "no", "answered_on": day(0)}).status_code == 404


def test_a_question_goes_to_the_legal_clerk_and_comes_back_as_knowledge(
    legal: Client, django_assert_max_num_queries: Any
) -> None:
    author = make_staff("caseworker", teams=(walk.TEAM,))
    clerk = sign_in(author)
    case = walk.filed(now=timezone.now() - timedelta(days=2))
    walk.to_team(case, walk.People(author=actor_for(author)), now=timezone.now() - timedelta(days=1))
    address = f"/de/cases/{case.case}/"
    assert "Rechtsfrage stellen" in text_of(clerk.get(address))
    ask = f"/de/law/ask/{case.case}/"
    assert clerk.post(ask, {"question": " "}).status_code == 422
    for _ in range(2):  # a double click
        assert clerk.post(ask, {"question": "Welcher Nachweis genügt?"}).status_code == 302
    asked = LegalQuestion.objects.get()
    with django_assert_max_num_queries(12):
        queue = text_of(legal.get("/de/law/questions/"))
    assert "Welcher Nachweis genügt?" in queue
    assert "<h1>Rechtsfragen" in text_of(legal.get("/de/law/"))
    page = f"/de/law/questions/{asked.pk}/"
    refused = legal.post(page, {"answer": "Der Bescheid der Hochschule.", "title": "Nachweis"})
    assert refused.status_code == 422
    assert "Der Bescheid der Hochschule." in text_of(refused), "nothing typed is lost"
    sent = {"answer": "Der Bescheid der Hochschule.", "title": "Nachweis", "topic": "Studium", "legal_basis": "§ 16b AufenthG"}
    assert legal.post(page, sent).status_code == 302
    shown = text_of(clerk.get(address))
    assert "Der Bescheid der Hochschule." in shown
    assert "Rechtsfrage nach" in shown, "the timeline says so"
    found = text_of(clerk.get("/de/law/knowledge/?search=hochschule+16b"))
    assert "Nachweis" in found
    assert "noch nichts festgehalten" in text_of(clerk.get("/de/law/knowledge/?search=Einhorn"))
    item = KnowledgeItem.objects.get()
    clerk.post(ask, {"question": "Und beim zweiten Mal?"})
    again = LegalQuestion.objects.get(answered_at=None)
    assert legal.post(f"/de/law/questions/{again.pk}/", {"answer": "Siehe dort.", "used": str(item.pk)}).status_code == 302
    assert "1-mal verwendet" in text_of(clerk.get(f"/de/law/knowledge/{item.pk}/"))
    answer = legal.get("/de/law/questions/export/csv/?answered=1")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 3
    answer = clerk.get("/de/law/knowledge/export/csv/?search=Einhorn")
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 1


def test_who_reads_knowledge_writes_none(legal: Client) -> None:
    sent = {"title": "Nachweis", "topic": "Studium", "text": "Der Bescheid der Hochschule."}
    saved = legal.post("/de/law/knowledge/new/", sent)
    assert saved.status_code == 302
    assert legal.post(saved.url, {**sent, "text": "Der Bescheid genügt.", "version": 1}).status_code == 302
    clerk = client_of("caseworker", teams=(walk.TEAM,))
    page = text_of(clerk.get(saved.url))
    assert "Der Bescheid genügt." in page
    assert "Speichern" not in page
    assert clerk.post(saved.url, sent).status_code == 404
    for address in ("/de/law/knowledge/new/", "/de/law/questions/", "/de/law/suits/", "/de/law/complaints/"):
        assert clerk.get(address).status_code == 404
    assert "<h1>Rechtswissen" in text_of(clerk.get("/de/law/"))


def test_nobody_overwrites_what_she_has_not_seen(legal: Client) -> None:
    saved = legal.post("/de/law/suits/new/", {"kind": "inaction", "court": COURT, "filed_on": day(-3)})
    read = legal.get(saved.url).context["suit"]["view"].version
    sent = {"kind": "inaction", "filed_on": day(-3)}
    assert legal.post(saved.url, {**sent, "court": "Gericht der ersten", "version": read}).status_code == 302
    late = legal.post(saved.url, {**sent, "court": "Gericht der zweiten", "version": read})
    assert late.status_code == 422
    page = text_of(late)
    assert "Inzwischen hat jemand anderes" in page
    assert 'value="Gericht der zweiten"' in page, "what she typed is kept"
    assert "<bdi>Gericht der ersten</bdi>" in page, "what stands now is beside it"
    assert Suit.objects.get().court == "Gericht der ersten"
    again = legal.post(saved.url, {**sent, "court": "Gericht der zweiten", "version": late.context["suit"]["view"].version})
    assert (again.status_code, Suit.objects.get().court) == (302, "Gericht der zweiten")
    assert legal.post(saved.url, {**sent, "court": "Ohne Fassung"}).status_code == 422


def test_knowledge_keeps_what_it_said_before(legal: Client) -> None:
    new = {"title": "Sprachnachweis", "topic": "Studium", "text": "A2 genügt."}
    saved = legal.post("/de/law/knowledge/new/", new)
    assert legal.post(saved.url, {**new, "text": "B1 ist nötig.", "version": 1}).status_code == 302
    stale = legal.post(saved.url, {**new, "text": "Nichts ist nötig.", "version": 1})
    assert stale.status_code == 422
    assert "Nichts ist nötig." in text_of(stale)
    page = text_of(legal.get(saved.url))
    assert "1 frühere Fassung" in page
    assert "A2 genügt." in page
    assert "Nichts ist nötig." not in page


def test_deadlines_are_many_and_each_is_kept_or_not(legal: Client) -> None:
    sent = {"kind": "inaction", "court": COURT, "filed_on": day(-9), "deadline_on": day(-2), "deadline_for": "Akten vorlegen"}
    saved = legal.post("/de/law/suits/new/", sent)
    view = legal.get(saved.url).context["suit"]["view"]
    more = {**sent, "deadline_on": day(5), "deadline_for": "Stellungnahme", "version": view.version}
    assert legal.post(saved.url, more).status_code == 302
    page = legal.get(saved.url)
    assert [each.purpose for each, _, _ in page.context["suit"]["deadlines"]] == ["Akten vorlegen", "Stellungnahme"]
    assert "überfällig" in text_of(page)
    first = page.context["suit"]["view"].deadlines[0].id
    address = f"{saved.url}deadlines/{first}/"
    assert legal.get(address).status_code == 200
    assert legal.post(address, {"done_on": day(1)}).status_code == 422
    assert legal.post(address, {"done_on": day(0)}).status_code == 302
    assert "zu spät erledigt" in text_of(legal.get(saved.url))
    assert "0 eingehalten, 1 zu spät erledigt, 1 offen" in text_of(legal.get("/de/law/suits/"))
    legal.post(f"{saved.url}end/", {"outcome": "moot", "outcome_on": day(0)})
    assert "entfallen" in text_of(legal.get(saved.url))
    assert client_of("head").get(address).status_code == 404


def test_a_month_is_drawn_reviewed_answered_and_counted(legal: Client, django_assert_max_num_queries: Any) -> None:
    then = timezone.localtime().replace(day=1, hour=9) - timedelta(days=3)
    author = make_staff("caseworker", teams=(walk.TEAM,))
    people = walk.People(author=actor_for(author))
    walk.to_decided(walk.filed(now=then), people, now=then)
    reviews = "/de/law/reviews/"
    assert "Stichprobe für" in text_of(legal.get(reviews))
    head = client_of("head")
    assert head.post(reviews).status_code == 404
    drawn = legal.post(reviews)
    assert legal.post(reviews).url == drawn.url, "drawn once"
    assert "noch 1 offen" in text_of(head.get(reviews))
    (row,) = legal.get(drawn.url).context["rows"]
    address = f"{reviews}decisions/{row['view'].id}/"
    clerk = sign_in(author)
    assert clerk.get(address).status_code == 404, "nothing was found yet"
    assert "Prüfung abschließen" not in text_of(head.get(address))
    assert head.post(address, {}).status_code == 404
    with django_assert_max_num_queries(25):
        page = legal.get(address)
    keys = [name for name in page.context["form"].fields if not name.startswith("note_")]
    met = {key: page.context["form"].fields[key].initial or "met" for key in keys}
    assert legal.post(address, {**met, "addressee": ""}).status_code == 422
    wrong = legal.post(address, {**met, "reasons": "serious"})
    assert wrong.status_code == 422
    assert "note_reasons" in wrong.context["form"].errors
    assert legal.post(address, {**met, "hearing": "met", "reasons": "serious", "note_reasons": "Zu knapp."}).status_code == 302
    assert "schwerer Mangel" in text_of(legal.get(address))
    assert "fertig" in text_of(legal.get(reviews))
    assert "Keine Zahl" in text_of(legal.get(drawn.url)), "one decision is no figure"
    assert "1 Befund wartet" in text_of(clerk.get("/de/law/findings/"))
    assert clerk.post(address, {"answer": "disputed", "said": ""}).status_code == 422
    assert clerk.post(address, {"answer": "disputed", "said": "Steht auf Seite 2."}).status_code == 302
    assert clerk.post(address, {"answer": "accepted"}).status_code == 404
    assert "Befund bestritten" in text_of(legal.get(address))
    lines = list(csv.reader(io.StringIO(clerk.get("/de/law/findings/export/csv/").content.decode("utf-8-sig")), delimiter=";"))
    assert [line[5:] for line in lines[1:]] == [["1", "1", "Befund bestritten"]]
    for address in (f"{drawn.url}export/csv/", f"{drawn.url}export/xlsx/?table=services", f"{reviews}export/csv/"):
        assert legal.get(address).status_code == 200
    assert clerk.get(reviews).status_code == 404


def test_the_figures_of_a_year(legal: Client, django_assert_max_num_queries: Any) -> None:
    for outcome in ("upheld", "partly_upheld", "dismissed", "moot", "compromise"):
        saved = legal.post("/de/law/suits/new/", {"kind": "inaction", "court": COURT, "filed_on": day(-3)})
        legal.post(f"{saved.url}end/", {"outcome": outcome, "outcome_on": day(0)})
    urgent = legal.post("/de/law/suits/new/", {"kind": "urgent_123", "court": COURT, "filed_on": day(-3)})
    legal.post(f"{urgent.url}end/", {"outcome": "upheld", "outcome_on": day(0)})
    with django_assert_max_num_queries(25):
        page = legal.get("/de/law/figures/")
    upheld = page.context["lines"][0]
    assert (upheld.part, upheld.n, upheld.value) == (2, 5, 40.0)
    assert sum(number for _, number in page.context["ended"]) == page.context["total"] == 5
    assert page.context["urgent"] == 1
    complaints = page.context["lines"][2]
    assert (complaints.part, complaints.value) == (0, None), "no contacts, no figure"
    assert legal.get("/de/law/figures/export/csv/").status_code == 200
    assert client_of("caseworker", teams=(walk.TEAM,)).get("/de/law/figures/").status_code == 404
