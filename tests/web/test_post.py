"""The post over HTTP: print, scan, returned letters, letters to many, templates and how hard they are to read."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone

from amtslotse.accounts.queries import actor_for
from amtslotse.casework.actions import bulk, printing
from amtslotse.casework.models import BulkLetter, Delivery, Hearing, Letter, LetterTemplate, PrintRun
from tests.casework import walk
from tests.casework.test_envelopes import decide, make_child
from tests.casework.test_letters import NO_MAIL, released
from tests.casework.walk import TEAM, People, filed, pdf, to_waiting
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
NOW = timezone.now() - timedelta(hours=2)


class Room:
    """A small office with signed-in browsers."""

    def __init__(self) -> None:
        walk.furnish()
        self.staff = {
            "clearing": make_staff("clearing"),
            "author": make_staff("caseworker", teams=(TEAM,)),
            "reviewer": make_staff("caseworker", teams=(TEAM,)),
            "other_team": make_staff("caseworker", teams=("humanitarian",)),
            "head": make_staff("head"),
            "council": make_staff("council"),
            "legal": make_staff("legal"),
        }
        self.clients = {name: sign_in(person) for name, person in self.staff.items()}
        names = ("clearing", "author", "reviewer", "other_team", "head", "council")
        self.people = People(**{name: actor_for(self.staff[name]) for name in names})

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]

    def posted(self) -> Delivery:
        access = filed(NO_MAIL, now=NOW)
        to_waiting(access, self.people, now=NOW)
        return Delivery.objects.get(letter__case=access.case, channel="post")

    def sent(self) -> Delivery:
        row = self.posted()
        self["clearing"].post("/de/post/print/", {"run": uuid4()})
        run = PrintRun.objects.get()
        printing.make_run(run=run.pk, now=timezone.now())
        self["clearing"].post(f"/de/post/runs/{run.pk}/posted/")
        row.refresh_from_db()
        assert row.state == "sent"
        return row


@pytest.fixture
def room() -> Room:
    return Room()


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def test_the_days_print_from_queue_to_post(room: Room) -> None:
    row, desk = room.posted(), room["clearing"]
    page = desk.get("/de/post/")
    assert "Nachforderung" in text_of(page)
    form = re.search(r'name="run" value="([0-9a-f-]+)"', page.content.decode())
    assert form
    made = desk.post("/de/post/print/", {"run": form[1]})
    assert made.status_code == 302
    making = text_of(desk.get(made.url))
    assert "0 von 1 Schreiben in der Datei" in making
    assert desk.post(f"{made.url}posted/").status_code == 302, "not ready: said, not done"
    printing.make_run(run=UUID(form[1]), now=timezone.now())
    part = desk.get(made.url, headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"
    file = desk.get(f"{made.url}file/")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    with pikepdf.open(io.BytesIO(file.content)) as pile:
        assert len(pile.pages) == 4
    assert "1 Schreiben ist zur Post gegeben" in text_of(desk.post(f"{made.url}posted/", follow=True))
    row.refresh_from_db()
    assert row.state == "sent"
    assert desk.get(f"{made.url}file/").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_listed_is_what_is_exported(room: Room, form: str) -> None:
    room.posted()
    answer = room["clearing"].get(f"/de/post/export/{form}/?kind=document_request")
    assert answer.status_code == 200
    nothing = room["clearing"].get("/de/post/export/csv/?kind=decision").content.decode("utf-8-sig").splitlines()
    assert len(nothing) == 1
    if form == "csv":
        assert len(answer.content.decode("utf-8-sig").splitlines()) == 2


@pytest.mark.parametrize("path", ["", "returns/", "scan/", "bulk/", "bulk/new/", "templates/", "templates/new/"])
def test_a_reader_changes_nothing_and_a_stranger_finds_nothing(room: Room, path: str) -> None:
    released("letter")
    may_see = "head" if path.startswith(("bulk", "templates")) else "clearing"
    assert room[may_see].get(f"/de/post/{path}").status_code == 200
    assert room["council"].get(f"/de/post/{path}").status_code == 404


@pytest.mark.parametrize("rows", [1, 8])
def test_a_longer_queue_costs_no_more_queries(room: Room, rows: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(rows):
        room.posted()
    room["clearing"].get("/de/post/")
    with django_assert_max_num_queries(14):
        room["clearing"].get("/de/post/")


def test_the_code_on_the_cover_finds_the_letter(room: Room) -> None:
    row = room.posted()
    spoken = "-".join(row.cover_token[at : at + 4] for at in range(0, 16, 4))
    for typed in (row.cover_token, spoken.lower()):
        found = room["clearing"].get("/de/post/scan/", {"code": typed})
        assert found.url == f"/de/post/letters/{row.pk}/"
    assert room["clearing"].get("/de/post/scan/", {"code": "0" * 16}).status_code == 404
    assert room["council"].get("/de/post/scan/", {"code": row.cover_token}).status_code == 404


def test_a_returned_letter_with_its_envelope(room: Room) -> None:
    row, desk = room.sent(), room["clearing"]
    page = f"/de/post/letters/{row.pk}/"
    today = timezone.localdate()
    day = {"returned_on_0": today.day, "returned_on_1": today.month, "returned_on_2": today.year}
    refused = desk.post(f"{page}returned/", {**day, "note": "steht bei Müller"})
    assert refused.status_code == 422
    assert "steht bei Müller" in text_of(refused), "nothing typed is lost"
    scan = io.BytesIO(pdf())
    scan.name = "umschlag.pdf"
    said = desk.post(f"{page}returned/", {**day, "reason": "moved", "scan": scan}, follow=True)
    assert "Der Rücklauf ist vermerkt" in text_of(said)
    assert "verzogen" in text_of(desk.get("/de/post/returns/"))
    case = text_of(desk.get(f"/de/cases/{row.letter.case_id}/"))
    assert "Ein Schreiben kam zurück. Bitte klären." in case
    done = desk.post(f"{page}settle/", {"settlement": "sent_again"}, follow=True)
    assert "Der Rücklauf ist erledigt" in text_of(done)
    assert Delivery.objects.filter(letter=row.letter, channel="post", state="queued").count() == 1
    assert "Es ist nichts zurückgekommen" in text_of(desk.get("/de/post/returns/"))


def test_recall_and_its_end(room: Room) -> None:
    waiting, gone = room.posted(), None
    said = room["clearing"].post(f"/de/post/letters/{waiting.pk}/recall/", follow=True)
    assert "Zurückgerufen." in text_of(said)
    gone = room.sent()
    said = room["clearing"].post(f"/de/post/letters/{gone.pk}/recall/", follow=True)
    assert "Zu spät" in text_of(said)


def test_one_letter_to_many_and_its_recall(room: Room) -> None:
    released("office-moves", plain="Wir ziehen um.")
    for _ in range(2):
        filed(now=NOW)
    head = room["head"]
    look = head.get("/de/post/bulk/new/", {"template": "office-moves", "service": "study-16b"})
    assert "2 offene Vorgänge" in text_of(look)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', look.content.decode()))
    form.pop("csrfmiddlewaretoken", None)
    made = head.post("/de/post/bulk/new/", form)
    again = head.post("/de/post/bulk/new/", form)
    assert made.url == again.url
    row = BulkLetter.objects.get()
    assert "Geht in 10 Minuten hinaus" in text_of(head.get(made.url))
    assert "Niemand bekommt diesen Brief" in text_of(head.post(f"{made.url}recall/", follow=True))
    assert bulk.send(bulk_letter=row.pk, now=row.goes_at) == 0
    assert not Letter.objects.filter(kind="notice").exists()


def test_a_changed_number_is_shown_again(room: Room) -> None:
    released("office-moves", plain="Wir ziehen um.")
    filed(now=NOW)
    given = {"template": "office-moves", "service": "", "status": "", "team": "", "bulk": uuid4(), "shown": "7"}
    answer = room["head"].post("/de/post/bulk/new/", given)
    assert "Ein offener Vorgang" in text_of(answer)
    assert not BulkLetter.objects.exists()


def test_a_template_from_the_first_word_to_its_release(room: Room) -> None:
    head, legal = room["head"], room["legal"]
    words = {
        "key": "come",
        "title": "Bitte kommen Sie",
        "plain": "Unter Bezugnahme auf Ihren Antrag werden Sie zur Vorsprache aufgefordert.",
        "legal": "§ 82 AufenthG",
    }
    looked = head.post("/de/post/templates/new/", {**words, "check": "1"})
    assert looked.status_code == 200
    assert "schwer: Ziel ist höchstens 8" in text_of(looked)
    assert not LetterTemplate.objects.exists(), "checking keeps nothing"
    words["plain"] = "Bitte kommen Sie am Freitag. Bringen Sie Ihren Pass mit."
    assert "gut lesbar" in text_of(head.post("/de/post/templates/new/", {**words, "check": "1"}))
    saved = head.post("/de/post/templates/new/", {**words, "save": "1"})
    assert saved.status_code == 302
    assert "Freigeben kann nur eine andere Person" in text_of(head.post(f"{saved.url}release/", follow=True))
    arabic = {"title": "يُرجى الحضور", "plain": "يُرجى الحضور يوم الجمعة.", "legal": "", "save": "1"}
    assert "Bis jemand geprüft hat" in text_of(head.post(f"{saved.url}ar/", arabic, follow=True))
    assert "Geprüft" in text_of(legal.post(f"{saved.url}ar/checked/", {"checked_by": "Frau Haddad"}, follow=True))
    assert "Freigegeben" in text_of(legal.post(f"{saved.url}release/", follow=True))
    row = LetterTemplate.objects.get()
    assert row.released_at is not None
    nxt = head.post(saved.url, {"title": "Bitte kommen Sie", "plain": "Kommen Sie bitte.", "legal": "", "save": "1"})
    assert nxt.url != saved.url
    wrong = head.post(nxt.url, {"title": "T", "plain": "Liebe {nmae}", "legal": "", "save": "1"})
    assert wrong.status_code == 422
    assert "geschweiften Klammern" in text_of(wrong)


def test_a_letter_from_a_template_with_own_words(room: Room) -> None:
    released("come")
    access = filed(now=NOW)
    page = f"/de/post/write/{access.case}/"
    assert room["clearing"].get(page).status_code == 200
    assert room["council"].get(page).status_code == 404
    look = room["clearing"].post(page, {"template": "come", "plain": "Rufen Sie uns bitte an.", "check": "1"})
    assert "Eigene Worte gehen nur auf Deutsch hinaus" in text_of(look)
    assert not Letter.objects.filter(kind="notice").exists()
    gone = room["clearing"].post(page, {"template": "come", "plain": "Rufen Sie uns bitte an.", "send": "1"})
    assert gone.status_code == 302
    assert Letter.objects.get(kind="notice").data["plain"]["de"] == "Rufen Sie uns bitte an."
    shown = text_of(room["clearing"].get(f"/de/cases/{access.case}/"))
    assert "Schreiben aus Vorlage" in shown
    assert "PDF wird erstellt" in shown


def day_fields(name: str, day: date) -> dict[str, int]:
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}


def test_a_hearing_is_drafted_printed_and_answered(room: Room) -> None:
    access = filed(now=NOW)
    walk.to_team(access, room.people, now=NOW)
    page, author = f"/de/post/hearing/{access.case}/", room["author"]
    for stranger in ("clearing", "other_team", "council", "head"):
        assert room[stranger].get(page).status_code == 404
        assert room[stranger].post(page, {"outcome": "refuse"}).status_code == 404
    assert "Anhörungsschreiben erstellen" in text_of(author.get(page))
    assert author.post(page, {"send": "1"}).status_code == 422
    until = timezone.localdate() + timedelta(days=20)
    typed = {"outcome": "refuse", "reasons": "Der Lebensunterhalt ist nicht gesichert.", **day_fields("deadline_on", until)}
    measured = author.post(page, {**typed, "check": "1"})
    assert (measured.status_code, "Lesbarkeit" in text_of(measured)) == (200, True)
    assert not Hearing.objects.exists()
    said = text_of(author.post(page, {**typed, "send": "1"}, follow=True))
    assert "Das Anhörungsschreiben wartet auf den Druck." in said
    assert "Wir wollen Ihren Antrag ablehnen." in said
    assert "Anhörungsschreiben erstellen" not in said, "it runs: no second one"
    assert "Anhörung" in text_of(room["clearing"].get("/de/post/?kind=hearing"))
    draft = text_of(author.get(f"/de/cases/{access.case}/decision/"))
    assert "Anhörungsschreiben vom" in draft

    answer = {**day_fields("answered_on", timezone.localdate()), "answer": "Die Auszüge kommen nach."}
    assert author.post(f"{page}answered/", {**answer, "answer": ""}).status_code == 422
    assert "Die Stellungnahme ist vermerkt." in text_of(author.post(f"{page}answered/", answer, follow=True))
    assert "Die Auszüge kommen nach." in text_of(author.get(f"/de/cases/{access.case}/decision/"))


def test_the_texts_of_mails_are_checked_by_a_name(room: Room) -> None:
    head = room["head"]
    assert text_of(head.get("/de/post/mails/")).count("nur auf Deutsch") == 4
    page = "/de/post/mails/case/ar/"
    shown = head.get(page)
    assert "لقد استلمنا طلبك" in shown.content.decode()
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', shown.content.decode())
    assert digest
    assert head.post(page, {"digest": digest[1], "checked_by": ""}).status_code == 422
    assert head.post(page, {"digest": "0" * 64, "checked_by": "Dr. Haddad"}).status_code == 422
    assert "Geprüft. Ab jetzt" in text_of(head.post(page, {"digest": digest[1], "checked_by": "Dr. Haddad"}, follow=True))
    assert text_of(head.get("/de/post/mails/")).count("geht hinaus") == 1
    assert "Dr. Haddad" in text_of(head.get(page))
    for path in ("case/de/", "case/xx/", "nothing/ar/"):
        assert head.get(f"/de/post/mails/{path}").status_code == 404
    assert room["clearing"].get(page).status_code == 404


def test_two_guardians_are_noted_one_by_one(room: Room) -> None:
    child = make_child(room.people)
    decide(child, room.people, now=NOW)
    page, author = f"/de/cases/{child.case}/notification/", room["author"]
    shown = text_of(author.get(page))
    assert "Mai Nguyễn, Weg 1, 76000 Lindenau" in shown
    typed = {"way": "with_proof", **day_fields("sent_on", timezone.localdate())}
    assert author.post(page, typed).status_code == 422, "to whom?"
    to = re.findall(r'name="to" value="([0-9a-f-]{36})"', author.get(page).content.decode())
    assert len(to) == 2
    said = text_of(author.post(page, {**typed, "to": to[0]}, follow=True))
    assert "noch nicht vermerkt" in said
    said = text_of(author.post(page, {**typed, "to": to[1]}, follow=True))
    assert "noch nicht vermerkt" not in said
    assert "Bestandskräftig ab" in said
