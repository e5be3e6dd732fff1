"""A day at the intake: letters find their case, paper becomes an application, the Land's online service is read."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Delivery, Document, Message, TextBlock, TypedIn
from tests.casework.walk import ANSWERS, SERVICE, filed, furnish, pdf
from tests.factories.staff import make_actor, make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Client:
    furnish()
    return sign_in(make_staff("clearing"))


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def record(client: Client, **more: object) -> Message:
    said = {"channel": "letter", "reason": "status", "text": "Wie ist der Stand?", "language": "de"} | more
    answer = client.post("/de/intake/messages/new/", said)
    assert answer.status_code == 302, text_of(answer)
    return Message.objects.order_by("-recorded_at").first()  # type: ignore[return-value]


def scan(name: str = "scan.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf())


def test_a_letter_with_a_file_number_is_answered_with_a_checked_block(desk: Client) -> None:
    access = filed(now=timezone.now())
    number = Case.objects.get(pk=access.case).file_number
    message = record(desk, text=f"Az. {number}: wie ist der Stand?", sender_name="Lan Nguyễn")
    assert message.case_id == access.case
    author, reader = make_actor("clearing"), make_actor("clearing")
    actions.write_block(
        reason="status", title="Stand", texts={"de": "Auf Deutsch.", "ar": "بالعربية."}, by=author, now=timezone.now()
    )
    actions.check_block(block=TextBlock.objects.get().pk, by=reader, now=timezone.now())
    page = f"/de/intake/messages/{message.pk}/"
    assert "am Aktenzeichen erkannt" in text_of(desk.get(page))
    taken = text_of(desk.post(f"{page}answer/", {"text": "Guten Tag,", "way": "paper", "take": "stand"}))
    typed = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", taken, re.DOTALL)
    assert typed
    assert typed[1].startswith("Guten Tag,\n\nبالعربية.\n\nAuf Deutsch.")
    assert desk.post(f"{page}answer/", {"text": typed[1], "way": "paper", "used": "stand:1"}).status_code == 302
    message.refresh_from_db()
    assert (message.status, message.blocks) == ("answered", [["stand", 1]])
    assert "Auf Deutsch." in text_of(desk.get(page))


def test_nothing_typed_is_lost_when_something_is_wrong(desk: Client) -> None:
    said = {"channel": "letter", "reason": "status", "text": "", "sender_name": "Lan", "subject": "Frage", "language": "de"}
    answer = desk.post("/de/intake/messages/new/", said)
    assert answer.status_code == 422
    assert 'value="Lan"' in text_of(answer)
    answer = desk.post(
        "/de/intake/messages/new/",
        said | {"text": "Frage", "received_on_2": "2200", "received_on_1": "1", "received_on_0": "1"},
    )
    assert answer.status_code == 422
    assert "liegt in der Zukunft" in text_of(answer)


def test_an_attachment_is_cleaned_and_put_to_the_documents(desk: Client) -> None:
    access = filed(now=timezone.now())
    message = record(desk, files=[scan(), scan("böse.exe", b"MZ\x90\x00")])
    (document,) = Document.objects.all()
    page = f"/de/intake/messages/{message.pk}/"
    assert desk.post(f"{page}case/", {"file_number": "2026-XXXX-XXXX"}).status_code == 422
    number = Case.objects.get(pk=access.case).file_number
    assert desk.post(f"{page}case/", {"file_number": number.lower()}).status_code == 302
    assert desk.get(f"{page}attachments/{document.pk}/").headers["X-Content-Type-Options"] == "nosniff"
    assert desk.post(f"{page}attachments/{document.pk}/put/", {"need": "passport"}).status_code == 302
    document.refresh_from_db()
    assert (document.case_id, document.need) == (access.case, "passport")
    assert desk.get(f"{page}attachments/{document.pk}/").status_code == 404


def test_a_proposal_is_taken_and_a_duplicate_joined(desk: Client) -> None:
    access = filed(now=timezone.now())
    born = {"sender_born_2": "2001", "sender_born_1": "5"}
    first = record(desk, sender_name="Nguyễn Lan", **born)
    second = record(desk, channel="mail", sender_name="Nguyễn Lan", sender_email="lan@example.org", text="Noch einmal: Stand?")
    page = text_of(desk.get(f"/de/intake/messages/{first.pk}/"))
    assert "Name und Geburtsdatum" in page
    assert desk.post(f"/de/intake/messages/{first.pk}/case/", {"case": access.case}).status_code == 302
    assert "Vielleicht dieselbe Nachricht" in text_of(desk.get(f"/de/intake/messages/{second.pk}/"))
    assert desk.post(f"/de/intake/messages/{second.pk}/join/", {"to": first.pk}).status_code == 302
    second.refresh_from_db()
    assert (second.status, second.case_id) == ("joined", access.case)


def typed_through(client: Client, address: str, answers: dict[str, str]) -> list[str]:
    """Every field of every page is filled, as somebody does who reads a paper; the names of the fields in their order."""
    asked: list[str] = []
    for _round in range(12):
        page = text_of(client.get(address))
        names = dict.fromkeys(re.findall(r'name="([a-z_0-9]+?)(?:_[012])?"', page.split('<form method="post" novalidate>')[1]))
        said: dict[str, str] = {}
        for name in names:
            value = answers.get(name, "")
            if re.search(rf'name="{name}_2"', page):
                value = value or "2026-12-31"
                said |= {f"{name}_2": value[:4], f"{name}_1": value[5:7], f"{name}_0": value[8:]}
            elif not value and (
                option := re.search(rf'name="{name}"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="{name}"', page)
            ):
                said[name] = option[1] or option[2]
            else:
                said[name] = value
        asked += [name for name in names if name not in asked and name != "csrfmiddlewaretoken"]
        answer = client.post(address, said)
        if answer.status_code == 302:
            return asked
    raise AssertionError("it never ends")


def begin(client: Client, **more: str) -> str:
    said = {"service": SERVICE, "source": "counter", "language": "ar"} | more
    answer = client.post("/de/intake/typed/new/", said)
    assert answer.status_code == 302, text_of(answer)
    return answer.url  # type: ignore[attr-defined]


def test_an_application_is_typed_read_back_filed_and_its_receipt_printed(desk: Client) -> None:
    address = begin(desk)
    typed_through(desk, address, ANSWERS)
    assert desk.post(f"{address}documents/", {"need": "passport", "file": scan()}).status_code == 302
    read_back = text_of(desk.get(f"{address}check/"))
    assert "Nguyễn" in read_back
    assert 'lang="ar"' in read_back  # in her language, to be read to her
    digest = re.search(r'name="digest" value="([^"]+)"', read_back)
    assert digest
    assert desk.post(f"{address}check/", {"digest": digest[1]}).status_code == 422  # not read back
    answer = desk.post(f"{address}check/", {"digest": digest[1], "confirmed": "yes"})
    case = Case.objects.get()
    assert answer.url == f"/de/intake/received/{case.pk}/"  # type: ignore[attr-defined]
    assert (case.source, case.language, case.documents.count()) == ("counter", "ar", 1)
    assert case.file_number[:4] in text_of(desk.get(answer.url))  # type: ignore[attr-defined]
    assert desk.get(f"{answer.url}receipt.pdf").content[:5] == b"%PDF-"  # type: ignore[attr-defined]
    assert desk.get(address).url == answer.url  # type: ignore[attr-defined]  # the back button
    colleague = sign_in(make_staff("clearing"))
    assert colleague.get(f"{answer.url}receipt.pdf").status_code == 404  # type: ignore[attr-defined]  # the code is not hers


def test_the_receipt_of_a_paper_application_is_printed_by_the_post_alone(desk: Client) -> None:
    today = timezone.localdate()
    stamped = {"received_on_0": today.day, "received_on_1": today.month, "received_on_2": today.year}
    address = begin(desk, source="paper", **{name: str(value) for name, value in stamped.items()})
    typed_through(desk, address, ANSWERS)  # with a mail address: without the code she could read nothing online
    digest = re.search(r'name="digest" value="([^"]+)"', text_of(desk.get(f"{address}check/")))
    assert digest
    answer = desk.post(f"{address}check/", {"digest": digest[1], "confirmed": "yes"})
    shown = text_of(desk.get(answer.url))  # type: ignore[attr-defined]
    assert "geht mit der nächsten Post hinaus" in shown
    assert "receipt.pdf" not in shown
    assert desk.get(f"{answer.url}receipt.pdf").status_code == 404  # type: ignore[attr-defined]
    assert [(row.channel, row.state) for row in Delivery.objects.filter(letter__kind="receipt")] == [("post", "queued")]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_list_of_the_intake_is_a_file_too(desk: Client, form: str) -> None:
    begin(desk)
    actions.write_block(reason="status", title="=Stand", texts={"de": "A"}, by=make_actor("clearing"), now=timezone.now())
    stranger = sign_in(make_staff("council"))
    for name in ("typed", "efa", "blocks"):
        address = f"/de/intake/{name}/export/{form}/"
        answer = desk.get(address)
        assert answer.status_code == 200
        assert stranger.get(address).status_code == 404
        if form == "csv":
            lines = answer.content.decode("utf-8-sig").splitlines()
            assert len(lines) == {"typed": 2, "efa": 1, "blocks": 2}[name]
            if name == "blocks":
                assert lines[1].startswith("'=Stand;")
    assert desk.get("/de/intake/typed/export/pdf/").status_code == 404


def test_what_is_known_is_not_asked(desk: Client) -> None:
    access = filed(now=timezone.now())
    found = text_of(desk.get("/de/intake/typed/new/", {"q": "Lan Nguyễn", "born_2": "2001", "born_1": "5"}))
    assert str(access.case) in found
    address = begin(desk, known_from=str(access.case), relation="same_person")
    asked = typed_through(desk, address, ANSWERS)
    assert not {"family_name", "given_names", "birth_date", "street", "email"} & set(asked)
    assert "occasion" in asked
    page = text_of(desk.get(f"{address}?anew=street"))
    assert 'name="street"' in page


def test_a_letter_is_taken_in_as_of_its_day(desk: Client) -> None:
    message = record(desk, reason="handing_in", text="Anbei mein Antrag.", sender_name="Lan Nguyễn")
    answer = desk.post(f"/de/intake/typed/new/?message={message.pk}", {"service": SERVICE, "source": "paper", "language": "de"})
    assert answer.status_code == 302
    assert TypedIn.objects.get().received_at == message.received_at
    assert "Antrag" in text_of(desk.get("/de/intake/typed/"))


def test_the_online_service_is_taken_in_by_hand(desk: Client) -> None:
    said = {
        "format": "amtslotse-efa-1",
        "id": "BW-7",
        "service": SERVICE,
        "language": "ar",
        "submitted_at": (timezone.now() - timedelta(days=1)).isoformat(),
        "answers": {"family_name": "Nguyễn"},
        "attachments": [],
    }
    attack = SimpleUploadedFile("x.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    answer = desk.post("/de/intake/efa/", {"files": [attack]})
    assert answer.status_code == 422
    assert "Schadcode" in text_of(answer)
    answer = desk.post("/de/intake/efa/", {"files": [SimpleUploadedFile("a.json", json.dumps(said).encode())]})
    assert answer.status_code == 302
    assert "vervollständigen" in text_of(desk.get("/de/intake/efa/"))


def test_a_block_is_written_and_checked_by_two(desk: Client) -> None:
    said = {"title": "Geduld", "reason": "status", "de": "Bitte warten."}
    assert desk.post("/de/intake/blocks/new/", {**said, "de": ""}).status_code == 422
    assert desk.post("/de/intake/blocks/new/", said).status_code == 302
    assert "darf verwendet werden" not in text_of(desk.get("/de/intake/blocks/geduld/"))
    other = sign_in(make_staff("clearing"))
    assert "darf verwendet werden" in text_of(other.get("/de/intake/blocks/geduld/"))
    assert desk.post("/de/intake/blocks/geduld/check/", {"version": "1"}).status_code == 404
    assert other.post("/de/intake/blocks/geduld/check/", {"version": "1"}).status_code == 302
    assert TextBlock.objects.get().checked_at is not None
    assert other.post("/de/intake/blocks/geduld/retire/").status_code == 302
    assert "Geduld" not in text_of(other.get("/de/intake/blocks/"))


def test_the_list_filters_and_its_file_holds_the_same(desk: Client) -> None:
    record(desk, subject="=1+1", reason="general")
    record(desk, subject="Zweite", reason="appointment")
    assert "Zweite" not in text_of(desk.get("/de/intake/?reason=general"))
    lines = desk.get("/de/intake/messages.csv?reason=general").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=1+1" in lines[1]
    assert desk.get("/de/intake/messages.xlsx").status_code == 200


def test_the_counter_sees_what_its_roles_may(desk: Client) -> None:
    caseworker = sign_in(make_staff("caseworker", teams=("humanitarian",)))
    message = record(desk)
    assert caseworker.get("/de/intake/").status_code == 200
    for address in (
        f"/de/intake/messages/{message.pk}/",
        "/de/intake/messages/new/",
        "/de/intake/typed/",
        "/de/intake/blocks/",
    ):
        assert caseworker.get(address).status_code == 404


def test_who_sorts_sees_no_more_than_the_list(desk: Client) -> None:
    actor = make_actor("clearing")
    message = record(desk)
    rows = queries.message_list(actor=actor, now=timezone.now()).rows
    assert [row.id for row in rows] == [message.pk]
