"""The applicant's way through the pages, without JavaScript, in every language, from question to status."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from amtslotse.casework import actions, queries
from amtslotse.casework.rules import uploads
from amtslotse.casework.rules.access import Access
from amtslotse.catalogue.rules import answers
from amtslotse.kernel.actor import Actor
from amtslotse.web.portal import words
from tests.casework.walk import ANSWERS, People, furnish, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]

LANGUAGES = ["de", "en", "ar"]
SERVICE = "study-16b"


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    furnish()


@pytest.fixture
def people() -> People:
    return People()


def _posted(key: str) -> dict[str, str]:
    """What a browser sends for the question."""
    future = timezone.localdate() + timedelta(days=60)
    own = {"title_expires_on": future.isoformat(), "livelihood": "blocked_account"}
    value = {**ANSWERS, **own}.get(key, "")
    if key in ("title_expires_on", "birth_date", "travel_or_job_date", "entered_on"):
        year, month, day = (value or "--").split("-")
        return {f"{key}_0": "" if day == "00" else day, f"{key}_1": month, f"{key}_2": year}
    return {key: value}


def begin(client: Client, language: str = "de", service: str = SERVICE, **given: str) -> str:
    """The address of a new draft."""
    answer = client.post(f"/{language}/service/{service}/start/", given)
    assert answer.status_code == 302
    return answer["Location"]


def questions(client: Client, draft: str) -> Iterator[tuple[str, HttpResponse]]:
    """Every question page that is still open, answered one after the other."""
    address = client.get(draft)["Location"]
    while "/question/" in address:
        page = client.get(address)
        assert page.status_code == 200, address
        key = address.rstrip("/").rsplit("/", 1)[1]
        yield key, page
        answer = client.post(address, _posted(key))
        assert answer.status_code == 302, (key, answer.content.decode())
        address = answer["Location"]
    assert address.endswith("/documents/")


def fill(client: Client, language: str = "de") -> str:
    draft = begin(client, language)
    assert len(list(questions(client, draft))) > 8
    return draft


def digest_on(client: Client, draft: str) -> str:
    page = client.get(f"{draft}check/")
    assert page.status_code == 200
    found = re.search(r'name="digest" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def send(client: Client, language: str = "de") -> str:
    """The address of the receipt."""
    draft = fill(client, language)
    answer = client.post(f"{draft}check/", {"digest": digest_on(client, draft)})
    assert answer.status_code == 302
    assert "/receipt/" in answer["Location"]
    return answer["Location"]


# ---- Finding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_of_finding_answers(client: Client, language: str) -> None:
    home = client.get(f"/{language}/")
    matters = re.findall(rf'href="(/{language}/matter/[^"]+)"', home.content.decode())
    assert len(matters) == 8
    services = set()
    for matter in matters:
        page = client.get(matter)
        assert page.status_code == 200
        services |= set(re.findall(rf'href="(/{language}/service/[^"]+)"', page.content.decode()))
    assert len(services) >= 12
    for service in services:
        page = client.get(service).content.decode()
        assert page.count("<h1") == 1
        assert "/start/" in page


def test_matter_and_service_that_do_not_exist(client: Client) -> None:
    assert client.get("/de/matter/nothing/").status_code == 404
    assert client.get("/de/service/nothing/").status_code == 404
    assert client.post("/de/service/nothing/start/").status_code == 404


def test_search_finds_with_an_error_in_the_word(client: Client) -> None:
    assert "/de/service/study-16b/" in client.get("/de/search/?q=Studim").content.decode()
    assert client.get("/de/search/").status_code == 200


def test_the_checklist_is_built_from_her_answers(client: Client) -> None:
    sure = client.get(f"/de/service/{SERVICE}/?occasion=first&enrolled=enrolled&livelihood=blocked_account").content.decode()
    assert "Immatrikulationsbescheinigung" in sure
    assert "Bescheid über das Stipendium" not in sure
    assert "100 €" in sure
    open_list = client.get(f"/de/service/{SERVICE}/").content.decode()
    assert "Bescheid über das Stipendium" in open_list
    nonsense = client.get(f"/de/service/{SERVICE}/?occasion=<script>&enrolled=x")
    assert nonsense.status_code == 200
    assert "<script>" not in nonsense.content.decode()


def test_where_somebody_may_be_watched_the_page_hides(client: Client) -> None:
    page = client.get("/de/service/protection-24/").content.decode()
    assert "data-quick-exit" in page
    assert "<title>Informationen" in page
    assert "data-quick-exit" not in client.get(f"/de/service/{SERVICE}/").content.decode()


def test_start_takes_the_answers_of_the_service_page_along(client: Client) -> None:
    draft = begin(client, occasion="extension", enrolled="enrolled", livelihood="blocked_account", current_title="no such")
    assert client.get(draft)["Location"].endswith("/question/current_title/")


# ---- Applying -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_question_to_receipt_and_status(client: Client, language: str) -> None:
    draft = begin(client, language)
    for _, page in questions(client, draft):
        text = page.content.decode()
        assert text.count("<h1") == 1
        assert "<progress" in text

    upload = f"{draft}documents/passport/"
    file = SimpleUploadedFile("pass.pdf", pdf(), content_type="application/pdf")
    assert client.post(upload, {"file": file})["Location"] == upload
    assert "pass.pdf" in client.get(upload).content.decode()
    assert client.get(f"{draft}documents/").status_code == 200

    digest = digest_on(client, draft)
    sent = client.post(f"{draft}check/", {"digest": digest})
    receipt = client.get(sent["Location"])
    text = receipt.content.decode()
    assert re.search(r"\b\d\d-\d+", text)
    assert "§ 81 Abs. 4" in text
    assert "Fiktionsbescheinigung" in text
    assert "pass.pdf" in text

    status = client.get(sent["Location"].replace("receipt/", ""))
    assert status.status_code == 200
    assert 'data-state="now"' in status.content.decode()
    assert "Nguyễn" not in status.content.decode()  # somebody may look over her shoulder

    paper = client.get(sent["Location"].replace("receipt/", "receipt.pdf"))
    assert paper.content.startswith(b"%PDF-")
    assert paper["Content-Disposition"].startswith("attachment")
    assert paper["X-Content-Type-Options"] == "nosniff"


def test_sending_twice_and_going_back_give_the_same_receipt(client: Client) -> None:
    draft = fill(client)
    digest = digest_on(client, draft)
    first = client.post(f"{draft}check/", {"digest": digest})["Location"]
    assert client.post(f"{draft}check/", {"digest": digest})["Location"] == first
    for address in ("check/", "documents/", "question/family_name/", ""):
        assert client.get(draft + address)["Location"] == first


def test_what_changed_meanwhile_is_shown_before_sending(client: Client) -> None:
    draft = fill(client)
    digest = digest_on(client, draft)
    client.post(f"{draft}question/city/", {"city": "Neustadt"})
    answer = client.post(f"{draft}check/", {"digest": digest})
    assert answer.status_code == 409
    assert "Inzwischen hat sich etwas geändert" in answer.content.decode()
    assert client.post(f"{draft}check/", {"digest": digest_on(client, draft)}).status_code == 302


def test_check_leads_to_the_open_question(client: Client) -> None:
    draft = begin(client)
    assert "/question/" in client.get(f"{draft}check/")["Location"]
    assert "/question/" in client.post(f"{draft}check/", {"digest": "x"})["Location"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_answer_stays_in_its_field_with_a_remedy(client: Client, language: str) -> None:
    draft = fill(client, language)
    address = f"{draft}question/email/"
    answer = client.post(address, {"email": "lan at example"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="lan at example"' in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_email"' in page
    assert "autofocus" in page
    assert "lan@example.org" in client.get(address).content.decode()


def test_a_birth_date_may_be_partly_unknown(client: Client) -> None:
    draft = fill(client)
    address = f"{draft}question/birth_date/"
    assert client.post(address, {"birth_date_0": "", "birth_date_1": "", "birth_date_2": "1980"}).status_code == 302
    assert "00.00.1980" in client.get(f"{draft}check/").content.decode()
    assert client.post(address, {"birth_date_0": "31", "birth_date_1": "2", "birth_date_2": "1980"}).status_code == 422
    assert client.post(address, {"birth_date_0": "٣", "birth_date_1": "٢", "birth_date_2": "١٩٨٠"}).status_code == 302


def test_a_bad_file_costs_nothing_else(client: Client) -> None:
    draft = fill(client)
    address = f"{draft}documents/passport/"
    good = SimpleUploadedFile("gut.pdf", pdf())
    bad = SimpleUploadedFile("böse.exe", b"MZ no document")
    answer = client.post(address, {"file": [bad, good]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "böse.exe: Diese Dateiart" in page
    assert "gut.pdf" in page
    assert "Bitte wählen Sie zuerst eine Datei" in client.post(address, {}).content.decode()
    assert "Weg 1" in client.get(f"{draft}check/").content.decode()


def test_a_file_can_be_removed(client: Client) -> None:
    draft = fill(client)
    address = f"{draft}documents/passport/"
    client.post(address, {"file": SimpleUploadedFile("gut.pdf", pdf())})
    form = re.search(r'action="([^"]+/remove/)"', client.get(address).content.decode())
    assert form
    assert client.post(form[1])["Location"] == address
    assert "gut.pdf" not in client.get(address).content.decode()


def test_stop_and_come_back_with_the_code(client: Client) -> None:
    draft = fill(client)
    page = client.get(f"{draft}pause/").content.decode()
    code = re.sub(r"<[^>]+>", "", re.search(r'<span class="ui-code" dir="ltr">.*?</span></span>', page)[0])
    elsewhere = Client()
    assert elsewhere.get(draft).status_code == 404
    assert elsewhere.post("/de/continue/", {"code": code.lower()})["Location"] == draft
    assert elsewhere.get(f"{draft}check/").status_code == 200
    assert elsewhere.post("/de/continue/", {"code": "0000-0000-0000-0000"}).status_code == 422


def test_a_draft_can_be_deleted(client: Client) -> None:
    draft = fill(client)
    assert client.post(f"{draft}discard/").status_code == 302
    assert client.get(draft).status_code == 404


# ---- Following ------------------------------------------------------------------------------------------------------


def _access(client: Client) -> Access:
    [token] = client.session["cases"].values()
    access = Access.from_token(token)
    assert access
    return access


def _code(page: str) -> tuple[str, str]:
    number = re.search(r'class="ui-number">([^<]+)<', page)
    code = re.search(r'<span class="ui-code" dir="ltr">.*?</span></span>', page)
    assert number
    assert code
    return number[1], re.sub(r"<[^>]+>", "", code[0])


def test_file_number_and_code_open_the_status_on_another_device(client: Client) -> None:
    receipt = send(client)
    number, code = _code(client.get(receipt).content.decode())
    elsewhere = Client()
    answer = elsewhere.post("/ar/status/", {"file_number": number, "code": code.replace("-", " ").lower()})
    assert answer.status_code == 302
    assert elsewhere.get(answer["Location"]).status_code == 200
    assert elsewhere.post("/de/leave/").status_code == 302
    assert elsewhere.get(answer["Location"]).status_code == 404


def test_wrong_unknown_and_locked_read_the_same(client: Client) -> None:
    number, _ = _code(client.get(send(client)).content.decode())
    elsewhere = Client()

    def tried(file_number: str) -> str:
        page = elsewhere.post("/de/status/", {"file_number": file_number, "code": "0000-0000-0000-0000"})
        assert page.status_code == 422
        return re.sub(r'(value|name="csrf[^"]*" value)="[^"]*"', "", page.content.decode())

    wrong, unknown = tried(number), tried("99-999999")
    assert wrong == unknown
    for _ in range(12):
        assert tried(number) == wrong


def test_nothing_of_another_applicant_is_found(client: Client) -> None:
    receipt = send(client)
    case = receipt.replace("receipt/", "")
    other = Client()
    send(other)
    for address in ("", "receipt/", "receipt.pdf", "withdraw/", "documents/passport/"):
        assert other.get(case + address).status_code == 404
    for address in ("hand-in/", "withdraw/"):
        assert other.post(case + address).status_code == 404
    draft = fill(client)
    for address in ("", "check/", "documents/", "pause/", "question/city/", "documents/passport/"):
        assert other.get(draft + address).status_code == 404
    for address in ("discard/", "check/", "question/city/"):
        assert other.post(draft + address).status_code == 404


def _ask_for_more(client: Client, by: Actor, *, days_ago: int = 0) -> None:
    now = timezone.now() - timedelta(days=days_ago)
    case = _access(client).case
    actions.open_check(case=case, by=by, now=now)
    actions.mark(case=case, need="passport", verdict="unreadable", reason="Das Foto ist zu dunkel.", by=by, now=now)
    actions.request_documents(case=case, by=by, now=now)


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_sends_what_was_asked_for(client: Client, people: People, language: str) -> None:
    case = send(client, language).replace("receipt/", "")
    _ask_for_more(client, people.clearing)
    page = client.get(case).content.decode()
    assert "Das Foto ist zu dunkel." in page
    assert "ui-line__turn--yours" in page
    assert client.post(f"{case}hand-in/", follow=True).status_code == 200  # nothing added yet: said, not done
    add = f"{case}documents/passport/"
    assert client.get(add).status_code == 200
    assert client.post(add, {"file": SimpleUploadedFile("x.exe", b"MZ")}).status_code == 422
    assert client.post(add, {"file": SimpleUploadedFile("heller.pdf", pdf())})["Location"] == case
    page = client.get(case).content.decode()
    assert "heller.pdf" in page
    assert client.get(f"{case}documents/photo/").status_code == 404
    assert client.post(f"{case}hand-in/")["Location"] == case
    assert client.post(f"{case}hand-in/")["Location"] == case  # pressed twice
    page = client.get(case).content.decode()
    assert "ui-line__turn--yours" not in page
    letters = re.findall(r'href="([^"]+\.pdf)"', page)
    assert len(letters) == 2
    for letter in letters:
        assert client.get(letter).content.startswith(b"%PDF-")


def test_after_the_deadline_she_reads_so_and_can_still_send(client: Client, people: People) -> None:
    intime = Client()
    case = send(intime).replace("receipt/", "")
    _ask_for_more(intime, people.clearing)
    assert "ist vorbei" not in intime.get(case).content.decode()  # the control
    assert "ist vorbei" not in intime.get(f"{case}documents/passport/").content.decode()
    case = send(client).replace("receipt/", "")
    _ask_for_more(client, people.clearing, days_ago=60)
    add = f"{case}documents/passport/"
    for address in (case, add):
        page = client.get(address).content.decode()
        assert "ist vorbei" in page
        assert "Wir nehmen sie an." in page
        assert "ob wir das tun, steht noch nicht fest" in page, "no consequence that nobody decided"
    assert client.post(add, {"file": SimpleUploadedFile("spät.pdf", pdf())})["Location"] == case
    assert client.post(f"{case}hand-in/")["Location"] == case
    assert "ist vorbei" not in client.get(case).content.decode()


def test_withdrawing_is_asked_twice(client: Client) -> None:
    case = send(client).replace("receipt/", "")
    assert client.get(f"{case}withdraw/").status_code == 200
    assert client.post(f"{case}withdraw/")["Location"] == case
    assert "zurückgenommen" in client.get(case).content.decode()
    assert client.get(f"{case}withdraw/").status_code == 404


def test_a_replaced_code_closes_what_it_had_opened(client: Client, people: People) -> None:
    case = send(client).replace("receipt/", "")
    actions.replace_code(case=_access(client).case, channel="desk", by=people.clearing, now=timezone.now())
    assert client.get(case).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_proof_says_genuine_and_the_day_and_nothing_else(client: Client, language: str) -> None:
    receipt = send(client)
    token = queries.receipt(access=_access(client), language="de").proof_token
    page = Client().get(f"/{language}/verify/{token}/").content.decode()
    assert "ui-box--success" in page
    assert "Nguyễn" not in page
    assert receipt.split("/")[3] not in page
    forged = Client().get(f"/{language}/verify/{token[:-1]}{'8' if token.endswith('7') else '7'}/")
    assert forged.status_code == 404
    assert "ui-box--danger" in forged.content.decode()


# ---- Every page -----------------------------------------------------------------------------------------------------


def test_pages_of_a_person_are_never_cached(client: Client) -> None:
    assert client.get(send(client))["Cache-Control"] == "no-store"


def test_forms_need_their_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in (f"/de/service/{SERVICE}/start/", "/de/continue/", "/de/status/", "/de/leave/"):
        refused = strict.post(address)
        assert refused.status_code == 403
        assert "Diese Seite war zu lange offen" in refused.content.decode()


def test_a_request_that_is_far_too_big_is_refused_unread(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = fill(client)
    monkeypatch.setattr("amtslotse.web.ui.uploads.LARGEST_REQUEST", 50_000)
    address = f"{draft}documents/passport/"
    answer = client.post(address, {"file": SimpleUploadedFile("groß.pdf", b"x" * 60_000)})
    assert answer.status_code == 400
    assert "zu groß" in answer.content.decode()
    monkeypatch.undo()
    assert client.get(f"{draft}check/").status_code == 200


def test_pages_cost_a_bounded_number_of_queries(client: Client, django_assert_max_num_queries) -> None:
    draft = fill(client)
    for address in ("/de/", f"/de/service/{SERVICE}/", f"{draft}question/city/", f"{draft}documents/", f"{draft}check/"):
        client.get(address)  # each process reads every service once
        with django_assert_max_num_queries(14):
            assert client.get(address).status_code == 200
    case = send(Client()).replace("receipt/", "")
    assert case


def test_every_reason_has_words() -> None:
    missing = set(uploads.REASONS) - words.REASONS.keys()
    assert not missing
    raised = re.findall(r'reason="(\w+)"', inspect.getsource(answers))
    assert len(raised) > 5
    assert set(raised) <= words.REASONS.keys()
